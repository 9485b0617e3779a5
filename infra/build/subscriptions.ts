/** `${sluice:subscriptions}`: what sends the events of the named log groups of CloudWatch Logs to functions/ingest-logs. */
import { hash } from "node:crypto";

interface Subscriptions {
  readonly Resources: Readonly<Record<string, object>>;
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const LOG_GROUP = /^[\w./#-]{1,512}$/;

const FUNCTION_ARN = { "Fn::GetAtt": ["IngestLogsLambdaFunction", "Arn"] };

/**
 * @param logGroups comma-separated
 * @throws Error for what is no log group, and for one that Sluice writes itself
 */
export function subscriptionsTo(logGroups: string, service: string): Subscriptions {
  const names = logGroups.split(",").map((name) => name.trim());
  const groups = [...new Set(names.filter((name) => name !== ""))];
  return { Resources: Object.fromEntries(groups.flatMap((group) => resourcesFor(group, service))) };
}

function resourcesFor(group: string, service: string): [string, object][] {
  if (!LOG_GROUP.test(group)) throw new Error(`logGroups names "${group}", which is no log group`);
  if (group.startsWith(`/aws/lambda/${service}-`)) {
    throw new Error(`logGroups names ${group}: Sluice would read what it writes while it reads, without an end`);
  }
  // Logical ids are letters and digits; the name is neither.
  const id = hash("sha256", group, "hex").slice(0, 12);
  const permission = {
    Type: "AWS::Lambda::Permission",
    Properties: {
      Action: "lambda:InvokeFunction",
      FunctionName: FUNCTION_ARN,
      Principal: "logs.amazonaws.com",
      SourceAccount: { Ref: "AWS::AccountId" },
      SourceArn: {
        "Fn::Join": [
          ":",
          [
            "arn",
            { Ref: "AWS::Partition" },
            "logs",
            { Ref: "AWS::Region" },
            { Ref: "AWS::AccountId" },
            "log-group",
            group,
            "*",
          ],
        ],
      },
    },
  };
  const subscription = {
    Type: "AWS::Logs::SubscriptionFilter",
    DependsOn: `LogGroup${id}Permission`,
    Properties: { LogGroupName: group, FilterPattern: "", DestinationArn: FUNCTION_ARN },
  };
  return [
    [`LogGroup${id}Permission`, permission],
    [`LogGroup${id}Subscription`, subscription],
  ];
}
