/** The texts of the pages where one becomes a user: by an invitation, or as the first of all. */
import type en from '../../i18n/invite.en.json';
import { lazyWords } from '../data/lazyWords';

type Texts = Promise<{ default: typeof en }>;
export const { words: i, load: loadInviteWords } = lazyWords<typeof en>({
  en: () => import('../../i18n/invite.en.json'),
  ru: () => import('../../i18n/invite.ru.json') as Texts,
  pl: () => import('../../i18n/invite.pl.json') as Texts,
});
