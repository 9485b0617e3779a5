/** Silences: nobody is told of what matches, until then. Pure; the life cycle asks, people change. */
import { SluiceError } from "../errors.ts";
import { matchesGlob } from "../normalize/glob.ts";
import type { Alert, Silence, SilenceMatch } from "./alert.ts";
import { shortId } from "./alert-id.ts";
import { checkPerson, checkUntil } from "./person.ts";
import type { AlertState } from "./state.ts";

const MAX_SILENCES = 200;
const MAX_MATCH_LENGTH = 500;

type Silenced = Pick<Alert, "rule" | "service" | "pattern" | "template">;

/** @returns the silence that the alert is under at that time */
export function silenceOf(alert: Silenced, silences: readonly Silence[], nowMs: number): Silence | undefined {
  return silences.find(
    (silence) => silence.fromMs <= nowMs && nowMs < silence.untilMs && matches(silence.match, alert),
  );
}

function matches({ rule, service, pattern, template }: SilenceMatch, alert: Silenced): boolean {
  return (
    matchesGlob(rule, alert.rule) &&
    matchesGlob(service, alert.service) &&
    matchesGlob(pattern, alert.pattern) &&
    matchesGlob(template, alert.template)
  );
}

/** What `id` will be, so that a change that runs twice makes one. */
export function newSilence(silence: Omit<Silence, "id">): Silence {
  const { by, why, fromMs, untilMs, match } = silence;
  return { id: shortId(JSON.stringify([by, why, fromMs, untilMs, match])), ...silence };
}

/** @throws SluiceError "refused" for what makes no sense, and where there are too many */
export function addSilence(state: AlertState, silence: Silence, nowMs: number): AlertState {
  checkPerson(silence);
  checkUntil(silence.untilMs, nowMs);
  for (const [name, text] of Object.entries<string | undefined>({ ...silence.match })) {
    if (text === undefined || text.length <= MAX_MATCH_LENGTH) continue;
    throw new SluiceError("refused", `The ${name} to silence is longer than ${MAX_MATCH_LENGTH} characters`);
  }
  const others = currentSilences(state.silences, nowMs).filter(({ id }) => id !== silence.id);
  if (others.length >= MAX_SILENCES) {
    throw new SluiceError(
      "refused",
      `There are ${MAX_SILENCES} silences already: end some, or write a rule's mute hours`,
    );
  }
  return { ...state, silences: [...others, silence] };
}

/** @throws SluiceError "not-found" */
export function endSilence(state: AlertState, id: string): AlertState {
  const silences = state.silences.filter((silence) => silence.id !== id.toLowerCase());
  if (silences.length < state.silences.length) return { ...state, silences };
  throw new SluiceError("not-found", `There is no silence ${id}: it may have ended`);
}

/** Without those that ended. */
export function currentSilences(silences: readonly Silence[], nowMs: number): readonly Silence[] {
  const current = silences.filter(({ untilMs }) => untilMs > nowMs);
  return current.length === silences.length ? silences : current;
}

/** Of one alert and nothing else: what it has not is matched as such. */
export function matchOf({ rule, service, pattern }: Alert): SilenceMatch {
  return { rule, service, pattern };
}
