/** The methods by name, for who chooses one. */
import { type ClassicMethod, createClassic } from "./classic.ts";
import type { Forecaster } from "./forecaster.ts";
import { createModel, type ModelOptions } from "./model.ts";

export const METHODS = ["adaptive", "ses", "holt", "damped"] as const;
export type Method = (typeof METHODS)[number];

export interface MethodOptions extends ModelOptions {
  readonly method: Method;
  /** Of the classic methods: how much the newest value weighs. */
  readonly alpha: number;
}

export function createForecaster({ method, alpha, ...model }: MethodOptions): Forecaster {
  if (method === "adaptive") return createModel(model);
  const classic: ClassicMethod = method;
  return createClassic(classic, { alpha, interval: model.interval ?? 0.99 });
}
