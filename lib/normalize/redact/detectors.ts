/** The detectors by the names that sluice.yml calls them. */
import { awsKey } from "./credentials/aws-key.ts";
import { httpScheme } from "./credentials/http-scheme.ts";
import { jwt } from "./credentials/jwt.ts";
import { namedValue } from "./credentials/named-value.ts";
import { prefixedToken } from "./credentials/prefixed-token.ts";
import { privateKey } from "./credentials/private-key.ts";
import { urlPassword } from "./credentials/url-password.ts";
import { creditCard } from "./personal/credit-card.ts";
import { email } from "./personal/email.ts";
import { iban } from "./personal/iban.ts";
import { ipv4, ipv6 } from "./personal/ip.ts";
import { phone } from "./personal/phone.ts";
import type { Detector } from "./scan.ts";

export const DETECTOR_NAMES = ["credentials", "pii", "email", "ipv4", "ipv6", "credit-card", "iban", "phone"] as const;
export type DetectorName = (typeof DETECTOR_NAMES)[number];

const personal = {
  email: [email],
  ipv4: [ipv4],
  ipv6: [ipv6],
  "credit-card": [creditCard],
  iban: [iban],
  phone: [phone],
};

const DETECTORS: Readonly<Record<DetectorName, readonly Detector[]>> = {
  credentials: [urlPassword, namedValue, prefixedToken, privateKey, awsKey, jwt, httpScheme],
  pii: Object.values(personal).flat(),
  ...personal,
};

/** In the order of the table, each once: who is asked first does not depend on who is named first. */
export function detectorsOf(names: readonly DetectorName[]): readonly Detector[] {
  return [...new Set(DETECTOR_NAMES.filter((name) => names.includes(name)).flatMap((name) => DETECTORS[name]))];
}
