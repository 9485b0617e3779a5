/** A process of its own that counts up a state: FOLDER KEY TIMES. Tells each step on standard output. */
import { openFolderObjects } from "../../lib/adapters/folder/objects.ts";
import { updateState } from "../../lib/state.ts";

const [path = "", key = "", times = ""] = process.argv.slice(2);
const objects = await openFolderObjects({ path });
for (let n = 0; n < Number(times); n++) {
  const { count } = await updateState(objects, key, { count: 0 }, (state) => ({ count: state.count + 1 }));
  process.stdout.write(`${count}\n`);
}
