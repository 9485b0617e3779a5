import assert from "node:assert/strict";
import fc from "fast-check";
import { decompressed } from "../../support/decompressed.ts";
import { anyBytes, damaged, pieceBytes } from "../generate/bytes.ts";
import { compressed, declared } from "../generate/encodings.ts";
import { anyText } from "../generate/lines.ts";
import { law } from "../law.ts";

const plain = fc.oneof(
  anyText.map((text) => Buffer.from(text)),
  anyBytes,
);
const wrapped = fc.oneof(compressed(plain), compressed(compressed(plain)));
const LIMITS = { plainGibibytes: 1, ratio: 1_000, snappyMebibytes: 1 };

export const decompressLaws = [
  law(
    "decompress: damaged bytes never throw, and give the same however they come",
    50,
    fc.tuple(damaged(wrapped), pieceBytes, declared),
    async ([bytes, cut, said]) => {
      const once = await decompressed(bytes, { ...said, limits: LIMITS });
      assert.deepEqual(await decompressed(bytes, { ...said, limits: LIMITS, pieceBytes: cut }), once);
    },
  ),
  law(
    "decompress: what was compressed comes back, and is told whole",
    30,
    fc.tuple(compressed(anyText.map((text) => Buffer.from(`{"n":1}\n${text}`))), pieceBytes),
    async ([bytes, cut]) => {
      const { text, faults } = await decompressed(bytes, { pieceBytes: cut });
      // Raw deflate and raw snappy say of themselves nothing: undeclared they are what they look like.
      if (text.startsWith('{"n":1}\n')) assert.deepEqual(faults, []);
    },
  ),
];
