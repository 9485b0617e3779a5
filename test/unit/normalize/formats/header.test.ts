/** Lines in the style of many products, made up: each with what a reader would say its time, level, logger and message are. */
import { expect, test } from "vitest";
import { readHeader } from "../../../../lib/normalize/formats/header.ts";

const context = { zone: "UTC", deliveredMs: Date.parse("2026-11-23T12:00:00Z") };
const TEN = "2026-11-23T10:00:00.000Z";

function read(line: string) {
  const record = readHeader(line, context);
  if (!record) return undefined;
  const time = record["@timestamp"];
  return {
    time: typeof time === "number" ? new Date(time).toISOString() : time,
    level: record["log.level"],
    logger: record["log.logger"],
    message: record["message"],
  };
}

type Expected = readonly [
  line: string,
  time: string,
  level: string | undefined,
  logger: string | undefined,
  message: string,
];

const at = (fraction: string) => TEN.replace(".000Z", `.${fraction}Z`);

const LOGGERS: readonly Expected[] = [
  // Java
  [
    "2026-11-23 10:00:00,978 INFO [main] org.example.mapreduce.AppMaster: Created master for attempt_1",
    at("978"),
    "info",
    "org.example.mapreduce.AppMaster",
    "Created master for attempt_1",
  ],
  [
    "2026-11-23 10:00:00,978 WARN [IPC Server handler 4 on 4545] org.example.ipc.Server: slow: 30 s",
    at("978"),
    "warn",
    "org.example.ipc.Server",
    "slow: 30 s",
  ],
  [
    "2026-11-23 10:00:00,978 INFO [RM Allocator] org.example.Allocator: Recalculating schedule, headroom=<memory:0>",
    at("978"),
    "info",
    "org.example.Allocator",
    "Recalculating schedule, headroom=<memory:0>",
  ],
  [
    "26/11/23 10:00:00 INFO executor.Backend: Registered handlers for [TERM, HUP]",
    TEN,
    "info",
    "executor.Backend",
    "Registered handlers for [TERM, HUP]",
  ],
  [
    "2026-11-23 10:00:00,500 ERROR [main] com.example.Cart - cart is gone",
    at("500"),
    "error",
    "com.example.Cart",
    "cart is gone",
  ],
  ["10:00:00.123 [main] DEBUG c.e.Cart - opened", at("123"), "debug", "c.e.Cart", "opened"],
  [
    "2026-11-23 10:00:00.123 [http-nio-8080-exec-1] WARN  c.e.web.Controller - slow - very",
    at("123"),
    "warn",
    "c.e.web.Controller",
    "slow - very",
  ],
  [
    "2026-11-23T10:00:00.123Z  INFO 7 --- [           main] c.e.CartApplication                      : Started in 2 s",
    at("123"),
    "info",
    "c.e.CartApplication",
    "Started in 2 s",
  ],
  [
    "2026-11-23T10:00:00.123Z  INFO 7 --- [cart] [nio-8080-exec-1] c.e.Controller   : Done: yes",
    at("123"),
    "info",
    "c.e.Controller",
    "Done: yes",
  ],
  [
    "23-Nov-2026 10:00:00.123 INFO [main] org.example.startup.Catalina.start Server startup in [123] ms",
    at("123"),
    "info",
    "org.example.startup.Catalina.start",
    "Server startup in [123] ms",
  ],
  [
    "10:00:00,123 INFO  [org.example.as] (MSC service thread 1-2) WFL0049: Started",
    at("123"),
    "info",
    "org.example.as",
    "WFL0049: Started",
  ],
  [
    "[2026-11-23T10:00:00,123][INFO ][o.e.n.Node               ] [node-1] started",
    at("123"),
    "info",
    "o.e.n.Node",
    "started",
  ],
  [
    "[2026-11-23 10:00:00,123] INFO [Server id=0] started (example.server.Server)",
    at("123"),
    "info",
    undefined,
    "[Server id=0] started (example.server.Server)",
  ],
  [
    "INFO  [main] 2026-11-23 10:00:00,123 StorageDaemon.java:123 - Logging initialized",
    at("123"),
    "info",
    "StorageDaemon.java:123",
    "Logging initialized",
  ],
  [
    '2026-11-23 10:00:00,123 main ERROR Unable to locate appender "x"',
    at("123"),
    "error",
    undefined,
    'Unable to locate appender "x"',
  ],
  [
    "2026-11-23 10:00:00,744 - INFO  [Peer[id=1]/0:0:0:0:0:0:0:0:2181:Election@774] - Notification time out: 3200",
    at("744"),
    "info",
    undefined,
    "Notification time out: 3200",
  ],
  [
    "2026-11-23 10:00:00,744 ERROR [pool-1-thread-1] java.lang.IllegalStateException: no cart",
    at("744"),
    "error",
    undefined,
    "java.lang.IllegalStateException: no cart",
  ],
  ["[2026-11-23T10:00:00.123+0000][info][gc] GC(1) Pause Young", at("123"), "info", undefined, "GC(1) Pause Young"],
  [
    "2026-11-23 10:00:00.1234|INFO|Cart.Program|started|with bars",
    at("123"),
    "info",
    "Cart.Program",
    "started|with bars",
  ],
  // Python
  ["2026-11-23 10:00:00,123 - my_app - INFO - began", at("123"), "info", undefined, "began"],
  ["2026-11-23 10:00:00,123 INFO my_app: began", at("123"), "info", "my_app", "began"],
  ["2026-11-23 10:00:00,123:INFO:root:began: now", at("123"), "info", "root", "began: now"],
  ["2026-11-23 10:00:00,123 - INFO - began - slowly", at("123"), "info", undefined, "began - slowly"],
  ["[2026-11-23 10:00:00 +0000] [7] [INFO] Booting worker", TEN, "info", undefined, "Booting worker"],
  ["[2026-11-23 10:00:00,123: WARNING/MainProcess] task is late", at("123"), "warn", "MainProcess", "task is late"],
  ["[2026-11-23 10:00:00,123] ERROR in app: Exception on / [GET]", at("123"), "error", "app", "Exception on / [GET]"],
  [
    "[2026-11-23, 10:00:00 UTC] {taskinstance.py:1103} INFO - Dependencies all met",
    TEN,
    "info",
    undefined,
    "Dependencies all met",
  ],
  [
    "2026-11-23 10:00:00.123 | INFO     | __main__:<module>:12 - began",
    at("123"),
    "info",
    "__main__:<module>:12",
    "began",
  ],
  [
    '2026-11-23 10:00:00.008 25746 INFO cloud.compute.wsgi [req-1 a b - - -] 192.0.2.1 "GET /v2" status: 200',
    at("008"),
    "info",
    "cloud.compute.wsgi",
    '192.0.2.1 "GET /v2" status: 200',
  ],
  [
    "2026-11-23 10:00:00,123 ban.filter         [7]: INFO    [sshd] Found 192.0.2.1",
    at("123"),
    "info",
    undefined,
    "Found 192.0.2.1",
  ],
  // Go, Rust, Ruby, .NET, PHP, Node, Erlang
  ["2026/11/23 10:00:00 listen: address in use", TEN, undefined, undefined, "listen: address in use"],
  ["2026/11/23 10:00:00.123456 main.go:42: began", at("123"), undefined, "main.go:42", "began"],
  [
    '2026-11-23T10:00:00.123Z\tINFO\tcart/server.go:12\tlistening\t{"port": 80}',
    at("123"),
    "info",
    "cart/server.go:12",
    'listening\t{"port": 80}',
  ],
  ["2026-11-23T10:00:00.123456Z\tinfo\tads\tpush done", at("123"), "info", "ads", "push done"],
  ["2026-11-23 10:00:00.123456 I | etcdserver: ready", at("123"), "info", "etcdserver", "ready"],
  ["2026-11-23T10:00:00.123Z [INFO]  agent: Synced node info", at("123"), "info", "agent", "Synced node info"],
  ["[2026-11-23T10:00:00Z WARN  cart::store] retrying", TEN, "warn", "cart::store", "retrying"],
  ["2026-11-23T10:00:00.123456Z  INFO cart::store: opened", at("123"), "info", "cart::store", "opened"],
  ['I, [2026-11-23T10:00:00.123456 #7]  INFO -- : Started GET "/"', at("123"), "info", undefined, 'Started GET "/"'],
  ["W, [2026-11-23T10:00:00.123456 #7]  WARN -- sidekiq: late", at("123"), "warn", "sidekiq", "late"],
  ["2026-11-23T10:00:00.123Z pid=7 tid=abc class=Job INFO: start", at("123"), "info", undefined, "start"],
  ["2026-11-23 10:00:00.123 +00:00 [INF] Now listening", at("123"), "info", undefined, "Now listening"],
  ["[10:00:00 WRN] Slow query", TEN, "warn", undefined, "Slow query"],
  [
    '[2026-11-23 10:00:00] production.ERROR: Undefined variable {"a":1}',
    TEN,
    "error",
    "production",
    'Undefined variable {"a":1}',
  ],
  ["[2026-11-23T10:00:00.123456+00:00] app.INFO: Matched route [] []", at("123"), "info", "app", "Matched route [] []"],
  ["[23-Nov-2026 10:00:00] NOTICE: fpm is running, pid 1", TEN, "info", undefined, "fpm is running, pid 1"],
  [
    "[23-Nov-2026 10:00:00 UTC] PHP Warning:  Undefined x in /a.php on line 3",
    TEN,
    undefined,
    undefined,
    "PHP Warning:  Undefined x in /a.php on line 3",
  ],
  ["2026-11-23T10:00:00.123Z info: listening on 80", at("123"), "info", undefined, "listening on 80"],
  ["2026-11-23 10:00:00.123 [warning] <0.222.0> queue is long", at("123"), "warn", undefined, "queue is long"],
  ["[10:00:00] [Server thread/INFO]: Done (3.2s)!", TEN, "info", undefined, "Done (3.2s)!"],
];

