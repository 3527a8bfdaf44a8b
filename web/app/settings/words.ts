/** The texts of the settings: a catalogue of their own, so that the inbox does not carry them. */
import { signal } from '@preact/signals';
import type en from '../../i18n/settings.en.json';
import { type KeyOf, type Language, makeTranslate, type Translate, textsOf } from '../../shared/i18n';
import { language } from '../data/words';

export type SKey = KeyOf<typeof en>;
const load: Record<Language, () => Promise<{ default: typeof en }>> = {
  en: () => import('../../i18n/settings.en.json'),
  ru: () => import('../../i18n/settings.ru.json') as Promise<{ default: typeof en }>,
  pl: () => import('../../i18n/settings.pl.json') as Promise<{ default: typeof en }>,
};
const translate = signal<Translate<SKey>>(key => key);
/** Whose texts are there; null before the first. */
export const settingsLanguage = signal<Language | null>(null);

export const s: Translate<SKey> = (key, values) => translate.value(key, values);

export async function loadSettingsWords(wanted: Language): Promise<void> {
  const catalogue = await load[wanted]();
  if (wanted !== language.peek()) return;
  translate.value = makeTranslate<SKey>(wanted, textsOf(catalogue.default));
  settingsLanguage.value = wanted;
}

/** "Polish" for "pl", as this reader writes it inside a sentence; what is no code stays. */
export function languageInside(code: string): string {
  if (!/^[a-z]{2,3}$/.test(code)) return code;
  try {
    return new Intl.DisplayNames([language.value], { type: 'language', fallback: 'none' }).of(code) ?? code;
  } catch {
    return code;
  }
}
/** The same where it stands alone. */
export function languageName(code: string): string {
  const name = languageInside(code);
  return name === code ? code : name.charAt(0).toLocaleUpperCase(language.value) + name.slice(1);
}
export function listOf(items: readonly string[], type: 'conjunction' | 'disjunction' = 'conjunction'): string {
  return new Intl.ListFormat(language.value, { type }).format(items);
}
