// What tells a person who looks elsewhere: the title, the icon, a tone by one tab, the browser's notice after a click.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { bubble, Desk, row, until, words } from './harness.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

/** Tones and notices are written down instead. */
const ears = () => {
  /** @type {any} */ (window).heard = [];
  window.AudioContext = /** @type {any} */ (class {
    currentTime = 0;
    destination = {};
    resume() {}
    createOscillator() {
      const frequency = { value: 0 };
      return { frequency, connect: (/** @type {any} */ to) => to, start: () => /** @type {any} */ (window).heard.push(frequency.value), stop() {} };
    }
    createGain() {
      return { gain: { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: (/** @type {any} */ to) => to };
    }
  });
  const Notice = class {
    static permission = 'default';
    static asked = 0;
    static requestPermission() {
      Notice.asked++;
      Notice.permission = 'granted';
      return Promise.resolve('granted');
    }
    constructor(/** @type {string} */ title, /** @type {any} */ options) {
      /** @type {any} */ (window).heard.push(`${title}: ${options.body} ${options.tag}`);
    }
    close() {
      /** @type {any} */ (window).heard.push('closed');
    }
  };
  window.Notification = /** @type {any} */ (Notice);
};
/** @typedef {import('playwright-core').Page} Page */
const heard = (/** @type {Page} */ page) => page.evaluate(() => /** @type {any} */ (window).heard);
const icon = (/** @type {Page} */ page) => page.evaluate(() => document.querySelector('link[rel="icon"]')?.getAttribute('href'));
/** The notes in hertz. */
const notes = async (/** @type {Page} */ page) => (await heard(page)).filter((/** @type {unknown} */ one) => typeof one === 'number');
const tones = async (/** @type {Page} */ page) => (await notes(page)).length;
/** News may come a moment after what they change, and a tone a moment after them: the page's own time goes on meanwhile. */
const isHeard = (/** @type {Page} */ page, /** @type {number[]} */ wanted, /** @type {string} */ what) => until(async () => {
  await page.clock.runFor(200);
  return String(await notes(page)) === String(wanted);
}, what);

test('the title and the icon say how many of mine wait', async () => {
  const { page } = await desk.signedIn('olga@example.com', '/inbox/mine');
  await until(async () => (await page.title()) === 'My queue, Parley', 'nobody waits');
  const plain = await icon(page);
  const { conversation } = await desk.writes('hello', { name: 'Ann' });
  await until(async () => (await page.title()) === '(1) My queue, Parley', 'one waits');
  assert.notEqual(await icon(page), plain);
  await desk.admin.must('POST', `/conversations/${conversation}/no-reply-needed`);
  await until(async () => (await page.title()) === 'My queue, Parley' && (await icon(page)) === plain, 'nobody any more');
});
test('one of two tabs sounds; the other takes over when it goes; nothing sounds for what is in sight', async () => {
  const seat = await desk.seat();
  await seat.context.addInitScript(ears);
  const answer = await seat.context.request.post('/api/v1/session', { data: { email: 'olga@example.com', password: 'correct horse battery staple' } });
  assert.equal(answer.status(), 200);
  await seat.page.goto('/inbox/mine');
  await seat.page.getByRole('navigation').waitFor();
  await until(() => seat.page.evaluate(async () => (await navigator.locks.query()).held?.some((one) => one.name === 'parley.speaker')), 'the first one speaks');
  const second = await seat.context.newPage();
  await second.goto('/inbox/all');
  const { conversation, contact } = await desk.writes('first', { name: 'Bea' });
  await row(second, 'Bea').waitFor();
  await until(async () => (await tones(seat.page)) === 2, 'one tone of two notes');
  assert.equal(await tones(second), 0);
  await seat.page.close();
  const alone = () => second.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    return held.length === 1 && pending.length === 0;
  });
  await until(alone, 'the second one speaks');
  await desk.writes('second', { contact });
  await until(async () => (await tones(second)) === 2, 'the second one sounds');
  await second.goto(`/inbox/all/${conversation}`);
  await bubble(second, 'second').waitFor();
  await second.bringToFront();
  await desk.writes('in sight', { contact });
  await bubble(second, 'in sight').waitFor();
  assert.equal(await tones(second), 0);
});
test('the browser is asked for notices after a click only; one notice a conversation, taken away when it is read', async () => {
  const seat = await desk.seat();
  await seat.context.addInitScript(ears);
  await seat.context.request.post('/api/v1/session', { data: { email: 'olga@example.com', password: 'correct horse battery staple' } });
  const { page } = seat;
  await page.goto('/inbox/snoozed');
  await page.getByRole('navigation').waitFor();
  assert.equal(await page.evaluate(() => /** @type {any} */ (Notification).asked), 0);
  await page.getByRole('button', { name: 'Account of Olga Petrova' }).click();
  await page.getByRole('menuitem', { name: en.account.noticesOn }).click();
  await page.getByText(en.toast.noticesOn).waitFor();
  const { conversation, message } = await desk.writes('hello there', { name: 'Cid' });
  await until(async () => (await heard(page)).includes(`Cid: hello there parley.${conversation}`), 'told');
  await desk.admin.must('POST', `/conversations/${conversation}/seen`, { message_id: message });
  await until(async () => (await heard(page)).includes('closed'), 'taken away');
});
test('each kind of news has its tone: a new enquiry, what is given to one, a mention, an answer that is late', async () => {
  for (const { id, wait } of (await desk.admin.must('GET', '/conversations?view=all')).items) if (wait) await desk.admin.must('POST', `/conversations/${id}/no-reply-needed`);
  const people = (await desk.admin.must('GET', '/users')).items;
  const [boss, olga] = ['maja@example.com', 'olga@example.com'].map((email) => people.find((/** @type {any} */ one) => one.email === email).id);
  const { conversation } = await desk.writes('for the boss at first', { name: 'Dan' });
  await desk.admin.must('PATCH', `/conversations/${conversation}`, { assignee_id: boss });
  const seat = await desk.seat();
  await seat.context.addInitScript(ears);
  await seat.context.request.post('/api/v1/session', { data: { email: 'olga@example.com', password: 'correct horse battery staple' } });
  const { page } = seat;
  await page.clock.install();
  await page.goto('/inbox/mine');
  await page.getByRole('button', { name: 'Account of Olga Petrova' }).waitFor();
  await until(() => page.evaluate(async () => (await navigator.locks.query()).held?.some((one) => one.name === 'parley.speaker')), 'this tab speaks');
  await desk.admin.must('PATCH', `/conversations/${conversation}`, { assignee_id: olga });
  await row(page, 'Dan').waitFor();
  await isHeard(page, [523, 784], 'given');
  await desk.admin.must('POST', `/conversations/${conversation}/messages`, { text: '@Olga look', note: true, mentions: [olga] });
  await isHeard(page, [523, 784, 660, 880], 'called');
  // The hands are moved, but nothing runs meanwhile: a line that hears nothing for so long would be given up, and the next one tells the time.
  const moved = async (/** @type {number} */ minutes) => {
    await page.clock.setSystemTime(Date.now() + minutes * 60_000);
    await page.clock.runFor(2_000);
  };
  await moved(16);
  await until(async () => (await tones(page)) >= 7, 'late');
  assert.deepEqual((await notes(page)).slice(4), [587, 587, 494], 'once');
  await moved(17);
  assert.equal(await tones(page), 7);
});
