/** Lines as systems write them, put together of their usual parts, and lines that look like them. */
import fc from "fast-check";

const time = fc.constantFrom(
  "2026-11-23T10:00:00Z",
  "2026-11-23T10:00:00.123456789+02:00",
  "2026-11-23 10:00:00,123",
  "2026-11-23 10:00:00",
  "2026/11/23 10:00:00",
  "20261123-10:00:00:123",
  "23/Nov/2026:10:00:00 +0000",
  "Nov 23 10:00:00",
  "Mon, 23 Nov 2026 10:00:00 GMT",
  "Mon Nov 23 10:00:00 2026",
  "26/11/23 10:00:00",
  "11-23 10:00:00.123",
  "1795428000",
  "1795428000.123",
  "1795428000123",
  "2026年11月23日 10:00:00",
  "2026-02-30 10:00:00",
  "2026-11-23T23:59:60Z",
  "0000-00-00 00:00:00",
  "9999-99-99T99:99:99Z",
);
const level = fc.constantFrom(
  "INFO",
  "ERROR",
  "warn",
  "D",
  "E",
  "[error]",
  "<3>",
  "FATAL:",
  "notice",
  "SEVERE",
  "3",
  "",
);
const word = fc.oneof(
  fc.constantFrom(
    "order 7 failed",
    "no error found",
    "a=1",
    'b="two words"',
    "k: v",
    "[main]",
    "com.example.Cart",
    "-",
    "é 日本 😀",
    "{",
    "}",
    "\\",
    '"',
    "\u0000",
    "\ud800",
    "\u2028",
    "%s",
    "::",
    "<x>",
    "",
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 6 }),
);
const message = fc.array(word, { maxLength: 5 }).map((words) => words.join(" "));
const json = fc.json({ maxDepth: 2 }).filter((text) => text.startsWith("{"));

const one = (strings: TemplateStringsArray, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((values) => strings.map((text, n) => text + (values[n] ?? "")).join(""));

const ip = fc.constantFrom("192.0.2.7", "::1", "example.com", "-");

/** Of one line each, without its end; none goes on on the next line, and none goes on from the one before. */
const closedLine: fc.Arbitrary<string> = fc.oneof(
  one`{"timestamp":"${time}","level":"${fc.constantFrom("INFO", "error", "9")}","message":"order ${fc.constantFrom("1", "2")}"}`,
  one`{"message":${fc.string({ maxLength: 20 }).map((text) => JSON.stringify(text))},"n":${fc.integer().map(String)}}`,
  one`2026-11-23 10:00:00,${fc.constantFrom("123", "5")} ${fc.constantFrom("INFO", "ERROR", "WARN")} [main] com.example.Cart - ${fc.constantFrom("taken", "order 7 failed", "no error found")}`,
  one`192.0.2.7 - bob [23/Nov/2026:10:00:00 +0000] "GET /cart?id=${fc.nat(99).map(String)} HTTP/1.1" ${fc.constantFrom("200", "404", "502")} 12 "-" "curl/8.5.0"`,
  one`time:2026-11-23T10:00:00Z\tlevel:${fc.constantFrom("INFO", "WARN")}\tmessage:${fc.constantFrom("ltsv", "x y")}`,
  one`<11>1 2026-11-23T10:00:00Z web-1 app ${fc.nat(99).map(String)} ID1 - ${fc.constantFrom("syslog", "text here")}`,
  one`2026-11-23T10:00:0${fc.nat(9).map(String)}.1Z stdout F ${fc.constantFrom("INFO text", "plain", '{"a":1}')}`,
  one`{"log":"line ${fc.nat(99).map(String)}\\n","stream":"stdout","time":"2026-11-23T10:00:07Z"}`,
  one`2026-11-23T10:00:00+00:00\tapp.json\t{"message":"out_file ${fc.nat(99).map(String)}"}`,
);

/** Any line, whole or not, of any kind. */
export const anyLine: fc.Arbitrary<string> = fc.oneof(
  closedLine,
  json,
  one`${time} ${level} ${message}`,
  one`[${time}] [${level}] ${word}: ${message}`,
  one`${level} ${time} ${word} - ${message}`,
  one`time=${time} level=${level} msg="${message}" ${word}=${word}`,
  one`<${fc.nat(200).map(String)}>${time} ${word} ${word}[${fc.nat(9).map(String)}]: ${message}`,
  one`<${fc.nat(200).map(String)}>1 ${time} ${word} ${word} ${word} ${word} [x@1 a="${word}"] ${message}`,
  one`${ip} - ${word} [${time}] "${word} ${word} ${word}" ${fc.nat(700).map(String)} ${word} "${word}" "${word}"`,
  one`${fc.constantFrom("I", "W", "E", "F")}1123 10:00:00.000000    7 ${word}.go:42] ${message}`,
  one`${time} [${level}] 7#7: *1 ${message}, client: ${ip}, server: ${word}, request: "GET ${word} HTTP/1.1"`,
  one`https ${time} app/lb/1 ${ip}:1 ${ip}:2 0.1 0.2 0.3 200 200 1 2 "GET https://x/${word} HTTP/1.1" "${word}" - - arn "Root=1" "-" "-" 0 ${time} "forward" "-" "-" "-" "200" "-" "-"`,
  one`2 123456789012 eni-1 ${ip} ${ip} 443 1 6 10 840 1795428000 1795428060 ACCEPT ${fc.constantFrom("OK", "NODATA")}`,
  one`${time} std${fc.constantFrom("out", "err")} ${fc.constantFrom("P", "F", "X")} ${message}`,
  one`{"log":${message.map((text) => JSON.stringify(text))},"stream":"${fc.constantFrom("stdout", "stderr")}","time":"${time}"}`,
  one`${time}\t${word}\t${json}`,
  one`${word}:${word}\t${word}:${message}`,
  one`${word},${word},"${message}"`,
  one`timestamp,level,message`,
  one`ERROR:root:${message}`,
  one`${word} {"message":${json}}`,
  one`${json}${json}`,
  fc.constantFrom(
    "Traceback (most recent call last):",
    '  File "a.py", line 1, in f',
    "KeyError: 'a'",
    "java.lang.IllegalStateException: no",
    "\tat a.B.c(B.java:1)",
    "Caused by: java.io.IOException: x",
    "\t... 12 more",
    "panic: runtime error",
    "goroutine 1 [running]:",
    "thread 'main' panicked at src/main.rs:1:1:",
    "    at Object.<anonymous> (a.js:1:1)",
    "   at A.B.C() in D.cs:line 1",
    "\tfrom a.rb:1:in `f'",
    "[",
    "]",
    "{",
    "}",
    '  "a": 1,',
    '{"a":[1,',
    "",
    " ",
    "\r",
  ),
  message,
);

const lineEnd = fc.constantFrom("\n", "\n", "\n", "\r\n", "\n\n", "");

/** Of any lines, as text. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.tuple(anyLine, lineEnd), { maxLength: 12 })
  .map((lines) => lines.map(([line, end]) => line + end).join(""));

/** Of whole records, each with its line end; a trace is a record of several lines. */
export const closedText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: closedLine },
      {
        weight: 1,
        arbitrary: fc.constant(
          "2026-11-23 10:00:00,1 ERROR [main] com.example.Cart - failed\njava.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)\nCaused by: java.io.IOException: x\n\t... 12 more",
        ),
      },
    ),
    { maxLength: 8 },
  )
  .map((lines) => lines.map((line) => `${line}\n`).join(""));
