// Answers that wait for their hour: chosen in words, in sight at the thread's end, changed, cancelled, held and sent.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Faults } from '../e2e/harness/faults.mjs';
import { axe, bubble, composer, Desk, lowTargets, overflow, until, words } from './harness.mjs';

const en = words.en.scheduled;
const hour = 3600;
/** @type {Desk} */ let desk;
/** @type {Faults} */ let faults;
/** @type {Record<string, number>} */ const ids = {};
let people = 0;
before(async () => {
  faults = new Faults();
  desk = await Desk.open({ server: { env: faults.env } });
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  await desk.hire('tomasz@example.com', 'Tomasz Nowak');
});
/** @param {number} seconds */
const clock = (seconds) => {
  faults.clock(seconds);
  desk.ahead = seconds;
};
afterEach(() => {
  clock(0);
  return desk.leaveAll();
});
after(async () => {
  await desk.close();
  faults.close();
});

/** @typedef {import('playwright-core').Page} Page */
/** A customer who wrote, and their thread open for Olga. @param {Record<string, any>} [options] */
async function opened(options = {}) {
  const name = `Anna ${++people}`;
  const contact = { id: `anna-${people}`, name };
  ids[name] = (await desk.writes('is it in stock?', { contact })).conversation;
  const seat = await desk.signedIn('olga@example.com', `/inbox/all/${ids[name]}`, options);
  await bubble(seat.page, 'is it in stock?').waitFor();
  return { ...seat, name, id: ids[name], says: (/** @type {string} */ text) => desk.writes(text, { contact }) };
}
const later = (/** @type {Page} */ page, language = 'en') => page.getByRole('region', { name: words[language].scheduled.list });
const card = (/** @type {Page} */ page, /** @type {string} */ text) => later(page).getByRole('article').filter({ hasText: text });
const choose = async (/** @type {Page} */ page, /** @type {string | RegExp} */ what) => {
  await page.getByRole('button', { name: en.send }).click();
  await page.getByRole('menuitem', { name: what }).click();
};
const waiting = async (/** @type {number} */ id) => (await desk.admin.must('GET', `/conversations/${id}/scheduled`)).items;
const spoken = async (/** @type {number} */ id) => (await desk.admin.spoken(id)).map((/** @type {any} */ one) => one.text);

test('by keys alone: a draft is put to tomorrow morning, stands at the end of the thread, and Z takes it back', async () => {
  const { page, id, name } = await opened();
  await composer(page).fill('I will look tomorrow');
  await page.getByRole('button', { name: en.send }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: new RegExp(`^${en.hour}`) }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('t');
  await page.keyboard.press('Enter');
  await card(page, 'I will look tomorrow').waitFor();
  assert.match(await card(page, 'I will look').innerText(), /Goes tomorrow, 09:00/);
  assert.match(await card(page, 'I will look').innerText(), new RegExp(`If ${name} writes before`));
  assert.equal(await composer(page).inputValue(), '');
  const [kept] = await waiting(id);
  assert.deepEqual([kept.text, kept.author.name, kept.if_written], ['I will look tomorrow', 'Olga Petrova', 'hold']);
  assert.equal(new Date(kept.send_at).toLocaleTimeString('en-GB', { timeZone: 'Europe/Warsaw' }), '09:00:00');
  await page.keyboard.press('Escape');
  await page.keyboard.press('z');
  await until(async () => (await composer(page).inputValue()) === 'I will look tomorrow', 'its words are a draft again');
  assert.deepEqual(await waiting(id), []);
  await later(page).waitFor({ state: 'detached' });
});

