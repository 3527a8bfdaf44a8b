// A finger on a row: to the right it closes, to the left it puts off, both to be taken back; up and down it scrolls, a tap opens.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { bubble, Desk, row, until, words } from './harness.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
/** @type {Record<string, number>} */ const ids = {};
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  for (let i = 0; i < 14; i++) await desk.writes('hello', { name: `Customer ${i}` });
  for (const name of ['Cid', 'Bea', 'Ann']) ids[name] = (await desk.writes(`hello from ${name}`, { name })).conversation;
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

/** @typedef {import('playwright-core').Page} Page */
const of = (/** @type {string} */ name) => desk.admin.must('GET', `/conversations/${ids[name]}`);
const phone = () => desk.signedIn('olga@example.com', '/inbox/all', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
/** A finger put down in the middle of the row and moved in steps; the answer lifts it. @param {Page} page @param {string} name @param {number} dx @param {number} dy */
const draw = (page, name, dx, dy) => drawOver(page, row(page, name), dx, dy);
/** @param {Page} page @param {import('playwright-core').Locator} what @param {number} dx @param {number} dy */
async function drawOver(page, what, dx, dy) {
  const cdp = await page.context().newCDPSession(page);
  const box = await what.boundingBox();
  assert.ok(box);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const touch = (/** @type {string} */ type, /** @type {{x: number, y: number}[]} */ touchPoints) => cdp.send('Input.dispatchTouchEvent', /** @type {any} */ ({ type, touchPoints }));
  await touch('touchStart', [{ x, y }]);
  for (let i = 1; i <= 10; i++) await touch('touchMove', [{ x: x + (dx * i) / 10, y: y + (dy * i) / 10 }]);
  return () => touch('touchEnd', []);
}

test('to the right closes, and Undo opens it again', async () => {
  const { page } = await phone();
  await row(page, 'Ann').waitFor();
  const lift = await draw(page, 'Ann', 160, 6);
  await row(page, 'Ann').locator('.row-act-now', { hasText: en.thread.close }).waitFor();
  await lift();
  await row(page, 'Ann').waitFor({ state: 'detached' });
  await until(async () => (await of('Ann')).status === 'closed', 'closed');
  assert.equal(new URL(page.url()).pathname, '/inbox/all', 'nothing is opened by it');
  await page.getByRole('button', { name: en.toast.undo }).click();
  await until(async () => (await of('Ann')).status === 'open', 'open again');
});
test('to the left puts off to tomorrow morning, and Undo takes it back', async () => {
  const { page } = await phone();
  await row(page, 'Bea').waitFor();
  await (await draw(page, 'Bea', -160, 6))();
  await row(page, 'Bea').locator('.row-snoozed').waitFor();
  const put = await until(async () => (await of('Bea')).snoozed_until, 'snoozed');
  const ahead = (Date.parse(put) - Date.now()) / 3_600_000;
  assert.ok(ahead > 8 && ahead < 36, `for ${ahead} hours`);
  await page.getByRole('button', { name: en.toast.undo }).click();
  await until(async () => (await of('Bea')).status === 'open', 'open again');
});
test('a short draw does nothing, up and down scrolls, a tap opens', async () => {
  const { page } = await phone();
  await row(page, 'Cid').waitFor();
  await (await draw(page, 'Cid', 60, 4))();
  await until(() => row(page, 'Cid').evaluate((one) => !one.classList.contains('row-aside')), 'it is back in its place');
  await (await draw(page, 'Cid', 10, -300))();
  await until(() => page.locator('.list-rows').evaluate((one) => one.scrollTop > 50), 'the list has scrolled');
  await page.locator('.list-rows').evaluate((one) => void (one.scrollTop = 0));
  assert.equal((await of('Cid')).status, 'open');
  assert.equal(await page.locator('.row-checked').count(), 0);
  await row(page, 'Cid').tap();
  await bubble(page, 'hello from Cid').waitFor();
});
test('a tap on a face chooses', async () => {
  const { page } = await phone();
  await row(page, 'Ann').locator('.row-face').tap();
  await page.getByRole('toolbar', { name: en.bulk.label }).getByText('1 chosen').waitFor();
});
test('to the left over the thread brings the panel, to the right over the panel sends it back', async () => {
  const { page } = await phone();
  const log = page.getByRole('log'), panel = page.getByRole('complementary', { name: en.panel.label });
  await row(page, 'Ann').tap();
  await bubble(page, 'hello from Ann').waitFor();
  // The hand comes a moment after the page.
  await until(async () => {
    await (await drawOver(page, log, -160, 10))();
    return panel.isVisible();
  }, 'the panel is there');
  await (await drawOver(page, panel, 20, 200))();
  await (await drawOver(page, panel, -160, 10))();
  assert.ok(await panel.isVisible(), 'down is scrolling, further to the left is nothing');
  await (await drawOver(page, panel, 160, 10))();
  await panel.waitFor({ state: 'detached' });
  await (await drawOver(page, log, 160, 10))();
  assert.equal(await panel.count(), 0);
  assert.equal(new URL(page.url()).pathname, `/inbox/all/${ids.Ann}`);
});
