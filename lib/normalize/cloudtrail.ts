/**
 * The human line of a CloudTrail record, which brings none. A call that was refused is no error of a service: it keeps its `errorCode` in
 * `attributes`, and a rule of sluice.yml (`rename: {errorCode: error.type}`) makes errors of them for whoever wants alerts.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
import type { JsonObject } from "../record.ts";
import { isObject } from "./json-object.ts";

/** @returns undefined for any other record */
export function cloudTrailMessage(record: JsonObject): string | undefined {
  const { eventSource, eventName, errorCode, errorMessage } = record;
  if (typeof eventSource !== "string" || typeof eventName !== "string") return undefined;
  const caller = callerOf(record);
  const outcome = typeof errorCode === "string" ? `: ${errorCode}` : "";
  const reason = typeof errorMessage === "string" ? ` (${errorMessage})` : "";
  return `${eventName} ${eventSource}${caller === undefined ? "" : ` by ${caller}`}${outcome}${reason}`;
}

/** A name where there is one; of roles and services what the record knows them by. */
function callerOf({ userIdentity }: JsonObject): string | undefined {
  if (!isObject(userIdentity)) return undefined;
  const { userName, arn, invokedBy, type } = userIdentity;
  return [userName, arn, invokedBy, type].find((name): name is string => typeof name === "string" && name !== "");
}
