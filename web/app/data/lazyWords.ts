/** A catalogue of their own for what is seldom seen, so that the inbox does not carry its texts. */
import { signal } from '@preact/signals';
import { type Catalogue, type KeyOf, type Language, makeTranslate, type Translate, textsOf } from '../../shared/i18n';
import { language } from './words';

type Load<C> = Record<Language, () => Promise<{ default: C }>>;
export function lazyWords<C extends Catalogue>(load: Load<C>) {
  type K = KeyOf<C>;
  const translate = signal<Translate<K>>(key => key);
  let loaded: Language | undefined;
  return {
    words: ((key, values) => translate.value(key, values)) as Translate<K>,
    load: async (wanted: Language): Promise<void> => {
      if (loaded === wanted) return;
      const catalogue = await load[wanted]();
      if (wanted !== language.peek()) return;
      translate.value = makeTranslate<K>(wanted, textsOf(catalogue.default));
      loaded = wanted;
    },
  };
}
