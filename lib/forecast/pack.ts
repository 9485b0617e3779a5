/** Numbers as text that comes back bit for bit: a state of a hundred doubles takes 1 kB so, as decimals twice that. */
export function packNumbers(numbers: readonly number[]): string {
  return Buffer.from(new Float64Array(numbers.map(oneNotANumber)).buffer).toString("base64");
}

export function unpackNumbers(text: string): number[] {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return Array.from(new Float64Array(bytes.buffer, 0, Math.floor(bytes.length / 8)));
}

/** There are many, by sign and payload, and which of them a sum gives is a matter of the machine. */
function oneNotANumber(value: number): number {
  return Number.isNaN(value) ? Number.NaN : value;
}
