/**
 * What a time of day is like, learned on line: one value per slot and day type, each visit of a slot teaching it one mean. Values
 * live on the scale that the model smooths on (scale.ts), with the slow level taken out.
 */
import { DAY_TYPES, SLOTS } from "./calendar.ts";
import { packNumbers, unpackNumbers } from "./pack.ts";

/** A slot forgets with this weight per visit, once it has been visited often enough for a mean. */
const LEAST_GAIN = 0.1;
const MOST_VISITS = 15;
/** The smooth profile is the mean over so many slots to either side: half an hour. */
const NEIGHBOURS = 6;
/** A slot of one day type believes so many visits' worth in the other type's, until it has its own. */
const SHRINKAGE = 0.2;
/** As large as the 24 bits that a value is kept in allow. */
const LARGEST = 3e38;

export interface Season {
  /** To be called before each row: closes the slot that was left, and learns its mean. */
  enter(cell: number | undefined): void;
  /** The slot's own value; NaN while nothing is known of it. */
  readonly fine: number;
  /** The mean of the slots around; NaN likewise. */
  readonly smooth: number;
  /** Whether a day of this type has been seen at this time. */
  readonly isKnown: boolean;
  /** Whether only the other type has. */
  readonly isBorrowed: boolean;
  learn(value: number): void;
  at(cell: number | undefined): { readonly fine: number; readonly smooth: number };
  save(): SavedSeason;
}

export interface SavedSeason {
  /** Cell, sum and rows of the open slot, fine, smooth. */
  readonly open: string;
  /** 24-bit floats. */
  readonly values: string;
  /** Visits, four bits each. */
  readonly visits: string;
}

export function createSeason(saved?: SavedSeason): Season {
  const values = saved ? unpackFloats(saved.values) : new Float32Array(SLOTS * DAY_TYPES);
  const bits = new Uint32Array(values.buffer);
  const visits = saved ? unpackNibbles(saved.visits) : new Uint8Array(SLOTS * DAY_TYPES);
  let [openCell = -1, sum = 0, rows = 0, fine = Number.NaN, smooth = Number.NaN] = saved
    ? unpackNumbers(saved.open)
    : [];

  function close(): void {
    if (rows === 0 || openCell < 0) return;
    const seen = visits[openCell] ?? 0;
    const gain = Math.max(1 / (seen + 1), LEAST_GAIN);
    const before = values[openCell] ?? 0;
    values[openCell] = Math.max(-LARGEST, Math.min(LARGEST, before + gain * (sum / rows - before)));
    // Rounded to what is saved, so that a model that was saved in between goes on as one that was not.
    bits[openCell] = (((bits[openCell] ?? 0) + 0x80) & 0xffffff00) >>> 0;
    visits[openCell] = Math.min(seen + 1, MOST_VISITS);
  }

  /** The mean of a type's slots around this one, weighted by visits. */
  function around(cell: number, reach: number, type: number): { mean: number; visits: number } {
    let weight = 0;
    let total = 0;
    for (let i = -reach; i <= reach; i++) {
      const other = type * SLOTS + ((cell + i + SLOTS) % SLOTS);
      const seen = visits[other] ?? 0;
      weight += seen;
      total += seen * (values[other] ?? 0);
    }
    return { mean: total / weight, visits: weight };
  }

  function shrunk(cell: number, reach: number): number {
    const type = cell < SLOTS ? 0 : 1;
    const own = around(cell, reach, type);
    const other = around(cell, reach, 1 - type);
    if (other.visits === 0) return own.mean;
    if (own.visits === 0) return other.mean;
    const doubt = SHRINKAGE * (2 * reach + 1);
    return (doubt * other.mean + own.visits * own.mean) / (doubt + own.visits);
  }

  function at(cell: number | undefined): { fine: number; smooth: number } {
    if (cell === undefined) return { fine: Number.NaN, smooth: Number.NaN };
    const wide = shrunk(cell, NEIGHBOURS);
    const own = shrunk(cell, 0);
    return { fine: Number.isNaN(own) ? wide : own, smooth: wide };
  }

  return {
    enter(cell) {
      if (cell === undefined || cell === openCell) return;
      close();
      openCell = cell;
      sum = 0;
      rows = 0;
      ({ fine, smooth } = at(cell));
    },
    get fine() {
      return fine;
    },
    get smooth() {
      return smooth;
    },
    get isKnown() {
      return (visits[openCell] ?? 0) > 0;
    },
    get isBorrowed() {
      return (visits[openCell] ?? 0) === 0 && (visits[(openCell + SLOTS) % (2 * SLOTS)] ?? 0) > 0;
    },
    learn(value) {
      sum += value;
      rows++;
    },
    at,
    save: () => ({
      open: packNumbers([openCell, sum, rows, fine, smooth]),
      values: packFloats(values),
      visits: packNibbles(visits),
    }),
  };
}

/** The upper three bytes of each; the lowest is 0 by rounding. Plain loops: each series is packed in each run. */
function packFloats(values: Float32Array): string {
  const bytes = new Uint8Array(values.buffer);
  const packed = Buffer.allocUnsafe(3 * values.length);
  for (let i = 0, to = 0; i < bytes.length; i++) {
    if (i % 4 !== 0) packed[to++] = bytes[i] ?? 0;
  }
  return packed.toString("base64");
}

function unpackFloats(text: string): Float32Array {
  const packed = Buffer.from(text, "base64");
  const bytes = new Uint8Array(SLOTS * DAY_TYPES * 4);
  for (let i = 0, from = 0; i < bytes.length; i++) {
    if (i % 4 !== 0) bytes[i] = packed[from++] ?? 0;
  }
  return new Float32Array(bytes.buffer);
}

function packNibbles(counts: Uint8Array): string {
  const bytes = Buffer.alloc(counts.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (counts[2 * i] ?? 0) | ((counts[2 * i + 1] ?? 0) << 4);
  return bytes.toString("base64");
}

function unpackNibbles(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  const counts = new Uint8Array(SLOTS * DAY_TYPES);
  for (let i = 0; i < counts.length; i++) counts[i] = ((bytes[i >> 1] ?? 0) >> (4 * (i & 1))) & 15;
  return counts;
}
