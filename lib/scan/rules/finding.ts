/** What one rule found out about one service, or about all of them. */
import type { Measured } from "../../alerts/signal.ts";

export interface Finding {
  /** Empty: of all. */
  readonly service: string;
  readonly isBreaching: boolean;
  /** When what breaches began, as far as the rule knows. */
  readonly firstMs: number;
  readonly measured: Measured;
}

/** Of a rule that looks at no service by itself. */
export const ALL_SERVICES = "";