const SERVERS: readonly Expected[] = [
  [
    "[Mon Nov 23 10:00:00 2026] [error] [client 192.0.2.1] File does not exist: /var/www",
    TEN,
    "error",
    undefined,
    "[client 192.0.2.1] File does not exist: /var/www",
  ],
  ["[Mon Nov 23 10:00:00 2026] [notice] child init 1 2", TEN, "info", undefined, "child init 1 2"],
  [
    "[Mon Nov 23 10:00:00.123456 2026] [core:error] [pid 7:tid 140] [client 192.0.2.1:5000] AH00037: denied",
    at("123"),
    "error",
    "core",
    "[client 192.0.2.1:5000] AH00037: denied",
  ],
  [
    "2026/11/23 10:00:00 [error] 7#7: *1 open() failed (2: No such file)",
    TEN,
    "error",
    undefined,
    "*1 open() failed (2: No such file)",
  ],
  [
    '2026-11-23 10:00:00.123 UTC [123] ERROR:  relation "x" does not exist',
    at("123"),
    "error",
    undefined,
    'relation "x" does not exist',
  ],
  [
    "2026-11-23 10:00:00.123 UTC [123] LOG:  checkpoint starting: time",
    at("123"),
    "info",
    undefined,
    "checkpoint starting: time",
  ],
  [
    "2026-11-23 10:00:00.123 UTC [123] user@db FATAL:  password failed",
    at("123"),
    "fatal",
    undefined,
    "password failed",
  ],
  [
    "2026-11-23T10:00:00.123456Z 0 [Warning] [MY-010055] [Server] IP address not resolved",
    at("123"),
    "warn",
    undefined,
    "IP address not resolved",
  ],
  ["2026-11-23 10:00:00 0 [Note] InnoDB: Buffer pool loaded", TEN, "info", undefined, "InnoDB: Buffer pool loaded"],
  ["261123 10:00:00 [ERROR] Aborting", TEN, "error", undefined, "Aborting"],
  [
    "1:M 23 Nov 2026 10:00:00.123 * Ready to accept connections",
    at("123"),
    undefined,
    undefined,
    "Ready to accept connections",
  ],
  [
    "2026-11-23T10:00:00.123+0000 I NETWORK  [conn1] end connection 192.0.2.1",
    at("123"),
    "info",
    "NETWORK",
    "end connection 192.0.2.1",
  ],
  [
    "[2026-11-23 10:00:00.123][7][info][main] [source/server/server.cc:123] starting",
    at("123"),
    "info",
    undefined,
    "starting",
  ],
  ["[2026/11/23 10:00:00] [ info] [engine] started (pid=7)", TEN, "info", undefined, "started (pid=7)"],
  [
    "[2026/11/23 10:00:00] [error] [output:http:http.0] 192.0.2.1:80, HTTP status=503",
    TEN,
    "error",
    undefined,
    "192.0.2.1:80, HTTP status=503",
  ],
  [
    "2026-11-23 10:00:00 +0000 [warn]: #0 failed to flush the buffer. retry_times=3",
    TEN,
    "warn",
    undefined,
    "#0 failed to flush the buffer. retry_times=3",
  ],
  ["2026-11-23 10:00:00: (server.c.123) server started", TEN, undefined, undefined, "server started"],
  [
    'Mon Nov 23 10:00:00 2026 [pid 7] CONNECT: Client "192.0.2.1"',
    TEN,
    undefined,
    undefined,
    'CONNECT: Client "192.0.2.1"',
  ],
  ["2026-11-23 10:00:00,123 INFO spawned: 'cart' with pid 7", at("123"), "info", "spawned", "'cart' with pid 7"],
  ["web-1  | 2026-11-23 10:00:00 INFO began", TEN, "info", undefined, "began"],
  [
    "[11.23 10:00:00] browser.exe - proxy.example:5070 open through proxy",
    TEN,
    undefined,
    "browser.exe",
    "proxy.example:5070 open through proxy",
  ],
  [
    "[11.23 10:00:00] browser.exe *64 - proxy.example:5070 close",
    TEN,
    undefined,
    "browser.exe *64",
    "proxy.example:5070 close",
  ],
  [
    "2026-11-23 10:00:00, Info                  CBS    Loaded Stack v6.1 with Core: c.dll",
    TEN,
    "info",
    "CBS",
    "Loaded Stack v6.1 with Core: c.dll",
  ],
  [
    "2026-11-23 10:00:00, Info                  CSI    00000001@2026/11/23:09:30:31.455 Initialize (w.dll version 0.0)",
    TEN,
    "info",
    "CSI",
    "00000001@2026/11/23:09:30:31.455 Initialize (w.dll version 0.0)",
  ],
  [
    "11-23 10:00:00.811  1702  2395 D WindowHandler: openingapp wtoken = Token{9f4ef63 x}",
    at("811"),
    "debug",
    "WindowHandler",
    "openingapp wtoken = Token{9f4ef63 x}",
  ],
  [
    "11-23 10:00:00.811  1702  8671 V Activity: Skipping, withExcluded: false",
    at("811"),
    "trace",
    "Activity",
    "Skipping, withExcluded: false",
  ],
  [
    "261123 100000 148 INFO dfs.Node$Responder: Responder 1 for block blk_1 ends",
    TEN,
    "info",
    "dfs.Node$Responder",
    "Responder 1 for block blk_1 ends",
  ],
  ["20261123-10:0:0:23|Step_Util|30002312|isScreenOn true", at("023"), undefined, "Step_Util", "isScreenOn true"],
];

