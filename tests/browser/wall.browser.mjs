// The waiting wall: who waits and who is there, live, on a screen that nobody touches.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { Front } from './front.mjs';
import { axe, Desk, overflow, password, until, words } from './harness.mjs';

const en = words.en;
/** @typedef {import('playwright-core').Page} Page */
/** @type {Desk} */ let desk;
/** @type {import('../e2e/harness.mjs').Operator} */ let olga;
let olgaId = 0;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('sergei@example.com', 'Sergei Orlov', 'manager');
  olga = await desk.parley.operator({ email: 'olga@example.com', name: 'Olga Petrova', role: 'operator' });
  const people = (await desk.admin.must('GET', '/users')).items;
  olgaId = people.find((/** @type {any} */ one) => one.name === 'Olga Petrova').id;
  await desk.admin.must('PATCH', `/users/${olgaId}`, { capacity: 4 });
  // Who looks at the wall is given nobody.
  await desk.admin.must('PATCH', `/users/${people.find((/** @type {any} */ one) => one.name === 'Sergei Orlov').id}`, { capacity: 0 });
});
afterEach(async () => {
  await desk.leaveAll();
  olga.close();
  for (const { id } of await desk.admin.conversations()) await desk.admin.must('PATCH', `/conversations/${id}`, { status: 'closed' });
});
after(() => desk.close());

