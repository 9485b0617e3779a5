/** Bytes that are nearly right: whole ones, changed in a few places. */
import fc from "fast-check";

type Change = (bytes: Buffer) => Buffer;

/** A place in bytes of any length. */
const place = fc.nat({ max: 2 ** 24 });
const at = (bytes: Buffer, where: number) => where % (bytes.length + 1);
const put = (bytes: Buffer, from: number, to: number, between: Uint8Array) =>
  Buffer.concat([bytes.subarray(0, from), between, bytes.subarray(to)]);

const noise = fc.uint8Array({ maxLength: 12 });

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(place, noise).map(
    ([where, bytes]): Change =>
      (given) =>
        put(given, at(given, where), at(given, where), bytes),
  ),
  fc.tuple(place, noise).map(
    ([where, bytes]): Change =>
      (given) => {
        const from = at(given, where);
        return put(given, from, Math.min(given.length, from + bytes.length), bytes);
      },
  ),
  fc.tuple(place, fc.nat(60)).map(
    ([where, length]): Change =>
      (given) => {
        const from = at(given, where);
        return put(given, from, Math.min(given.length, from + length), Buffer.alloc(0));
      },
  ),
  fc.tuple(place, fc.nat(60)).map(
    ([where, length]): Change =>
      (given) => {
        const from = at(given, where);
        return put(given, from, from, given.subarray(from, from + length));
      },
  ),
  place.map(
    (where): Change =>
      (given) =>
        given.subarray(0, at(given, where)),
  ),
  noise.map(
    (bytes): Change =>
      (given) =>
        Buffer.concat([given, bytes]),
  ),
);

/** As they are half of the time, else changed in up to four places. */
export function damaged(whole: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  const changes = fc.oneof(fc.constant<Change[]>([]), fc.array(change, { minLength: 1, maxLength: 4 }));
  return fc.tuple(whole, changes).map(([bytes, all]) => all.reduce((given, one) => one(given), bytes));
}

export const anyBytes: fc.Arbitrary<Buffer> = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

/** How a network cuts them. */
export const pieceBytes = fc.integer({ min: 1, max: 64 });
