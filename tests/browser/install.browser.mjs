// A page that is left open learns that the server has a newer build.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { bubble, composer, Desk, password, until, words } from './harness.mjs';
import { Front } from './front.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
/** @type {Front} */ let front;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  front = await Front.before(desk.parley.url);
});
afterEach(() => desk.leaveAll());
afterEach(() => front.join());
after(async () => {
  await front?.cut().catch(() => undefined);
  await desk.close();
});

/** @param {import('playwright-core').Page} page */
const build = (page) => page.locator('meta[name="parley-build"]').getAttribute('content');
test('a page that is left open over an update says so, quietly, and a reload keeps what was typed', async () => {
  const { conversation } = await desk.writes('Left open', { name: 'Updated' });
  const seat = await desk.seat({ baseURL: front.url });
  front.older = 'older-build';
  await seat.context.request.post('/api/v1/session', { data: { email: 'olga@example.com', password } });
  await seat.page.goto(`/inbox/all/${conversation}`);
  await bubble(seat.page, 'Left open').waitFor();
  assert.equal(await build(seat.page), 'older-build');
  const reload = seat.page.getByRole('button', { name: en.line.reload });
  await reload.waitFor();
  await composer(seat.page).fill('half a sentence');
  front.older = null;
  await reload.click();
  await until(async () => (await build(seat.page)) !== 'older-build', 'the page is new');
  await bubble(seat.page, 'Left open').waitFor();
  assert.equal(await composer(seat.page).inputValue(), 'half a sentence');
  assert.equal(await seat.page.getByRole('button', { name: en.line.reload }).count(), 0);
});
