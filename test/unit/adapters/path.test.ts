import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { partOf, pathBesideFolder, pathOf } from "../../../lib/adapters/folder/path.ts";

describe("The path of a key", () => {
  test.each([
    ["logs/2026/app.log", "logs/2026/app.log"],
    ["a b+c%20d:é", "a b+c%20d:é"],
    ["a//b", "a/%~/b"],
    ["/a", "%~/a"],
    ["a/", "a/%~"],
    ["../x", "%~%2E./x"],
    ["a/./b", "a/%~%2E/b"],
    [".hidden", "%~%2Ehidden"],
    ["%~x", "%~%25~x"],
    ["nul\0", "%~nul%00"],
  ])("%j is %j", (key, path) => {
    expect(pathOf(key)).toBe(path);
  });

  test("beside a folder of its name has a name that no key has otherwise", () => {
    expect(pathBesideFolder("logs/a")).toBe("logs/%=a");
    expect(pathBesideFolder("a/")).toBe("a/%=");
  });

  test("has no name over 255 bytes, none that is special, and tells the key", () => {
    const odd = fc.constantFrom("/", ".", "%", "~", "+", "=", "\0", "é", "🚿", "世".repeat(90), "x".repeat(250));
    const keys = fc.array(odd, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(keys, (key) => {
        for (const path of [pathOf(key), pathBesideFolder(key)]) {
          const names = path.split("/");
          for (const name of names) {
            expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
            expect(name).not.toMatch(/^\.|\0/);
            expect(name).not.toBe("");
          }
          expect(keyOf(names)).toBe(key);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function keyOf(names: readonly string[]): string {
  const segments: string[] = [];
  let before = "";
  for (const name of names) {
    const part = partOf(Buffer.from(name), before) ?? expect.fail(`no part: ${name}`);
    before = part.kind === "piece" ? part.text : "";
    if (part.kind === "segment") segments.push(part.text);
  }
  return segments.join("/");
}
