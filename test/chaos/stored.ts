/** The messages that a store holds. A server is asked itself, past everything of Sluice's. */
import { openSqliteStore } from "../../lib/adapters/sqlite/store.ts";

export interface Stored {
  /** As the store counts. */
  count(): Promise<number>;
  /** A document's message each, in no order. */
  messages(): AsyncIterable<string>;
}

const PAGE = 10_000;

interface ScrollPage {
  readonly _scroll_id: string;
  readonly hits: { readonly hits: readonly { readonly _source: { readonly message: string } }[] };
}

/** @param url of the server, past the proxy */
export async function storedInOpenSearch(url: string, indices: string): Promise<Stored> {
  async function ask<T>(path: string, body: object = {}): Promise<T> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    // The documented shape of the answer; nothing checks it.
    return (await response.json()) as T;
  }

  await ask(`/${indices}/_refresh`);
  return {
    count: async () => (await ask<{ count: number }>(`/${indices}/_count`)).count,
    async *messages() {
      const query = { size: PAGE, sort: ["_doc"], _source: ["message"] };
      let page = await ask<ScrollPage>(`/${indices}/_search?scroll=2m`, query);
      while (page.hits.hits.length > 0) {
        for (const { _source } of page.hits.hits) yield _source.message;
        page = await ask<ScrollPage>("/_search/scroll", { scroll: "2m", scroll_id: page._scroll_id });
      }
    },
  };
}

export function storedInSqlite(path: string): Stored {
  const open = () => openSqliteStore({ path, granularity: "day" });
  return {
    async count() {
      const store = await open();
      try {
        return await store.count({});
      } finally {
        await store.close();
      }
    },
    async *messages() {
      const store = await open();
      try {
        let page = await store.search({ limit: PAGE });
        for (;;) {
          for (const { record } of page.hits) yield record.message;
          if (page.cursor === undefined) return;
          page = await store.search({ limit: PAGE, cursor: page.cursor });
        }
      } finally {
        await store.close();
      }
    },
  };
}
