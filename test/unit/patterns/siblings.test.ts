import { expect, test } from "vitest";
import { templateOf } from "../../../lib/patterns/template.ts";

test.each([
  [
    "a proxy",
    "mirror.example.com:443 close, 3637 bytes (3.55 KB) sent, 403 bytes received, lifetime 00:02",
    "10.0.0.3:22 close, 12 bytes sent, 1545 bytes (1.50 KB) received, lifetime <1 sec",
  ],
  [
    "a scheduler of containers",
    "Assigned container container_1445_0016_01_000003 to attempt_1445_0016_r_000001_0 on worker-41:9000",
    "Assigned container container_e2_1446_0017_01_000009 to attempt_1446_0017_m_000007_1 on worker-7.example.com:9001",
  ],
  [
    "a store of blocks",
    "Block broadcast_1_piece0 stored in memory (size 384.0 B, free 317.5 KB)",
    "Block rdd_2_0 stored in memory (size 16.0 MB, free 1 GB)",
  ],
  [
    "a phone",
    "Skipping Token{df0798e Record{3b04890 u0 com.example.app/.Main t761}}, visible=false",
    "Skipping Token{1234567 Record{de9231d u0 com.example.app/.Main t9}}, visible=true",
  ],
  [
    "a laptop",
    "com.example.cache.daily: the start time isn't for 439034 seconds.  Ignoring.",
    "com.example.Sync.Activity: the start time isn't for 5 seconds. Ignoring.",
  ],
  [
    "a service of Windows",
    "Read package Package_for_KB2928120~31bf3856ad364e35~amd64~~6.1.1.2, state: 112 [result = 0x800f080d - E_FAIL]",
    "Read package Package_for_KB3~31bf3856ad364e35~x86~en-US~6.1.1.20, state: 7 [result = 0x0 - E_FAIL]",
  ],
  [
    "a cluster of nodes",
    "Targeting nodes:node-[40-63] child of command 2176",
    "Targeting nodes:node-D1 child of command 1",
  ],
  [
    "a mail server",
    "j9NDGBMX017018: from=root, size=1203, msgid=<2005.j9ND@a.example.net>, relay=root@localhost",
    "k1AAAAMX999111: from=<bob@example.com>, size=9, msgid=<1@b>, relay=mail.example.com [10.0.0.9]",
  ],
  [
    "an orchestrator",
    "Failed to list *v1.Pod: Get https://10.0.0.1:443/api/v1/pods?limit=500: dial tcp 10.0.0.1:443: i/o timeout",
    "Failed to list *v1.Pod: Get https://api.example.com/api/v1/pods: dial tcp [::1]:443: i/o timeout",
  ],
])("two lines of %s are of one kind", (_, one, other) => {
  expect(templateOf(other)).toBe(templateOf(one));
});

test.each([
  ["connect() failed (111: Connection refused)", "connect() failed (110: Operation timed out)"],
  ["VM Started (Lifecycle Event)", "VM Stopped (Lifecycle Event)"],
  ["job_1_2 Job moved from NEW to RUNNING", "job_1_2 Job moved from RUNNING to FAILED"],
  ["java.io.IOException: closed", "java.io.EOFException: closed"],
  ['level=error msg="disk full" n=1', 'level=error msg="disk gone" n=1'],
  ["error=timeout host=a", "error=refused host=a"],
  ['10.0.0.7 "GET /a HTTP/1.1" 200', '10.0.0.7 "POST /a HTTP/1.1" 200'],
])("%s and %s are of two kinds", (one, other) => {
  expect(templateOf(other)).not.toBe(templateOf(one));
});
