import { expect, test } from "vitest";
import { randomOf } from "../../../infra/local/generator/random.ts";
import { turnAway, withRefusals } from "../../chaos/bulk-body.ts";

const body = ["a", "b", "c", "d"].map((id) => `{"create":{"_id":"${id}"}}\n{"message":"${id}"}\n`).join("");

test("items that are turned away do not reach the store, and the others keep their places in the answer", () => {
  for (let seed = 0; seed < 50; seed++) {
    const part = turnAway(body, randomOf(seed));
    const sent = [...part.body.matchAll(/"message":"(.)"/g)].map(([, id]) => id);
    const items = sent.map((id) => ({ create: { status: 201, id } }));
    const answer = JSON.parse(withRefusals(JSON.stringify({ items }), part.refused));
    const statuses = answer.items.map(({ create }: { create: { status: number } }) => create.status);
    expect(statuses.map((status: number, n: number) => (status === 201 ? "abcd"[n] : ""))).toEqual(
      ["a", "b", "c", "d"].map((id) => (sent.includes(id) ? id : "")),
    );
    expect(statuses).toContain(429);
  }
});
