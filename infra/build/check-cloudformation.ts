/** `npm run check:cloudformation`: cfn-lint over the template that was just packaged. Exit code 0 only if it has nothing to say. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pythonTool } from "./python.ts";

const CFN_LINT_VERSION = "1.58.0";
const template = join(import.meta.dirname, "..", "..", ".serverless", "cloudformation-template-update-stack.json");

const bin = await pythonTool("cfn-lint", CFN_LINT_VERSION);
const lint = spawn(join(bin, "cfn-lint"), ["--", template], { stdio: "inherit" });
const [code] = await once(lint, "exit");
if (code === 0) console.log("cfn-lint: nothing to complain of");
process.exitCode = code === 0 ? 0 : 1;
