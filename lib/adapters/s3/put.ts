import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { SluiceError } from "../../errors.ts";
import type { PutOptions } from "../../ports.ts";
import { attemptsOf, awsError, nameOf, statusOf } from "../aws-error.ts";
import { callOn, type S3Location } from "./location.ts";

/** How often a write is repeated that met another one of the same key. */
const MAX_MEETINGS = 5;

/** Metadata by which a conditional write knows its own work again. */
const WRITE_ID = "sluice-write";

export async function putObject(
  location: S3Location,
  body: Uint8Array | string,
  options: PutOptions,
): Promise<{ etag: string }> {
  const isConditional = options.ifMatch !== undefined || options.ifAbsent === true;
  const writeId = isConditional ? randomUUID() : undefined;
  for (let meeting = 1; ; meeting++) {
    try {
      return await send(location, body, options, writeId);
    } catch (error) {
      // 409: another conditional write of this key was under way. It may yet fail, so this says nothing of the condition.
      if (nameOf(error) === "ConditionalRequestConflict" && meeting < MAX_MEETINGS) {
        await delay(Math.random() * 50 * 2 ** meeting);
        continue;
      }
      const done = await ownEarlierWrite(location, error, writeId);
      if (done) return done;
      throw putError(error, location, options);
    }
  }
}

async function send(
  { client, bucket, key }: S3Location,
  body: Uint8Array | string,
  options: PutOptions,
  writeId: string | undefined,
): Promise<{ etag: string }> {
  const answer = await client.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      // The SDK takes an empty string for a stream.
      Body: typeof body === "string" ? Buffer.from(body) : body,
      ...(options.contentType === undefined ? {} : { ContentType: options.contentType }),
      ...(options.ifMatch === undefined ? {} : { IfMatch: options.ifMatch }),
      ...(options.ifAbsent ? { IfNoneMatch: "*" } : {}),
      ...(writeId === undefined ? {} : { Metadata: { [WRITE_ID]: writeId } }),
    }),
  );
  return { etag: answer.ETag ?? "" };
}

/**
 * If the answer to a write was lost, the SDK sends it again and S3 refuses it: its condition does not hold any more, because
 * it was fulfilled. Taken for a lost race, the caller would apply its change a second time.
 */
async function ownEarlierWrite(
  { client, bucket, key }: S3Location,
  error: unknown,
  writeId: string | undefined,
): Promise<{ etag: string } | undefined> {
  if (writeId === undefined || statusOf(error) !== 412 || attemptsOf(error) < 2) return undefined;
  try {
    const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return found.Metadata?.[WRITE_ID] === writeId ? { etag: found.ETag ?? "" } : undefined;
  } catch (headError) {
    throw awsError(headError, callOn({ bucket, key }, "s3:GetObject"));
  }
}

function putError(error: unknown, location: S3Location, options: PutOptions): SluiceError {
  const call = callOn(location, "s3:PutObject");
  // S3 answers 404 to If-Match if the object is gone.
  if (nameOf(error) === "NoSuchKey" && options.ifMatch !== undefined) {
    return new SluiceError("conflict", `${call.resource} does not exist any more`, { cause: error });
  }
  return awsError(error, call);
}
