/** Every law, in the order in which a record meets them. Their shares are of a million, in thousands. */
import type { Law } from "./law.ts";
import { decompressLaws } from "./laws/decompress.ts";
import { deliveryLaws } from "./laws/delivery.ts";
import { directLaws } from "./laws/direct.ts";
import { frameLaws } from "./laws/frame.ts";
import { normalizeLaws } from "./laws/normalize.ts";
import { protocolLaws } from "./laws/protocols.ts";
import { quarantineLaws } from "./laws/quarantine.ts";
import { textLaws } from "./laws/text.ts";
import { waysInLaws } from "./laws/ways-in.ts";

export const LAWS: readonly Law[] = [
  ...decompressLaws,
  ...frameLaws,
  ...textLaws,
  ...normalizeLaws,
  ...directLaws,
  ...deliveryLaws,
  ...protocolLaws,
  ...waysInLaws,
  ...quarantineLaws,
];
