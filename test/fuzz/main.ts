/**
 * `npm run test:fuzz -- [--inputs 1000000] [--seed N] [--law TEXT]`: a table of the laws, with the inputs that each was held to; exit code 1
 * at the first input for which one does not hold, shrunk.
 */
import { parseArgs } from "node:util";
import { LAWS } from "./laws.ts";

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "1000000" },
    seed: { type: "string" },
    law: { type: "string", default: "" },
  },
});
const inputs = Number(values.inputs);
const seed = Number(values.seed ?? Date.now() % 2_147_483_647);
const laws = LAWS.filter(({ name }) => name.includes(values.law));
if (!(inputs >= 1) || !Number.isInteger(seed) || laws.length === 0) {
  console.error("usage: npm run test:fuzz -- [--inputs N] [--seed N] [--law PART-OF-ITS-NAME]");
  process.exit(2);
}

const shares = laws.reduce((total, { share }) => total + share, 0);
console.log(`${inputs.toLocaleString("en")} inputs, seed ${seed}`);
for (const { name, share, check } of laws) {
  const own = Math.max(1, Math.round((inputs * share) / shares));
  const startedMs = performance.now();
  const counterexample = await check(own, seed);
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  console.log(`${own.toLocaleString("en").padStart(9)} in ${seconds.padStart(6)} s  ${name}`);
  if (counterexample === undefined) continue;
  console.log(
    `does not hold (--seed ${seed} --law ${JSON.stringify(name)} --inputs ${Math.ceil((own * shares) / share)} finds it again):\n${counterexample}`,
  );
  process.exit(1);
}
