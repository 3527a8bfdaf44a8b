/** What is meant by a few letters. Case and accents do not matter: ё=е, ł=l. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/ł/g, 'l');
}

/** How well `text` answers `words`, 0 when it does not: its start, a word's start, anywhere, then letters in order. */
export function score(text: string, words: string): number {
  const hay = fold(text);
  const wanted = fold(words.trim());
  if (!wanted) return 1;
  const at = hay.indexOf(wanted);
  if (at === 0) return hay.length === wanted.length ? 100 : 80;
  if (at > 0) return /[\p{L}\p{N}]/u.test(hay[at - 1]!) ? 40 : 60;
  const parts = wanted.split(/\s+/);
  if (parts.length > 1 && parts.every(part => hay.includes(part))) return 30;
  let from = 0;
  for (const letter of wanted) {
    const next = hay.indexOf(letter, from);
    if (next < 0) return 0;
    from = next + 1;
  }
  // Letters far apart mean nothing: they must lie within three times their number.
  return from - hay.indexOf(wanted[0]!) <= wanted.length * 3 ? 10 : 0;
}

/** The best first; those of the same worth keep their order. */
export function best<T>(items: readonly T[], words: string, textOf: (item: T) => readonly string[]): T[] {
  return items
    .map(item => ({ item, worth: Math.max(...textOf(item).map((text, i) => score(text, words) - (i > 0 ? 5 : 0))) }))
    .filter(({ worth }) => worth > 0)
    .sort((a, b) => b.worth - a.worth)
    .map(({ item }) => item);
}
