/** The alarms as infra/resources has them, and metrics as CloudWatch makes them of what functions print. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

export interface Alarm extends Partial<Metric> {
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions: unknown;
  readonly OKActions: unknown;
  readonly Metrics?: readonly {
    readonly Id: string;
    readonly Expression?: string;
    readonly ReturnData: boolean;
    readonly MetricStat?: { readonly Metric: Metric; readonly Stat: string };
  }[];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
interface EmfLine {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [name: string]: unknown;
}

export const ROOT = join(import.meta.dirname, "../..");

/** What CloudFormation and the framework resolve stands as it is written: where equal things must be equal, that is enough. */
export function readYaml(path: string) {
  return parse(readFileSync(join(ROOT, path), "utf8"), {
    merge: true,
    customTags: ["!Ref", "!GetAtt", "!Sub", "!If"].map((tag) => ({ tag, resolve: (text: string) => text })),
    logLevel: "error",
  });
}

export function readAlarms(...files: readonly string[]): Readonly<Record<string, Alarm>> {
  const resources = files.flatMap((file) =>
    Object.entries<{ Properties: Alarm }>(readYaml(`infra/resources/${file}`).Resources),
  );
  return Object.fromEntries(resources.map(([name, { Properties }]) => [name, Properties]));
}

/** What an alarm looks at, itself or in its expressions. */
export function watchedBy(alarm: Alarm): (Metric & { readonly statistic: string | undefined })[] {
  const { Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic, Metrics = [] } = alarm;
  if (Namespace && MetricName && Dimensions) {
    return [{ Namespace, MetricName, Dimensions, statistic: Statistic ?? ExtendedStatistic }];
  }
  return Metrics.flatMap(({ MetricStat }) => MetricStat ?? []).map(({ Metric, Stat }) => ({
    ...Metric,
    statistic: Stat,
  }));
}

/** As CloudWatch makes metrics of a line. */
export function metricsOf(printed: string) {
  const line: EmfLine = JSON.parse(printed);
  return line._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name, Unit }) => ({
        Namespace,
        MetricName: Name,
        dimensions: Object.fromEntries(names.map((name) => [name, line[name]])),
        unit: Unit,
        value: line[Name],
      })),
    ),
  );
}
