/** `${sluice:routeAccess}`: what the scan may call so that it can send where `alerts.routes` of sluice.yml say. */
import { type AlertRoute, type RouteTarget, routeTarget } from "../../lib/config/alert-route.ts";

interface Access {
  readonly Resources: Readonly<Record<string, object>>;
}

interface Statement {
  readonly Effect: "Allow";
  readonly Action: string;
  readonly Resource: unknown;
}

/** Nothing where no route needs more than the stack's own topic. */
export function routeAccess(routes: readonly Pick<AlertRoute, "to">[]): Access {
  const targets = routes.flatMap(({ to }) => (to === undefined ? [] : (routeTarget(to) ?? [])));
  const statements = targets.flatMap((target) => statementFor(target) ?? []);
  if (statements.length === 0) return { Resources: {} };
  const policy = {
    Type: "AWS::IAM::Policy",
    Properties: {
      PolicyName: "alert-routes",
      Roles: [{ Ref: "ScanErrorsRole" }],
      PolicyDocument: { Version: "2012-10-17", Statement: statements },
    },
  };
  return { Resources: { AlertRoutesPolicy: policy } };
}

function statementFor(target: RouteTarget): Statement | undefined {
  switch (target.kind) {
    case "sns":
      return allow("sns:Publish", target.topicArn);
    case "eventbridge":
      return allow("events:PutEvents", arnOf("events", `event-bus/${target.bus}`, target.bus));
    case "smtp": {
      const [, name] = /^secret:(.+)$/.exec(target.password) ?? [];
      // Secrets Manager adds six characters of its own.
      return name === undefined
        ? undefined
        : allow("secretsmanager:GetSecretValue", arnOf("secretsmanager", `secret:${name}-??????`, name));
    }
    case "mailbox":
      return undefined;
  }
}

function allow(Action: string, Resource: unknown): Statement {
  return { Effect: "Allow", Action, Resource };
}

/** @param given as the route names it, which may be an ARN already */
function arnOf(service: string, resource: string, given: string): unknown {
  if (given.startsWith("arn:")) return given;
  const place = [{ Ref: "AWS::Partition" }, service, { Ref: "AWS::Region" }, { Ref: "AWS::AccountId" }];
  return { "Fn::Join": [":", ["arn", ...place, resource]] };
}
