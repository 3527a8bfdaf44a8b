/** Emoji by their names in the person's language; a language's list is loaded when one is looked for. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { language } from '../data/words';
import { best } from '../ui/fuzzy';

export interface Emoji {
  readonly group: number;
  readonly char: string;
  readonly name: string;
  readonly words: string;
}
const lists = {
  en: () => import('emoji:en'),
  ru: () => import('emoji:ru'),
  pl: () => import('emoji:pl'),
};
const loaded = signal<{ readonly of: string; readonly all: readonly Emoji[] }>({ of: '', all: [] });

export function useEmoji(wanted: boolean): readonly Emoji[] {
  const of = language.value;
  useEffect(() => {
    if (!wanted || loaded.peek().of === of) return;
    lists[of]().then(
      found => {
        loaded.value = {
          of,
          all: found.default.map(([group, char, name, words]) => ({ group, char, name, words })),
        };
      },
      () => undefined,
    );
  }, [wanted, of]);
  return loaded.value.all;
}
export function findEmoji(all: readonly Emoji[], words: string): Emoji[] {
  return best(all, words, one => [one.name, ...one.words.split(' ')]).slice(0, 120);
}

const storage = 'parley.emoji';
export const recent = signal<readonly string[]>(read());
function read(): string[] {
  try {
    const stored = JSON.parse(localStorage.getItem(storage) ?? '[]');
    return Array.isArray(stored) ? stored.filter(one => typeof one === 'string').slice(0, 24) : [];
  } catch {
    return [];
  }
}
export function keepRecent(char: string): void {
  recent.value = [char, ...recent.peek().filter(one => one !== char)].slice(0, 24);
  try {
    localStorage.setItem(storage, JSON.stringify(recent.peek()));
  } catch {
    // Kept for this page only.
  }
}
