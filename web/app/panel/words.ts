/** The texts about one person under two contacts. */
import type en from '../../i18n/same.en.json';
import { lazyWords } from '../data/lazyWords';

type Texts = Promise<{ default: typeof en }>;
export const { words: w, load: loadSameWords } = lazyWords<typeof en>({
  en: () => import('../../i18n/same.en.json'),
  ru: () => import('../../i18n/same.ru.json') as Texts,
  pl: () => import('../../i18n/same.pl.json') as Texts,
});
