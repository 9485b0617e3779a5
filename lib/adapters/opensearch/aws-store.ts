/** What a store is to AWS, told by its address or its ARN: which service and region requests are signed for, and what IAM calls it. */

export interface AwsStore {
  /** An OpenSearch Service domain, or a Serverless collection. */
  readonly service: "es" | "aoss";
  readonly region: string;
}

export interface AddressedStore extends AwsStore {
  /** The IAM resource. The address does not tell the account: `*` stands for it. Undefined if it tells no domain's name either. */
  readonly arn: string | undefined;
}

/** `search-NAME-….eu-west-1.es.amazonaws.com`, `ID.eu-west-1.aoss.amazonaws.com`, in China with `.cn`. */
const CLASSIC_HOST = /^(?<label>[a-z0-9-]+)\.(?<region>[a-z0-9-]+)\.(?<service>es|aoss)\.amazonaws\.com(?:\.cn)?$/;
/** `search-NAME-….aos.eu-west-1.on.aws`, `ID.aoss.eu-west-1.on.aws`. */
const DUAL_STACK_HOST = /^(?<label>[a-z0-9-]+)\.(?<service>aos|aoss)\.(?<region>[a-z0-9-]+)\.on\.aws$/;
/** NAME may hold hyphens, the suffix that AWS adds does not. */
const DOMAIN_LABEL = /^(?:search|vpc)-([a-z][a-z0-9-]*)-[a-z0-9]+$/;

/** @returns undefined for any other host, a domain's custom endpoint among them: its ARN must be told */
export function awsStoreAt(hostname: string): AddressedStore | undefined {
  const groups = (CLASSIC_HOST.exec(hostname) ?? DUAL_STACK_HOST.exec(hostname))?.groups;
  if (!groups) return undefined;
  const { label = "", region = "" } = groups;
  const service = groups["service"] === "aoss" ? "aoss" : "es";
  return { service, region, arn: arnOf(service, region, label) };
}

/** @param arn `arn:aws:es:REGION:…`, `arn:aws:aoss:REGION:…` */
export function awsStoreNamed(arn: string): AwsStore | undefined {
  const [, , service, region] = arn.split(":");
  return (service === "es" || service === "aoss") && region ? { service, region } : undefined;
}

function arnOf(service: AwsStore["service"], region: string, label: string): string | undefined {
  const prefix = `arn:${partitionOf(region)}:${service}:${region}:*:`;
  if (service === "aoss") return `${prefix}collection/${label}`;
  const name = DOMAIN_LABEL.exec(label)?.[1];
  return name === undefined ? undefined : `${prefix}domain/${name}/*`;
}

function partitionOf(region: string): string {
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return region.startsWith("cn-") ? "aws-cn" : "aws";
}
