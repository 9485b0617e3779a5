/** What `sluice doctor` asks of an OpenSearch, and no use case needs. */
import { TEMPLATE_VERSION } from "../../../infra/opensearch/index-template.ts";
import { connect } from "./connection.ts";
import { templateVersion } from "./indices.ts";

export interface ServerFacts {
  /** Undefined for OpenSearch Serverless, which tells none. */
  readonly server?: { readonly isOpenSearch: boolean; readonly version: string };
  /** Of each prefix in turn; 0: there is none. */
  readonly templateVersions: readonly number[];
  readonly wantedTemplateVersion: number;
}

interface RootAnswer {
  readonly version: { readonly number: string; readonly distribution?: string };
}

/** @throws SluiceError if the server does not answer */
export async function inspectOpenSearch(options: {
  readonly url: string;
  readonly arn: string | undefined;
  readonly prefixes: readonly string[];
}): Promise<ServerFacts> {
  const connection = await connect(options.url, options.arn);
  try {
    const templateVersions = await Promise.all(options.prefixes.map((prefix) => templateVersion(connection, prefix)));
    const facts = { templateVersions, wantedTemplateVersion: TEMPLATE_VERSION };
    if (connection.serverless) return facts;
    const { version } = await connection.ask<RootAnswer>({ method: "GET", path: "/" });
    return { ...facts, server: { isOpenSearch: version.distribution === "opensearch", version: version.number } };
  } finally {
    await connection.close();
  }
}
