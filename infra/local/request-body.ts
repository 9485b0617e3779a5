/** Request bodies within bounds: one of them, and all that are held at a time. */
import type { IncomingMessage } from "node:http";

export type RequestBody =
  | { readonly kind: "whole"; readonly bytes: Buffer }
  | { readonly kind: "too-large" }
  /** Others hold what there is: the same request may be taken a moment later. */
  | { readonly kind: "too-busy" }
  /** The client went away halfway. */
  | { readonly kind: "aborted" };

export interface BodyLimits {
  readonly bodyBytes: number;
  readonly heldBytes: number;
}

export interface BodyReader {
  /** Whether Content-Length alone tells that it is too large. */
  isTooLarge(request: IncomingMessage): boolean;
  /** After anything but "whole" the rest of the body is unread. */
  read(request: IncomingMessage): Promise<RequestBody>;
  /** To be called when a whole body is done with. */
  release(bytes: Buffer): void;
}

export function createBodyReader(limits: BodyLimits): BodyReader {
  let heldBytes = 0;

  function isTooLarge(request: IncomingMessage): boolean {
    return Number(request.headers["content-length"] ?? 0) > limits.bodyBytes;
  }

  function read(request: IncomingMessage): Promise<RequestBody> {
    if (isTooLarge(request)) return Promise.resolve({ kind: "too-large" });
    const { promise, resolve } = Promise.withResolvers<RequestBody>();
    const chunks: Buffer[] = [];
    let sizeBytes = 0;

    function settle(body: RequestBody): void {
      request.off("data", take).off("end", finish).off("close", abort);
      if (body.kind !== "whole") heldBytes -= sizeBytes;
      resolve(body);
    }
    function take(chunk: Buffer): void {
      chunks.push(chunk);
      sizeBytes += chunk.length;
      heldBytes += chunk.length;
      if (sizeBytes > limits.bodyBytes) settle({ kind: "too-large" });
      else if (heldBytes > limits.heldBytes) settle({ kind: "too-busy" });
    }
    function finish(): void {
      settle({ kind: "whole", bytes: Buffer.concat(chunks, sizeBytes) });
    }
    function abort(): void {
      settle({ kind: "aborted" });
    }

    request.on("data", take).on("end", finish).on("close", abort);
    // Without a listener a connection that breaks would end the process; "close" follows.
    request.on("error", () => {});
    return promise;
  }

  return {
    isTooLarge,
    read,
    release(bytes) {
      heldBytes -= bytes.length;
    },
  };
}