const ago = (/** @type {number} */ minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
const open = async (/** @type {Record<string, any>} */ options = {}) => {
  const seat = await desk.signedIn('sergei@example.com', '/response/wall', { viewport: { width: 1920, height: 1080 }, ...options });
  await seat.page.locator('.wall').waitFor();
  return seat;
};
const row = (/** @type {Page} */ page, /** @type {string} */ name) => page.locator('.wall-row').filter({ hasText: name });
const names = (/** @type {Page} */ page) => page.locator('.wall-name b').allInnerTexts();
const duty = (/** @type {Page} */ page) => page.getByRole('region', { name: en.wall.duty });
const assign = (/** @type {number} */ conversation, /** @type {number | null} */ user) => desk.admin.must('PATCH', `/conversations/${conversation}`, { assignee_id: user });

describe('who waits', () => {
  test('each has a running timer and the target, the longest on top, and goes with the answer', async () => {
    const { page } = await open();
    await page.getByRole('heading', { name: en.empty.waiting }).waitFor();
    const nina = await desk.writes('Is it open on Sunday?', { name: 'New Nina' });
    await page.getByRole('heading', { name: '1 customer waiting' }).waitFor();
    await row(page, 'New Nina').getByText('Is it open on Sunday?').waitFor();
    const { wait } = await desk.admin.must('GET', `/conversations/${nina.conversation}`);
    const breaks = new Date(Date.parse(wait.opened_at) + wait.target_seconds * 1000).toLocaleTimeString('en-GB', { timeZone: 'Europe/Warsaw', hour: '2-digit', minute: '2-digit' });
    await row(page, 'New Nina').getByText(`target breaks at ${breaks}`).waitFor();
    const timer = row(page, 'New Nina').locator('time.wait-calm');
    const first = await timer.innerText();
    await until(async () => (await timer.innerText()) !== first, 'it runs by the second');
    const oskar = await desk.writes('Where is my order?', { name: 'Old Oskar', sent_at: ago(12) });
    await page.getByRole('heading', { name: '2 customers waiting' }).waitFor();
    assert.deepEqual(await names(page), ['Old Oskar', 'New Nina']);
    await row(page, 'Old Oskar').locator('time.wait-late').waitFor();
    await row(page, 'Old Oskar').getByText('target broken 7 min ago').waitFor();
    await page.getByText('1 past target').waitFor();
    await desk.admin.send(oskar.conversation, { text: 'It comes tomorrow' });
    await row(page, 'Old Oskar').waitFor({ state: 'detached' });
    assert.deepEqual(await names(page), ['New Nina']);
    await desk.admin.send(nina.conversation, { text: 'It is' });
    await page.getByRole('heading', { name: en.empty.waiting }).waitFor();
  });
  test('who has it stands beside it, nobody stands out, and who writes an answer is seen writing', async () => {
    const { conversation } = await desk.writes('Hello?', { name: 'Handed Hanna' });
    await assign(conversation, null);
    const { page } = await open();
    await row(page, 'Handed Hanna').locator('.wall-nobody').getByText(en.wall.nobody).waitFor();
    await assign(conversation, olgaId);
    await row(page, 'Handed Hanna').locator('.wall-owner').getByText('Olga Petrova').waitFor();
    await row(page, 'Handed Hanna').getByText(en.presence.offline).waitFor();
    await olga.listen();
    await row(page, 'Handed Hanna').getByText(en.presence.offline).waitFor({ state: 'detached' });
    olga.tell({ type: 'typing', conversation_id: conversation, on: true });
    await row(page, 'Handed Hanna').getByText('Olga Petrova is writing').waitFor();
  });
  test('those who are there show their load and their state', async () => {
    const { page } = await open();
    await duty(page).getByText(en.wall.noDuty).waitFor();
    await olga.listen();
    const hers = duty(page).getByRole('listitem').filter({ hasText: 'Olga Petrova' });
    await hers.getByText('0 of 4').waitFor();
    for (let i = 1; i <= 4; i++) {
      const { conversation } = await desk.writes('Hello?', { name: `Loaded ${i}` });
      await assign(conversation, olgaId);
      await hers.getByText(`${i} of 4`).waitFor();
    }
    await hers.getByText(en.wall.full).waitFor();
    olga.tell({ type: 'presence', state: 'away' });
    await hers.getByText(en.presence.away).waitFor();
    assert.equal(await duty(page).getByText('Sergei Orlov').count(), 0, 'who watches is not there for customers');
  });
  test('a wall shows as many as fit, without scrolling, and says how many more there are', async () => {
    for (let i = 0; i < 24; i++) await desk.writes(`Question ${i}`, { name: `Customer ${i}`, sent_at: ago(30 - i) });
    const { page } = await open();
    for (const [width, height] of [[1920, 1080], [1280, 720], [834, 1112]]) {
      await page.setViewportSize({ width, height });
      await until(async () => {
        const [many, more] = [await page.locator('.wall-row').count(), await page.locator('.wall-more').innerText()];
        return many >= 5 && more === `and ${24 - many} more` && (await names(page))[0] === 'Customer 0' && (await fits(page));
      }, `the rows fit ${width} × ${height}`);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await until(async () => (await page.locator('.wall-row').count()) === 24, 'a phone scrolls through all of them');
  });
});
/** Nothing to scroll, the last row inside its place. @param {Page} page */
const fits = (page) =>
  page.evaluate(() => {
    const [wall, room, rows] = [document.querySelector('.wall'), document.querySelector('.wall-room'), document.querySelectorAll('.wall-row')];
    const last = rows[rows.length - 1]?.getBoundingClientRect().bottom ?? 0;
    return wall && room && wall.scrollHeight <= wall.clientHeight && last <= room.getBoundingClientRect().bottom;
  });

describe('a screen of its own', () => {
  test('opens from the report and from the palette, has no menu, and is left by Esc or its button', async () => {
    const { page } = await desk.signedIn('sergei@example.com', '/response');
    await page.getByRole('link', { name: en.palette.wall }).click();
    await page.waitForURL('**/response/wall');
    await page.locator('.wall').waitFor();
    assert.equal(await page.getByRole('navigation').count(), 0);
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: en.nav.response }).waitFor();
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: en.palette.label });
    await palette.getByRole('combobox').fill(en.palette.wall);
    await palette.getByRole('option', { name: en.palette.wall }).click();
    await page.locator('.wall').waitFor();
    await until(() => page.locator('.wall-idle').count(), 'the buttons go when nothing moves');
    await page.mouse.move(300, 300);
    await page.mouse.move(320, 300);
    await page.locator('.wall:not(.wall-idle)').waitFor();
    await page.getByRole('button', { name: en.wall.leave }).click();
    await page.waitForURL('**/response');
  });
  test('fills the screen, and keeps it lit, asked for again when the page is seen again', async () => {
    const seat = await desk.seat();
    await seat.context.addInitScript(() => {
      Object.assign(window, { asked: 0, locks: [] });
      const lock = () => Object.assign(new EventTarget(), { released: false, release: async () => undefined });
      Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => {
        window.asked += 1;
        window.locks.push(lock());
        return window.locks.at(-1);
      } } });
    });
    const { page, context } = seat;
    await context.request.post('/api/v1/session', { data: { email: 'sergei@example.com', password } });
    await page.goto('/response/wall');
    await page.waitForFunction(() => window.asked === 1);
    await page.evaluate(() => {
      window.locks[0].released = true;
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.waitForFunction(() => window.asked === 2);
    await page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')));
    assert.equal(await page.evaluate(() => window.asked), 2, 'held, it is not asked for');
    await page.getByRole('button', { name: en.wall.screen }).click();
    await page.waitForFunction(() => document.fullscreenElement !== null);
    await page.getByRole('button', { name: en.wall.window }).click();
    await page.waitForFunction(() => document.fullscreenElement === null);
  });
  test('without a lock it says that the screen may sleep', async () => {
    const seat = await desk.seat();
    await seat.context.addInitScript(() => Object.defineProperty(navigator, 'wakeLock', { value: undefined }));
    await seat.context.request.post('/api/v1/session', { data: { email: 'sergei@example.com', password } });
    await seat.page.goto('/response/wall');
    await seat.page.getByText(en.wall.sleep).waitFor();
  });
  test('takes a newer page by itself, once', async () => {
    const front = await Front.before(desk.parley.url);
    try {
      front.older = 'older-build';
      const { page, context } = await desk.seat({ baseURL: front.url });
      await context.request.post('/api/v1/session', { data: { email: 'sergei@example.com', password } });
      let loads = 0;
      page.on('load', () => (loads += 1));
      await page.goto('/response/wall');
      await until(() => loads === 2, 'it was loaded again');
      // Still the older one: from here on it only says so.
      await page.getByText(en.line.newer).waitFor();
      assert.equal(loads, 2);
    } finally {
      await desk.leaveAll();
      await front.cut();
    }
  });
  test('is not for operators', async () => {
    const { page } = await desk.signedIn('olga@example.com', '/response/wall');
    await page.getByRole('heading', { name: en.nav.mine }).waitFor();
  });
});

