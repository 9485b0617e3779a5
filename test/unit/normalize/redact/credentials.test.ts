import { describe, expect, test } from "vitest";
import { redactorOf } from "../../../../lib/normalize/redact/redactor.ts";

const redactor = redactorOf({ detectors: ["credentials"], patterns: [] });
const redacted = (text: string) => redactor?.text(text);

/** Put together here, so that no scanner of repositories takes an example for a leak. */
const fake = (prefix: string, length: number) => prefix + "aB3dE5gH7jK9mN1pQ2sT4vW6yZ8".repeat(8).slice(0, length);
const header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
const payload = "eyJzdWIiOiIxMjM0NTY3ODkwIn0";

describe("a secret is known by its name, whatever stands between", () => {
  test.each([
    ["login user=bob password=hunter2&next=/", "login user=bob password=<redacted:password>&next=/"],
    ["DB_PASSWORD: hunter2, DB_USER: app", "DB_PASSWORD: <redacted:password>, DB_USER: app"],
    ['{"user":"bob","password":"a \\"b\\" c","n":1}', '{"user":"bob","password":"<redacted:password>","n":1}'],
    ['{\\"password\\":\\"hunter2\\",\\"n\\":1}', '{\\"password\\":\\"<redacted:password>\\",\\"n\\":1}'],
    ['{"password": 12345, "n": 1}', '{"password": "<redacted:password>", "n": 1}'],
    ["{'password': 'hunter2', 'n': 1}", "{'password': '<redacted:password>', 'n': 1}"],
    ['{:password=>"hunter2", :n=>1}', '{:password=>"<redacted:password>", :n=>1}'],
    ["<user>bob</user><password>hunter2</password>", "<user>bob</user><password><redacted:password></password>"],
    ["Server=db;User Id=app;Pwd=hunter2;", "Server=db;User Id=app;Pwd=<redacted:password>;"],
    ["spring.datasource.password=hunter2", "spring.datasource.password=<redacted:password>"],
    ["--client-secret=abcd1234", "--client-secret=<redacted:secret>"],
    ["clientSecret: abcd1234", "clientSecret: <redacted:secret>"],
    ["X-Api-Key: k-0123456789", "X-Api-Key: <redacted:secret>"],
    ["AWS_SECRET_ACCESS_KEY=wJalr/K7+x", "AWS_SECRET_ACCESS_KEY=<redacted:secret>"],
    ["GET /a?access_token=abcdef&n=1", "GET /a?access_token=<redacted:token>&n=1"],
    ["Authorization: Basic Ym9iOmh1bnRlcjI=", "Authorization: Basic <redacted:authorization>"],
    ["authorization=Bearer abc", "authorization=Bearer <redacted:authorization>"],
    ['-H "Authorization: Bearer abc.def" -v', '-H "Authorization: Bearer <redacted:authorization>" -v'],
    [
      "authorization: AWS4-HMAC-SHA256 Credential=A/b, Signature=0a1b\nHost: a",
      "authorization: AWS4-HMAC-SHA256 <redacted:authorization>\nHost: a",
    ],
    ["authorization: abcdefgh12 was refused", "authorization: <redacted:authorization> was refused"],
    ["Cookie: sid=abc; lang=de\nHost: a", "Cookie: <redacted:cookie>\nHost: a"],
    ['password="cut in the mid', 'password="<redacted:password>'],
  ])("%s", (text, expected) => {
    expect(redacted(text)).toBe(expected);
  });
});

describe("a secret is known by its form", () => {
  test.each([
    ["key AKIAIOSFODNN7EXAMPLE used", "key <redacted:aws-key> used"],
    ["(ASIAIOSFODNN7EXAMPLE)", "(<redacted:aws-key>)"],
    ["postgres://app:S3cr3t@db:5432/shop", "postgres://app:<redacted:password>@db:5432/shop"],
    [
      "s3://AKIA:S3cr3t@bucket/a and h2://a:b@c",
      "s3://AKIA:<redacted:password>@bucket/a and h2://a:<redacted:password>@c",
    ],
    ["redis://:p@ss@cache:6379", "redis://:<redacted:password>@cache:6379"],
    [`git clone https://${fake("", 40)}@git.example/a`, "git clone https://<redacted:token>@git.example/a"],
    [`got ${header}.${payload}.${fake("", 43)}, fine`, "got <redacted:jwt>, fine"],
    [`sent Bearer ${fake("", 24)} to it`, "sent Bearer <redacted:authorization> to it"],
    ["curl with basic Ym9iOmh1bnRlcjI= went well", "curl with basic <redacted:authorization> went well"],
    [`push with ${fake("ghp_", 36)}!`, "push with <redacted:github-token>!"],
    [fake("github_pat_", 60), "<redacted:github-token>"],
    [fake("glpat-", 20), "<redacted:gitlab-token>"],
    [fake("xoxb-", 40), "<redacted:slack-token>"],
    [`https://${fake("hooks.slack.com/services/", 44)}`, "https://<redacted:slack-webhook>"],
    [fake("sk_live_", 24), "<redacted:stripe-key>"],
    [fake("sk-proj-", 40), "<redacted:api-key>"],
    [fake("AIza", 35), "<redacted:google-key>"],
    [fake("npm_", 36), "<redacted:npm-token>"],
    [fake("SG.", 66), "<redacted:sendgrid-key>"],
  ])("%s", (text, expected) => {
    expect(redacted(text)).toBe(expected);
  });

  test.each(["\n", "\\n"])("a private key is one secret, whatever its line ends (%j)", (end) => {
    const key = ["-----BEGIN RSA PRIVATE KEY-----", "MIIBOgIBAAJBAKj34Gkx", "-----END RSA PRIVATE KEY-----"].join(end);
    expect(redacted(`key:${end}${key}${end}loaded`)).toBe(`key:${end}<redacted:private-key>${end}loaded`);
  });

  test("a private key that is cut before its end goes to the end of the text", () => {
    expect(redacted("read -----BEGIN PRIVATE KEY-----\nMIIBOgIBAAJB")).toBe("read <redacted:private-key>");
  });
});

describe("what only looks like a secret stays, since logs are read for it", () => {
  test.each([
    "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b built, request 550e8400-e29b-41d4-a716-446655440000",
    "password policy updated, token bucket empty, the secret is out",
    "password: required",
    "token: expired",
    "SyntaxError: Unexpected token: )",
    "max_tokens=4096 token_type: Bearer next_token=abcdefgh12",
    "if (password == null) return; token != other",
    "PWD=/home/app OLDPWD=/",
    "password=**** token=$(TOKEN) secret=%s apikey=null",
    "at 10:00:00.123 https://example.com:8443/a?b=c d@example.com",
    "ssh://git@github.com/a.git and postgres://db:5432/shop",
    "the bearer of bad news, basic authentication failed, Basic auth required",
    "INFO AKIA AKIAX sk-SK locale, task-sk-learn-and-more-words-here, eyJ.eyJ.",
    "std::string Foo::Password::reset",
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    "passwords: 3 cookies: 5 secretary: Ann",
  ])("%s", (text) => {
    expect(redacted(text)).toBe(text);
  });
});
