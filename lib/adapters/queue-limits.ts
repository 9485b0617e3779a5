/** What SQS takes, held by both queues, so that the memory queue cannot carry what SQS would refuse. */
import { SluiceError } from "../errors.ts";
import type { SendOptions } from "../ports.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_DELAY_SECONDS = 900;
const MAX_HIDING_SECONDS = 12 * 3600;
/** SQS takes the characters of XML 1.0: control characters and U+FFFE, U+FFFF are none of them. */
const INVALID_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

const DEDUPLICATION_ID = /^[\x21-\x7e]{1,128}$/;

/** @throws SluiceError "refused" */
export function checkMessage(body: string, { delaySeconds = 0, deduplicationId }: SendOptions): void {
  const sizeBytes = Buffer.byteLength(body);
  if (sizeBytes === 0) throw refused("the message is empty");
  if (sizeBytes > MAX_BODY_BYTES) {
    throw refused(`the message has ${sizeBytes} bytes of UTF-8; at most ${MAX_BODY_BYTES} are allowed`);
  }
  const invalid = INVALID_CHARACTER.exec(body);
  if (invalid) throw refused(`the message holds the character ${JSON.stringify(invalid[0])}, which no queue carries`);
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > MAX_DELAY_SECONDS) {
    throw refused(`a delay of ${delaySeconds} s; whole seconds from 0 to ${MAX_DELAY_SECONDS} are allowed`);
  }
  if (deduplicationId === undefined) return;
  if (!DEDUPLICATION_ID.test(deduplicationId)) {
    throw refused(`the deduplication id ${JSON.stringify(deduplicationId.slice(0, 140))} is not 1 to 128 ASCII signs`);
  }
  if (delaySeconds > 0) throw refused("a delay of its own; a FIFO queue holds all messages back for the same time");
}

/** @throws SluiceError "refused" */
export function checkReceiveMax(max: number): void {
  if (!Number.isInteger(max) || max < 1 || max > 10) {
    throw new SluiceError("refused", `Receiving ${max} messages at once; 1 to 10 are allowed`);
  }
}

/** @throws SluiceError "refused" */
export function checkHiding(seconds: number): void {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_HIDING_SECONDS) {
    const allowed = `whole seconds from 0 to ${MAX_HIDING_SECONDS} are allowed`;
    throw new SluiceError("refused", `Hiding a message for ${seconds} s; ${allowed}`);
  }
}

function refused(problem: string): SluiceError {
  return new SluiceError("refused", `Sending to the queue: ${problem}`);
}
