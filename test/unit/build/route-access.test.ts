import { expect, test } from "vitest";
import { routeAccess } from "../../../infra/build/route-access.ts";

const ARN = "arn:aws:sns:eu-central-1:123456789012:payments";
const here = (service: string, resource: string) => ({
  "Fn::Join": [
    ":",
    ["arn", { Ref: "AWS::Partition" }, service, { Ref: "AWS::Region" }, { Ref: "AWS::AccountId" }, resource],
  ],
});

test("the scan may send to what the routes name, and to nothing else", () => {
  const mail = "mail.example.com?from=s@example.com&to=a@example.com";
  const { Resources } = routeAccess([
    {},
    { to: ARN },
    { to: "eventbridge:ops" },
    { to: "eventbridge:arn:aws:events:eu-central-1:123456789012:event-bus/other" },
    { to: `smtp://u:secret:mail-password@${mail}` },
    { to: `smtp://u:env:MAIL@${mail}` },
    { to: "mailbox:x" },
  ]);
  expect(Resources).toMatchObject({
    AlertRoutesPolicy: {
      Type: "AWS::IAM::Policy",
      Properties: {
        Roles: [{ Ref: "ScanErrorsRole" }],
        PolicyDocument: {
          Statement: [
            { Action: "sns:Publish", Resource: ARN },
            { Action: "events:PutEvents", Resource: here("events", "event-bus/ops") },
            {
              Action: "events:PutEvents",
              Resource: "arn:aws:events:eu-central-1:123456789012:event-bus/other",
            },
            {
              Action: "secretsmanager:GetSecretValue",
              Resource: here("secretsmanager", "secret:mail-password-??????"),
            },
          ],
        },
      },
    },
  });
});

test("where no route needs it, nothing is granted", () => {
  expect(routeAccess([{}, { to: "mailbox:x" }])).toEqual({ Resources: {} });
});
