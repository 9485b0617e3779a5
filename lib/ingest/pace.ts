/**
 * How much of the store a delivery takes at a time: half as much when the store says that it is busy, a little more with each bulk that it
 * takes. Additive increase, multiplicative decrease: what makes many senders share a line fairly without knowing of each other.
 */

export interface Pace {
  /** Of JSON text; the document that crosses it is the bulk's last. */
  readonly bulkBytes: number;
  readonly bulksInFlight: number;
}

export const FULL_PACE: Pace = { bulkBytes: 4 * 1024 * 1024, bulksInFlight: 2 };
/** Smaller bulks cost the store more by their number than they spare it by their size. */
const LEAST_BULK_BYTES = 128 * 1024;
/** Fifteen bulks from the least to the full. */
const STEP_BYTES = 264 * 1024;

export function slower({ bulkBytes }: Pace): Pace {
  return { bulkBytes: Math.max(LEAST_BULK_BYTES, bulkBytes / 2), bulksInFlight: 1 };
}

/** The second bulk in flight doubles what the store gets: it comes last. */
export function faster({ bulkBytes, bulksInFlight }: Pace): Pace {
  if (bulkBytes < FULL_PACE.bulkBytes) {
    return { bulkBytes: Math.min(FULL_PACE.bulkBytes, bulkBytes + STEP_BYTES), bulksInFlight };
  }
  return { bulkBytes, bulksInFlight: Math.min(FULL_PACE.bulksInFlight, bulksInFlight + 1) };
}

export interface Pacer {
  readonly pace: Pace;
  /** To be called as a bulk begins; what it gives, when its outcome is there. */
  begin(): (wasBusy: boolean) => void;
}

/** Bulks that were under way together met the same moment of the store: they count once. */
export function createPacer(): Pacer {
  let pace = FULL_PACE;
  let slowdowns = 0;
  return {
    get pace() {
      return pace;
    },
    begin() {
      const before = slowdowns;
      return (wasBusy) => {
        if (!wasBusy) pace = faster(pace);
        else if (before === slowdowns) {
          slowdowns++;
          pace = slower(pace);
        }
      };
    },
  };
}

/** The first of these documents that make a bulk; at least one. */
export function bulkOf<D extends { readonly json: string }>(
  documents: readonly D[],
  { bulkBytes }: Pace,
): readonly D[] {
  let sizeBytes = 0;
  for (let n = 0; n < documents.length; n++) {
    sizeBytes += documents[n]?.json.length ?? 0;
    if (sizeBytes >= bulkBytes) return n + 1 === documents.length ? documents : documents.slice(0, n + 1);
  }
  return documents;
}
