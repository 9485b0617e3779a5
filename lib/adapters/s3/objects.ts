/** An ObjectStore in an S3 bucket, or in a part of one. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  S3Client,
} from "@aws-sdk/client-s3";
import type { ObjectStore, ObjectSummary } from "../../ports.ts";
import { type AwsPlace, clientSettings } from "../aws-client.ts";
import { awsError, nameOf } from "../aws-error.ts";
import { checkKey } from "../object-key.ts";
import { readBody } from "./body.ts";
import { callOn, type S3Location } from "./location.ts";
import { putObject } from "./put.ts";

/** A put sends its body before the answer begins: 64 MiB over a slow line take this long. */
const RESPONSE_TIMEOUT_MS = 60_000;

/** @param options.url `s3://bucket` or `s3://bucket/prefix`; keys are relative to the prefix */
export function openS3Objects(options: AwsPlace & { url: string }): ObjectStore {
  const url = options.url.replace(/\/+$/, "");
  const { bucket, base } = parseUrl(url);
  const client = new S3Client({
    ...clientSettings(options, RESPONSE_TIMEOUT_MS),
    // An emulator seldom owns the host names bucket.host.
    forcePathStyle: options.endpointUrl !== undefined,
    // A bucket may live in another region than the function.
    followRegionRedirects: true,
  });

  const locate = (key: string): S3Location => {
    checkKey(key, url, base);
    return { client, bucket, key: base + key };
  };

  return {
    url,

    async get(key) {
      const location = locate(key);
      try {
        const command = new GetObjectCommand({ Bucket: bucket, Key: location.key });
        const answer = await client.send(command);
        const sizeBytes = answer.ContentLength ?? 0;
        const etag = answer.ETag ?? "";
        const body = readBody(location, { body: answer.Body, sizeBytes, etag });
        // Up to its first yield, from where on ending the iteration closes the connection.
        await body.next();
        return {
          body,
          sizeBytes,
          etag,
          modifiedMs: answer.LastModified?.getTime() ?? 0,
          ...(answer.ContentType === undefined ? {} : { contentType: answer.ContentType }),
          ...(answer.ContentEncoding === undefined ? {} : { contentEncoding: answer.ContentEncoding }),
        };
      } catch (error) {
        // Without s3:ListBucket S3 answers 403 for what does not exist, which cannot be told from a missing right.
        if (nameOf(error) === "NoSuchKey") return undefined;
        throw awsError(error, callOn(location, "s3:GetObject and s3:ListBucket"));
      }
    },

    async put(key, body, putOptions = {}) {
      return putObject(locate(key), body, putOptions);
    },

    async *list(prefix) {
      const location = { client, bucket, key: base + prefix };
      let continuationToken: string | undefined;
      do {
        const page = await listPage(location, continuationToken);
        for (const object of summariesOf(page)) yield { ...object, key: object.key.slice(base.length) };
        continuationToken = page.NextContinuationToken;
      } while (continuationToken !== undefined);
    },

    async delete(key) {
      const location = locate(key);
      try {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: location.key }));
      } catch (error) {
        if (nameOf(error) === "NoSuchKey") return;
        throw awsError(error, callOn(location, "s3:DeleteObject"));
      }
    },
  };
}

function parseUrl(url: string): { bucket: string; base: string } {
  const [bucket = "", ...path] = url.replace(/^s3:\/\//, "").split("/");
  const prefix = path.join("/");
  return { bucket, base: prefix === "" ? "" : `${prefix}/` };
}

/** General purpose buckets list in ascending order of UTF-8 bytes (directory buckets do not). */
async function listPage({ client, bucket, key }: S3Location, continuationToken: string | undefined) {
  try {
    return await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: key,
        // XML cannot carry every character of a key; without this one control character spoils the page.
        EncodingType: "url",
        ...(continuationToken === undefined ? {} : { ContinuationToken: continuationToken }),
      }),
    );
  } catch (error) {
    throw awsError(error, callOn({ bucket }, "s3:ListBucket"));
  }
}

function summariesOf(page: ListObjectsV2CommandOutput): ObjectSummary[] {
  return (page.Contents ?? []).map((object) => ({
    key: decodeKey(object.Key ?? "", page.EncodingType),
    sizeBytes: object.Size ?? 0,
    etag: object.ETag ?? "",
    modifiedMs: object.LastModified?.getTime() ?? 0,
  }));
}

/** S3 writes a space as "+"; the SDK for JavaScript leaves the decoding to its user, and not every emulator encodes. */
function decodeKey(key: string, encoding: string | undefined): string {
  return encoding === "url" ? decodeURIComponent(key.replaceAll("+", " ")) : key;
}
