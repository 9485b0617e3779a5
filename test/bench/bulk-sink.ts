/** A process that takes every bulk and keeps nothing: what a writer costs without a store behind it. Prints its URL; ends with its standard input. */
import { createServer } from "node:http";

const CREATED = '{"create":{"status":201}}';

createServer((request, response) => {
  let lines = 0;
  request.on("data", (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  });
  request.on("end", () => {
    const isBulk = request.url?.startsWith("/_bulk") ?? false;
    const items = isBulk
      ? Array(lines / 2)
          .fill(CREATED)
          .join(",")
      : "";
    response.setHeader("content-type", "application/json");
    response.end(isBulk ? `{"took":1,"errors":false,"items":[${items}]}` : "{}");
  });
}).listen(0, "127.0.0.1", function (this: { address(): unknown }) {
  const address = this.address();
  if (typeof address !== "object" || address === null || !("port" in address)) throw new Error("no port");
  console.log(`http://127.0.0.1:${address.port}`);
});
process.stdin.resume().on("end", () => process.exit());
