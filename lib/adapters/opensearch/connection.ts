/** One function that asks OpenSearch and speaks SluiceError; how it authenticates follows from the host. */
import { Client, type ClientOptions, errors } from "@opensearch-project/opensearch";
import { SluiceError } from "../../errors.ts";
import { type AwsStore, awsStoreAt, awsStoreNamed } from "./aws-store.ts";
import { type CallFailure, callCodeOf } from "./outcome.ts";

export interface Connection {
  /** `https://host:port`, without user and password: for messages. */
  readonly address: string;
  /** Amazon OpenSearch Serverless takes fewer settings and calls. */
  readonly serverless: boolean;
  /** `T` is the documented shape of the answer; nothing checks it. */
  ask<T>(request: Request): Promise<T>;
  close(): Promise<void>;
}

interface Request {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** An object is sent as JSON; a text as it is: the lines of a bulk. */
  readonly body?: object | string;
}

const TIMEOUT_MS = 30_000;
/** Of calls that only read or may be repeated; a bulk is repeated by who wrote it, who knows the outcomes. */
const READ_RETRIES = 2;

/** @param arn of the store, where its address does not tell that it is on AWS: a custom endpoint */
export async function connect(url: string, arn: string | undefined): Promise<Connection> {
  const target = new URL(url);
  const address = target.origin;
  const store = arn === undefined ? awsStoreAt(target.hostname) : awsStoreNamed(arn);
  const client = new Client({
    node: address + target.pathname.replace(/\/$/, ""),
    requestTimeout: TIMEOUT_MS,
    // Records may carry any key, `__proto__` too; JSON.parse makes a plain property of it.
    disablePrototypePoisoningProtection: true,
    ...(await authentication(target, store)),
  });

  let closed: Promise<void> | undefined;

  return {
    address,
    serverless: store?.service === "aoss",
    async ask({ method, path, query, body }) {
      const isBulk = typeof body === "string";
      try {
        const response = await client.transport.request(
          { method, path, ...(query && { querystring: query }), ...(isBulk ? { bulkBody: body } : body && { body }) },
          { maxRetries: isBulk ? 0 : READ_RETRIES },
        );
        return response.body;
      } catch (error) {
        throw toSluiceError(error, address);
      }
    },
    close() {
      // The client's second close would never end.
      closed ??= client.close();
      return closed;
    },
  };
}

/** A user and password in the URL say so themselves; AWS hosts are signed for (their policies name roles); others are open. */
async function authentication(target: URL, store: AwsStore | undefined): Promise<Partial<ClientOptions>> {
  if (target.username) {
    const auth = { username: decodeURIComponent(target.username), password: decodeURIComponent(target.password) };
    return { auth };
  }
  if (store === undefined) return {};
  // Half a megabyte that other hosts do without.
  const [{ AwsSigv4Signer }, { defaultProvider }] = await Promise.all([
    import("@opensearch-project/opensearch/aws-v3"),
    import("@aws-sdk/credential-provider-node"),
  ]);
  return AwsSigv4Signer({ region: store.region, service: store.service, getCredentials: defaultProvider() });
}

/** What the server answered to a call that failed; undefined if no answer came. */
export function answerOf(error: SluiceError): CallFailure | undefined {
  return error.cause instanceof errors.ResponseError ? failureOf(error.cause) : undefined;
}

function toSluiceError(error: unknown, address: string): SluiceError {
  const failure = failureOf(error);
  const code = callCodeOf(failure);
  const text = error instanceof Error ? error.message : String(error);
  const told = failure.status === undefined ? text : `status ${failure.status}, ${text}`;
  const message = `OpenSearch at ${address}: ${told.slice(0, 1_000)}. ${adviceOn(code, failure.status)}`;
  return new SluiceError(code, message, { cause: error });
}

function failureOf(error: unknown): CallFailure {
  if (!(error instanceof errors.ResponseError)) return error instanceof Error ? { type: error.name } : {};
  // A proxy's answer has no body of OpenSearch's.
  const type: unknown = error.body?.["error"]?.type;
  return { status: error.meta.statusCode ?? 0, ...(typeof type === "string" && { type }) };
}

function adviceOn(code: SluiceError["code"], status: number | undefined): string {
  switch (code) {
    case "unavailable":
      return status === undefined
        ? "Check STORE_URL, that the server runs, and that security groups let this function reach it"
        : "It is overloaded or recovering; Sluice tries again";
    case "denied":
      return "Check the credentials, the domain's access policy (Serverless: the data access policy) and its role mapping";
    case "not-found":
    case "conflict":
    case "refused":
    case "config":
      return "Check STORE_URL and the index settings in sluice.yml";
  }
}
