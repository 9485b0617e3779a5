import { openMemoryObjects } from "../../lib/adapters/memory/objects.ts";
import { objectStoreContract } from "./object-store.ts";

objectStoreContract("Memory", async () => openMemoryObjects());
