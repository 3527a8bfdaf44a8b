/** Text by key in the i18next JSON v4 format: nested objects, `{{name}}`, plural endings `_one _few _many _other`. */
export type Language = 'en' | 'ru' | 'pl';
export const languages: readonly Language[] = ['en', 'ru', 'pl'];

export interface Catalogue {
  readonly [key: string]: string | Catalogue;
}
export type Values = Readonly<Record<string, string | number>>;

type Base<K extends string> = K extends `${infer B}_${'one' | 'few' | 'many' | 'other'}` ? B : K;
/** `inbox.unread` for `{inbox: {unread_one, unread_other}}`. */
export type KeyOf<C> = {
  [K in keyof C & string]: C[K] extends string ? Base<K> : `${K}.${KeyOf<C[K]>}`;
}[keyof C & string];

export type Translate<K extends string> = (key: K, values?: Values) => string;

export function isLanguage(value: unknown): value is Language {
  return value === 'en' || value === 'ru' || value === 'pl';
}

/** The first of our languages among the wanted ones ("pl-PL", "en"), English when none fits. */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const short = tag.slice(0, 2).toLowerCase();
    if (isLanguage(short)) return short;
  }
  return 'en';
}

/** The catalogue's texts by whole key, added to those that are there. */
export function textsOf(catalogue: Catalogue, into = new Map<string, string>(), prefix = ''): Map<string, string> {
  for (const [key, value] of Object.entries(catalogue)) {
    if (typeof value === 'string') into.set(prefix + key, value);
    else textsOf(value, into, `${prefix}${key}.`);
  }
  return into;
}

/** `count` chooses the plural form. An unknown key answers itself, so that a gap is seen and nothing breaks. */
export function makeTranslate<K extends string>(language: Language, texts: ReadonlyMap<string, string>): Translate<K> {
  const plural = new Intl.PluralRules(language);
  const number = new Intl.NumberFormat(language);
  return (key, values) => {
    const count = values?.count;
    const text =
      (typeof count === 'number'
        ? (texts.get(`${key}_${plural.select(count)}`) ?? texts.get(`${key}_other`))
        : undefined) ?? texts.get(key);
    if (text === undefined) return key;
    if (!values) return text;
    return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : typeof value === 'number' ? number.format(value) : value;
    });
  };
}

/** Splits "half within {{time}}, {{change}}" at its slots: even places are text, odd ones slot names. */
export function slots(text: string): string[] {
  return text.split(/\{\{(\w+)\}\}/);
}
