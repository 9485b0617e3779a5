/** Where notices go: the `alerts.routes` of sluice.yml. */
import * as v from "valibot";

export const DEFAULT_ROUTE = "default";

export const AlertRoutes = v.array(v.looseObject({ name: v.string() }));
