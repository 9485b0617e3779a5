/** One entry of `alerts.routes`. */
import * as v from "valibot";

export const AlertRoute = v.looseObject({ name: v.string() });
