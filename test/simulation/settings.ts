/** sluice.yml as the team of these services has written it. */
import { parse } from "valibot";
import { parse as parseYaml } from "yaml";
import { Settings } from "../../lib/config/settings.ts";
import type { SimulationOptions } from "./options.ts";
import { MINUTE_MS } from "./time.ts";
import { SERVICES } from "./world/services.ts";

export const SILENCE_WINDOW_MS = 10 * MINUTE_MS;

/** One rule for each service: by: service asks for the lines of a whole day each minute, which takes longer than all else here. */
const SILENCE_RULES = SERVICES.map(
  ({ name }) => `
    - name: ${silenceRuleOf(name)}
      type: silence
      query: service.name:${name}
      window: ${SILENCE_WINDOW_MS / MINUTE_MS}m
      severity: error`,
);

const SLUICE_YML = `
scan:
  lookBackMinutes: 15
alerts:
  rules:${SILENCE_RULES.join("")}
    - name: many-lines
      type: burst
      by: service
      window: 10m
      factor: 3
      least: 200
      mutedBy: [errors]
    - name: mostly-errors
      type: ratio
      errors: true
      by: service
      window: 10m
      above: 60%
      least: 50
      mutedBy: [errors]
`;

export function silenceRuleOf(service: string): string {
  return `${service}-silent`;
}

/** Whose silence it speaks of; undefined: it is another rule. */
export function silentServiceOf(rule: string): string | undefined {
  return SERVICES.find(({ name }) => silenceRuleOf(name) === rule)?.name;
}

export function simulationSettings({ isEvery }: Pick<SimulationOptions, "isEvery">): Settings {
  return parse(Settings, parseYaml(isEvery ? `${SLUICE_YML}  groups: [{ when: every }]\n` : SLUICE_YML));
}
