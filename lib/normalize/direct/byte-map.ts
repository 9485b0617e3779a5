/** Values by short byte strings: asked with a range of a buffer, so that nothing is decoded to be looked up. */

const SLOTS = 1_024;
/** The table stays half empty. */
const MOST_ENTRIES = SLOTS / 2;
/** Whoever makes keys collide finds them not remembered, and never slow. */
const MOST_PROBES = 8;

export interface ByteMap<T> {
  find(bytes: Uint8Array, from: number, to: number): T | undefined;
  /** Takes it if there is room; the bytes are copied. */
  add(bytes: Uint8Array, from: number, to: number, value: T): void;
}

interface Entry<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
}

export function createByteMap<T>(): ByteMap<T> {
  const table: (Entry<T> | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  let entries = 0;

  return {
    find(bytes, from, to) {
      let slot = slotOf(bytes, from, to);
      for (let probe = 0; probe < MOST_PROBES; probe++) {
        const entry = table[slot];
        if (entry === undefined) return undefined;
        if (equals(entry.bytes, bytes, from, to)) return entry.value;
        slot = (slot + 1) % SLOTS;
      }
      return undefined;
    },
    add(bytes, from, to, value) {
      if (entries >= MOST_ENTRIES) return;
      let slot = slotOf(bytes, from, to);
      for (let probe = 0; probe < MOST_PROBES; probe++) {
        if (table[slot] === undefined) {
          table[slot] = { bytes: Uint8Array.prototype.slice.call(bytes, from, to), value };
          entries++;
          return;
        }
        slot = (slot + 1) % SLOTS;
      }
    },
  };
}

/** Of the length and three of the bytes: names of fields differ in these, and long ones cost no more. */
function slotOf(bytes: Uint8Array, from: number, to: number): number {
  const first = bytes[from] ?? 0;
  const middle = bytes[(from + to) >> 1] ?? 0;
  const last = bytes[to - 1] ?? 0;
  return ((to - from) * 31 + first * 7 + middle * 131 + last * 523) % SLOTS;
}

function equals(entry: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (entry.length !== to - from) return false;
  for (let n = 0; n < entry.length; n++) if (entry[n] !== bytes[from + n]) return false;
  return true;
}
