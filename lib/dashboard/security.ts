/**
 * Logs hold whatever a stranger sent, and the page shows them: the browser is told to run nothing and to reach nothing but
 * what came with the page itself.
 */
import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

export type Authorize = (header: string | undefined) => Promise<boolean>;

export function securityHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      // The icon stands in the page itself.
      imgSrc: ["data:"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: "DENY",
    referrerPolicy: "no-referrer",
    crossOriginResourcePolicy: "same-origin",
    crossOriginOpenerPolicy: "same-origin",
    // The gateway in front knows whether it speaks TLS: on one machine it does not.
    strictTransportSecurity: false,
  });
}

/** A browser that is challenged this way asks its user for name and password. */
export function requireLogin(authorize: Authorize): MiddlewareHandler {
  return async (c, next) => {
    if (await authorize(c.req.header("Authorization"))) return next();
    return c.json(
      { error: { code: "unauthorized", message: "Sign in with USER:PASSWORD (Basic) or a token (Bearer)" } },
      401,
      { "WWW-Authenticate": 'Basic realm="Sluice", charset="UTF-8"' },
    );
  };
}

/** localhost and IP addresses: names that no stranger's DNS can point elsewhere. */
const LOCAL_HOST = /^(localhost|[^.]+\.localhost|\d+\.\d+\.\d+\.\d+|\[[\da-f:.]+\])$/;

/**
 * Where nobody has to sign in, a website could point its own name at this machine and read the logs in its visitor's browser
 * (DNS rebinding): such a request still carries that name.
 */
export function requireLocalHost(): MiddlewareHandler {
  return async (c, next) => {
    const { hostname } = new URL(c.req.url);
    if (LOCAL_HOST.test(hostname)) return next();
    const message = `Without a login the dashboard answers to localhost and IP addresses only, not to ${hostname}; set INGEST_TOKENS`;
    return c.json({ error: { code: "denied", message } }, 403);
  };
}

/**
 * A browser sends the viewer's login along with what another website asks of it: what changes something is taken from the page
 * itself only. Programs that are no browser say neither where they come from nor anything of sites.
 */
export function requireSameOrigin(): MiddlewareHandler {
  return async (c, next) => {
    if (["GET", "HEAD", "OPTIONS"].includes(c.req.method)) return next();
    const site = c.req.header("Sec-Fetch-Site");
    const origin = c.req.header("Origin");
    const isOwn = site === undefined ? isSameHost(origin, c.req.url) : site === "same-origin";
    if (isOwn) return next();
    return c.json(
      { error: { code: "denied", message: "Changes are taken from this page only, not from others" } },
      403,
    );
  };
}

function isSameHost(origin: string | undefined, url: string): boolean {
  return origin === undefined || URL.parse(origin)?.host === new URL(url).host;
}
