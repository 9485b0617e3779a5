/** The tokens that a secret in AWS Secrets Manager holds, asked for again every five minutes, so that a rotation needs no deployment. */
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { parseTokens } from "../../http-auth.ts";
import { awsError } from "../aws-error.ts";

const REFRESH_MS = 5 * 60_000;

interface SecretOptions {
  readonly name: string;
  readonly region: string;
  readonly endpointUrl: string | undefined;
}

export function openSecretTokens({ name, region, endpointUrl }: SecretOptions): () => Promise<readonly string[]> {
  const client = new SecretsManagerClient({ region, ...(endpointUrl && { endpoint: endpointUrl }) });
  let known: { tokens: readonly string[]; untilMs: number } | undefined;

  return async () => {
    if (known && performance.now() < known.untilMs) return known.tokens;
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
      known = { tokens: parseTokens(SecretString ?? ""), untilMs: performance.now() + REFRESH_MS };
      return known.tokens;
    } catch (error) {
      // Old tokens are better than turning every shipper away while Secrets Manager is throttled.
      if (known) return known.tokens;
      throw awsError(error, {
        resource: `secret ${name}`,
        permission: "secretsmanager:GetSecretValue",
        setting: "INGEST_TOKENS",
      });
    }
  };
}
