import { openFolderObjects } from "../../lib/adapters/folder/objects.ts";
import { temporaryFolder } from "../support/embedded.ts";
import { objectStoreContract } from "./object-store.ts";

objectStoreContract("A folder", () => openFolderObjects({ path: temporaryFolder() }));