const COLUMNS: readonly Expected[] = [
  [
    "- 1795428000 2026.11.23 R02-M1-C:J12 2026-11-23-03.00.00.675872 R02-M1-C:J12 RAS KERNEL INFO cache parity error corrected",
    at("675"),
    "info",
    undefined,
    "cache parity error corrected",
  ],
  [
    "APPREAD 1795428000 2026.11.23 R04-I:J18 2026-11-23-03.00.00.432192 R04-I:J18 RAS APP FATAL ciod: failed to read",
    at("432"),
    "fatal",
    undefined,
    "ciod: failed to read",
  ],
  [
    "- 1795428000 2026.11.23 dn228 Nov 23 02:00:00 dn228/dn228 crond(pam_unix)[2915]: session closed",
    TEN,
    undefined,
    undefined,
    "session closed",
  ],
  [
    "134681 node-246 unix.hw state_change.unavailable 1795428000 1 Component State Change: Component alt0",
    TEN,
    undefined,
    undefined,
    "Component State Change: Component alt0",
  ],
  ["460903 node-148 action start 1795428000 1 boot (command 1985)", TEN, undefined, undefined, "boot (command 1985)"],
  [
    "app.log.1.2026-05-16_13:53:08 2026-11-23 10:00:00.008 25746 INFO cloud.wsgi [-] Loaded",
    at("008"),
    "info",
    "cloud.wsgi",
    "Loaded",
  ],
  [
    "1795428000.123    456 192.0.2.1 TCP_MISS/200 1234 GET http://a.example/",
    at("123"),
    undefined,
    undefined,
    "456 192.0.2.1 TCP_MISS/200 1234 GET http://a.example/",
  ],
];

