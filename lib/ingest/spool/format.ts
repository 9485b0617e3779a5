/**
 * An object of the spool: one line of JSON that says what it is, and behind it the body as it came, byte for byte. `head -1` shows the
 * line, `tail -n +2` gives the body. Its time and its names are the request's own, so that its records have the ids that they had then.
 */
import * as v from "valibot";

const FORMAT = "sluice.spool/1";
const NEWLINE = 0x0a;

const Header = v.variant("kind", [
  v.object({
    format: v.literal(FORMAT),
    kind: v.literal("request"),
    method: v.string(),
    path: v.string(),
    headers: v.record(v.string(), v.string()),
    requestId: v.string(),
    receivedMs: v.pipe(v.number(), v.safeInteger()),
  }),
  v.object({
    format: v.literal(FORMAT),
    kind: v.literal("subscription"),
    receivedMs: v.pipe(v.number(), v.safeInteger()),
  }),
]);

type WithoutFormat<Of> = Of extends unknown ? Omit<Of, "format"> : never;

/** A request to the endpoint, or what CloudWatch Logs sent. */
export type Spooled = WithoutFormat<v.InferOutput<typeof Header>> & { readonly body: Uint8Array };

export function encodeSpooled({ body, ...header }: Spooled): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify({ format: FORMAT, ...header })}\n`), body]);
}

/** @returns why it is none, if it is none */
export function decodeSpooled(bytes: Buffer): Spooled | string {
  const end = bytes.indexOf(NEWLINE);
  if (end < 0) return "not an object of the spool: no line says what it is";
  const header = v.safeParse(Header, parsed(bytes.toString("utf8", 0, end)));
  if (!header.success) {
    const [issue] = header.issues;
    return `not an object of the spool: ${v.getDotPath(issue) ?? "its first line"} is not ${issue.expected}`;
  }
  const { format: _, ...spooled } = header.output;
  return { ...spooled, body: bytes.subarray(end + 1) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
