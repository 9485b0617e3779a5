import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** node:sqlite still warns of itself in Node 24. */
const execArgv = ["--disable-warning=ExperimentalWarning"];

export default defineConfig({
  test: {
    pool: "forks",
    // Much of the time is waiting for servers: one worker less than there are cores, vitest's default, leaves small machines idle.
    maxWorkers: Math.max(2, availableParallelism()),
    execArgv,
    // A bare run says which tests did not count.
    passWithNoTests: false,
    // Handlers log and emit metrics on standard output: a test that wants them switches them on.
    env: { POWERTOOLS_LOG_LEVEL: "SILENT", POWERTOOLS_METRICS_DISABLED: "true" },
    projects: [
      {
        extends: true,
        // Property tests take a second; a machine that does other work takes several.
        test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 20_000, hookTimeout: 20_000 },
      },
      {
        extends: true,
        test: {
          name: "contract",
          include: ["test/contract/**/*.test.ts"],
          globalSetup: ["test/support/opensearch/setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: "functions", include: ["test/functions/**/*.test.ts"], testTimeout: 20_000, hookTimeout: 20_000 },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          // Each starts servers of its own and looks at the clock: one after the other, when all else is done.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
