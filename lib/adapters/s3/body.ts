/**
 * Reads an object as a stream that survives its connection. A reader under back-pressure may not take a byte for minutes; S3
 * and the socket's own timeout then close the connection. The rest is fetched by range, of the same version (If-Match).
 */
import { Readable } from "node:stream";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { SluiceError } from "../../errors.ts";
import { awsError, statusOf } from "../aws-error.ts";
import { callOn, type S3Location } from "./location.ts";

/** In a row without one byte of progress; each has the client's own retries below it. */
const MAX_BROKEN_CONNECTIONS = 3;

export interface OpenBody {
  /** Of the SDK's answer; in Node a Readable. */
  readonly body: unknown;
  readonly sizeBytes: number;
  readonly etag: string;
}

const NOTHING = new Uint8Array(0);

/** @returns yields nothing first, so that it can be begun before it is read */
export async function* readBody(location: S3Location, opened: OpenBody): AsyncGenerator<Uint8Array> {
  let body = readableOf(opened.body);
  let offset = 0;
  let broken = 0;
  try {
    yield NOTHING;
    for (;;) {
      try {
        for await (const chunk of body) {
          offset += chunk.length;
          broken = 0;
          yield chunk;
        }
        if (offset >= opened.sizeBytes) return;
        throw new SluiceError("unavailable", `${callOn(location, "").resource}: the connection ended early`);
      } catch (error) {
        // At the end only the checksum can have failed, which no range would mend.
        if (++broken > MAX_BROKEN_CONNECTIONS || offset >= opened.sizeBytes) throw readError(error, location);
      }
      body = readableOf(await openRest(location, offset, opened.etag));
    }
  } finally {
    // Closes the connection, if not all of it was read.
    body.destroy();
  }
}

async function openRest(location: S3Location, offset: number, etag: string) {
  const { client, bucket, key } = location;
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=${offset}-`, IfMatch: etag });
  try {
    return (await client.send(command)).Body;
  } catch (error) {
    throw readError(error, location);
  }
}

function readError(error: unknown, location: S3Location): SluiceError {
  const call = callOn(location, "s3:GetObject");
  if (statusOf(error) === 412) {
    const message = `${call.resource} was overwritten while it was read`;
    return new SluiceError("conflict", message, { retryable: true, cause: error });
  }
  return awsError(error, call);
}

/** The SDK's types allow a browser's streams too. */
function readableOf(body: unknown): Readable {
  if (!(body instanceof Readable)) throw new SluiceError("unavailable", "S3 answered without a body");
  // Whoever iterates is told. Before that, an error that nobody listens for would end the process.
  body.on("error", () => {});
  return body;
}
