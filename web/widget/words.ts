/** Texts in the visitor's language; the catalogue travels beside the boot and costs no time of its own. */
import type en from '../i18n/widget.en.json';
import { type KeyOf, type Language, makeTranslate, pickLanguage, type Translate, textsOf } from '../shared/i18n';
import { daysAgo } from '../shared/time';

export type Key = KeyOf<typeof en>;
export interface Words {
  readonly language: Language;
  readonly t: Translate<Key>;
}

const catalogues = {
  en: () => import('../i18n/widget.en.json'),
  ru: () => import('../i18n/widget.ru.json'),
  pl: () => import('../i18n/widget.pl.json'),
};

export async function loadWords(wanted: string): Promise<Words> {
  const language = pickLanguage([wanted]);
  const { default: catalogue } = await catalogues[language]();
  return { language, t: makeTranslate<Key>(language, textsOf(catalogue)) };
}

/** "Replies in about 4 minutes": rounded up, so that it is kept more often than not. */
export function replyTime({ t }: Words, seconds: number | null): string {
  if (seconds === null) return t('head.online');
  if (seconds < 60) return t('head.soon');
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return t('head.minutes', { count: minutes });
  const hours = Math.ceil(minutes / 60);
  return hours < 48 ? t('head.hours', { count: hours }) : t('head.days');
}

/** "Back tomorrow at 09:00". */
export function backTime({ t, language }: Words, at: string | null | undefined, now: Date): string {
  const date = new Date(at ?? '');
  if (Number.isNaN(date.getTime()) || date < now) return t('head.away');
  const time = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' })
    .format(date)
    .replace(/^0/, '');
  const days = daysAgo(now.getTime(), date.getTime());
  if (days < 2) return t(days ? 'head.backTomorrow' : 'head.backToday', { time });
  const name = new Intl.DateTimeFormat(
    language,
    days < 7 ? { weekday: 'long' } : { day: 'numeric', month: 'long' },
  ).format(date);
  return t('head.backLater', { day: name, time });
}
