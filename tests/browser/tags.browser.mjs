// Tags and what a list is narrowed by: by keys, in two browsers, kept in the address.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { axe, bubble, Desk, overflow, row, until, words } from './harness.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
/** @type {Record<string, number>} */ const ids = {};
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  await desk.hire('tomasz@example.com', 'Tomasz Nowak');
  for (const [i, name] of ['Third', 'Second', 'First'].entries()) {
    ids[name] = (await desk.writes(`hello from ${name}`, { name, attribution: { source: i ? 'google' : 'facebook', medium: 'cpc' } })).conversation;
  }
  await desk.admin.must('POST', '/tags', { name: 'Wholesale' });
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

const picker = (/** @type {import('playwright-core').Page} */ page) => page.getByRole('combobox', { name: en.tags.label });
const tagsOf = async (/** @type {string} */ name) => (await desk.admin.must('GET', `/conversations/${ids[name]}`)).tags;

test('T finds a tag and makes one; everybody sees it on the row; Z takes it off', async () => {
  const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${ids.First}`);
  const other = await desk.signedIn('tomasz@example.com', '/inbox/all');
  await bubble(page, 'hello from First').waitFor();
  await page.keyboard.press('t');
  await picker(page).waitFor();
  await page.getByRole('dialog').getByRole('option', { name: 'Wholesale' }).waitFor();
  // Before anything is done: a slow machine needs longer for it than an act can be taken back.
  assert.deepEqual(await axe(page), []);
  await page.keyboard.type('whsl');
  await page.keyboard.press('Enter');
  await row(other.page, 'First').getByText('Wholesale').waitFor();
  await page.keyboard.type('Żółty rower');
  await page.keyboard.press('Enter');
  await until(async () => (await tagsOf('First')).length === 2, 'both are on');
  await page.keyboard.press('Escape');
  await picker(page).waitFor({ state: 'detached' });
  const panel = page.getByRole('region', { name: en.panel.tags });
  await panel.getByText('Żółty rower').waitFor();
  assert.equal(await row(page, 'First').locator('.row-tag').count(), 1, 'at most one on the row');
  await page.keyboard.press('z');
  await until(async () => (await tagsOf('First')).join() === 'Wholesale', 'the last one is off again');
  await panel.getByRole('button', { name: en.tags.off.replace('{{tag}}', 'Wholesale') }).click();
  await until(async () => (await tagsOf('First')).length === 0, 'both are off');
});
test('a filter narrows the list and stays in the address; its chip takes it away', async () => {
  await desk.admin.must('PATCH', `/conversations/${ids.Second}`, { add_tags: ['Wholesale'] });
  const { page } = await desk.signedIn('olga@example.com', '/inbox/all');
  await row(page, 'First').waitFor();
  await page.keyboard.press('f');
  await page.getByRole('combobox', { name: en.filter.label }).waitFor();
  await page.keyboard.type('goog');
  await page.getByRole('dialog').getByRole('option', { name: 'google' }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('Enter');
  await row(page, 'Third').waitFor({ state: 'detached' });
  assert.equal(new URL(page.url()).search, '?source=google');
  await page.keyboard.press('f');
  await page.getByRole('combobox', { name: en.filter.label }).waitFor();
  await page.keyboard.type('wholesale');
  await page.getByRole('dialog').getByRole('option', { name: 'Wholesale' }).waitFor();
  await page.keyboard.press('Enter');
  await row(page, 'First').waitFor({ state: 'detached' });
  await page.getByText('1 found').waitFor();
  await row(page, 'Second').click();
  await bubble(page, 'hello from Second').waitFor();
  assert.match(page.url(), /\/inbox\/all\/\d+\?tag=Wholesale&source=google$/);
  await page.reload();
  await row(page, 'Second').waitFor();
  assert.equal(await row(page, 'First').count(), 0, 'narrowed after a reload');
  // A change elsewhere brings one in and takes one out.
  await desk.admin.must('PATCH', `/conversations/${ids.First}`, { add_tags: ['Wholesale'] });
  await row(page, 'First').waitFor();
  await page.getByRole('button', { name: en.filter.drop.replace('{{name}}', 'google') }).click();
  await desk.admin.must('PATCH', `/conversations/${ids.First}`, { remove_tags: ['Wholesale'] });
  await row(page, 'First').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: en.filter.clear }).click();
  await row(page, 'Third').waitFor();
  assert.equal(new URL(page.url()).search, '');
});
test('nothing found says so and clears; it fits a phone', async () => {
  const { page } = await desk.signedIn('olga@example.com', '/inbox/all?tag=Nothing', { viewport: { width: 390, height: 844 } });
  await page.getByText(en.filter.none).waitFor();
  assert.deepEqual(await overflow(page), []);
  await page.getByRole('button', { name: en.filter.clear }).first().click();
  await row(page, 'Third').click();
  await bubble(page, 'hello from Third').waitFor();
  await page.getByRole('button', { name: en.thread.panel }).click();
  await page.getByRole('region', { name: en.panel.tags }).getByRole('button', { name: en.tags.add }).click();
  await picker(page).fill('From a phone');
  await page.getByRole('option', { name: /From a phone/ }).click();
  await until(async () => (await tagsOf('Third')).join() === 'From a phone', 'tagged');
  assert.deepEqual(await overflow(page), []);
});
test('U marks unread, and the row says so to everybody', async () => {
  const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${ids.Second}`);
  await bubble(page, 'hello from Second').waitFor();
  await until(async () => (await desk.admin.must('GET', `/conversations/${ids.Second}`)).unread === 0, 'read');
  await page.keyboard.press('u');
  await until(async () => (await desk.admin.must('GET', `/conversations/${ids.Second}`)).unread === 1, 'unread');
  await row(page, 'Second').locator('.count').waitFor();
});
