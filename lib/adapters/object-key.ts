/** What every ObjectStore takes as a key, so that the folder cannot hold what S3 would refuse. */
import { SluiceError } from "../errors.ts";

/** S3: "UTF-8 encoding that is at most 1,024 bytes long". */
const MAX_KEY_BYTES = 1024;

/**
 * @param base what the store puts in front of it
 * @throws SluiceError "refused"
 */
export function checkKey(key: string, storeUrl: string, base = ""): void {
  const problem = problemOf(key, base);
  if (problem) throw new SluiceError("refused", `${storeUrl}: the key ${JSON.stringify(key.slice(0, 100))} ${problem}`);
}

function problemOf(key: string, base: string): string | undefined {
  if (key === "") return "is empty";
  if (!key.isWellFormed()) return "is not valid Unicode";
  const sizeBytes = Buffer.byteLength(base + key);
  if (sizeBytes > MAX_KEY_BYTES) return `has ${sizeBytes} bytes of UTF-8; at most ${MAX_KEY_BYTES} are allowed`;
  return undefined;
}
