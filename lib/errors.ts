/** The one error family: a broken world is an exception, bad data is a value. */

export type ErrorCode =
  /** The user's configuration, arguments or environment are wrong. Never retryable. */
  | "config"
  /** A compare-and-set lost: somebody else wrote in between. Read again and retry. */
  | "conflict"
  /** The thing named does not exist. */
  | "not-found"
  /** Credentials are missing or do not allow it. */
  | "denied"
  /** The service answered that it is overloaded, or did not answer. */
  | "unavailable"
  /** The service refused the request itself; the same request will fail again. */
  | "refused";

export class SluiceError extends Error {
  readonly code: ErrorCode;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** The service was not asked, and will not be before so long: whoever can should come back later instead of waiting. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { retryable?: boolean; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SluiceError";
    this.code = code;
    this.retryable = options.retryable ?? code === "unavailable";
    this.retryAfterMs = options.retryAfterMs;
  }
}

export function isSluiceError(error: unknown, code?: ErrorCode): error is SluiceError {
  return error instanceof SluiceError && (code === undefined || error.code === code);
}
