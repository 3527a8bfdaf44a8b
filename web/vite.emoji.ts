import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/**
 * `emoji:pl`: those a person picks from, with their names in that language; a third of what the package holds. `chosen`: of
 * these only, and by their names alone.
 */
export function emojiNames(chosen?: readonly string[]): Plugin {
  const source = (language: string) => new URL(`node_modules/emojibase-data/${language}/compact.json`, import.meta.url);
  return {
    name: 'emoji-names',
    resolveId: id => (id.startsWith('emoji:') ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith('\0emoji:')) return undefined;
      type Emoji = { unicode: string; label: string; tags?: string[]; group?: number; order?: number };
      const all: Emoji[] = JSON.parse(readFileSync(source(id.slice('\0emoji:'.length)), 'utf8'));
      const component = 2;
      // The package marks every one that could be a letter too; people write most of them without the mark.
      const bare = (char: string) => char.replaceAll('\ufe0f', '');
      const mine = new Map(chosen?.map(char => [bare(char), char]));
      const rows = all
        .filter(one => one.group !== undefined && one.group !== component)
        .filter(one => !chosen || mine.has(bare(one.unicode)))
        .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
        .map(one => [
          one.group,
          mine.get(bare(one.unicode)) ?? one.unicode,
          one.label,
          chosen ? '' : (one.tags ?? []).join(' '),
        ]);
      const lost = chosen?.filter(one => !rows.some(row => row[1] === one));
      if (lost?.length) throw new Error(`no such emoji: ${lost.join(' ')}`);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(rows))})`;
    },
  };
}
