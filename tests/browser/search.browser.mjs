// Search over everything: messages, conversations, people; the question is in the address, a hit opens at its place.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { axe, bubble, Desk, words } from './harness.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
/** @type {Awaited<ReturnType<Desk['signedIn']>>} */ let olga;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  await desk.writes('Szukam roweru górskiego Trail 29', { contact: { id: 'lukasz', name: 'Łukasz Mazur', phone: '+48601234118' } });
  for (let i = 0; i < 60; i++) await desk.writes(`and ${i}`, { contact: { id: 'lukasz', name: 'Łukasz Mazur' } });
  await desk.writes('Ещё вопрос про доставку', { name: 'Анна Соколова' });
  olga = await desk.signedIn('olga@example.com', '/inbox/search');
});
afterEach(() => olga.watch.assertQuiet());
after(() => desk.close());

const field = () => olga.page.getByRole('searchbox', { name: en.nav.search });

test('says what can be looked for, and what to do when nothing is found', async () => {
  const { page } = olga;
  await page.getByText(en.search.start).waitFor();
  await field().fill('zzzqqq');
  await page.getByText('Nothing found for “zzzqqq”').waitFor();
  await page.getByText(en.search.noneHint).waitFor();
});
test('words of a message are marked in their context, and the hit opens there and flashes', async () => {
  const { page } = olga;
  await field().fill('gorsk');
  const hit = page.locator('.hit', { hasText: 'Łukasz Mazur' }).filter({ has: page.locator('mark') }).first();
  await hit.waitFor();
  assert.match(await hit.locator('mark').first().innerText(), /górsk/i);
  await page.waitForURL('**/inbox/search?q=gorsk');
  await hit.click();
  await page.locator('[data-message].flash').waitFor();
  assert.match(await page.locator('[data-message].flash').innerText(), /Trail 29/);
  await page.getByRole('button', { name: en.thread.toEnd }).click();
  await bubble(page, 'and 59').waitFor();
});
test('what narrows is offered by a click, and a value that cannot be read is named', async () => {
  const { page, watch } = olga;
  await field().fill('');
  await page.getByRole('button', { name: /^from:/ }).click();
  await page.keyboard.type('lukasz gorsk');
  await page.locator('.hit', { hasText: 'Łukasz Mazur' }).filter({ has: page.locator('mark') }).first().waitFor();
  await field().fill('from:me gorsk');
  await page.getByText('Nothing found for “from:me gorsk”').waitFor();
  watch.expect(422, '/search');
  await field().fill('before:soon');
  await page.getByText('before: takes a day such as 2026-11-05').waitFor();
  await field().fill('');
});
test('a person is found by name without accents and by a part of the phone number', async () => {
  const { page } = olga;
  for (const words of ['lukasz', '234118']) {
    await field().fill(words);
    const person = page.getByRole('region', { name: en.nav.search }).getByRole('button', { name: /Łukasz Mazur/ });
    await person.waitFor();
  }
  await page.getByRole('region', { name: en.nav.search }).getByRole('button', { name: /Łukasz Mazur/ }).click();
  await page.getByRole('region', { name: 'Conversation with Łukasz Mazur' }).waitFor();
});
test('ё is е, and the question survives a reload', async () => {
  const { page } = olga;
  await page.goto('/inbox/search?q=%D0%B5%D1%89%D0%B5%20%D0%B2%D0%BE%D0%BF%D1%80%D0%BE%D1%81');
  await page.locator('.hit', { hasText: 'Анна Соколова' }).first().waitFor();
  await page.reload();
  await page.locator('.hit', { hasText: 'Анна Соколова' }).first().waitFor();
  assert.equal(await field().inputValue(), 'еще вопрос');
  assert.deepEqual(await axe(page), []);
});
