/** The texts about what Telegram says of a bot; whoever imports this has them, in the language that is spoken. */
import { effect } from '@preact/signals';
import type en from '../../i18n/bot.en.json';
import { lazyWords } from '../data/lazyWords';
import { language } from '../data/words';

type Texts = Promise<{ default: typeof en }>;
const { words, load } = lazyWords<typeof en>({
  en: () => import('../../i18n/bot.en.json'),
  ru: () => import('../../i18n/bot.ru.json') as Texts,
  pl: () => import('../../i18n/bot.pl.json') as Texts,
});
export const b = words;

await load(language.peek());
effect(() => {
  load(language.value).catch(() => undefined);
});
