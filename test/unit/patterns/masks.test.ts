import { describe, expect, test } from "vitest";
import { templateOf } from "../../../lib/patterns/template.ts";

describe("addresses", () => {
  test.each([
    ["an IPv4 address with its port", "no route to 10.0.0.7:5432", "no route to <host>"],
    ["one as Java writes it", "peer /10.0.0.7:80 or web-1/10.0.0.7:80", "peer <host> or <host>"],
    ["a network", "no route to 10.0.0.0/8", "no route to <host>"],
    ["IPv6, with a zone too", "fe80::1ff:fe23:4567:890a met fe80::1%eth0", "<host> met <host>"],
    ["IPv4 within IPv6, and either in brackets", "::ffff:10.0.0.7 met [::1]:80, [10.0.0.7]:80", "<host> met <host>"],
    ["a name with a domain", "no answer from ip-10-0-0-7.eu-west-1.compute.internal", "no answer from <host>"],
    ["a name without digits", "mirror.example.co.uk:443 closed", "<host> closed"],
    ["a numbered name with a port", "lost web-1:8080, retry", "lost <host>, retry"],
    ["a name with its address in brackets", "connect from mail[10.0.0.7] refused", "connect from <host> refused"],
    ["an address said again", "from 10.0.0.7 (a.example.com) and 10.0.0.8 () now", "from <host> and <host> now"],
    ["a network card", "lease for 00:1b:44:11:3a:b7 and 00-1B-44-11-3A-B7 ended", "lease for <mac> and <mac> ended"],
    ["a person", "root@web-1 wrote to bob.smith@example.com", "<email> wrote to <email>"],
  ])("%s", (_, message, template) => {
    expect(templateOf(message)).toBe(template);
  });

  test("a remark in brackets behind an address stays", () => {
    expect(templateOf("closed by 10.0.0.7 [preauth]")).toBe("closed by <host> [preauth]");
  });
});

describe("paths", () => {
  test.each([
    ["a line in a file", "cannot read /var/log/app.log:12", "cannot read <path>:<num>"],
    ["a relative one", "src/db/pool.ts:40:12 threw", "<path>:<num> threw"],
    ["a file's name", "pool.c:12 and server.xml", "<path>:<num> and <path>"],
    ["a Windows path with blanks", "open C:\\Program Files\\Foo Bar\\a.txt now", "open <path> now"],
    ["a query", '"GET /v1/a?b=c&d=e,f HTTP/1.1"', '"GET <path> HTTP/<num>"'],
    ["an address of the web up to its sentence's end", "see https://example.com/a?b=(c). Then", "see <url>. Then"],
  ])("%s", (_, message, template) => {
    expect(templateOf(message)).toBe(template);
  });

  test("words with a slash between them are none", () => {
    expect(templateOf("read and/or write keyboard-interactive/pam")).toBe("read and/or write keyboard-interactive/pam");
  });
});

describe("times and measures", () => {
  test.each([
    ["at 2026-11-23T10:02:03.456Z or 2026-11-23 10:02:03,456 +0100", "at <time> or <time>"],
    ["at Fri Jun 17 07:07:00 PDT 2026 or 17/Jun/2026:07:07:00 +0200", "at <time> or <time>"],
    ["on Nov 3, 2026 and 3 November 2026, 10:00 PM", "on <time> and <time>"],
    ["lasted 00:02, <1 sec, 1h30m5s, 12 minutes", "lasted <time>"],
    ["took 1.5ms", "took <time>"],
    ["sent 403 bytes, got 3637 bytes (3.55 KB)", "sent <size>, got <size>"],
    ["heap 512M->128Mi of 1 GB", "heap <size>-><size> of <size>"],
    ["1,024 rows, -12 and +3 %, 1st of 3", "<num> rows, <num> and <num> %, <num> of <num>"],
    ["a 64-bit word of 512-byte pages at 230V", "a <num>-bit word of <num>-byte pages at <num>V"],
  ])("%s → %s", (message, template) => {
    expect(templateOf(message)).toBe(template);
  });

  test("may and sun are words", () => {
    expect(templateOf("it may fail; the sun may set. Mark it, Sunny")).toBe(
      "it may fail; the sun may set. Mark it, Sunny",
    );
  });
});

