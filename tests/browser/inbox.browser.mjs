// The daily work of one operator: the list that lives, the thread, answers with their states, notes, closing, the side panel.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { bubble, composer, Desk, row, state, until, words } from './harness.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
/** @type {Awaited<ReturnType<Desk['signedIn']>>} */ let olga;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  olga = await desk.signedIn('olga@example.com');
  await until(async () => (await desk.admin.must('GET', '/users')).items.find((one) => one.name === 'Olga Petrova')?.presence === 'online', 'Olga is online');
});
afterEach(() => olga.watch.assertQuiet());
after(() => desk.close());

/** A customer who wrote, with the conversation open. @param {string} name @param {string} text @param {object} [more] */
async function opened(name, text, more = {}) {
  const wrote = await desk.writes(text, { contact: { id: name, name }, ...more });
  await olga.page.goto(`/inbox/all/${wrote.conversation}`);
  await bubble(olga.page, text).waitFor();
  return wrote;
}

describe('the list', () => {
  test('a new customer appears at the top by himself, with a timer that runs', async () => {
    const { page } = olga;
    await desk.writes('Earlier', { name: 'Early Bird' });
    await row(page, 'Early Bird').waitFor();
    await desk.writes('Is the workshop open on Saturday?', { name: 'Late Comer' });
    await row(page, 'Late Comer').waitFor();
    assert.match(await page.getByRole('option').first().innerText(), /Late Comer/);
    assert.equal(await page.getByRole('option').count(), 2);
    const timer = row(page, 'Late Comer').locator('time.wait');
    const first = await timer.innerText();
    await until(async () => (await timer.innerText()) !== first, 'the timer runs on');
    await row(page, 'Late Comer').locator('.count', { hasText: '1' }).waitFor();
    assert.match(await page.title(), /^\(2\) /);
  });
  test('read longest wait first when asked, and that is kept', async () => {
    const { page } = olga;
    await page.getByRole('button', { name: en.order.newest }).click();
    await page.getByRole('menuitemradio', { name: en.order.wait }).click();
    await until(async () => /Early Bird/.test(await page.getByRole('option').first().innerText()), 'who waits longest is first');
    await page.reload();
    await row(page, 'Early Bird').waitFor();
    assert.match(await page.getByRole('option').first().innerText(), /Early Bird/);
    await page.getByRole('button', { name: en.order.wait }).click();
    await page.getByRole('menuitemradio', { name: en.order.newest }).click();
  });
  test('a list being read does not move under the pointer', async () => {
    const { page } = olga;
    await row(page, 'Early Bird').hover();
    const before = await page.getByRole('option').allInnerTexts();
    await desk.writes('Hello', { name: 'Quick Silver' });
    await page.getByRole('button', { name: '1 new' }).waitFor();
    assert.equal((await page.getByRole('option').allInnerTexts()).length, before.length);
    await page.getByRole('button', { name: '1 new' }).click();
    await row(page, 'Quick Silver').waitFor();
  });
});

