/**
 * What the framework needs to know of Sluice: it builds the packages before it takes them, gives serverless.yml
 * `${sluice:storeArn}`, and refuses a deployment that has no store.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { storeArn } from "./store-arn.ts";

interface VariableRequest {
  readonly address: string | null;
  readonly resolveVariable: (variable: string) => Promise<unknown>;
}

interface Framework {
  readonly processedInput: { readonly commands: readonly string[] };
  readonly service: { readonly custom: { readonly storeUrl: string } };
  /** The framework shows errors of this class without a stack trace. */
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
}

const STORE_IS_MISSING = `No store is given. Say which OpenSearch the logs go to, for example
  npx serverless deploy --param="storeUrl=https://search-NAME-….REGION.es.amazonaws.com"
or set storeUrl under "params" in serverless.yml.`;

/** A class, because the framework calls its plugins with `new`. */
export default class SluicePlugin {
  readonly hooks: Readonly<Record<string, () => Promise<void> | void>>;
  readonly configurationVariablesSources = { sluice: { resolve: resolveSluiceVariable } };

  constructor(serverless: Framework) {
    const fail = (message: string, code: string) => new serverless.classes.Error(message, code);
    const build = async () => {
      const code = await runBuild();
      if (code !== 0) throw fail(`The build failed with exit code ${code}; its own words stand above.`, "BUILD_FAILED");
    };
    this.hooks = {
      initialize: () => {
        const isDeploy = serverless.processedInput.commands[0] === "deploy";
        if (isDeploy && !serverless.service.custom.storeUrl) throw fail(STORE_IS_MISSING, "NO_STORE_URL");
      },
      "before:package:createDeploymentArtifacts": build,
      "before:deploy:function:packageFunction": build,
    };
  }
}

/** `${sluice:storeArn}`: the param storeArn if it is given, else what storeUrl tells, else empty: no access is granted then. */
async function resolveSluiceVariable({ address, resolveVariable }: VariableRequest): Promise<{ value: string }> {
  if (address !== "storeArn") throw new Error(`Sluice has no variable "${address}"; it has "storeArn"`);
  const given = await resolveVariable("param:storeArn");
  if (given) return { value: String(given) };
  return { value: storeArn(String(await resolveVariable("param:storeUrl"))) ?? "" };
}

/** In a process of its own, so that nothing the framework loaded gets into the packages. Gives the exit code. */
async function runBuild(): Promise<unknown> {
  const main = join(import.meta.dirname, "main.ts");
  const child = spawn(process.execPath, [main], { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "exit");
  return code;
}
