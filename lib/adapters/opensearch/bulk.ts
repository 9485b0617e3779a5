/** write(): documents become the lines of a bulk, its items become outcomes. */
import { isSluiceError, SluiceError } from "../../errors.ts";
import type { StoredDocument, WriteOutcome } from "../../ports.ts";
import { refusalOf, refused } from "../admission.ts";
import { answerOf, type Connection } from "./connection.ts";
import { type BulkItem, outcomeOf } from "./outcome.ts";

interface BulkAnswer {
  readonly items: readonly { readonly create: BulkItem }[];
}

/** The rest of an answer repeats what we sent, at 200 bytes a document. */
const FILTER = "items.*.status,items.*.error";

/** The index of a record with this `@timestamp`, below this prefix or the main one. */
type IndexAt = (timestampMs: number, prefix: string | undefined) => string;

export function createBulkWriter(connection: Connection, indexAt: IndexAt) {
  return async function write(documents: readonly StoredDocument[]): Promise<WriteOutcome[]> {
    const refusals = documents.map(refusalOf);
    const admitted = documents.filter((_, i) => refusals[i] === undefined);
    const outcomes = (await send(admitted)).values();
    return refusals.map((refusal) => refusal ?? outcomes.next().value ?? unknownOutcome(connection.address));
  };

  async function send(documents: readonly StoredDocument[]): Promise<WriteOutcome[]> {
    if (documents.length === 0) return [];
    try {
      const body = linesOf(documents, indexAt);
      const query = { filter_path: FILTER };
      const answer = await connection.ask<BulkAnswer>({ method: "POST", path: "/_bulk", query, body });
      if (answer.items?.length !== documents.length) unknownOutcome(connection.address);
      return answer.items.map(({ create }) => outcomeOf(create));
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      if (documents.length === 1) return [refused(`the document is larger than OpenSearch takes: ${error.message}`)];
      const middle = Math.ceil(documents.length / 2);
      return [...(await send(documents.slice(0, middle))), ...(await send(documents.slice(middle)))];
    }
  }
}

function linesOf(documents: readonly StoredDocument[], indexAt: IndexAt): string {
  let lines = "";
  for (const { id, timestampMs, indexPrefix, json } of documents) {
    lines += `{"create":{"_index":"${indexAt(timestampMs, indexPrefix)}","_id":${JSON.stringify(id)}}}\n${json}\n`;
  }
  return lines;
}

/** AWS domains take requests up to 10 or 100 MiB, by instance type: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html */
function isTooLarge(error: unknown): error is SluiceError {
  return isSluiceError(error) && answerOf(error)?.status === 413;
}

function unknownOutcome(address: string): never {
  throw new SluiceError("unavailable", `OpenSearch at ${address} gave no outcome for each document`);
}
