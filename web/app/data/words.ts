/** The app's language and its texts. A catalogue is a chunk of its own; what only later parts say comes with them. */
import { signal } from '@preact/signals';
import type { Fragment, VNode } from 'preact';
import type en from '../../i18n/en.json';
import type keys from '../../i18n/keys.en.json';
import type later from '../../i18n/later.en.json';
import type report from '../../i18n/report.en.json';
import {
  type Catalogue,
  isLanguage,
  type KeyOf,
  type Language,
  makeTranslate,
  pickLanguage,
  slots,
  type Translate,
  textsOf,
} from '../../shared/i18n';

export type Key = KeyOf<typeof en> | KeyOf<typeof later> | KeyOf<typeof keys> | KeyOf<typeof report>;
type Part = 'first' | 'later' | 'keys' | 'report';
const load: Record<Part, Record<Language, () => Promise<{ default: Catalogue }>>> = {
  first: {
    en: () => import('../../i18n/en.json'),
    ru: () => import('../../i18n/ru.json'),
    pl: () => import('../../i18n/pl.json'),
  },
  later: {
    en: () => import('../../i18n/later.en.json'),
    ru: () => import('../../i18n/later.ru.json'),
    pl: () => import('../../i18n/later.pl.json'),
  },
  keys: {
    en: () => import('../../i18n/keys.en.json'),
    ru: () => import('../../i18n/keys.ru.json'),
    pl: () => import('../../i18n/keys.pl.json'),
  },
  report: {
    en: () => import('../../i18n/report.en.json'),
    ru: () => import('../../i18n/report.ru.json'),
    pl: () => import('../../i18n/report.pl.json'),
  },
};

/** What the title calls this page. */
export const pageName = signal('');
export const language = signal<Language>('en');
const translate = signal<Translate<Key>>(key => key);

export const t: Translate<Key> = (key, values) => translate.value(key, values);

type Node = VNode<typeof Fragment> | VNode | string | number;
/** A text with nodes in its slots. */
export function richText(text: string, nodes: Readonly<Record<string, Node>>): Node[] {
  return slots(text).map((part, i) => (i % 2 ? (nodes[part] ?? part) : part));
}

const asked = new Set<Part>(['first']);
let texts = new Map<string, string>();
/** The part's texts, there before anything is drawn that says them; they are part of every language from then on. */
export async function wantWords(part: Part): Promise<void> {
  asked.add(part);
  const wanted = language.peek();
  const { default: catalogue } = await load[part][wanted]();
  if (wanted === language.peek()) textsOf(catalogue, texts);
  else await wantWords(part);
}

export async function useLanguage(wanted: Language): Promise<void> {
  const parts = [...asked];
  const catalogues = await Promise.all(parts.map(part => load[part][wanted]()));
  if (asked.size > parts.length) return useLanguage(wanted);
  texts = new Map();
  for (const { default: catalogue } of catalogues) textsOf(catalogue, texts);
  translate.value = makeTranslate<Key>(wanted, texts);
  language.value = wanted;
  document.documentElement.lang = wanted;
  try {
    localStorage.setItem('parley.language', wanted);
  } catch {
    // Kept for this page only.
  }
}

export function firstLanguage(): Language {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem('parley.language');
  } catch {
    stored = null;
  }
  return isLanguage(stored) ? stored : pickLanguage(navigator.languages ?? [navigator.language]);
}
