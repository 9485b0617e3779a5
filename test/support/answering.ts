/** A real HTTP server that gives the answers it is told to, for what no emulator brings about: throttling, denial, outage. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { listenOnLoopback } from "./loopback.ts";

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface AnsweringServer {
  readonly endpointUrl: string;
  readonly requests: IncomingMessage[];
}

/** @param answers in order; the last one is given to all further requests. A function answers by itself. */
export async function startAnswering(
  ...answers: (Answer | ((request: IncomingMessage, response: ServerResponse) => void))[]
): Promise<AnsweringServer> {
  const requests: IncomingMessage[] = [];
  const endpointUrl = await listenOnLoopback((request, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push(request);
    // What was sent is read to its end, so that the client reads the answer.
    request.resume().on("end", () => {
      if (typeof answer === "function") answer(request, response);
      else response.writeHead(answer?.status ?? 500, answer?.headers ?? {}).end(answer?.body ?? "");
    });
  });
  process.env["AWS_ACCESS_KEY_ID"] = "test";
  process.env["AWS_SECRET_ACCESS_KEY"] = "test";
  return { endpointUrl, requests };
}
