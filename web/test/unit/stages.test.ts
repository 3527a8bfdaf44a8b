import { afterEach, expect, it } from 'vitest';
import { stageName } from '../../app/data/stages';
import { useLanguage } from '../../app/data/words';

afterEach(() => useLanguage('en'));

it('says the stages a company begins with in the language of the reader', async () => {
  await useLanguage('pl');
  expect(stageName('Not a lead')).toBe('To nie lead');
  await useLanguage('ru');
  expect(stageName('Won')).toBe('Успех');
});
it('leaves what a company wrote itself as it is', async () => {
  await useLanguage('pl');
  expect(stageName('Jazda próbna')).toBe('Jazda próbna');
  expect(stageName('constructor')).toBe('constructor');
});
