/** The texts about channels that need mending; whoever imports this has them, in the language that is spoken. */
import { effect } from '@preact/signals';
import type en from '../../i18n/amiss.en.json';
import { lazyWords } from './lazyWords';
import { language } from './words';

type Texts = Promise<{ default: typeof en }>;
const { words, load } = lazyWords<typeof en>({
  en: () => import('../../i18n/amiss.en.json'),
  ru: () => import('../../i18n/amiss.ru.json') as Texts,
  pl: () => import('../../i18n/amiss.pl.json') as Texts,
});
export const a = words;

await load(language.peek());
effect(() => {
  load(language.value).catch(() => undefined);
});
