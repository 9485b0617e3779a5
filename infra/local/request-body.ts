/** Request bodies within bounds: one of them, and all that are held at a time. */
import type { IncomingMessage } from "node:http";

export type RequestBody =
  /** Whoever takes the bytes has them alone: nothing here keeps them from being freed. */
  | { readonly kind: "whole"; readonly sizeBytes: number; take(): Buffer }
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
  release(sizeBytes: number): void;
}

export function createBodyReader(limits: BodyLimits): BodyReader {
  let heldBytes = 0;

  function isTooLarge(request: IncomingMessage): boolean {
    return Number(request.headers["content-length"] ?? 0) > limits.bodyBytes;
  }

  function read(request: IncomingMessage): Promise<RequestBody> {
    if (isTooLarge(request)) return Promise.resolve({ kind: "too-large" });
    const { promise, resolve } = Promise.withResolvers<RequestBody>();
    const announcedBytes = Number(request.headers["content-length"] ?? 0);
    let held: Buffer = NOTHING;
    let sizeBytes = 0;

    function settle(body: RequestBody): void {
      request.off("data", take).off("end", finish).off("close", abort);
      held = NOTHING;
      if (body.kind !== "whole") heldBytes -= sizeBytes;
      resolve(body);
    }
    function take(chunk: Buffer): void {
      const beforeBytes = sizeBytes;
      sizeBytes += chunk.length;
      heldBytes += chunk.length;
      if (sizeBytes > limits.bodyBytes) settle({ kind: "too-large" });
      else if (heldBytes > limits.heldBytes) settle({ kind: "too-busy" });
      else {
        if (sizeBytes > held.length)
          held = grown(held, beforeBytes, Math.max(announcedBytes, 2 * held.length, sizeBytes));
        held.set(chunk, beforeBytes);
      }
    }
    function finish(): void {
      let whole = held.subarray(0, sizeBytes);
      held = NOTHING;
      function take(): Buffer {
        const taken = whole;
        whole = NOTHING;
        return taken;
      }
      settle({ kind: "whole", sizeBytes, take });
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
    release(sizeBytes) {
      heldBytes -= sizeBytes;
    },
  };
}

const NOTHING = Buffer.alloc(0);

/** Room that nobody writes to takes none: what a client announces and does not send costs nothing. */
function grown(held: Buffer, usedBytes: number, roomBytes: number): Buffer {
  const room = Buffer.allocUnsafeSlow(roomBytes);
  room.set(held.subarray(0, usedBytes));
  return room;
}
