// A page that is left open learns that the server has a newer build; the page can be installed as an app of its own.
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

test('it can be installed as an app of its own, and its badge counts what waits for me', async () => {
  const { page, context } = await desk.seat();
  await page.addInitScript(() => {
    /** @type {number[]} */ const badges = [];
    Object.assign(window, { badges });
    navigator.setAppBadge = async (count) => void badges.push(count ?? -1);
  });
  await context.request.post('/api/v1/session', { data: { email: 'olga@example.com', password } });
  await page.goto('/inbox/mine');
  await page.getByRole('main').waitFor();
  const cdp = await context.newCDPSession(page);
  const { errors, data } = await cdp.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(String(data));
  assert.deepEqual([manifest.name, manifest.display, manifest.start_url], ['Parley', 'standalone', '/']);
  for (const { src, sizes, type } of manifest.icons) {
    const answer = await context.request.get(src);
    assert.equal(answer.headers()['content-type'], type, src);
    // The size stands in the head of the picture.
    const bytes = await answer.body();
    assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes);
  }
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
  assert.deepEqual(installabilityErrors.map((/** @type {any} */ one) => one.errorId).filter((/** @type {string} */ id) => id !== 'in-incognito'), []);
  const { conversation } = await desk.writes('and me?', { name: 'Badge' });
  const me = await (await context.request.get('/api/v1/me')).json();
  await desk.admin.must('PATCH', `/conversations/${conversation}`, { assignee_id: me.id });
  const badges = () => page.evaluate(() => /** @type {any} */ (window).badges);
  await until(async () => (await badges()).at(-1) >= 1, 'counted');
  const before = (await badges()).at(-1);
  await desk.admin.must('POST', `/conversations/${conversation}/no-reply-needed`);
  await until(async () => (await badges()).at(-1) === before - 1, 'and no more');
});
