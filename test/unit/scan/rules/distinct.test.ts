import { expect, test } from "vitest";
import { openStage } from "./stage.ts";

test.each([
  ["above: 2", 2, false],
  ["above: 2", 3, true],
  ["above: 0", 0, false],
])("with %s it breaches at %d different users: %s", async (bound, users, expected) => {
  const stage = await openStage();
  for (let n = 0; n < users; n++) await stage.arrive(1, { message: "login denied", "user.name": `u${n}` }, 5);
  await stage.arrive(1, { message: "login denied" });
  await stage.arrive(1, { message: "login granted", "user.name": "other" });
  await stage.arrive(6, { message: "login denied", "user.name": "earlier" });
  const rule = `type: distinct, query: denied, field: user.name, ${bound}`;
  const breaches = await stage.breaches(rule);
  expect(breaches.length > 0).toBe(expected);
  for (const { measured } of breaches)
    expect(measured).toEqual({ value: users, limit: 2, unit: "different user.name in 5 min" });
});
