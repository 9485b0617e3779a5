/** What the Lambda runtime hands a function beside its event. */
import { randomUUID } from "node:crypto";
import type { Context } from "aws-lambda";

/** Here nothing cuts a function off: a day is more than any of them takes. */
const REMAINING_MS = 24 * 3_600_000;

export type Handler<Event, Result> = (event: Event, context: Context) => Promise<Result>;

export function lambdaContext(functionName: string): Context {
  const startedMs = performance.now();
  const unsupported = () => {
    throw new Error("done, fail and succeed belong to runtimes that are gone: return a promise");
  };
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
    memoryLimitInMB: "1024",
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "local",
    getRemainingTimeInMillis: () => REMAINING_MS - (performance.now() - startedMs),
    done: unsupported,
    fail: unsupported,
    succeed: unsupported,
  };
}
