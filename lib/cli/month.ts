/** `sluice forecast --month`: how many records the calendar month will have, by what the store holds, and what they cost. */
import { costOf } from "../forecast/month.ts";
import { readMonth } from "../forecast/month-kept.ts";
import { commandConfig, requireStore } from "./configuration.ts";

export async function showMonth(options: { readonly store?: string | undefined }): Promise<void> {
  const config = await commandConfig(options);
  requireStore(config);
  const { openStore } = await import("../adapters/open.ts");
  const store = await openStore(config);
  try {
    const month = await readMonth({ store, settings: config, nowMs: config.nowMs() });
    if (!month) return console.error("sluice: there is no whole hour with records yet");
    const { fromMs, toMs, atMs, countedFromMs, soFar, expected, lower, upper } = month;
    const [from, to, at, countedFrom] = [fromMs, toMs, atMs, countedFromMs].map((ms) => new Date(ms).toISOString());
    const { costPerMillion } = config.forecast;
    const cost = costPerMillion === undefined ? {} : { cost: costOf(month, costPerMillion) };
    console.log(JSON.stringify({ from, to, at, countedFrom, soFar, expected, lower, upper, ...cost }));
  } finally {
    await store.close();
  }
}
