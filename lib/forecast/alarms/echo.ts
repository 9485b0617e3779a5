/**
 * Of the series that jump together one is told: all lines, a service, a level and a service's level count the same records. The service
 * says most; all lines say more where three services or more move at once. What only shows what is told already is an echo. Pure.
 */
import type { Finding } from "./finding.ts";

export interface Candidate {
  readonly finding: Finding;
  /** It will wake somebody; else it is worth a line. */
  readonly isPage: boolean;
  /** People may know of it: it stays told, and does not change its name in the middle of an incident. */
  readonly isKnown: boolean;
}

/** So many services at once have one cause. */
const COMMON_CAUSE = 3;
/** What services make up of all lines, for these to be their echo. */
const EXPLAINED_SHARE = 0.5;

/** @returns those to be told; the others are echoes */
export function elect(candidates: readonly Candidate[]): ReadonlySet<Finding> {
  return new Set([
    ...candidates.map(({ finding }) => finding).filter(({ series }) => series.query !== undefined),
    ...electAmong(candidates.filter(({ finding }) => finding.kind === "above")),
    ...electAmong(candidates.filter(({ finding }) => finding.kind !== "above")),
  ]);
}

function electAmong(candidates: readonly Candidate[]): Finding[] {
  const all = candidates.find(({ finding }) => isOfAll(finding));
  const services = candidates.filter(({ finding }) => isOfService(finding));
  const told = [...chooseServices(all, services), ...(all && isTold(all, services) ? [all] : [])].map(
    ({ finding }) => finding,
  );
  // Fewer warnings and errors than usual are no incident.
  const tooMany = candidates.map(({ finding }) => finding).filter(({ kind }) => kind === "above");
  const inService = tooMany.filter(({ series: { service, level } }) => service !== undefined && level !== undefined);
  const ofLevel = tooMany.filter(({ series }) => isLevelAlone(series));
  const own = inService.filter(({ series }) => !isSaid(told, series.service));
  return [...told, ...own, ...(told.length + own.length === 0 ? ofLevel : [])];
}

/** Whether a finding of all, or of this very service, is told. */
function isSaid(told: readonly Finding[], service: string | undefined): boolean {
  return told.some((finding) => isOfAll(finding) || finding.series.service === service);
}

function chooseServices(all: Candidate | undefined, services: readonly Candidate[]): Candidate[] {
  if (!all || !isTold(all, services)) return [...services];
  return services.filter(({ isKnown }) => isKnown);
}

function isTold(all: Candidate, services: readonly Candidate[]): boolean {
  // A line takes the place of no mail.
  if (!all.isPage && services.some(({ isPage }) => isPage)) return false;
  const loud = services.filter(({ isPage }) => isPage || !all.isPage);
  if (all.isKnown || loud.length >= COMMON_CAUSE) return true;
  const explained = loud.reduce((sum, { finding }) => sum + excess(finding), 0);
  return explained < EXPLAINED_SHARE * excess(all.finding);
}

function excess({ actual, expected }: Finding): number {
  return Math.abs(actual - expected);
}

function isOfAll({ series: { service, level, query } }: Finding): boolean {
  return service === undefined && level === undefined && query === undefined;
}

function isOfService({ series: { service, level, query } }: Finding): boolean {
  return service !== undefined && level === undefined && query === undefined;
}

function isLevelAlone({ service, level, query }: Finding["series"]): boolean {
  return level !== undefined && service === undefined && query === undefined;
}
