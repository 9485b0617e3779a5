/** Messages that failed are hidden for as long as the visibility timeout says, half an hour: far too long for a store that blinked. */
import { isSluiceError, type SluiceError } from "../errors.ts";
import type { Queue } from "../ports.ts";
import { comeBackSeconds } from "./retry.ts";

/** As a record of an SQSEvent has it; who calls the function by hand may leave its attributes out. */
interface ReceivedMessage {
  readonly receiptHandle: string;
  readonly attributes?: { readonly ApproximateReceiveCount: string };
}

/** @returns what the queue failed with, if it did: they then come again after the visibility timeout, and nothing is lost */
export async function comeBackSooner(
  failed: readonly ReceivedMessage[],
  queue: Queue,
): Promise<SluiceError | undefined> {
  try {
    await queue.hide(
      failed.map(({ receiptHandle, attributes }) => ({
        receipt: receiptHandle,
        seconds: comeBackSeconds(Number(attributes?.ApproximateReceiveCount ?? 1), Math.random()),
      })),
    );
    return undefined;
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    return error;
  }
}
