import type { S3Client } from "@aws-sdk/client-s3";
import type { AwsCall } from "../aws-error.ts";

export interface S3Location {
  readonly client: S3Client;
  readonly bucket: string;
  /** As S3 knows it, with the store's prefix. */
  readonly key: string;
}

export function callOn(location: { bucket: string; key?: string }, permission: string): AwsCall {
  const key = location.key === undefined ? "" : `, key ${location.key}`;
  return { resource: `Bucket ${location.bucket}${key}`, permission, setting: "OBJECTS_URL" };
}
