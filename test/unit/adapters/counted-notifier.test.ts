import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { countMails } from "../../../lib/adapters/counted-notifier.ts";
import { openMailbox } from "../../../lib/adapters/mailbox/notifier.ts";
import { temporaryFolder } from "../../support/embedded.ts";

const MAIL = { subject: "[Sluice] FIRING", body: "3 errors", attributes: {} };

test("mails that were sent and mails that were not are counted apart, and a failure stays one", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "mailbox");
  writeFileSync(join(folder, "file"), "");
  const open = countMails(openMailbox({ path, nowMs: Date.now }));
  const broken = countMails(openMailbox({ path: join(folder, "file"), nowMs: Date.now }));

  await open.send(MAIL);
  await open.send(MAIL);
  await expect(broken.send(MAIL)).rejects.toThrow(/not a directory/);

  expect(open.counts).toEqual({ mailsSent: 2, mailsFailed: 0 });
  expect(broken.counts).toEqual({ mailsSent: 0, mailsFailed: 1 });
});
