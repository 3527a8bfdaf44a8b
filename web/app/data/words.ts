/** The app's language and its texts. A catalogue is a chunk of its own, loaded when it is wanted. */
import { signal } from '@preact/signals';
import type { Fragment, VNode } from 'preact';
import type en from '../../i18n/en.json';
import {
  isLanguage,
  type KeyOf,
  type Language,
  makeTranslate,
  pickLanguage,
  slots,
  type Translate,
} from '../../shared/i18n';

export type Key = KeyOf<typeof en>;
const load: Record<Language, () => Promise<{ default: typeof en }>> = {
  en: () => import('../../i18n/en.json'),
  ru: () => import('../../i18n/ru.json') as Promise<{ default: typeof en }>,
  pl: () => import('../../i18n/pl.json') as Promise<{ default: typeof en }>,
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

export async function useLanguage(wanted: Language): Promise<void> {
  const catalogue = await load[wanted]();
  translate.value = makeTranslate<Key>(wanted, catalogue.default);
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
