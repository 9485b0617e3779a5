/** What lib/ports.ts says of a LogStore, for every adapter. */
import { describeFigures } from "./log-store/figures.ts";
import type { OpenStore } from "./log-store/fixture.ts";
import { describeIndexPrefixes } from "./log-store/index-prefix.ts";
import { describeQueries } from "./log-store/query.ts";
import { describeRetention } from "./log-store/retention.ts";
import { describeSearch } from "./log-store/search.ts";
import { describeSeries } from "./log-store/series.ts";
import { describeWrites } from "./log-store/write.ts";

export function describeLogStore(name: string, open: OpenStore): void {
  describeWrites(name, open);
  describeSearch(name, open);
  describeQueries(name, open);
  describeFigures(name, open);
  describeSeries(name, open);
  describeRetention(name, open);
  describeIndexPrefixes(name, open);
}
