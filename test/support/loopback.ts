/** A server of a test's own on a free port of loopback; it ends with the test. */
import { createServer, type RequestListener } from "node:http";
import { onTestFinished } from "vitest";

/** @returns its URL */
export async function listenOnLoopback(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return `http://127.0.0.1:${address.port}`;
}