const SYSLOG: readonly Expected[] = [
  [
    "Nov 23 10:00:00 web-1 sshd[24200]: error: maximum attempts exceeded",
    TEN,
    undefined,
    undefined,
    "error: maximum attempts exceeded",
  ],
  [
    "Nov 23 10:00:00 web-1 sshd(pam_unix)[19939]: authentication failure; user=root",
    TEN,
    undefined,
    undefined,
    "authentication failure; user=root",
  ],
  ["Nov 23 10:00:00 web-1 last message repeated 2 times", TEN, undefined, undefined, "last message repeated 2 times"],
  [
    "Nov 23 10:00:00 host-10-105 kernel[0]: IOSwitch<0>(0x0)::callback - Thunder",
    TEN,
    undefined,
    undefined,
    "IOSwitch<0>(0x0)::callback - Thunder",
  ],
  [
    "Nov 23 10:00:00 host-10 com.example.launchd[1] (com.example.ksfetch[32435]): Service exited",
    TEN,
    undefined,
    undefined,
    "Service exited",
  ],
  ["2026-11-23T10:00:00+00:00 web-1 systemd[1]: Started [unit].", TEN, undefined, undefined, "Started [unit]."],
  [
    "2026-11-23T10:00:00.123456+00:00 web-1 kernel: INFO: task blocked",
    at("123"),
    undefined,
    undefined,
    "INFO: task blocked",
  ],
];

