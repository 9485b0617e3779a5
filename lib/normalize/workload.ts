/**
 * Who speaks, by what Fluentd's and Fluent Bit's filters and docker's log driver add to a record. All of it stays in `attributes`, where it
 * came from; these are for records that name nobody themselves.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
 */
import type { JsonObject, JsonValue } from "../record.ts";
import { isObject } from "./json-object.ts";

const LABELS = ["app.kubernetes.io/name", "app", "k8s-app", "app.kubernetes.io/instance"] as const;

interface Workload {
  readonly service?: string;
  /** The node. */
  readonly host?: string;
}

const NOBODY: Workload = {};

/** @param record with `kubernetes` or `container_name`, or neither */
export function workloadOf(record: JsonObject): Workload {
  const kubernetes = record["kubernetes"];
  if (!isObject(kubernetes)) {
    const name = textOf(record["container_name"]);
    // docker writes its names with a slash.
    return name === undefined ? NOBODY : named(name.startsWith("/") ? name.slice(1) : name, undefined);
  }
  const labels = kubernetes["labels"];
  return named(
    (isObject(labels) ? labelOf(labels) : undefined) ?? textOf(kubernetes["container_name"]),
    textOf(kubernetes["host"]),
  );
}

function named(service: string | undefined, host: string | undefined): Workload {
  return { ...(service && { service }), ...(host && { host }) };
}

/** Fluentd may be set to write no dots in keys. */
function labelOf(labels: JsonObject): string | undefined {
  for (const label of LABELS) {
    const name = textOf(labels[label]) ?? textOf(labels[label.replaceAll(".", "_")]);
    if (name !== undefined) return name;
  }
  return undefined;
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
