// The inbox with very many conversations, and a very long one: how much of them stands in the page, whether anything is blank or
// jumps, and how soon a key shows. Times are printed for whoever measures on a quiet machine; limits here are wide.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { crowd, talk } from './crowd.mjs';
import { bubble, Desk, row, until } from './harness.mjs';

const many = 50_000;
/** So many of them are read down to; all of them take minutes, so only when asked for. */
const known = Number(process.env.PARLEY_LARGE_KNOWN ?? 3000);
const long = 10_000;
/** @type {Desk} */ let desk;
/** @type {{conversation: number}} */ let talkative;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  talkative = await desk.writes('The last of very many words', { name: 'Long Talker' });
  const { conversation } = await desk.writes('Hello, is anybody there?', { name: 'First Customer' });
  const began = Date.now();
  await talk(desk.parley, talkative.conversation, long);
  await crowd(desk.parley, conversation, many);
  say({ measure: 'made', conversations: many, messages: long, seconds: (Date.now() - began) / 1000 });
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

const say = (/** @type {Record<string, any>} */ figures) => console.log(JSON.stringify(figures));
/** @param {number[]} times */
const spread = (times) => {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (/** @type {number} */ part) => Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), max: at(1), n: sorted.length };
};

/** Every key's time until the page has painted, and every shift of its layout, that of rows apart. @param {import('playwright-core').Page} page */
const watchKeys = (page) =>
  page.evaluate(() => {
    window.keyTimes = [];
    addEventListener('keydown', (event) => {
      // The frame after the key, and the moment it is done.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => window.keyTimes.push(performance.now() - event.timeStamp);
        port2.postMessage(0);
      });
    }, true);
    [window.shifts, window.rowShifts] = [0, 0];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        window.shifts += entry.value;
        if (entry.sources.some((source) => source.node?.parentElement?.closest('.list-rows'))) window.rowShifts += entry.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
/** @param {import('playwright-core').Page} page @param {string} key @param {number} times */
async function pressed(page, key, times) {
  await page.evaluate(() => void (window.keyTimes = []));
  for (let i = 1; i <= times; i++) {
    await page.keyboard.press(key);
    await until(() => page.evaluate((n) => window.keyTimes.length >= n, i), 'painted', { every: 1 });
  }
  return spread(await page.evaluate(() => window.keyTimes));
}
const place = (/** @type {import('playwright-core').Page} */ page) => page.evaluate(() => Number(document.querySelector('.row-selected')?.getAttribute('aria-posinset') ?? 0));

test('a list of very many: few rows in the page, no blank in it, and a held key is followed', async () => {
  const { context, page } = await desk.signedIn('olga@example.com', '/inbox/all');
  await row(page, 'First Customer').waitFor();
  const empty = await context.newPage();
  await empty.goto('/robots.txt');
  await watchKeys(empty);
  const floor = await pressed(empty, 'j', 40);
  await empty.close();
  await page.bringToFront();
  await watchKeys(page);
  await page.keyboard.press('j');
  await bubble(page, 'The last of').or(bubble(page, 'Hello')).first().waitFor();
  const first = await pressed(page, 'j', 40);

  // Down as fast as pages come: what is in sight is never empty.
  const scrolled = await page.evaluate(async (known) => {
    const box = /** @type {HTMLElement} */ (document.querySelector('.list-rows'));
    const frames = [];
    let [most, blank, blankest, last] = [0, 0, 0, performance.now()];
    while (box.scrollTop < (known - 20) * 66) {
      box.scrollTop += box.clientHeight * 4;
      await new Promise(requestAnimationFrame);
      await new Promise((done) => setTimeout(done));
      const now = performance.now();
      frames.push(now - last);
      const rows = [...box.querySelectorAll('[role=option]')].map((one) => one.getBoundingClientRect());
      const sight = box.getBoundingClientRect();
      const covered = rows.some((one) => one.top <= sight.top + 1) && rows.some((one) => one.bottom >= Math.min(sight.bottom, sight.top + box.scrollHeight - box.scrollTop) - 1);
      blank = covered ? 0 : blank + now - last;
      blankest = Math.max(blankest, blank);
      most = Math.max(most, rows.length);
      last = now;
    }
    return { frames, most, blankest, rows: Math.round(box.scrollHeight / 66) };
  }, known);
  const all = await page.evaluate(() => document.querySelectorAll('*').length);
  const second = await pressed(page, 'k', 40);
  say({ measure: 'list', conversations: many, known: scrolled.rows, rows_in_page: scrolled.most, nodes: all, blank_ms: Math.round(scrolled.blankest), frame_ms: spread(scrolled.frames), empty_page_key_ms: floor, key_ms: first, key_ms_with_those: second, ratio_p95: Math.round((second.p95 / floor.p95) * 10) / 10 });

  // Held down, by the keyboard's own repeat.
  await page.locator('.list-rows').evaluate((box) => void (box.scrollTop = 0));
  await page.getByRole('option').first().click();
  const from = await place(page);
  const behind = await page.evaluate(async (times) => {
    let worst = 0;
    const at = () => Number(document.querySelector('.row-selected')?.getAttribute('aria-posinset') ?? 0);
    const start = at();
    for (let i = 1; i <= times; i++) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', code: 'KeyJ', repeat: i > 1, bubbles: true, cancelable: true }));
      await new Promise(requestAnimationFrame);
      await new Promise((done) => setTimeout(done));
      worst = Math.max(worst, start + i - at());
    }
    return worst;
  }, 150);
  assert.equal(await place(page), from + 150, 'it stands where the key left it');
  const shifts = await page.evaluate(() => window.rowShifts);
  say({ measure: 'held', keys: 150, rows_behind: behind, layout_shift_of_rows: Math.round(shifts * 10_000) / 10_000 });

  assert.ok(scrolled.rows >= known, `${scrolled.rows} rows are known`);
  assert.ok(scrolled.most <= 40, `${scrolled.most} rows in the page`);
  assert.ok(all <= 3500, `${all} nodes`);
  assert.ok(scrolled.blankest <= 250, `blank for ${scrolled.blankest} ms`);
  assert.ok(behind <= 2, `${behind} rows behind the key`);
  assert.ok(shifts <= 0.02, `layout shift of rows ${shifts}`);
  assert.ok(second.p50 <= 1000, `${second.p50} ms from a key to its painting`);
});