describe('a conversation', () => {
  test('opens at what is new and is read by that', async () => {
    const { page } = olga;
    const { conversation } = await desk.writes('First line', { contact: { id: 'reader', name: 'Reader' } });
    await desk.writes('Second line', { contact: { id: 'reader', name: 'Reader' } });
    await page.goto('/inbox/all');
    await row(page, 'Reader').click();
    await bubble(page, 'Second line').waitFor();
    await page.getByText('2 new', { exact: true }).waitFor();
    await until(async () => (await desk.admin.must('GET', `/conversations/${conversation}`)).unread === 0, 'the server knows it is read');
    await row(page, 'Reader').locator('.count').waitFor({ state: 'detached' });
    await page.goto('/inbox/all');
    await row(page, 'Reader').waitFor();
    assert.equal(await row(page, 'Reader').locator('.count').count(), 0);
  });
  test('an answer is on screen at once, then sent, delivered and read; the wait ends', async () => {
    const { page } = olga;
    desk.app.answer({ kind: 'ok', external_id: 'out-1', delay: 300 });
    await opened('Marek Wójcik', 'Czy jest L?');
    await composer(page).fill('Tak, rama L czeka.');
    const painted = await page.evaluate(async () => {
      const field = /** @type {HTMLElement} */ (document.querySelector('.composer-field'));
      const start = performance.now();
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
      while (!document.querySelector('.message-out')) await new Promise(requestAnimationFrame);
      return performance.now() - start;
    });
    assert.ok(painted < 500, `painted after ${painted} ms`);
    assert.equal(await composer(page).inputValue(), '');
    const sent = bubble(page, 'Tak, rama L czeka.');
    await state(sent, en.state.sent).waitFor();
    await row(page, 'Marek').locator('time.wait').waitFor({ state: 'detached' });
    const callback = desk.app.about('Tak, rama L czeka.')[0];
    const status = (/** @type {string} */ state) => desk.client.events([desk.client.event('message.status', { message: { parley_id: callback.event.data.message.parley_id ?? callback.event.data.message.id }, status: state, external_id: 'out-1', at: new Date().toISOString() })]);
    await status('delivered');
    await state(sent, en.state.delivered).waitFor();
    await status('read');
    await sent.locator('.state-read').waitFor();
    assert.equal(await bubble(page, 'Tak, rama L czeka.').count(), 1);
  });
  test('what the channel refuses says why and can be sent again', async () => {
    const { page } = olga;
    await opened('Refused', 'hello');
    desk.app.answer({ kind: 'status', code: 422, body: { code: 'too_long', message: 'the text is too long' } });
    await composer(page).fill('A long story');
    await page.getByRole('button', { name: en.composer.send }).click();
    const failed = bubble(page, 'A long story');
    await failed.locator('.state-bad').waitFor();
    assert.match(await failed.innerText(), /Not delivered/);
    await row(page, 'Refused').getByText(en.row.notSent).waitFor();
    await failed.getByRole('button', { name: en.state.retry }).click();
    await until(async () => (await state(bubble(page, 'A long story'), en.state.sent).count()) > 0, 'the new attempt is sent');
  });
  test('a note stays with the team and does not end the wait', async () => {
    const { page } = olga;
    await opened('Noted', 'hello');
    await page.getByRole('button', { name: en.composer.note, exact: true }).click();
    await page.getByRole('textbox', { name: en.composer.noteLabel }).fill('One is held until Friday');
    await page.getByRole('button', { name: en.composer.addNote }).click();
    await page.getByRole('article', { name: 'Note by Olga Petrova' }).getByText('One is held until Friday').waitFor();
    await row(page, 'Noted').locator('time.wait').waitFor();
    assert.equal(desk.app.about('One is held until Friday').length, 0);
  });
  test('assigned to somebody else and back, closed and opened again, each with its line in the thread', async () => {
    const { page } = olga;
    const { conversation } = await opened('Traveller', 'hello');
    const read = () => desk.admin.must('GET', `/conversations/${conversation}`);
    await page.getByRole('button', { name: 'Assigned to Olga Petrova, change' }).click();
    await page.getByRole('menuitemradio', { name: /Maja Nowak/ }).click();
    await page.getByRole('button', { name: 'Assigned to Maja Nowak, change' }).waitFor();
    await page.locator('.activity', { hasText: 'Olga Petrova assigned it to Maja Nowak' }).waitFor();
    assert.equal((await read()).assignee.name, 'Maja Nowak');
    await page.keyboard.press('z');
    await until(async () => (await read()).assignee?.name === 'Olga Petrova', 'undone');
    await page.getByRole('button', { name: en.thread.close, exact: true }).click();
    await until(async () => (await read()).status === 'closed', 'closed');
    await page.goto(`/inbox/closed/${conversation}`);
    await page.locator('.activity', { hasText: 'Olga Petrova closed it' }).waitFor();
    await page.getByRole('button', { name: en.thread.reopen }).click();
    await until(async () => (await read()).status === 'open', 'open again');
    await page.locator('.activity', { hasText: 'Olga Petrova reopened it' }).waitFor();
  });
  test('the panel tells who it is, the lead with its source, and why it is whose it is', async () => {
    const { page } = olga;
    const attribution = { source: 'google', medium: 'cpc', campaign: 'autumn', click_id: { type: 'gclid', value: 'x1' }, referrer_url: 'https://www.google.com/', landing_url: 'https://shop.example/trail' };
    const { conversation } = await opened('Anna Sourced', 'Dobry', { contact: { id: 'anna', name: 'Anna Sourced', phone: '+48601234118', email: 'anna@example.com' }, attribution });
    const panel = page.getByRole('complementary', { name: en.panel.label });
    for (const text of ['Anna Sourced', '+48601234118', 'anna@example.com']) await panel.getByText(text, { exact: true }).first().waitFor();
    const source = panel.getByRole('region', { name: en.source.title });
    for (const text of ['google / cpc', 'autumn', 'gclid x1', 'https://www.google.com/', 'https://shop.example/trail']) await source.getByText(text).waitFor();
    await panel.getByRole('region', { name: en.why.title }).getByText(en.reason.least_loaded).waitFor();
    const [{ stages }] = (await desk.admin.must('GET', '/pipelines')).items;
    await panel.getByRole('button', { name: new RegExp(`^${en.panel.stage}: `) }).click();
    await page.getByRole('menuitemradio', { name: stages[1].name }).click();
    await until(async () => (await desk.admin.must('GET', `/conversations/${conversation}`)).lead.stage.name === stages[1].name, 'the lead has moved');
    await page.locator('.activity', { hasText: stages[1].name }).waitFor();
  });
  test('a name of 60 letters and a message of 4,000 keep inside their places', async () => {
    const { page } = olga;
    const name = 'Wolfeschlegelsteinhausenbergerdorff Wolfeschlegelsteinhausen'.slice(0, 60);
    const long = 'ąż'.repeat(2000);
    await opened(name, long);
    for (const width of [1440, 834, 390]) {
      await page.setViewportSize({ width, height: 900 });
      const outside = await page.evaluate(() =>
        [...document.querySelectorAll('main *')].filter((one) => {
          const box = one.getBoundingClientRect();
          return box.width > 0 && !one.closest('.hidden') && (box.right > innerWidth + 1 || box.left < -1);
        }).map((one) => `${one.tagName}.${one.className} in ${one.parentElement?.className}`),
      );
      assert.deepEqual(outside, [], `at ${width}`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });
});
