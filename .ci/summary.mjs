// The closing line of .ci/run, from the figures of vitest's JSON reporter: node summary.mjs REPORT EXIT-CODE-OF-VITEST
import { readFileSync } from "node:fs";

const [reportPath, runnerStatus] = process.argv.slice(2);

const report = read();
const passed = report.numPassedTests;
const skipped = report.numPendingTests + report.numTodoTests;
// A file that cannot be loaded, or whose setup fails, has failed no test but has run none either.
const brokenFiles = report.testResults.filter(
  ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
);
const failed = report.numFailedTests + brokenFiles.length;

for (const { name, message } of brokenFiles) console.log(`failed as a whole: ${name} ${message}`);
if (skipped > 0) console.log("Skipped tests count as a failure here: what they need must be installed by .ci/run.");
if (passed === 0) console.log("No test has passed: that is a failure, too.");

process.exitCode = runnerStatus === "0" && failed === 0 && skipped === 0 && passed > 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);

function read() {
  try {
    return JSON.parse(readFileSync(reportPath, "utf8"));
  } catch {
    console.log("The test runner left no report: it did not get as far as running tests.");
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
  }
}