test('the morning is the company\'s, in its own zone', async () => {
  const office = [['10:00', '18:00']];
  await desk.admin.must('PATCH', '/settings', { calendar: { zone: 'Asia/Almaty', week: [office, office, office, office, office, office, office], exceptions: {} } });
  const { page } = await opened({ timezoneId: 'Europe/Warsaw' });
  await composer(page).fill('hello');
  await page.getByRole('button', { name: en.send }).click();
  const almaty = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Almaty', hour: '2-digit', minute: '2-digit' });
  const detail = await page.locator('.menu-item', { hasText: /Tomorrow morning|Next working morning/ }).locator('.menu-detail').innerText();
  const [h, m] = detail.split(', ')[1].split(':').map(Number);
  const day = new Date();
  const offset = Math.round((Date.parse(new Date(day).toLocaleString('en-US', { timeZone: 'Asia/Almaty' })) - Date.parse(new Date(day).toLocaleString('en-US', { timeZone: 'Europe/Warsaw' }))) / 3600_000);
  assert.equal((h + offset + 24) % 24, 10, `${detail} is ten in Almaty (${almaty.format(day)})`);
  assert.equal(m, 0);
  await desk.admin.must('PATCH', '/settings', { calendar: null });
});

test('an hour of one\'s own: what is wrong is said, and files go along', async () => {
  const { page, id } = await opened();
  await composer(page).fill('with the price list');
  await page.locator('input[type=file]').setInputFiles({ name: 'prices.txt', mimeType: 'text/plain', buffer: Buffer.from('1 2 3') });
  await page.getByText('prices.txt').waitFor();
  await until(() => page.getByRole('button', { name: en.send }).isEnabled(), 'uploaded');
  await choose(page, en.own);
  const dialog = page.getByRole('dialog', { name: en.title });
  await dialog.getByText('Europe/Warsaw').waitFor();
  await dialog.getByLabel(en.field).fill('2020-01-01T09:00');
  await dialog.getByRole('button', { name: en.plan }).click();
  await dialog.getByText(en.past).waitFor();
  assert.deepEqual(await axe(page), []);
  const at = new Date(Date.now() + 3 * 24 * hour * 1000);
  await dialog.getByLabel(en.field).fill(`${at.toISOString().slice(0, 10)}T11:45`);
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: en.plan }).click();
  await card(page, 'with the price list').getByText('prices.txt').waitFor();
  const [kept] = await waiting(id);
  assert.deepEqual([kept.if_written, kept.attachments.length, new Date(kept.send_at).toLocaleTimeString('en-GB', { timeZone: 'Europe/Warsaw' })], ['send', 1, '11:45:00']);
  await page.reload();
  await card(page, 'with the price list').waitFor();
  await card(page, 'with the price list').getByRole('button', { name: en.cancel }).click();
  await later(page).waitFor({ state: 'detached' });
  await page.getByText(en.cancelled).waitFor();
  await page.keyboard.press('z');
  await card(page, 'with the price list').getByText('prices.txt').waitFor();
});

test('its words and its hour are changed in place; sent now it stands where it belongs', async () => {
  const { page, id, watch } = await opened();
  await composer(page).fill('frist');
  await choose(page, new RegExp(`^${en.threeHours}`));
  await card(page, 'frist').getByRole('button', { name: en.edit, exact: true }).click();
  const field = page.getByRole('textbox', { name: en.text });
  await until(() => field.evaluate((one) => one === document.activeElement), 'the field has the focus');
  await field.fill('');
  watch.expect(422, '/scheduled');
  await page.keyboard.press('Control+Enter');
  await later(page).getByRole('alert').waitFor();
  await field.fill('first');
  await page.keyboard.press('Control+Enter');
  await card(page, 'first').waitFor();
  await card(page, 'first').getByRole('button', { name: en.time }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${en.tomorrow}`) }).click();
  await card(page, 'first').getByText('Goes tomorrow').waitFor();
  await card(page, 'first').getByRole('button', { name: en.sendAnyway }).click();
  await until(async () => (await waiting(id))[0].if_written === 'send', 'kept');
  await card(page, 'first').getByRole('button', { name: en.ratherWait }).waitFor();
  await card(page, 'first').getByRole('button', { name: en.sendNow }).click();
  await bubble(page, 'first').waitFor();
  await later(page).waitFor({ state: 'detached' });
  assert.deepEqual(await spoken(id), ['is it in stock?', 'first']);
});

test('the customer writes before: said at once; held when the hour comes, on every screen; another hour sends it', async () => {
  const { page, id, name, says } = await opened();
  await composer(page).fill('any news?');
  await choose(page, new RegExp(`^${en.hour}`));
  await card(page, 'any news?').waitFor();
  const other = await desk.signedIn('tomasz@example.com', `/inbox/all/${id}`);
  await later(other.page).getByText('Olga Petrova: goes').waitFor();
  assert.equal(await later(other.page).getByRole('button', { name: en.edit, exact: true }).count(), 0, 'another\'s words are not to be changed');
  await says('I changed my mind');
  await card(page, 'any news?').getByText(en.wrote.replace('{{name}}', name)).waitFor();
  clock(1.2 * hour);
  // Anything that is due later makes the server look at its clock.
  await desk.admin.must('POST', `/conversations/${(await desk.writes('hello')).conversation}/scheduled`, { text: 'nudge', send_at: new Date(Date.now() + 90 * 24 * hour * 1000).toISOString() });
  await card(page, 'any news?').getByText(en.heldTitle).waitFor();
  await later(other.page).getByText(en.heldTitleOf.replace('{{name}}', 'Olga Petrova')).waitFor();
  await page.getByText(words.en.seldom.held.replace('{{name}}', 'Olga Petrova').replace('{{why}}', words.en.seldom.written)).waitFor();
  assert.deepEqual(await axe(page), []);
  await card(page, 'any news?').getByRole('button', { name: en.time }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${en.threeHours}`) }).click();
  await card(page, 'any news?').getByText(en.heldTitle).waitFor({ state: 'detached' });
  clock(5 * hour);
  await desk.admin.must('POST', `/conversations/${(await desk.writes('hello')).conversation}/scheduled`, { text: 'nudge', send_at: new Date(Date.now() + 90 * 24 * hour * 1000).toISOString() });
  await bubble(page, 'any news?').waitFor();
  await later(page).waitFor({ state: 'detached' });
});

