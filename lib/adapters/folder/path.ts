/**
 * Keys to paths below the folder and back. An ordinary key is its own path, because users drop files into the folder and
 * expect that. What a file system cannot hold as it stands is written under a name that begins with `%~`:
 *
 *     a//b       a/%~/b          .hidden    %~%2Ehidden        (names that begin with a dot are temporary files)
 *     ../x       %~%2E./x        %~x        %~%25~x
 *
 * A segment over 255 bytes, the limit of ext4, APFS and NTFS, becomes nested folders: `%+` names a piece that goes on
 * below. `%=` in place of `%~` names the object `a` beside the objects `a/…`: the plain name is taken by the folder.
 */
import { isUtf8 } from "node:buffer";

const ENCODED = "%~";
const CONTINUED = "%+";
const BESIDE_FOLDER = "%=";

const MAX_NAME_BYTES = 255;
/** Of characters of one encoded piece; each takes at most 3 bytes per UTF-16 unit, so that 80 always fit. */
const PIECE_LENGTH = 80;

/** @param segments of a checked key (object-key.ts) */
export function pathOf(key: string): string {
  return key.split("/").map(nameOf).join("/");
}

/** Where the object lies while a folder of its name is there. */
export function pathBesideFolder(key: string): string {
  const segments = key.split("/");
  const last = segments.pop() ?? "";
  return [...segments.map(nameOf), encoded(last, BESIDE_FOLDER)].join("/");
}

function nameOf(segment: string): string {
  return isOrdinary(segment) ? segment : encoded(segment, ENCODED);
}

function isOrdinary(segment: string): boolean {
  return (
    segment !== "" &&
    !segment.startsWith(".") &&
    !/^%[~+=]/.test(segment) &&
    !segment.includes("\0") &&
    Buffer.byteLength(segment) <= MAX_NAME_BYTES
  );
}

function encoded(segment: string, marker: string): string {
  const text = segment.replaceAll("%", "%25").replaceAll("\0", "%00").replace(/^\./, "%2E");
  const pieces = piecesOf(text);
  const last = pieces.pop() ?? "";
  return [...pieces.map((piece) => CONTINUED + piece), marker + last].join("/");
}

/** Never between the halves of a surrogate pair. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > PIECE_LENGTH) {
    const high = rest.charCodeAt(PIECE_LENGTH - 1);
    const length = high >= 0xd800 && high <= 0xdbff ? PIECE_LENGTH - 1 : PIECE_LENGTH;
    pieces.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...pieces, rest];
}

/** What a name in the folder stands for: a whole segment, or the next piece of one. */
export type NamePart =
  | { readonly kind: "segment"; readonly text: string; readonly besideFolder: boolean }
  | { readonly kind: "piece"; readonly text: string };

/**
 * @param name as the file system gives it, in bytes, because a file system holds names that are not UTF-8
 * @param before the pieces of the same segment that lie above it
 * @returns undefined for a name that no key has: temporary files, and what somebody else left there
 */
export function partOf(name: Buffer, before: string): NamePart | undefined {
  if (!isUtf8(name)) return undefined;
  const text = name.toString();
  if (text.startsWith(".")) return undefined;
  if (text.startsWith(CONTINUED)) return { kind: "piece", text: before + text.slice(CONTINUED.length) };
  const marker = [ENCODED, BESIDE_FOLDER].find((prefix) => text.startsWith(prefix));
  if (marker === undefined) return before === "" ? { kind: "segment", text, besideFolder: false } : undefined;
  const segment = decoded(before + text.slice(marker.length));
  return { kind: "segment", text: segment, besideFolder: marker === BESIDE_FOLDER };
}

function decoded(text: string): string {
  return text.replaceAll("%2E", ".").replaceAll("%00", "\0").replaceAll("%25", "%");
}
