/** Where notices go: the `alerts.routes` of sluice.yml, and TOPIC_ARN, which is the route `default` unless that is given. */
import * as v from "valibot";

export const DEFAULT_ROUTE = "default";

const MOST_ROUTES = 20;
const TARGETS =
  "the ARN of an SNS topic, mailbox:PATH, smtp://USER:PASSWORD@HOST:PORT?from=…&to=… (or smtps://) or eventbridge:BUS";

export type RouteTarget =
  | { readonly kind: "sns"; readonly topicArn: string }
  | { readonly kind: "mailbox"; readonly path: string }
  | ({ readonly kind: "smtp" } & SmtpTarget)
  | { readonly kind: "eventbridge"; readonly bus: string };

export interface SmtpTarget {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else STARTTLS where the server has it. */
  readonly isTls: boolean;
  readonly user: string;
  /** Itself, or where it is: `env:NAME`, `secret:NAME`. Empty if there is none. */
  readonly password: string;
  readonly from: string;
  readonly to: readonly string[];
}

const SNS_ARN = /^arn:[^:]+:sns:[^:]+:\d+:./;
/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
const EVENT_BUS = /^(arn:aws[\w-]*:events:[a-z]+-[\w-]+:\d{12}:event-bus\/)?[/.\-_A-Za-z0-9]{1,256}$/;
const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+$/;

/** Undefined if `to` is none of the forms. */
export function routeTarget(to: string): RouteTarget | undefined {
  if (SNS_ARN.test(to)) return { kind: "sns", topicArn: to };
  if (/^mailbox:./.test(to)) return { kind: "mailbox", path: to.slice("mailbox:".length) };
  if (to.startsWith("eventbridge:")) {
    const bus = to.slice("eventbridge:".length);
    return EVENT_BUS.test(bus) ? { kind: "eventbridge", bus } : undefined;
  }
  return smtpTarget(to);
}

function smtpTarget(to: string): RouteTarget | undefined {
  const url = /^smtps?:\/\/./.test(to) ? URL.parse(to) : undefined;
  const user = decoded(url?.username ?? "");
  const password = decoded(url?.password ?? "");
  if (!url || url.hostname === "" || user === undefined || password === undefined) return undefined;
  const isTls = url.protocol === "smtps:";
  const from = url.searchParams.get("from") ?? "";
  const recipients = url.searchParams.getAll("to").flatMap((list) => list.split(","));
  if (recipients.length === 0 || ![from, ...recipients].every((address) => ADDRESS.test(address))) return undefined;
  return {
    kind: "smtp",
    // As a socket takes an IPv6 address.
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(url.port) || (isTls ? 465 : 587),
    isTls,
    user,
    password,
    from,
    to: recipients,
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** For people: a target without user and password. */
export function shownTarget(to: string): string {
  return to.replace(/^(smtps?:\/\/)[^\s/?#]*@/, "$1");
}

/** For people, of a text that may be wrong, and may hold a target anywhere: what may be a password is left out, and more. */
export function withoutPassword(text: string): string {
  return text.replace(/(smtps?:\/\/)[^\s"]*@/g, (_, scheme: string) => `${scheme}(hidden)@`);
}

export const RouteTargetText = v.pipe(
  v.string(),
  v.check((to) => routeTarget(to) !== undefined, TARGETS),
);

const Route = v.pipe(
  v.strictObject({
    name: v.pipe(
      v.string(),
      v.regex(/^[a-z][a-z0-9-]{0,39}$/, "lower-case letters, digits and hyphens"),
      v.description("What rules name; default is the route of everything that names none"),
    ),
    to: v.optional(v.pipe(RouteTargetText, v.description(`${TARGETS}; default may leave it out: TOPIC_ARN`))),
    format: v.optional(
      v.pipe(
        v.picklist(["text", "json", "slack"]),
        v.description(
          "What subscriptions of an SNS topic get that are no mail: the text, JSON, or what Amazon Q shows in Slack",
        ),
      ),
      "text",
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { name, to, format } = dataset.value;
    if (to === undefined && name !== DEFAULT_ROUTE) {
      addIssue({ message: `with a "to": ${TARGETS}`, input: withoutPassword(JSON.stringify(dataset.value)) });
    }
    if (to !== undefined && format !== "text" && routeTarget(to)?.kind !== "sns") {
      addIssue({ message: "text: other formats are for SNS topics", input: format });
    }
  }),
);

export const AlertRoutes = v.pipe(
  v.array(Route),
  v.maxLength(MOST_ROUTES, `at most ${MOST_ROUTES} routes`),
  v.check(
    (routes) => new Set(routes.map(({ name }) => name)).size === routes.length,
    "names that differ from each other",
  ),
  v.description("Where rules may send what they find, beside the default"),
);

export type AlertRoute = v.InferOutput<typeof Route>;
