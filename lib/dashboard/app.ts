/** The dashboard as one HTTP application: the page's files, and under /api what the page reads. It knows ports and no platform. */
import { Hono } from "hono";
import { compress } from "hono/compress";
import type { Settings } from "../config/settings.ts";
import { isSluiceError, type SluiceError } from "../errors.ts";
import type { LogStore, ObjectStore } from "../ports.ts";
import { alertRoutes } from "./alerts.ts";
import type { ErrorAnswer } from "./answers.ts";
import { type ReadAssets, servePage } from "./assets.ts";
import { chartRoutes } from "./charts.ts";
import { forecastRoutes } from "./forecasts.ts";
import { healthRoutes } from "./health.ts";
import { logRoutes } from "./logs.ts";
import { BadParameter, NotThere } from "./parameters.ts";
import { type Authorize, requireLocalHost, requireLogin, requireSameOrigin, securityHeaders } from "./security.ts";
import { silenceRoutes } from "./silences.ts";

export interface DashboardOptions {
  readonly store: LogStore;
  readonly objects: ObjectStore;
  readonly forecast: Settings["forecast"];
  readonly nowMs: () => number;
  /** Whether this Authorization header may see the logs; undefined where everybody on this machine may. */
  readonly authorize: Authorize | undefined;
  readonly assets: ReadAssets;
  /** Told of every failure that is answered with 500 or 503. */
  readonly onFailure: (error: Error, path: string) => void;
}

const RETRY_AFTER_SECONDS = "5";

/** Never throws: what fails is answered as an ErrorAnswer with its status. */
export function createDashboard(options: DashboardOptions): Hono {
  const app = new Hono();
  app.use(compress());
  app.use(securityHeaders());
  app.use(requireSameOrigin());
  app.use(options.authorize ? requireLogin(options.authorize) : requireLocalHost());

  app.route("/api", logRoutes(options));
  app.route("/api", chartRoutes(options));
  app.route("/api", forecastRoutes(options));
  app.route("/api", alertRoutes(options));
  app.route("/api", silenceRoutes(options));
  app.route("/api", healthRoutes(options));
  app.route("/", servePage(options.assets));

  app.notFound((c) => c.json(problem("not-found", `There is nothing at ${c.req.path}`), 404));
  app.onError((error, c) => {
    if (error instanceof BadParameter) return c.json(problem("bad-parameter", error.message), 400);
    if (error instanceof NotThere) return c.json(problem("not-found", error.message), 404);
    options.onFailure(error, c.req.path);
    if (!isSluiceError(error)) return c.json(problem("internal", "The dashboard failed; its log says why"), 500);
    if (!error.retryable) return c.json(problem(error.code, error.message), 500);
    return c.json(problem(error.code, error.message), 503, { "Retry-After": RETRY_AFTER_SECONDS });
  });
  return app;
}

function problem(code: SluiceError["code"] | "bad-parameter" | "internal", message: string): ErrorAnswer {
  return { error: { code, message } };
}
