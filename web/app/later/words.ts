/** The texts about answers that wait for their hour; whoever imports this has them, in the language that is spoken. */
import { effect } from '@preact/signals';
import type en from '../../i18n/scheduled.en.json';
import { lazyWords } from '../data/lazyWords';
import { language } from '../data/words';

type Texts = Promise<{ default: typeof en }>;
const { words, load } = lazyWords<typeof en>({
  en: () => import('../../i18n/scheduled.en.json'),
  ru: () => import('../../i18n/scheduled.ru.json') as Texts,
  pl: () => import('../../i18n/scheduled.pl.json') as Texts,
});
export const s = words;

await load(language.peek());
effect(() => {
  load(language.value).catch(() => undefined);
});
