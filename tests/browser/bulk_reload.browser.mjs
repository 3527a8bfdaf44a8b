// An act on many outlives its page: a reload in the middle goes on with it, once, and it is taken back as a whole.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Desk, until, words } from './harness.mjs';

const en = words.en;
const many = 450;
/** @type {Desk} */ let desk;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  for (let from = 0; from < many; from += 50) {
    const events = Array.from({ length: 50 }, (_, i) => desk.client.message({ contact: { id: `many-${from + i}`, name: `Person ${from + i}` }, text: 'hello' }));
    const { status } = await desk.client.events(events);
    assert.equal(status, 200);
  }
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

/** @typedef {import('playwright-core').Page} Page */
const bar = (/** @type {Page} */ page) => page.getByRole('toolbar', { name: en.bulk.label });
const open = async () => (await desk.admin.must('GET', '/conversations/counts')).all;

/** Those shown first, then all of the view. @param {Page} page */
async function chooseAll(page) {
  await page.keyboard.press('Control+a');
  await bar(page).waitFor();
  await page.keyboard.press('Control+a');
  await bar(page).getByText(`${many} chosen`).waitFor();
}
/** All chosen, and closed; the second request reaches the server and its answer never comes back. @param {Page} page */
async function cutInTheMiddle(page) {
  let requests = 0;
  /** @type {() => void} */ let cut = () => {};
  const second = new Promise((resolve) => (cut = () => resolve(undefined)));
  await page.route('**/conversations/bulk', async (route) => {
    if (++requests === 1) return route.continue();
    await route.fetch();
    cut();
  });
  await page.getByRole('option').first().waitFor();
  await chooseAll(page);
  await page.keyboard.press('e');
  await second;
  await bar(page).getByText(en.bulk.running_other.replace('{{done}}', '200').replace('{{count}}', String(many))).waitFor();
  await until(async () => (await open()) === many - 400, 'two parts are done');
  await page.unroute('**/conversations/bulk');
}

test('a reload goes on where it was, changes nothing twice, and one undo takes all of it back', async () => {
  const { page } = await desk.signedIn('olga@example.com', '/inbox/all');
  await cutInTheMiddle(page);
  await page.reload();
  await until(async () => (await open()) === 0, 'all are closed');
  await page.getByText(en.bulk.closed_other.replace('{{count}}', String(many))).waitFor();
  await bar(page).waitFor({ state: 'detached' });
  const [one] = (await desk.admin.must('GET', '/conversations?view=closed&limit=1')).items;
  const lines = (await desk.admin.messages(one.id)).filter((/** @type {any} */ line) => line.content?.activity === 'closed');
  assert.equal(lines.length, 1);
  await page.keyboard.press('z');
  await until(async () => (await open()) === many, 'all are open again, those of the lost answer too');
  await page.reload();
  await page.getByRole('option').first().waitFor();
  assert.equal(await bar(page).count(), 0, 'nothing is left to go on with');
  assert.equal(await open(), many);
});

test('taking back outlives a reload too, and it can be stopped', async () => {
  const { page } = await desk.signedIn('olga@example.com', '/inbox/all');
  await page.getByRole('option').first().waitFor();
  await chooseAll(page);
  await page.keyboard.press('e');
  await until(async () => (await open()) === 0, 'all are closed');
  await page.getByText(en.bulk.closed_other.replace('{{count}}', String(many))).waitFor();
  let requests = 0;
  await page.route('**/conversations/bulk', (route) => (++requests === 1 ? route.continue() : undefined));
  await page.keyboard.press('z');
  await until(async () => (await open()) === 200, 'the first part is back');
  await page.unroute('**/conversations/bulk');
  await page.reload();
  await until(async () => (await open()) === many, 'the rest is back too');
  await page.route('**/conversations/bulk', async (route) => {
    await bar(page).getByRole('button', { name: en.bulk.stop }).click();
    await route.continue();
  });
  await bar(page).waitFor({ state: 'detached' });
  await page.getByRole('option').first().waitFor();
  await chooseAll(page);
  await page.keyboard.press('e');
  await until(async () => (await open()) === many - 200, 'stopped after the part that was under way');
  await bar(page).waitFor({ state: 'detached' });
  await page.unroute('**/conversations/bulk');
  await page.reload();
  await page.getByRole('option').first().waitFor();
  assert.equal(await open(), many - 200, 'what was stopped is not gone on with');
});
