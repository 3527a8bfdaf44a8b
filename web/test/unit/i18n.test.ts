import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Catalogue, languages, makeTranslate, pickLanguage, textsOf } from '../../shared/i18n';

const folder = `${process.cwd()}/i18n/`;
const read = (name: string): Catalogue => JSON.parse(readFileSync(folder + name, 'utf8'));
function flat(catalogue: Catalogue, prefix = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(catalogue)) {
    if (typeof value === 'string') all.set(prefix + key, value);
    else for (const [inner, text] of flat(value, `${prefix}${key}.`)) all.set(inner, text);
  }
  return all;
}
const ending = /_(one|few|many|other)$/;
const slots = (text: string) => new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1]));
const formsOf = { en: ['one', 'other'], ru: ['one', 'few', 'many', 'other'], pl: ['one', 'few', 'many', 'other'] };

function bases(texts: Map<string, string>): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  for (const [key, text] of texts) {
    const base = key.replace(ending, '');
    all.set(
      base,
      new Set([...(all.get(base) ?? []), ...slots(text)].filter((slot): slot is string => slot !== undefined)),
    );
  }
  return all;
}

const families = [
  '',
  'later.',
  'report.',
  'widget.',
  'prechat.',
  'invite.',
  'rating.',
  'same.',
  'settings.',
  'menu.',
  'saved.',
  'tools.',
  'faces.',
  'speak.',
  'sound.',
  'bulk.',
  'whatsapp.',
  'meta.',
  'messenger.',
  'instagram.',
  'approved.',
  'templates.',
  'scheduled.',
  'seldom.',
  'past.',
  'reach.',
  'amiss.',
  'record.',
  'more.',
  'bot.',
  'keys.',
].filter(family => existsSync(`${folder}${family}en.json`));
describe.each(families)('the %scatalogues', family => {
  const english = flat(read(`${family}en.json`));
  it.each(languages)('%s has every text of English and none besides', language => {
    const texts = flat(read(`${family}${language}.json`));
    expect([...bases(texts).keys()].sort()).toEqual([...bases(english).keys()].sort());
  });
  it.each(languages)('%s has the slots of English', language => {
    const mine = bases(flat(read(`${family}${language}.json`)));
    for (const [key, wanted] of bases(english))
      expect([key, [...(mine.get(key) ?? [])].sort()]).toEqual([key, [...wanted].sort()]);
  });
  it.each(languages)('%s has all plural forms of its grammar', language => {
    const texts = flat(read(`${family}${language}.json`));
    const plural = new Set([...texts.keys()].filter(key => ending.test(key)).map(key => key.replace(ending, '')));
    for (const base of plural) {
      const forms = [...texts.keys()]
        .filter(key => key.replace(ending, '') === base && ending.test(key))
        .map(key => key.slice(base.length + 1));
      expect([base, forms.sort()]).toEqual([base, [...formsOf[language]].sort()]);
    }
  });
  it('has no empty text', () => {
    for (const language of languages)
      for (const [key, text] of flat(read(`${family}${language}.json`)))
        expect([language, key, text.trim() !== '']).toEqual([language, key, true]);
  });
});

it.each(languages)('%s says no text of the app in two catalogues', language => {
  const keys = ['', 'later.', 'keys.', 'report.'].flatMap(family => [
    ...flat(read(`${family}${language}.json`)).keys(),
  ]);
  expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
});

it('has no catalogue beyond the known languages', () => {
  const known = families.flatMap(family => languages.map(language => `${family}${language}.json`));
  expect(readdirSync(folder).filter(name => name.endsWith('.json') && !known.includes(name))).toEqual([]);
});

describe('plural forms', () => {
  it('are chosen by the language', () => {
    const russian = makeTranslate('ru', textsOf(read('ru.json')));
    expect([1, 2, 5, 21, 112].map(count => russian('nav.count', { count }))).toEqual([
      '1 диалог',
      '2 диалога',
      '5 диалогов',
      '21 диалог',
      '112 диалогов',
    ]);
    const polish = makeTranslate('pl', textsOf(read('pl.json')));
    expect([1, 2, 5, 22].map(count => polish('nav.count', { count }))).toEqual([
      '1 rozmowa',
      '2 rozmowy',
      '5 rozmów',
      '22 rozmowy',
    ]);
  });
});

it('leaves an unknown key and an unfilled slot to be seen', () => {
  const t = makeTranslate('en', textsOf({ a: 'Hello {{name}}' }));
  expect(t('a')).toBe('Hello {{name}}');
  expect(t('a', { name: '<b>' })).toBe('Hello <b>');
  expect(t('none')).toBe('none');
});

it('takes the first wanted language it has', () => {
  expect(pickLanguage(['de-AT', 'pl-PL', 'en'])).toBe('pl');
  expect(pickLanguage(['de'])).toBe('en');
});
