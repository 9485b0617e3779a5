/** How many, how long: numbers as nature draws them. */
import type { Random } from "../../../infra/local/generator/random.ts";

/** Knuth's: good for the some dozens a minute that are drawn here. */
export function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}

/** Gamma of mean 1; its variance is 1 / shape. */
export function gamma(random: Random, shape: number): number {
  let sum = 0;
  for (let i = 0; i < shape; i++) sum -= Math.log(1 - random());
  return sum / shape;
}

/** As likely from 3 to 6 as from 6 to 12. */
export function logUniform(random: Random, least: number, most: number): number {
  return least * (most / least) ** random();
}

export function uniform(random: Random, least: number, most: number): number {
  return least + random() * (most - least);
}
