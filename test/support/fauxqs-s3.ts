/**
 * What S3 does and fauxqs 2.4 does not: writes under If-Match and If-None-Match, and lists in the order of UTF-8 bytes, in
 * pages, with keys as EncodingType=url has them. Both by hooks in front of fauxqs's own handlers, which do the rest.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
import type { buildApp } from "fauxqs";

type App = ReturnType<typeof buildApp>;

/** Small, so that few objects make several pages: S3 promises at most 1,000 keys, never so many. */
const PAGE_SIZE = 7;

export interface Faults {
  /** So many answers to PUT are lost on their way: the object is stored, the connection breaks. */
  lostPutAnswers: number;
  /** So many PUTs meet another conditional write that is under way. */
  meetings: number;
  /** Bodies of GET break off after the first half, so many times. */
  brokenBodies: number;
  readonly requests: string[];
}

export function actLikeS3(app: App): Faults {
  const faults: Faults = { lostPutAnswers: 0, meetings: 0, brokenBodies: 0, requests: [] };
  const inTurn = turns();

  app.addHook("preHandler", async (request, reply) => {
    faults.requests.push(`${request.method} ${request.url}`);
    if (request.method === "GET" && query(request.url).get("list-type") === "2" && !isInner(request.headers)) {
      return reply.type("application/xml").send(await listPage(app, request.url));
    }
    if (request.method !== "PUT") return;
    // fauxqs stores at once after this hook: one PUT at a time makes the comparison and the write one step.
    await inTurn.take(reply.raw);
    const refusal = faults.meetings > 0 ? MEETING : await conditionRefused(app, request.url, request.headers);
    if (refusal === MEETING) faults.meetings--;
    if (refusal) return reply.code(refusal.status).type("application/xml").send(errorXml(refusal.code));
  });

  app.addHook("onSend", async (request, reply, payload) => {
    if (request.method === "PUT" && reply.statusCode === 200 && faults.lostPutAnswers > 0) {
      faults.lostPutAnswers--;
      request.raw.socket.destroy();
    }
    if (request.method === "GET" && payload instanceof Buffer && payload.length > 1 && faults.brokenBodies > 0) {
      faults.brokenBodies--;
      const half = payload.subarray(0, payload.length / 2);
      reply.hijack();
      reply.raw.writeHead(reply.statusCode, reply.getHeaders() as Record<string, string>);
      reply.raw.write(half, () => request.raw.socket.destroy());
    }
    return payload;
  });
  return faults;
}

interface Refusal {
  readonly status: number;
  readonly code: string;
}

const MEETING: Refusal = { status: 409, code: "ConditionalRequestConflict" };

type Headers = Readonly<Record<string, string | string[] | undefined>>;

async function conditionRefused(app: App, url: string, headers: Headers): Promise<Refusal | undefined> {
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = headers;
  if (ifMatch === undefined && ifNoneMatch === undefined) return undefined;
  const present = await app.inject({ method: "HEAD", url: url.replace(/\?.*/, "") });
  const isPresent = present.statusCode === 200;
  if (ifNoneMatch === "*" && isPresent) return { status: 412, code: "PreconditionFailed" };
  if (ifMatch === undefined) return undefined;
  if (!isPresent) return { status: 404, code: "NoSuchKey" };
  return present.headers.etag === ifMatch ? undefined : { status: 412, code: "PreconditionFailed" };
}

/** One after the other, each until its response is closed. */
function turns() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    async take(response: NodeJS.EventEmitter): Promise<void> {
      const before = last;
      last = new Promise((resolve) => response.once("close", resolve));
      await before;
    },
  };
}

/** Marks a request that this file asks of fauxqs itself. */
const INNER = "x-inner";

function isInner(headers: Headers): boolean {
  return headers[INNER] !== undefined;
}

async function listPage(app: App, url: string): Promise<string> {
  const asked = query(url);
  const inner = new URLSearchParams({ "list-type": "2", prefix: asked.get("prefix") ?? "" });
  const all = await app.inject({ url: `${url.replace(/\?.*/, "")}?${inner}`, headers: { [INNER]: "1" } });
  if (all.statusCode !== 200) return all.body;
  if (all.body.includes("<IsTruncated>true")) throw new Error("over 1,000 objects: fauxqs orders its pages wrongly");
  const after = Buffer.from(asked.get("continuation-token") ?? "", "base64url");
  const rest = [...all.body.matchAll(/<Contents><Key>(.*?)<\/Key>(.*?)<\/Contents>/gs)]
    .map(([, key = "", more = ""]) => ({ key: Buffer.from(unescapeXml(key)), more }))
    .filter(({ key }) => Buffer.compare(key, after) > 0)
    .sort((a, b) => Buffer.compare(a.key, b.key));
  const page = rest.slice(0, PAGE_SIZE);
  const isTruncated = rest.length > page.length;
  const contents = page.map(({ key, more }) => `<Contents><Key>${urlEncoded(key.toString())}</Key>${more}</Contents>`);
  const token = isTruncated
    ? `<NextContinuationToken>${page.at(-1)?.key.toString("base64url")}</NextContinuationToken>`
    : "";
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${isTruncated}</IsTruncated>${token}${contents.join("")}</ListBucketResult>`;
}

function query(url: string): URLSearchParams {
  return new URL(url, "http://localhost").searchParams;
}

/** As S3 does it: a space is "+". */
function urlEncoded(key: string): string {
  return encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("%20", "+");
}

function unescapeXml(text: string): string {
  const named: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replace(/&(\w+);/g, (whole, name: string) => named[name] ?? whole);
}

function errorXml(code: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
}
