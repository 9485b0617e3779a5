/** What `sluice doctor` asks of an OpenSearch, and no use case needs. */
import { TEMPLATE_VERSION } from "../../../infra/opensearch/index-template.ts";
import { connect } from "./connection.ts";
import { templateVersion } from "./indices.ts";

export interface ServerFacts {
  /** Undefined for OpenSearch Serverless, which tells none. */
  readonly server?: { readonly isOpenSearch: boolean; readonly version: string };
  /** 0: there is none. */
  readonly templateVersion: number;
  readonly wantedTemplateVersion: number;
}

interface RootAnswer {
  readonly version: { readonly number: string; readonly distribution?: string };
}

/** @throws SluiceError if the server does not answer */
export async function inspectOpenSearch(options: {
  readonly url: string;
  readonly arn: string | undefined;
  readonly prefix: string;
}): Promise<ServerFacts> {
  const connection = await connect(options.url, options.arn);
  try {
    const found = await templateVersion(connection, `/_index_template/${options.prefix}`);
    const facts = { templateVersion: found, wantedTemplateVersion: TEMPLATE_VERSION };
    if (connection.serverless) return facts;
    const { version } = await connection.ask<RootAnswer>({ method: "GET", path: "/" });
    return { ...facts, server: { isOpenSearch: version.distribution === "opensearch", version: version.number } };
  } finally {
    await connection.close();
  }
}