test('what the server refuses or the line loses stays in the composer', async () => {
  const { page, watch, context } = await opened();
  await composer(page).fill('not to be lost');
  await page.getByRole('button', { name: en.send }).click();
  watch.offline = true;
  await context.setOffline(true);
  await page.getByRole('menuitem', { name: new RegExp(`^${en.hour}`) }).click();
  await page.getByText(words.en.error.network).first().waitFor();
  assert.equal(await composer(page).inputValue(), 'not to be lost');
  await context.setOffline(false);
});

for (const [language, scheme, width] of /** @type {[string, 'light' | 'dark', number][]} */ ([['pl', 'dark', 360], ['ru', 'light', 360], ['en', 'dark', 1440]])) {
  test(`in ${language}, ${scheme}, ${width} px wide: whole, within its edges, for fingers too`, async () => {
    const { page, id, says } = await opened({ language, colorScheme: scheme, viewport: { width, height: 800 }, ...(width < 500 ? { hasTouch: true, isMobile: true } : {}) });
    const own = words[language].scheduled;
    for (const text of ['one for tomorrow', 'a long one that does not fit into a single line of a telephone at all, whatever its maker may have thought']) {
      await composer(page, language).fill(text);
      await page.getByRole('button', { name: own.send }).click();
      await page.getByRole('menuitem', { name: new RegExp(`^${own.hour}`) }).click();
      await later(page, language).getByText(text).waitFor();
    }
    await says('and now?');
    await until(async () => (await waiting(id)).every((/** @type {any} */ one) => one.customer_wrote), 'written');
    await later(page, language).getByText(own.keep).first().waitFor();
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(await overflow(page), []);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/later-${language}-${scheme}-${width}.png` });
    if (width >= 500) return;
    assert.deepEqual((await lowTargets(page)).filter((one) => /toast/.test(one)), []);
    // What was just put off is to be seen whole, also while a toast tells of it.
    const last = later(page, language).getByRole('article').last();
    const [toast, card] = [await page.locator('.toast').first().boundingBox(), await last.boundingBox()];
    assert.ok(toast && card && toast.y + toast.height <= card.y, `the toast at ${JSON.stringify(toast)} lies over ${JSON.stringify(card)}`);
    // They lie over what is under them until they go.
    const shut = page.getByRole('button', { name: words[language].ui.dismiss });
    while (await shut.count()) await shut.first().click();
    assert.deepEqual(await lowTargets(page), []);
  });
}
