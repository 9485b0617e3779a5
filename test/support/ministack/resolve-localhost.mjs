// The framework's SDK calls buckets by host name, BUCKET.localhost. Browsers resolve every name under localhost to the
// machine itself (RFC 6761); glibc does only with nss-myhostname. Preloaded into the framework's process by NODE_OPTIONS.
import dns from "node:dns";

const { lookup } = dns;
dns.lookup = (hostname, ...rest) => lookup(hostname.endsWith(".localhost") ? "localhost" : hostname, ...rest);
