/**
 * What the framework needs to know of Sluice: it builds the packages before it takes them, gives serverless.yml
 * `${sluice:storeArn}`, `${sluice:subscriptions}` and `${sluice:routeAccess}`, and refuses a deployment that has no store.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { awsStoreAt } from "../../lib/adapters/opensearch/aws-store.ts";
import { loadConfig } from "../../lib/config.ts";
import { routeAccess } from "./route-access.ts";
import { subscriptionsTo } from "./subscriptions.ts";

interface VariableRequest {
  readonly address: string | null;
  readonly resolveVariable: (variable: string) => Promise<unknown>;
}

interface Framework {
  readonly processedInput: { readonly commands: readonly string[] };
  readonly service: { readonly custom: { readonly storeUrl: string; readonly alertEmail: string } };
  /** The framework shows errors of this class without a stack trace. */
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
}

/** As the packages carry it. */
const SETTINGS_FILE = join(import.meta.dirname, "../../sluice.yml");

const STORE_IS_MISSING = `No store is given. Say which OpenSearch the logs go to, for example
  npx serverless deploy --param="storeUrl=https://search-NAME-….REGION.es.amazonaws.com"
or set storeUrl under "params" in serverless.yml.`;

const STORE_IS_NO_ADDRESS = "storeUrl is no address: it begins with https://";

const ALERT_EMAIL_IS_MISSING = `Nobody is named for the alerts. Say who gets them,
  --param="alertEmail=you@example.com"
or --param="alertEmail=none" if they are subscribed to in another way. A deployment without it would end a subscription that is there.`;

const STORE_IS_IN_A_VPC = `The store's address begins with vpc-: it can be reached from its VPC only, and this stack runs its functions outside of any.
Use a domain with a public endpoint (access to it is signed), or a Serverless collection.`;

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
        if (serverless.processedInput.commands[0] !== "deploy") return;
        const { storeUrl, alertEmail } = serverless.service.custom;
        if (!storeUrl) throw fail(STORE_IS_MISSING, "NO_STORE_URL");
        if (!/^https?:$/.test(URL.parse(storeUrl)?.protocol ?? "")) throw fail(STORE_IS_NO_ADDRESS, "STORE_URL");
        if (hostOf(storeUrl).startsWith("vpc-")) throw fail(STORE_IS_IN_A_VPC, "STORE_IN_VPC");
        if (!alertEmail) throw fail(ALERT_EMAIL_IS_MISSING, "NO_ALERT_EMAIL");
      },
      "before:package:createDeploymentArtifacts": build,
      "before:deploy:function:packageFunction": build,
    };
  }
}

async function resolveSluiceVariable({ address, resolveVariable }: VariableRequest): Promise<{ value: unknown }> {
  const param = async (name: string) => String((await resolveVariable(`param:${name}`)) ?? "");
  switch (address) {
    case "storeArn":
      return { value: (await param("storeArn")) || storeArnAt(await param("storeUrl")) };
    case "subscriptions":
      return { value: subscriptionsTo(await param("logGroups"), String(await resolveVariable("self:service"))) };
    case "routeAccess":
      return { value: routeAccess((await loadConfig({ SLUICE_CONFIG: SETTINGS_FILE })).alerts.routes) };
    default:
      throw new Error(`Sluice has no variable "${address}"; it has "storeArn", "subscriptions" and "routeAccess"`);
  }
}

/** What storeUrl tells, else empty: no access is granted then. */
function storeArnAt(storeUrl: string): string {
  return awsStoreAt(hostOf(storeUrl))?.arn ?? "";
}

function hostOf(url: string): string {
  return URL.parse(url)?.hostname ?? "";
}

/** In a process of its own, so that nothing the framework loaded gets into the packages. Gives the exit code. */
async function runBuild(): Promise<unknown> {
  const main = join(import.meta.dirname, "main.ts");
  const child = spawn(process.execPath, [main], { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = await once(child, "exit");
  return code;
}
