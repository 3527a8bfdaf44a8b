// Views of teams and saved ones: in two browsers, by keys and by mouse, kept in the address; priority; density.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { axe, Desk, overflow, row, until, words } from './harness.mjs';

const en = words.en;
const d = words.en;
const s = JSON.parse(readFileSync(new URL('../../web/i18n/settings.en.json', import.meta.url), 'utf8'));
/** @type {Desk} */ let desk;
/** @type {Record<string, number>} */ const ids = {};
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('marta@example.com', 'Marta Lis', 'manager');
  await desk.hire('olga@example.com', 'Olga Petrova');
  const people = (await desk.admin.must('GET', '/users')).items;
  const id = (/** @type {string} */ name) => people.find((/** @type {any} */ one) => one.name === name).id;
  const sales = await desk.admin.must('POST', '/teams', { name: 'Sales', members: [id('Olga Petrova')] });
  await desk.admin.must('POST', '/teams', { name: 'Workshop', members: [] });
  await desk.admin.must('POST', '/rules', { name: 'To sales', conditions: { words: ['bike'] }, action: { team_id: sales.id } });
  for (const [name, text] of [['Anna', 'a bike, please'], ['Bruno', 'hello'], ['Celia', 'another bike']]) ids[name] = (await desk.writes(text, { name })).conversation;
  await desk.admin.must('PATCH', `/conversations/${ids.Bruno}`, { add_tags: ['Wholesale'] });
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

