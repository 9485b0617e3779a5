import { expect, test } from "vitest";
import { BLOCK_BYTES, createIdentifier } from "../../../lib/ingest/record-id.ts";

const block = (fill: string, length = BLOCK_BYTES) => Buffer.alloc(length, fill);

function idsOf(scope: string, blocks: Buffer[], offsets: number[]): string[] {
  const identifier = createIdentifier(scope);
  for (const one of blocks) identifier.absorb(one);
  return offsets.map((offset) => identifier.idAt(offset));
}

test("equal scope and bytes give equal ids", () => {
  expect(idsOf("s3://b/k", [block("a")], [0, 10])).toEqual(idsOf("s3://b/k", [block("a")], [0, 10]));
});

test("every record of a delivery has an id of its own, also where lines are equal", () => {
  const ids = idsOf(
    "s3://b/k",
    [block("a"), block("a"), block("a", 9)],
    [0, 3, BLOCK_BYTES - 1, BLOCK_BYTES, 2 * BLOCK_BYTES],
  );
  expect(new Set(ids).size).toBe(5);
});

test("another key, and other bytes under the same key, give other ids", () => {
  const [id] = idsOf("s3://b/k", [block("a")], [0]);
  expect(idsOf("s3://b/other", [block("a")], [0])).not.toContain(id);
  expect(idsOf("s3://b/k", [block("b")], [0])).not.toContain(id);
});

test("what follows a block does not change its ids, what precedes it does", () => {
  const [, second] = idsOf("s3://b/k", [block("a"), block("b")], [0, BLOCK_BYTES]);
  expect(idsOf("s3://b/k", [block("a"), block("b"), block("c")], [0, BLOCK_BYTES])[1]).toBe(second);
  expect(idsOf("s3://b/k", [block("x"), block("b")], [0, BLOCK_BYTES])[1]).not.toBe(second);
});

test("a record that begins some blocks before its end has the id of the block that it begins in", () => {
  const identifier = createIdentifier("s3://b/k");
  identifier.absorb(block("a"));
  const early = createIdentifier("s3://b/k");
  early.absorb(block("a"));
  for (const fill of ["b", "c"]) identifier.absorb(block(fill));
  expect(identifier.idAt(5)).toBe(early.idAt(5));
});

test("ids have at most 64 characters", () => {
  const identifier = createIdentifier("s".repeat(5_000));
  identifier.absorb(block("a"));
  for (let n = 0; n < BLOCK_BYTES; n++) expect(identifier.idAt(n).length).toBeLessThanOrEqual(64);
});
