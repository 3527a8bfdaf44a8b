/** The texts about many conversations at once; whoever imports this has them, in the language that is spoken. */
import { effect } from '@preact/signals';
import type en from '../../i18n/bulk.en.json';
import { lazyWords } from './lazyWords';
import { language } from './words';

type Texts = Promise<{ default: typeof en }>;
const { words, load } = lazyWords<typeof en>({
  en: () => import('../../i18n/bulk.en.json'),
  ru: () => import('../../i18n/bulk.ru.json') as Texts,
  pl: () => import('../../i18n/bulk.pl.json') as Texts,
});
export const m = words;

await load(language.peek());
effect(() => {
  load(language.value).catch(() => undefined);
});
