/**
 * Vitest's globalSetup: one OpenSearch for all test files, whose URL they get by `inject("openSearchUrl")`. Without a JDK or
 * Maven it is empty, and the files that need it skip, saying so; with CI=true that is a failure.
 */
import type { TestProject } from "vitest/node";
import { missingForOpenSearch, startOpenSearch } from "./server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Empty if it cannot run here. */
    openSearchUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const missing = await missingForOpenSearch(process.env);
  if (missing) {
    if (process.env["CI"] === "true") throw new Error(missing);
    console.warn(`Skipped: the tests on OpenSearch. ${missing}`);
    project.provide("openSearchUrl", "");
    return async () => {};
  }
  const openSearch = await startOpenSearch();
  project.provide("openSearchUrl", openSearch.url);
  return openSearch.stop;
}
