/** A proxy in front of a real OpenSearch that does to its bulks what networks and busy servers do; all else goes through. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { listenOnLoopback } from "./loopback.ts";

export type BulkFault =
  /** Nothing reaches the server. */
  | { readonly kind: "answer"; readonly status: number }
  | { readonly kind: "reset" }
  /** The server takes it, and nobody hears of it. */
  | { readonly kind: "lost answer" }
  /** Every n-th item is refused with 429, the others are taken. */
  | { readonly kind: "busy items"; readonly every: number };

export interface FaultProxy {
  readonly url: string;
  /** How many documents each bulk held. */
  readonly bulks: readonly number[];
}

/** @param faultOf what happens to the n-th bulk, from 0 */
export async function startFaultProxy(
  target: string,
  faultOf: (bulk: number) => BulkFault | undefined,
): Promise<FaultProxy> {
  const bulks: number[] = [];

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await Array.fromAsync(request)).toString();
    const forward = (text: string) => ask(target, request, text);
    if (!request.url?.startsWith("/_bulk")) return send(response, await forward(body));
    const pairs = pairsOf(body);
    bulks.push(pairs.length);
    const fault = faultOf(bulks.length - 1);
    switch (fault?.kind) {
      case undefined:
        return send(response, await forward(body));
      case "answer":
        return send(response, { status: fault.status, text: "{}" });
      case "reset":
        request.socket.destroy();
        return;
      case "lost answer":
        await forward(body);
        request.socket.destroy();
        return;
      case "busy items": {
        const isBusy = (n: number) => n % fault.every === 0;
        const taken = pairs.filter((_, n) => !isBusy(n));
        const { items } = taken.length === 0 ? { items: [] } : JSON.parse((await forward(taken.join(""))).text);
        const busy = {
          create: { status: 429, error: { type: "es_rejected_execution_exception", reason: "queue is full" } },
        };
        const woven = pairs.map((_, n) => (isBusy(n) ? busy : items.shift()));
        return send(response, { status: 200, text: JSON.stringify({ items: woven }) });
      }
    }
  }

  const url = await listenOnLoopback((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  return { url, bulks };
}

interface Answered {
  readonly status: number;
  readonly text: string;
}

async function ask(
  target: string,
  { method = "GET", url = "/", headers }: IncomingMessage,
  body: string,
): Promise<Answered> {
  const type = headers["content-type"];
  const answer = await fetch(target + url, {
    method,
    ...(body !== "" && { body }),
    headers: { ...(type !== undefined && { "content-type": type }) },
  });
  return { status: answer.status, text: await answer.text() };
}

function send(response: ServerResponse, { status, text }: Answered): void {
  response.writeHead(status, { "content-type": "application/json" }).end(text);
}

/** Each with its action. */
function pairsOf(body: string): string[] {
  const lines = body.trimEnd().split("\n");
  return Array.from({ length: lines.length / 2 }, (_, n) => `${lines[2 * n]}\n${lines[2 * n + 1]}\n`);
}
