/**
 * `node test/support/opensearch/main.ts`: an OpenSearch to try `sluice start --store URL` with. Prints its URL and stays until
 * it is interrupted; its data goes with it.
 */
import { once } from "node:events";
import { startOpenSearch } from "./server.ts";

const interrupted = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
const openSearch = await startOpenSearch();
console.log(openSearch.url);
await interrupted;
await openSearch.stop();