describe("numbers and ids", () => {
  test.each([
    ["pci 00:1c.0 of 1f and 230", "pci <num>.<num> of <num> and <num>"],
    ["EC2 and IPv4 through wlan0", "EC<num> and IPv<num> through <id>"],
    ["commit a1b2c3d4e5f6 at 0xDEADbeef", "commit <num> at <hex>"],
    ["iar 003a90fc dear 10000040", "iar <num> dear <num>"],
    ["digest d41d8cd98f00b204e9800998ecf8427e", "digest <hex>"],
    ["node12 lost blk_-1608999687919862906", "<id> lost <id>"],
    ["attempt_1445_0016_m_000003_0 on pool-1-thread-2", "<id> on <id>"],
    ["session 30546173_4261722401 on node-[40-63]", "session <id> on <id>"],
    ["Token{a64f992 holds Foo@1b2c3d}", "Token{<num> holds Foo@<num>}"],
    ["com.example.shop.cart (pid 12) has died", "<id> (pid <num>) has died"],
  ])("%s → %s", (message, template) => {
    expect(templateOf(message)).toBe(template);
  });

  test("names of errors and constants stay, for they tell what happened", () => {
    const message = "java.lang.IllegalStateException: got android.intent.action.SCREEN_ON";
    expect(templateOf(message)).toBe(message);
  });
});

describe("values", () => {
  test.each([
    [
      "behind a key",
      "login uid=0 tty=ssh rhost=10.0.0.7  user=root",
      "login uid=<val> tty=<val> rhost=<val> user=<val>",
    ],
    ["apart from their key", "total = 39, drawn= false", "total = <val>, drawn= <val>"],
    ["in quotation marks", "path=\"/a b\" name='x'", "path=<val> name=<val>"],
    ["with commas", "hosts=a,b,c,port=1", "hosts=<val>,port=<val>"],
    ["within a structure", "bounds=Rect(0, 0 - 0, 0) t=Token{x=1 }", "bounds=Rect(<num>) t=Token{x=<val> }"],
    ["in angle brackets", "from=<a@example.com>, size=3", "from=<val>, size=<val>"],
    [
      "in escaped quotation marks",
      "unit \\042gige7\\042 or \\x22SCSI:01-02\\x22 is lost",
      "unit <str> or <str> is lost",
    ],
    ["that are dates", "at=Fri Jun 17 2026, by=x", "at=<val>, by=<val>"],
    ["of JSON, whose keys stay", '{"level":"error","n":12}', '{"level":<str>,"n":<num>}'],
  ])("%s", (_, message, template) => {
    expect(templateOf(message)).toBe(template);
  });

  test("an empty one stays empty", () => {
    expect(templateOf("logname= uid=0 ruser=")).toBe("logname= uid=<val> ruser=");
  });

  test("what is said in words stays where the key announces it", () => {
    expect(templateOf('level=error msg="no space on /dev/sda1" err=timeout')).toBe(
      'level=error msg="no space on <path>" err=timeout',
    );
  });

  test("comparisons and arrows have none", () => {
    expect(templateOf("if a == b and c >= d => e")).toBe("if a == b and c >= d => e");
  });
});

describe("people", () => {
  test.each([
    ["Failed password for root from 10.0.0.7", "Failed password for <user> from <host>"],
    ["Invalid user  chen from 10.0.0.7", "Invalid user <user> from <host>"],
    ["session opened for user cyrus by (uid=0)", "session opened for user <user> by (uid=<val>)"],
    ["User bob logged in", "User <user> logged in"],
    ["user 17 not found", "user <user> not found"],
  ])("%s → %s", (message, template) => {
    expect(templateOf(message)).toBe(template);
  });

  test.each([
    "check pass; user unknown",
    "no user is logged in",
    "waiting for reply from peer",
    "invalid user name",
    "User session has expired",
    "the user failed",
  ])("nobody is named in: %s", (message) => {
    expect(templateOf(message)).toBe(message);
  });
});

describe("lists", () => {
  test.each([
    ["delete blk_1, blk_2, blk_3", "delete <id>"],
    ["fans ( 3552 3534 **** 4245 )", "fans ( <num> )"],
    ["down: eth0, eth1 and lo", "down: <id> and lo"],
    ["sets node-1 0x1f <ok> node-2 0xff <ok>", "sets <id> <hex> <ok>"],
    ["handlers for [TERM, HUP, INT]", "handlers for [<list>]"],
    ["a, b and (c, d) of [one]", "a, b and (c, d) of [one]"],
  ])("%s → %s", (message, template) => {
    expect(templateOf(message)).toBe(template);
  });
});
