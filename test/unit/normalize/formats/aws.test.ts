import { expect, test } from "vitest";
import { readFlow } from "../../../../lib/normalize/formats/flow.ts";
import { readLoadBalancer } from "../../../../lib/normalize/formats/load-balancer.ts";

const context = { zone: "UTC", deliveredMs: Date.parse("2026-11-23T12:00:00Z") };

test("a load balancer's line gives client, request, status and agent; fields of the future are kept", () => {
  const line =
    'https 2026-11-23T10:00:00.186Z app/my-lb/50dc 192.0.2.10:2817 10.0.0.1:80 0.086 0.048 0.037 502 502 34 366 "GET https://a.example:443/checkout?x=1 HTTP/1.1" "Mozilla/5.0 x"y z" ECDHE TLSv1.2 arn:tg "Root=1-5" "a.example" "arn:cert" 1 2026-11-23T10:00:00.000Z "forward" "-" "-" "10.0.0.1:80" "502" "-" "-" TID_1 "new field" 7';
  expect(readLoadBalancer(line, context)).toMatchObject({
    "@timestamp": Date.parse("2026-11-23T10:00:00.186Z"),
    "client.ip": "192.0.2.10",
    "client.port": "2817",
    "http.response.status_code": 502,
    "http.response.body.bytes": 366,
    "http.request.method": "GET",
    "url.path": "/checkout",
    "user_agent.original": 'Mozilla/5.0 x"y z',
    target: "10.0.0.1:80",
    conn_trace_id: "TID_1",
    further: '"new field" 7',
  });
});

test.each(["https is a scheme", "http 2026-11-23T10:00:00Z too short", "GET / 200"])("%j is none", (line) => {
  expect(readLoadBalancer(line, context)).toBeUndefined();
});

test("a flow log's time is the end of its window", () => {
  const line = "2 123456789012 eni-0a1b 192.0.2.1 198.51.100.2 443 49152 6 20 4249 1795427940 1795428000 REJECT OK";
  expect(readFlow(line)).toMatchObject({
    "@timestamp": 1795428000,
    "client.ip": "192.0.2.1",
    dstport: "49152",
    action: "REJECT",
    message: line,
  });
});

test("a flow log without traffic has no addresses", () => {
  const record = readFlow("2 123456789012 eni-0a1b - - - - - - - 1795427940 1795428000 - NODATA");
  expect(record).toMatchObject({ log_status: "NODATA" });
  expect(record).not.toHaveProperty("srcaddr");
});
