/** A process of its own that takes the lock of FOLDER, says so, and hangs with it. */
import { writeSync } from "node:fs";
import { join } from "node:path";
import { folderLock } from "../../lib/adapters/folder/lock.ts";

await folderLock(join(process.argv[2] ?? "", ".lock")).run(() => {
  writeSync(1, "held\n");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
