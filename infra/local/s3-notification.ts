/**
 * The message S3 sends when an object was made.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */

export interface AnnouncedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly modifiedMs: number;
}

/** The same object gives the same message: its time is the object's own, so that a record without one always takes the same. */
export function notificationOf(object: AnnouncedObject, region: string, bucket = "local"): string {
  return JSON.stringify({
    Records: [
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: region,
        eventTime: new Date(object.modifiedMs).toISOString(),
        eventName: "ObjectCreated:Put",
        s3: {
          s3SchemaVersion: "1.0",
          bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
          object: { key: encodeKey(object.key), size: object.sizeBytes, eTag: object.etag },
        },
      },
    ],
  });
}

/** As forms encode: a blank is a plus sign. Slashes stay. */
function encodeKey(key: string): string {
  return encodeURIComponent(key.toWellFormed()).replaceAll("%20", "+").replaceAll("%2F", "/");
}
