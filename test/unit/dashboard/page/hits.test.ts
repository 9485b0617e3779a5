import { expect, test } from "vitest";
import type { LogHit } from "../../../../lib/dashboard/answers.ts";
import { joinNewest, joinOlder, NO_HITS } from "../../../../lib/dashboard/page/hits.ts";

const hits = (...ids: number[]): LogHit[] =>
  ids.map((id) => ({ id: `${id}`, record: { "@timestamp": "", "event.ingested": "", message: `line ${id}` } }));
const idsOf = ({ hits }: { hits: readonly LogHit[] }): string => hits.map(({ id }) => id).join(" ");

test("the first page is the list", () => {
  expect(joinNewest(NO_HITS, { hits: hits(3, 2), cursor: "after 2" })).toEqual({ hits: hits(3, 2), cursor: "after 2" });
});

test("an older page comes below, and the next one after it", () => {
  const list = joinOlder({ hits: hits(4, 3), cursor: "after 3" }, { hits: hits(2, 1) });
  expect(idsOf(list)).toBe("4 3 2 1");
  expect(list.cursor).toBeUndefined();
});

test("newer lines join at the top of what was loaded", () => {
  const list = joinNewest({ hits: hits(4, 3, 2, 1), cursor: "after 1" }, { hits: hits(6, 5, 4), cursor: "after 4" });
  expect(idsOf(list)).toBe("6 5 4 3 2 1");
  expect(list.cursor).toBe("after 1");
});

test("a line that arrived late stands where it happened", () => {
  const list = joinNewest({ hits: hits(6, 4, 3), cursor: "after 3" }, { hits: hits(6, 5, 4), cursor: "after 4" });
  expect(idsOf(list)).toBe("6 5 4 3");
});

test("when more arrived than a page holds, the list begins anew rather than have a hole", () => {
  const list = joinNewest({ hits: hits(2, 1), cursor: "after 1" }, { hits: hits(9, 8, 7), cursor: "after 7" });
  expect(list).toEqual({ hits: hits(9, 8, 7), cursor: "after 7" });
});

test("a line is never shown twice", () => {
  expect(idsOf(joinOlder({ hits: hits(3, 2), cursor: "after 2" }, { hits: hits(2, 1) }))).toBe("3 2 1");
});

test("when all lines are gone the list is empty", () => {
  expect(joinNewest({ hits: hits(2, 1), cursor: undefined }, { hits: [] })).toEqual({ hits: [], cursor: undefined });
});
