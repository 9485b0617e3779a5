/** What a secret in AWS Secrets Manager holds, asked for again every five minutes, so that a rotation needs no deployment. */
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { awsError } from "../aws-error.ts";

const REFRESH_MS = 5 * 60_000;

interface SecretOptions {
  readonly name: string;
  readonly region: string;
  readonly endpointUrl: string | undefined;
  /** Where the secret is named, for people: `INGEST_TOKENS`. */
  readonly setting: string;
}

export function openSecret({ name, region, endpointUrl, setting }: SecretOptions): () => Promise<string> {
  const client = new SecretsManagerClient({ region, ...(endpointUrl && { endpoint: endpointUrl }) });
  let known: { text: string; untilMs: number } | undefined;

  return async () => {
    if (known && performance.now() < known.untilMs) return known.text;
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
      known = { text: SecretString ?? "", untilMs: performance.now() + REFRESH_MS };
      return known.text;
    } catch (error) {
      // What was known is better than turning every shipper away while Secrets Manager is throttled.
      if (known) return known.text;
      throw awsError(error, {
        resource: `secret ${name}`,
        permission: "secretsmanager:GetSecretValue",
        setting,
      });
    }
  };
}
