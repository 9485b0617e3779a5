/** What the routes that change something have in common: a body that is checked, who asks, and mistakes told as such. */
import type { Context } from "hono";
import * as v from "valibot";
import { type AlertState, changeAlertState } from "../alerts/state.ts";
import { isSluiceError } from "../errors.ts";
import { userOf } from "../http-auth.ts";
import type { ObjectStore } from "../ports.ts";
import { BadParameter, NotThere } from "./parameters.ts";
import type { Authorize } from "./security.ts";

export interface People {
  readonly objects: ObjectStore;
  readonly nowMs: () => number;
  /** Undefined where nobody signs in: a name in a header is no login then. */
  readonly authorize: Authorize | undefined;
}

const MAX_BODY_LENGTH = 10_000;

/** Only JSON: a form of another website cannot send it. @throws BadParameter */
export async function readBody<T extends v.GenericSchema>(c: Context, schema: T): Promise<v.InferOutput<T>> {
  if (!/^application\/json\b/i.test(c.req.header("Content-Type") ?? "")) {
    throw new BadParameter("The body is expected as Content-Type: application/json");
  }
  const text = await c.req.text();
  if (text.length > MAX_BODY_LENGTH) throw new BadParameter(`The body is longer than ${MAX_BODY_LENGTH} characters`);
  const parsed = v.safeParse(schema, parseJson(text));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new BadParameter(`${v.getDotPath(issue) ?? "The body"}: ${issue.message}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadParameter("The body is not JSON");
  }
}

/** The login's own name, whatever else is said. @param given empty if none is */
export function personOf(c: Context, { authorize }: People, given: string): string {
  return (authorize && userOf(c.req.header("Authorization"))) || given;
}

/** A change that makes no sense is the asker's mistake; what the store throws is not. @throws BadParameter, NotThere, SluiceError */
export function changeState(objects: ObjectStore, change: (state: AlertState) => AlertState): Promise<AlertState> {
  return changeAlertState(objects, (state) => {
    try {
      return change(state);
    } catch (error) {
      if (isSluiceError(error, "not-found")) throw new NotThere(error.message);
      if (isSluiceError(error, "refused")) throw new BadParameter(error.message);
      throw error;
    }
  });
}
