/** Which records of a sample are kept: a pure function of the id, so that a redelivery keeps the same. */

/** @param rate the share that is kept, 0 to 1 */
export function isSampled(id: string, rate: number): boolean {
  return hashOf(id) < rate * 2 ** 32;
}

/** FNV-1a, then MurmurHash3's last mix: ids of one block differ in their last characters alone. @returns 0 to 2^32 - 1 */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let n = 0; n < id.length; n++) hash = Math.imul(hash ^ id.charCodeAt(n), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
