/** The texts about how long a voice message may be; whoever imports this has them, in the language that is spoken. */
import { effect } from '@preact/signals';
import type en from '../../i18n/record.en.json';
import { lazyWords } from '../data/lazyWords';
import { language } from '../data/words';

type Texts = Promise<{ default: typeof en }>;
const { words, load } = lazyWords<typeof en>({
  en: () => import('../../i18n/record.en.json'),
  ru: () => import('../../i18n/record.ru.json') as Texts,
  pl: () => import('../../i18n/record.pl.json') as Texts,
});
export const s = words;

await load(language.peek());
effect(() => {
  load(language.value).catch(() => undefined);
});
