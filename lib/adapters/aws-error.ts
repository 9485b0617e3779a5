/** Errors of the AWS SDK as SluiceErrors: one table for S3, SQS and SNS. */
import { type ErrorCode, isSluiceError, SluiceError } from "../errors.ts";

export interface AwsCall {
  /** For people: `bucket logs, key a/b.json`. */
  readonly resource: string;
  /** The permission it takes: `s3:GetObject`. */
  readonly permission: string;
  /** The variable that names the resource: `OBJECTS_URL`. */
  readonly setting: string;
}

export function awsError(error: unknown, call: AwsCall): SluiceError {
  if (isSluiceError(error)) return error;
  const code = codeOf(error);
  const reason = `${nameOf(error)}: ${error instanceof Error ? error.message : String(error)}`;
  return new SluiceError(code, `${call.resource}: ${reason}. ${ADVICE[code](call)}`, { cause: error });
}

const ADVICE: Readonly<Record<ErrorCode, (call: AwsCall) => string>> = {
  denied: ({ permission }) => `Check that the credentials are valid and allow ${permission}`,
  "not-found": ({ setting }) => `Create it, or correct ${setting} (region and account belong to the name)`,
  unavailable: () => "Sluice tries again; if it lasts, check the network and the AWS Health Dashboard",
  conflict: () => "Somebody else wrote in between; read it again",
  refused: ({ permission }) => `AWS will not take this ${permission} call as it is`,
  config: ({ setting }) => `Correct ${setting}`,
};

/** Looked up before the status: services answer these with statuses that say something else. */
const CODE_BY_NAME: Readonly<Record<string, ErrorCode>> = {
  // S3 answers 400 if the body came too slowly.
  RequestTimeout: "unavailable",
  // SQS answers 403 if 120,000 messages are in flight, SNS and SQS 403 or 400 if they throttle.
  OverLimit: "unavailable",
  RequestThrottled: "unavailable",
  KmsThrottled: "unavailable",
  KMSThrottlingException: "unavailable",
  Throttling: "unavailable",
  ThrottledException: "unavailable",
  ThrottlingException: "unavailable",
  TooManyRequestsException: "unavailable",
  RequestLimitExceeded: "unavailable",
  SlowDown: "unavailable",
  // The SDK's own: no answer in time, or none at all.
  TimeoutError: "unavailable",
  AbortError: "unavailable",
  // The SDK found no credentials, or AWS does not know them (with status 400).
  CredentialsProviderError: "denied",
  ExpiredToken: "denied",
  ExpiredTokenException: "denied",
  InvalidToken: "denied",
  UnrecognizedClientException: "denied",
  InvalidClientTokenId: "denied",
  AuthorizationErrorException: "denied",
  KMSAccessDeniedException: "denied",
  KmsAccessDenied: "denied",
  // 403, but it is the object's storage class: it has to be restored first.
  InvalidObjectState: "refused",
  // SQS answers 400.
  QueueDoesNotExist: "not-found",
  "AWS.SimpleQueueService.NonExistentQueue": "not-found",
  NoSuchBucket: "not-found",
  NoSuchKey: "not-found",
  NotFoundException: "not-found",
  PreconditionFailed: "conflict",
  // S3 answers 409 if another conditional write of the key is under way.
  ConditionalRequestConflict: "conflict",
  OperationAborted: "conflict",
};

/** The network's: https://nodejs.org/api/errors.html#common-system-errors */
const NETWORK_CODE =
  /^(ECONN|ENOTFOUND|EAI_|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPROTO|ERR_(TLS|SSL)_|CERT_|UND_ERR_)/;

function codeOf(error: unknown): ErrorCode {
  const named = CODE_BY_NAME[nameOf(error)];
  if (named) return named;
  const status = statusOf(error);
  if (status === undefined) return isNetworkError(error) ? "unavailable" : "refused";
  if (status >= 500 || status === 429 || status === 408) return "unavailable";
  if (status === 401 || status === 403) return "denied";
  if (status === 404) return "not-found";
  if (status === 409 || status === 412) return "conflict";
  return "refused";
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "Error";
}

export function statusOf(error: unknown): number | undefined {
  return metadataOf(error)?.httpStatusCode;
}

/** How often the SDK sent the request. */
export function attemptsOf(error: unknown): number {
  return metadataOf(error)?.attempts ?? 1;
}

function metadataOf(error: unknown): { httpStatusCode?: number; attempts?: number } | undefined {
  if (!(error instanceof Error && "$metadata" in error)) return undefined;
  const metadata = error.$metadata;
  return typeof metadata === "object" && metadata !== null ? metadata : undefined;
}

function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && NETWORK_CODE.test(error.code)) return true;
  return error instanceof AggregateError ? error.errors.some(isNetworkError) : isNetworkError(error.cause);
}