test('a conversation of 10,000 messages is read up and down: at most 300 in the page, nothing jumps', async () => {
  const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${talkative.conversation}`);
  await page.getByRole('log').getByRole('article').first().waitFor();
  await watchKeys(page);
  const read = (/** @type {number} */ by) =>
    page.evaluate(async (by) => {
      const log = /** @type {HTMLElement} */ (document.querySelector('.log'));
      const frames = [];
      let [most, jump, last, still] = [0, 0, performance.now(), 0];
      const ids = new Set();
      /** @type {{message: Element, top: number} | undefined} */ let middle;
      while (still < 3000) {
        const now = await new Promise(requestAnimationFrame);
        frames.push(now - last);
        // Whatever came in above or below since the last frame: what was in the middle stands where it stood.
        if (middle) jump = Math.max(jump, middle.message.isConnected ? Math.abs(middle.message.getBoundingClientRect().top - middle.top) : log.clientHeight);
        const before = log.scrollTop;
        log.scrollTop += by;
        const sight = log.getBoundingClientRect();
        const messages = [...log.querySelectorAll('[data-message]')];
        const message = messages.find((one) => one.getBoundingClientRect().bottom > sight.top + sight.height / 2);
        middle = message && { message, top: message.getBoundingClientRect().top };
        for (const one of messages) ids.add(one.getAttribute('data-message'));
        most = Math.max(most, messages.length);
        still = log.scrollTop === before ? still + now - last : 0;
        last = now;
      }
      return { frames, most, jump, seen: ids.size };
    }, by);
  /** Where the next page is asked for, and the hand rests. @param {number} to */
  const rest = (to) =>
    page.evaluate(async (to) => {
      const log = /** @type {HTMLElement} */ (document.querySelector('.log'));
      const edge = () => [...log.querySelectorAll('[data-message]')].at(to < 0 ? 0 : -1);
      const old = edge();
      log.scrollTop = to < 0 ? 500 : log.scrollHeight - log.clientHeight - 500;
      await new Promise(requestAnimationFrame);
      await new Promise((done) => setTimeout(done));
      const before = window.shifts;
      while (edge() === old) await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      await new Promise((done) => setTimeout(done, 50));
      return window.shifts - before;
    }, to);
  const shifts = [await rest(-1)];
  const up = await read(-500);
  const down = await read(500);
  await read(-4000);
  shifts.push(await rest(1));
  for (const [direction, found] of /** @type {const} */ ([['up', up], ['down', down]]))
    say({ measure: 'thread', messages: long, direction, frame_ms: spread(found.frames), in_page: found.most, seen: found.seen, jump_px: Math.round(found.jump * 10) / 10, layout_shift_at_rest: shifts });
  for (const found of [up, down]) {
    assert.ok(found.most <= 300, `${found.most} messages in the page`);
    assert.ok(found.seen >= long, `${found.seen} messages seen`);
    assert.ok(found.jump <= 2, `a message jumped by ${found.jump} px`);
  }
  for (const shift of shifts) assert.ok(shift <= 0.02, `layout shift ${shift}`);
});
