/** Whether the queue and the topic are there, and whether anything or anybody waits. */
import { shownTarget } from "../../config/alert-route.ts";
import type { Config } from "../../config.ts";
import { type Finding, failed, plural } from "./finding.ts";

export async function checkQueue({
  queueUrl: url,
  awsRegion: region,
  awsEndpointUrl: endpointUrl,
}: Config): Promise<Finding> {
  const check = "queue";
  if (url.startsWith("memory:")) return { check, status: "ok", detail: "in the memory of `sluice start`" };
  const { inspectQueue } = await import("../../adapters/sqs/inspect.ts");
  try {
    const { waiting, inFlight, deadLetters } = await inspectQueue({ url, region, endpointUrl });
    const detail = `${url}: ${waiting} waiting, ${inFlight} in work`;
    if (deadLetters === undefined) {
      return { check, status: "warn", detail, advice: "It has no dead-letter queue: what fails for too long is lost" };
    }
    if (deadLetters === 0) return { check, status: "ok", detail: `${detail}, none given up` };
    const advice =
      "Their objects are where they were: find the cause in the log of ingest-object, then redrive the dead-letter queue";
    return { check, status: "fail", detail: `${detail}, ${plural(deadLetters, "message")} given up`, advice };
  } catch (error) {
    return failed(check, error);
  }
}

export async function checkTopic(config: Config): Promise<Finding> {
  const check = "topic";
  const { topicArn, awsRegion: region, awsEndpointUrl: endpointUrl } = config;
  if (topicArn.startsWith("mailbox:")) return { check, status: "ok", detail: `mails become files in ${topicArn}` };
  if (!topicArn.startsWith("arn:")) return { check, status: "ok", detail: `goes to ${shownTarget(topicArn)}` };
  const { inspectTopic } = await import("../../adapters/sns/inspect.ts");
  try {
    const { confirmed, pending } = await inspectTopic({ topicArn, region, endpointUrl });
    const detail = `${topicArn}: ${plural(confirmed, "subscription")}${pending > 0 ? `, ${pending} not confirmed` : ""}`;
    if (confirmed > 0) return { check, status: "ok", detail };
    const advice =
      pending > 0
        ? "Nobody gets a mail before the link in AWS's own mail is followed"
        : "Nobody is subscribed, so nobody gets a mail";
    return { check, status: "warn", detail, advice };
  } catch (error) {
    return failed(check, error);
  }
}
