/** Errors of the file system as SluiceErrors, for the adapters that keep files. */
import { isSluiceError, SluiceError } from "../errors.ts";

/** @param what for people: `folder:PATH, key logs/a.json` */
export function fileError(error: unknown, what: string): SluiceError {
  if (isSluiceError(error)) return error;
  const code = codeOf(error);
  const reason = error instanceof Error ? error.message : String(error);
  switch (code) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new SluiceError("denied", `${what}: ${reason}; give this user the right to write there`, { cause: error });
    case "ENOSPC":
    case "EDQUOT":
      return new SluiceError("unavailable", `${what}: the disk is full (${reason}); make room`, { cause: error });
    case "ENAMETOOLONG":
    case "EINVAL":
    case "ENOTDIR":
    case "EISDIR":
      return new SluiceError("refused", `${what}: ${reason}`, { cause: error });
    default:
      return new SluiceError("unavailable", `${what}: ${reason}`, { cause: error });
  }
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