describe('what goes wrong', () => {
  test('the line goes: it says since when, and comes back by itself with who wrote meanwhile', async () => {
    const answered = await desk.writes('Before', { name: 'Before Bea' });
    const { page, context, watch } = await open();
    await row(page, 'Before Bea').waitFor();
    watch.offline = true;
    await context.setOffline(true);
    await desk.parley.kill('SIGTERM');
    await desk.parley.start();
    await page.getByText(/^No connection since \d\d:\d\d\./).waitFor();
    assert.equal(await page.getByText(en.line.lost).isVisible(), false, 'it is said once');
    await desk.admin.send(answered.conversation, { text: 'Answered meanwhile' });
    await desk.writes('Meanwhile', { name: 'Meanwhile Max' });
    await context.setOffline(false);
    await row(page, 'Meanwhile Max').waitFor({ timeout: 40_000 });
    await row(page, 'Before Bea').waitFor({ state: 'detached' });
    await page.getByText(/^No connection since/).waitFor({ state: 'detached' });
  });
  test('a server in trouble is named, and what was known stays', async () => {
    await desk.writes('Known', { name: 'Known Kim' });
    const { page, context, watch } = await open();
    await row(page, 'Known Kim').waitFor();
    watch.expect(503, '/reports/waiting');
    await context.route('**/reports/waiting', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"unavailable","request_id":"r-1"}' }));
    await desk.writes('Later', { name: 'Later Lea' });
    await row(page, 'Later Lea').waitFor();
    await page.getByText(en.wall.failed).waitFor();
    await page.getByText(/r-1/).waitFor();
    assert.equal(await page.locator('.wall-row').count(), 2);
    await context.unroute('**/reports/waiting');
    await desk.writes('Again', { contact: { id: 'again', name: 'Again Ada' } });
    await page.getByText(en.wall.failed).waitFor({ state: 'detached' });
  });
  test('a session that ends lays the log-in over it, and it goes on', async () => {
    const { page, context, watch } = await open();
    await page.getByRole('heading', { name: en.empty.waiting }).waitFor();
    watch.expect(401, '/');
    await context.clearCookies();
    // The news of it asks for the report.
    await desk.writes('Hello?', { name: 'After All' });
    const dialog = page.getByRole('dialog', { name: en.login.again });
    await dialog.getByLabel(en.login.password, { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await row(page, 'After All').waitFor();
  });
});

describe('how it looks', () => {
  for (const colorScheme of ['light', 'dark']) {
    test(`no rule of WCAG is broken and nothing runs past its edge in any language, ${colorScheme}`, async () => {
      await olga.listen();
      const late = await desk.writes('A question that is rather long, so that it has to be cut somewhere on any of the screens there are, and goes on', { name: 'Maria Konstantynopolitańczykowianeczka-Brzezińska', sent_at: ago(9) });
      await assign(late.conversation, olgaId);
      const soon = await desk.writes('Nearly', { name: 'Soon Sam', sent_at: ago(4.5) });
      await assign(soon.conversation, null);
      await desk.writes('Just now', { name: 'Calm Carl' });
      for (const language of Object.keys(words)) {
        const seat = await open({ colorScheme, language });
        await row(seat.page, 'Calm Carl').waitFor();
        await row(seat.page, 'Soon Sam').getByText(words[language].wall.nobody).waitFor();
        for (const width of [320, 390, 834, 1280, 1920]) {
          await seat.page.setViewportSize({ width, height: width < 800 ? 844 : Math.round((width * 9) / 16) });
          assert.deepEqual(await overflow(seat.page), [], `${language} ${width}`);
          assert.deepEqual(await cut(seat.page), [], `${language} ${width}`);
          if (language === 'en' && [390, 1920].includes(width)) assert.deepEqual(await axe(seat.page), [], String(width));
        }
        await desk.leave(seat);
      }
    });
  }
});
/** Words that are cut and must not be: only names of customers and what they wrote may. @param {Page} page */
const cut = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.wall-top *, .wall-time, .wall-due, .wall-owner *, .wall-duty *, .wall button')]
      .filter((one) => !one.classList.contains('hidden') && one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1)
      .map((one) => `${one.className}: ${one.textContent}`),
  );
