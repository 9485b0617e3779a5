/** Lists whose items are more than one mask: `eth0, eth1` and `node-1 0x1f <ok> node-2 0xff <ok>` count as one item. */

/** No item has more words. */
const ITEM_MOST = 4;

/** Removes from a template the items that repeat the one before them, if it holds a mask. */
export function withoutRepetition(template: string): string {
  const words = template.split(" ");
  const kept: string[] = [];
  for (const word of words) {
    kept.push(word);
    const size = repeatedItem(kept);
    // Of two equal items the latter goes, but its end stays, which need not be a comma.
    if (size > 0) kept.splice(kept.length - size - 1, size);
  }
  return kept.length === words.length ? template : kept.join(" ");
}

/** How many words at the end say the same as those before them; 0 if none do. */
function repeatedItem(words: readonly string[]): number {
  for (let size = 1; size <= ITEM_MOST && 2 * size <= words.length; size++) {
    let isEqual = true;
    let hasMask = false;
    for (let i = words.length - size; i < words.length && isEqual; i++) {
      const word = words[i] ?? "";
      isEqual = plain(word) === plain(words[i - size] ?? "");
      hasMask ||= word.includes("<");
    }
    if (isEqual && hasMask) return size;
  }
  return 0;
}

function plain(word: string): string {
  return word.endsWith(",") || word.endsWith(";") ? word.slice(0, -1) : word;
}
