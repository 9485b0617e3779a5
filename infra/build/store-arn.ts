/** The IAM resource behind a store's address, so that the functions may sign requests for this store and no other. */

/** Endpoints of OpenSearch Service domains, classic and dual-stack: NAME may hold hyphens, the suffix AWS adds does not. */
const DOMAIN_HOST =
  /^(?:search|vpc)-(?<name>[a-z][a-z0-9-]*)-[a-z0-9]+\.(?:(?<region>[a-z0-9-]+)\.es\.amazonaws\.com|aos\.(?<dualRegion>[a-z0-9-]+)\.on\.aws)$/;
/** Endpoints of OpenSearch Serverless collections. */
const COLLECTION_HOST =
  /^(?<id>[a-z0-9]+)\.(?:(?<region>[a-z0-9-]+)\.aoss\.amazonaws\.com|aoss\.(?<dualRegion>[a-z0-9-]+)\.on\.aws)$/;

/**
 * The address does not tell the account, so `*` stands for it: a store in another account must let the functions in by its
 * own policy as well. Undefined for any other address, a domain's custom endpoint among them, which tells no domain.
 */
export function storeArn(storeUrl: string): string | undefined {
  const host = URL.parse(storeUrl)?.hostname;
  const domain = host?.match(DOMAIN_HOST)?.groups;
  if (domain) return arn("es", domain, `domain/${domain["name"]}/*`);
  const collection = host?.match(COLLECTION_HOST)?.groups;
  if (collection) return arn("aoss", collection, `collection/${collection["id"]}`);
  return undefined;
}

function arn(service: string, host: Record<string, string | undefined>, resource: string): string {
  const region = host["region"] ?? host["dualRegion"] ?? "";
  const partition = region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  return `arn:${partition}:${service}:${region}:*:${resource}`;
}
