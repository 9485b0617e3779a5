import { expect, test } from "vitest";
import { readAccess } from "../../../../lib/normalize/formats/access.ts";

const context = { zone: "UTC", deliveredMs: Date.parse("2026-11-23T12:00:00Z") };
const at = Date.parse("2026-11-23T10:00:03Z");

test("the combined format gives request, status, size, client, user, referrer and agent", () => {
  const line =
    '192.0.2.7 - bob [23/Nov/2026:11:00:03 +0100] "GET /cart?id=1 HTTP/1.1" 502 1234 "https://shop.example/" "curl/8.5.0"';
  expect(readAccess(line, context)).toEqual({
    "@timestamp": at,
    "client.ip": "192.0.2.7",
    "user.name": "bob",
    "http.request.method": "GET",
    "url.path": "/cart",
    "url.query": "id=1",
    "http.version": "1.1",
    "http.response.status_code": 502,
    "http.response.body.bytes": 1234,
    "http.request.referrer": "https://shop.example/",
    "user_agent.original": "curl/8.5.0",
  });
});

test("the common format ends with the size, and a hyphen is nothing", () => {
  expect(readAccess('2001:db8::7 - - [23/Nov/2026:10:00:03 +0000] "HEAD / HTTP/2.0" 304 -', context)).toEqual({
    "@timestamp": at,
    "client.ip": "2001:db8::7",
    "http.request.method": "HEAD",
    "url.path": "/",
    "http.version": "2.0",
    "http.response.status_code": 304,
  });
});

test("a virtual host before and further fields behind are kept", () => {
  const line =
    'shop.example:443 host.example - - [23/Nov/2026:10:00:03 +0000] "GET / HTTP/1.1" 200 5 "-" "a \\"quoted\\" agent" "203.0.113.9" rt=0.004';
  expect(readAccess(line, context)).toMatchObject({
    virtual_host: "shop.example:443",
    "client.address": "host.example",
    "user_agent.original": 'a \\"quoted\\" agent',
    further: '"203.0.113.9" rt=0.004',
  });
});

test("a quote that the server did not escape does not end the agent", () => {
  const line = '192.0.2.7 - - [23/Nov/2026:10:00:03 +0000] "GET / HTTP/1.1" 200 5 "-" "a"b" c"';
  expect(readAccess(line, context)).toMatchObject({ "user_agent.original": 'a"b', further: 'c"' });
});

test("a request that is no HTTP is the message", () => {
  const line = '192.0.2.7 - - [23/Nov/2026:10:00:03 +0000] "\\x16\\x03\\x01" 400 157 "-" "-"';
  expect(readAccess(line, context)).toMatchObject({ message: "\\x16\\x03\\x01", "http.response.status_code": 400 });
});

test("an absolute URL gives its host and path", () => {
  const line = '192.0.2.7 - - [23/Nov/2026:10:00:03 +0000] "GET http://a.example:80/x?y=1 HTTP/1.1" 200 5';
  expect(readAccess(line, context)).toMatchObject({
    "url.domain": "a.example:80",
    "url.path": "/x",
    "url.query": "y=1",
  });
});

test.each([
  '192.0.2.7 - - [31/Nov/2026:10:00:03 +0000] "GET / HTTP/1.1" 200 5',
  '192.0.2.7 - - [23/Nov/2026:10:00:03 +0000] "GET / HTTP/1.1" ok',
  '192.0.2.7 - - [23/Nov/2026:10:00:03 +0000] "GET / HTTP/1.1',
  "2026/11/23 10:00:06 [error] 7#7: *1 open() failed",
  'words [in brackets] "and quotes" 200 5',
])("%j is no access log", (line) => {
  expect(readAccess(line, context)).toBeUndefined();
});
