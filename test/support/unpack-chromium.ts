/** Run by browser.ts in a process of its own: unpacks the browser into the temporary folder that TMPDIR names. */
import chromium from "@sparticuz/chromium";

await chromium.executablePath();
