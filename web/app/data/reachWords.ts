/** The texts about whom an answer reaches, and until when; whoever imports this has them, in the language that is spoken. */
import { effect } from '@preact/signals';
import type en from '../../i18n/reach.en.json';
import { lazyWords } from './lazyWords';
import { language } from './words';

type Texts = Promise<{ default: typeof en }>;
const { words, load } = lazyWords<typeof en>({
  en: () => import('../../i18n/reach.en.json'),
  ru: () => import('../../i18n/reach.ru.json') as Texts,
  pl: () => import('../../i18n/reach.pl.json') as Texts,
});
export const r = words;

await load(language.peek());
effect(() => {
  load(language.value).catch(() => undefined);
});
