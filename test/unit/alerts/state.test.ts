import { expect, test } from "vitest";
import { openMemoryObjects } from "../../../lib/adapters/memory/objects.ts";
import { NEVER } from "../../../lib/alerts/groups/usual.ts";
import { ALERTS_KEY, EMPTY_STATE, readAlertState } from "../../../lib/alerts/state.ts";
import { NOTICE } from "./notices.ts";

const NOW_MINUTE = 29_600_000;
const SILENCE = { id: "s1", by: "ann", why: "known", fromMs: 0, untilMs: 9e12, match: { service: "checkout" } };
const OUTBOX = { pending: { notices: [NOTICE], omitted: 0 }, lastClaimId: 3, sentMs: [] };

async function read(stored: object) {
  const objects = openMemoryObjects();
  await objects.put(ALERTS_KEY, JSON.stringify(stored), {});
  return readAlertState(objects);
}

/** As the version before stored it. */
const BEFORE = {
  version: 2,
  alerts: [],
  silences: [SILENCE],
  outboxes: { default: OUTBOX },
  watermarkMs: NOW_MINUTE * 60_000,
  loads: {},
  groups: {
    services: ["checkout"],
    lastMinute: NOW_MINUTE,
    rows: ["2-00000000000000aa 102 -2 0 0 0 -1jk 8mn4 7ps0 93ms a4x8 2s 2s 2s 0 0 5k 9z 9z"],
  },
};

test("after an upgrade everything goes on, but that what is usual is learned anew", async () => {
  const { groups, ...state } = await read(BEFORE);
  expect(state).toMatchObject({ silences: [SILENCE], outboxes: { default: OUTBOX }, watermarkMs: BEFORE.watermarkMs });
  expect([...groups.values()]).toEqual([
    {
      service: "checkout",
      pattern: "2-00000000000000aa",
      seenMinute: NOW_MINUTE,
      usual: NEVER,
      counts: new Map([
        [NOW_MINUTE - 2, 1],
        [NOW_MINUTE, 2],
      ]),
    },
  ]);
});

test("what is older still, or newer, is left behind", async () => {
  expect(await read({ ...BEFORE, version: 1 })).toEqual(EMPTY_STATE);
  expect(await read({ ...BEFORE, version: 99 })).toEqual(EMPTY_STATE);
});
