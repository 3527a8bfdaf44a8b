import { setLanguage } from '../data/facts';
import type { Contact } from '../data/types';
import { t } from '../data/words';
import { type Choice, Picker } from '../ui/Picker';
import { languageName } from './Who';

/** Those that people write in; any other that a platform told of stands there too. */
const tags =
  'en ru pl uk be de fr es it pt nl cs sk lt lv et fi sv nb da hu ro bg sr hr sl el tr he ar fa hi ur bn id ms vi th zh ja ko kk uz ky tg az hy ka mn ca eu gl ga is mt mk sq bs sw';

export function LanguagePicker({
  contact,
  anchor,
  onClose,
}: {
  contact: Contact;
  anchor: HTMLElement;
  onClose: () => void;
}) {
  const known = contact.language;
  const all = [...new Set([...(known ? [known] : []), ...tags.split(' ')])];
  const choices: Choice[] = all.map(tag => ({
    id: tag,
    label: languageName(tag),
    detail: tag,
    // Also by what its speakers call it.
    words: [languageName(tag, tag)],
    checked: tag === known,
    run: () => setLanguage(contact, tag),
  }));
  if (known)
    choices.push({ id: 'none', label: t('panel.noLanguage'), run: () => setLanguage(contact, null), checked: false });
  return (
    <Picker
      label={t('panel.language')}
      placeholder={t('panel.findLanguage')}
      choices={choices}
      anchor={anchor}
      onClose={onClose}
    />
  );
}
