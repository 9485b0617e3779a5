import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor, positionAfter, searchAfter } from "../../../../lib/adapters/opensearch/cursor.ts";

const hit = (_id: string, seqNo: number) => ({ _id, sort: [1_000, -1, seqNo] as const });

describe("The position after a page", () => {
  it("names the last hit, and what else was shown with its values", () => {
    expect(positionAfter([hit("a", 8), hit("b", 7), hit("c", 7)], undefined)).toEqual({
      after: [1_000, -1, 7],
      shown: ["b", "c"],
    });
  });

  it("keeps what earlier pages showed with the same values, and only then", () => {
    const before = { after: [1_000, -1, 7], shown: ["b", "c"] } as const;

    expect(positionAfter([hit("d", 7)], before)?.shown).toEqual(["b", "c", "d"]);
    expect(positionAfter([hit("d", 7), hit("e", 6)], before)?.shown).toEqual(["e"]);
  });

  it("asks for the last values once more: search_after leaves out what equals it", () => {
    expect(searchAfter({ after: [1_000, -1, 7], shown: [] })).toEqual([1_000, -1, 8]);
  });

  it("survives the way to the user and back", () => {
    const position = { after: [1_000, -1, 7], shown: ["b", "ü"] } as const;

    expect(decodeCursor(encodeCursor(position))).toEqual(position);
  });

  it.each([
    "",
    "x",
    "AAAA",
    "W10",
    Buffer.from('[1,2,"3"]').toString("base64url"),
    Buffer.from("[1,2,3,4]").toString("base64url"),
  ])("is not read from %j", (cursor) => {
    expect(() => decodeCursor(cursor)).toThrow("none that a search gave");
  });
});
