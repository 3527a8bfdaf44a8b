// The line goes and comes back: what was written waits and is sent once, what was missed is there, in every tab.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { bubble, composer, Desk, row, state, until, words } from './harness.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

/** @param {number} conversation */
const texts = async (conversation) => (await desk.admin.spoken(conversation)).map((one) => one.text);

describe('the server is away', () => {
  test('answers wait, survive a reload, and go once and in order when it is back; what was missed arrives without one', async () => {
    const { conversation } = await desk.writes('Are you there?', { name: 'Patient' });
    const { page, watch } = await desk.signedIn('olga@example.com', `/inbox/all/${conversation}`);
    await bubble(page, 'Are you there?').waitFor();
    watch.offline = true;
    await desk.parley.kill('SIGTERM');
    await page.getByText(en.line.lost).waitFor();
    for (const text of ['one', 'two', 'three']) {
      await composer(page).fill(text);
      await page.keyboard.press('Enter');
    }
    await state(bubble(page, 'three'), en.state.queued).waitFor();
    await desk.parley.start();
    await page.getByText(en.line.lost).waitFor({ state: 'detached', timeout: 40_000 });
    await state(bubble(page, 'three'), en.state.sent).waitFor();
    await desk.writes('Still here', { contact: { id: 'person-1', name: 'Patient' } });
    await bubble(page, 'Still here').waitFor();
    assert.deepEqual(await texts(conversation), ['Are you there?', 'one', 'two', 'three', 'Still here']);
    assert.equal(await page.getByRole('log').getByRole('article').count(), 5);
    await until(() => desk.app.accepted.filter((event) => event.type === 'message.created').length === 3, 'the customer has three answers');
  });
  test('what was written with no line is kept over a reload of the page', async () => {
    const { conversation } = await desk.writes('Hello?', { name: 'Reloaded' });
    const { page, context } = await desk.signedIn('olga@example.com', `/inbox/all/${conversation}`);
    await bubble(page, 'Hello?').waitFor();
    await context.route('**/messages', (route) => (route.request().method() === 'POST' ? route.abort() : route.fallback()));
    desk.seats.at(-1).watch.offline = true;
    await composer(page).fill('Kept');
    await page.keyboard.press('Enter');
    await state(bubble(page, 'Kept'), en.state.queued).waitFor();
    await composer(page).fill('a draft, not sent');
    await page.reload();
    await bubble(page, 'Kept').waitFor();
    assert.equal(await composer(page).inputValue(), 'a draft, not sent');
    await context.unroute('**/messages');
    await page.evaluate(() => void dispatchEvent(new Event('online')));
    await state(bubble(page, 'Kept'), en.state.sent).waitFor({ timeout: 40_000 });
    assert.deepEqual(await texts(conversation), ['Hello?', 'Kept']);
  });
  test('the answer to a send is lost, the message is there once', async () => {
    const { conversation } = await desk.writes('Hi', { name: 'Halfway' });
    const { page, context, watch } = await desk.signedIn('olga@example.com', `/inbox/all/${conversation}`);
    watch.offline = true;
    await bubble(page, 'Hi').waitFor();
    let cut = 0;
    await context.route('**/messages', async (route) => {
      if (route.request().method() !== 'POST' || cut++) return route.fallback();
      await route.fetch();
      await route.abort();
    });
    await composer(page).fill('Only once');
    await page.keyboard.press('Enter');
    await state(bubble(page, 'Only once'), en.state.sent).waitFor();
    assert.deepEqual(await texts(conversation), ['Hi', 'Only once']);
    assert.equal(await bubble(page, 'Only once').count(), 1);
  });
});

describe('the line alone is away', () => {
  test('resumes without a gap in the list and the thread', async () => {
    const { conversation } = await desk.writes('before', { contact: { id: 'gap', name: 'Gap' } });
    const { page, context, watch } = await desk.signedIn('olga@example.com', `/inbox/all/${conversation}`);
    watch.offline = true;
    await bubble(page, 'before').waitFor();
    await context.setOffline(true);
    await desk.parley.kill('SIGTERM');
    await desk.parley.start();
    await page.getByText(en.line.lost).waitFor();
    for (let i = 0; i < 30; i++) await desk.writes(`missed ${i}`, { contact: { id: 'gap', name: 'Gap' } });
    await desk.writes('A newcomer', { name: 'Newcomer' });
    await context.setOffline(false);
    await bubble(page, 'missed 29').waitFor({ timeout: 40_000 });
    await row(page, 'Newcomer').waitFor();
    const shown = await page.getByRole('log').locator('.text').allInnerTexts();
    assert.deepEqual(shown, ['before', ...Array.from({ length: 30 }, (_, i) => `missed ${i}`)]);
  });
});

describe('a server in trouble', () => {
  test('a list that fails says so and how to ask again; a thread too', async () => {
    const { conversation } = await desk.writes('hello', { name: 'Trouble' });
    const { page, context, watch } = await desk.signedIn('olga@example.com', '/inbox/closed');
    await page.getByText(en.empty.closed).waitFor();
    watch.expect(503, '/api/v1/');
    let broken = true;
    await context.route('**/api/v1/conversations**', (route) => (broken ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"unavailable","request_id":"r-1"}' }) : route.fallback()));
    await page.getByRole('link', { name: en.nav.snoozed }).click();
    const alert = page.getByRole('alert').filter({ hasText: en.list.failed });
    await alert.getByText(/r-1/).waitFor();
    broken = false;
    await alert.getByRole('button', { name: en.ui.again }).click();
    await page.getByText(en.empty.snoozed).waitFor();
    broken = true;
    await page.goto(`/inbox/snoozed/${conversation}`);
    const failed = page.getByRole('region', { name: en.thread.label, exact: true }).getByRole('alert');
    await failed.waitFor();
    broken = false;
    await failed.getByRole('button', { name: en.ui.again }).click();
    await bubble(page, 'hello').waitFor();
  });
  test('a slow server shows the shape of what comes, and keys answer at once', async () => {
    await desk.writes('hello', { name: 'Slow One' });
    const { page, context } = await desk.signedIn('olga@example.com', '/inbox/closed');
    /** @type {(() => void)[]} */ const held = [];
    await context.route('**/api/v1/conversations?**', async (route) => {
      await new Promise((resolve) => held.push(() => resolve(undefined)));
      await route.fallback();
    });
    await page.getByRole('link', { name: en.nav.all }).click();
    await page.locator('.list-skeleton').waitFor();
    await page.getByRole('heading', { name: en.nav.all }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: en.keys.title }).waitFor();
    await page.keyboard.press('Escape');
    for (const release of held) release();
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    await row(page, 'Slow One').waitFor();
  });
});