/** @param {import('playwright-core').Page} page */
const nav = (page) => page.getByRole('list', { name: d.views.heading });
/** @param {import('playwright-core').Page} page @param {string} name */
const link = (page, name) => nav(page).getByRole('link', { name });
/** Without the team that is there from the start. @param {import('playwright-core').Page} page */
const order = (page) => nav(page).getByRole('link').evaluateAll((all) => all.map((one) => one.querySelector('span')?.textContent).filter((name) => name !== 'Everyone'));
/** @param {import('playwright-core').Page} page @param {string} name @param {string} item */
async function act(page, name, item) {
  await page.getByRole('button', { name: d.views.menu.replace('{{name}}', name) }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}
/** @param {import('playwright-core').Page} page @param {string} name @param {string} [who] */
async function fill(page, name, who) {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(d.views.name).fill(name);
  if (who) await dialog.getByLabel(d.views.scope).selectOption({ label: who });
  await dialog.getByRole('button', { name: d.views.keep }).click();
  await dialog.waitFor({ state: 'detached' });
}

test('each team is a view of its people, with a live count and an address', async () => {
  const { page } = await desk.signedIn('olga@example.com', '/inbox/all');
  await link(page, 'Sales').getByText('2', { exact: true }).waitFor();
  assert.deepEqual(await order(page), ['Sales'], 'not those of other teams');
  await link(page, 'Sales').click();
  await page.getByRole('heading', { level: 1, name: /^Sales/ }).waitFor();
  await row(page, 'Anna').waitFor();
  assert.equal(await row(page, 'Bruno').count(), 0);
  assert.match(page.url(), /\/inbox\/all\?team=\d+$/);
  assert.equal(await link(page, 'Sales').getAttribute('aria-current'), 'page');
  assert.equal(await page.getByRole('link', { name: en.nav.all }).getAttribute('aria-current'), null);
  assert.deepEqual(await axe(page), []);
  await desk.admin.must('PATCH', `/conversations/${ids.Celia}`, { status: 'closed' });
  await row(page, 'Celia').waitFor({ state: 'detached' });
  // Under the pointer its menu stands over it.
  await link(page, 'Sales').getByText('1', { exact: true }).waitFor({ state: 'attached' });
});
test('a filter is saved under a name and shared; the other browser has it at once, and loses it when it is deleted', async () => {
  const { page } = await desk.signedIn('marta@example.com', '/inbox/all?tag=Wholesale');
  const other = await desk.signedIn('olga@example.com', '/inbox/all');
  await row(page, 'Bruno').waitFor();
  await page.getByRole('button', { name: d.views.save }).click();
  await page.getByRole('dialog').getByRole('button', { name: d.views.keep }).click();
  await page.getByText(d.views.missing).waitFor();
  assert.deepEqual(await axe(page), []);
  await fill(page, 'Big orders', d.views.all);
  await link(page, 'Big orders').getByText('1', { exact: true }).waitFor();
  await page.getByRole('heading', { level: 1, name: /^Big orders/ }).waitFor();
  assert.equal(await page.getByRole('button', { name: d.views.save }).count(), 0, 'it is saved already');
  await link(other.page, 'Big orders').click();
  await row(other.page, 'Bruno').waitFor();
  assert.equal(await row(other.page, 'Anna').count(), 0);
  await other.page.getByRole('button', { name: d.views.menu.replace('{{name}}', 'Big orders') }).focus();
  await other.page.keyboard.press('Enter');
  assert.deepEqual(await other.page.getByRole('menuitem').allTextContents(), [d.views.up], 'who does not manage has only the order');
  await other.page.keyboard.press('Escape');
  await act(page, 'Big orders', d.views.change);
  await fill(page, 'Large orders');
  await link(other.page, 'Large orders').waitFor();
  await act(page, 'Large orders', d.views.remove);
  await link(other.page, 'Large orders').waitFor({ state: 'detached' });
  await page.getByText(d.views.removed.replace('{{name}}', 'Large orders')).waitFor();  // others may see it before its answer is here
  await page.keyboard.press('z');
  await link(other.page, 'Large orders').waitFor();
  await act(page, 'Large orders', d.views.remove);
  await link(page, 'Large orders').waitFor({ state: 'detached' });
});
test('an own view is seen by nobody else; saved again under its name it shows something else', async () => {
  const { page } = await desk.signedIn('olga@example.com', '/inbox/all?tag=Wholesale');
  const other = await desk.signedIn('marta@example.com', '/inbox/all');
  await page.getByRole('button', { name: d.views.save }).click();
  assert.equal(await page.getByRole('dialog').getByLabel(d.views.scope).count(), 0);
  await fill(page, 'Mine alone');
  await link(page, 'Mine alone').waitFor();
  await page.goto('/inbox/all?status=snoozed');
  await page.getByRole('button', { name: d.views.save }).click();
  await page.getByRole('dialog').getByLabel(d.views.name).fill('Mine alone');
  await page.getByText(d.views.replaces).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: d.views.keep }).click();
  await page.getByRole('heading', { level: 1, name: /^Mine alone/ }).waitFor();
  assert.equal(new URL(String(await link(page, 'Mine alone').getAttribute('href')), page.url()).search, '?status=snoozed');
  await link(other.page, 'Sales').waitFor();
  assert.deepEqual(await order(other.page), ['Sales', 'Workshop']);
});
test('the order is one\'s own, by the menu and by drawing, and stays', async () => {
  const { page } = await desk.signedIn('marta@example.com', '/inbox/all');
  await link(page, 'Workshop').waitFor();
  assert.deepEqual(await order(page), ['Sales', 'Workshop']);
  await act(page, 'Workshop', d.views.up);
  await until(async () => (await order(page)).join() === 'Workshop,Sales', 'moved up');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), d.views.menu.replace('{{name}}', 'Workshop'));
  await page.reload();
  await link(page, 'Workshop').waitFor();
  assert.deepEqual(await order(page), ['Workshop', 'Sales']);
  await link(page, 'Sales').dragTo(link(page, 'Workshop'));
  await until(async () => (await order(page)).join() === 'Sales,Workshop', 'drawn over it');
  await until(async () => (await desk.admin.must('GET', '/views')).items.findIndex((/** @type {any} */ one) => one.name === 'Sales') < 2, 'others have their own order');
});
test('P gives a priority, the row says it, and the list goes by it', async () => {
  const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${ids.Anna}`);
  await page.getByRole('log').waitFor();
  await page.keyboard.press('p');
  await page.getByRole('dialog', { name: en.keys.priority }).getByRole('option', { name: d.priority[3] }).waitFor();
  await page.keyboard.type(d.priority[3]);
  await page.keyboard.press('Enter');
  await row(page, 'Anna').getByTitle(en.row.priority.replace('{{priority}}', '3')).waitFor();
  await page.getByRole('button', { name: en.order.newest }).click();
  await page.getByRole('menuitemradio', { name: en.order.priority }).click();
  await until(async () => /Anna/.test(String(await page.getByRole('option').first().textContent())), 'first in the list');
  await page.keyboard.press('z');
  await until(async () => (await desk.admin.must('GET', `/conversations/${ids.Anna}`)).priority === 0, 'taken back');
});
test('compact rows are lower, in every browser of that person, from the first painting on', async () => {
  const { page } = await desk.signedIn('olga@example.com', '/settings/profile');
  await page.getByRole('radio', { name: s.profile.compact }).check();
  await page.goto('/inbox/all');
  const height = async (/** @type {import('playwright-core').Page} */ on) => (await row(on, 'Bruno').boundingBox())?.height;
  await row(page, 'Bruno').waitFor();
  assert.equal(await height(page), 52);
  const other = await desk.signedIn('olga@example.com', '/inbox/all');
  await row(other.page, 'Bruno').waitFor();
  await until(async () => (await height(other.page)) === 52, 'compact there too');
  const [first, second] = await Promise.all([0, 1].map((i) => page.getByRole('option').nth(i).boundingBox()));
  assert.equal((second?.y ?? 0) - (first?.y ?? 0), 52, 'no gap and no overlap');
  assert.deepEqual(await overflow(page), []);
  assert.deepEqual(await axe(page), []);
  await page.goto('/settings/profile');
  await page.getByRole('radio', { name: s.profile.comfortable }).check();
});
test('on a phone the views are in the sheet, with their menu', async () => {
  const { page } = await desk.signedIn('marta@example.com', '/inbox/all', { viewport: { width: 390, height: 844 } });
  await page.getByRole('button', { name: en.nav.label }).click();
  await link(page, 'Sales').waitFor();
  assert.deepEqual(await overflow(page), []);
  assert.deepEqual(await axe(page), []);
  await link(page, 'Sales').click();
  await page.getByRole('heading', { level: 1, name: /^Sales/ }).waitFor();
});