const FURTHER: readonly Expected[] = [
  ["<2026-11-23 10:00:00> ERROR refused", TEN, "error", undefined, "refused"],
  ["11-23 10:00:00.936  1702 14638 I chatty  : uid=1000 expire", at("936"), "info", "chatty", "uid=1000 expire"],
  ["[11.23 10:00:00] Some Mail.exe - a.example:443 open", TEN, undefined, "Some Mail.exe", "a.example:443 open"],
  ["2026-11-23 10:00:00,123 [7] WARN  Example.Service [(null)] - slow", at("123"), "warn", "Example.Service", "slow"],
  ["Nov 23 10:00:00 web-1 Some Program[14463]: Unable to start", TEN, undefined, undefined, "Unable to start"],
  [
    "Nov 23 10:00:00 web-1 Authentication failure: no user",
    TEN,
    undefined,
    undefined,
    "Authentication failure: no user",
  ],
];

test.each([...FURTHER, ...LOGGERS, ...SERVERS, ...COLUMNS, ...SYSLOG])("%s", (line, time, level, logger, message) => {
  expect(read(line)).toEqual({ time, level, logger, message });
});

test.each([
  "just words",
  "started at 2026-11-23 10:00:00 by bob",
  "GET /items/2026-11-23 10:00:00",
  '"2026-11-23 10:00:00" is a time',
  "2026-02-30 10:00:00 INFO no such day",
  "10:00:00 remain until the end",
  "12 of 1795428000 parts",
  "I am not a header",
  "192.0.2.7 answered",
  "",
])("%j has no header", (line) => {
  expect(read(line)).toBeUndefined();
});

test.each([
  ["2026-11-23 10:00:00 error pages were rendered", "error pages were rendered"],
  ["2026-11-23 10:00:00 no ERROR was found", "no ERROR was found"],
  ["2026-11-23 10:00:00 Received INFO request", "Received INFO request"],
  ["2026-11-23 10:00:00 3 records written", "3 records written"],
  ["2026-11-23 10:00:00 returned ERROR 500", "returned ERROR 500"],
])("%j has no level", (line, message) => {
  expect(read(line)).toMatchObject({ level: undefined, message });
});
