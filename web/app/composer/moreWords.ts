/** The texts of what an answer can hold beside its words; whoever imports this has them, in the language that is spoken. */
import { effect } from '@preact/signals';
import type en from '../../i18n/more.en.json';
import { lazyWords } from '../data/lazyWords';
import { language } from '../data/words';

type Texts = Promise<{ default: typeof en }>;
const { words, load } = lazyWords<typeof en>({
  en: () => import('../../i18n/more.en.json'),
  ru: () => import('../../i18n/more.ru.json') as Texts,
  pl: () => import('../../i18n/more.pl.json') as Texts,
});
export const w = words;

await load(language.peek());
effect(() => {
  load(language.value).catch(() => undefined);
});
