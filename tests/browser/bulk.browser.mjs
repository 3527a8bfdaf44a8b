// Many at once: chosen by keys, clicks and drawing over faces; one undo for all. And everything by its name, with Ctrl K.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { axe, bubble, Desk, overflow, row, until, words } from './harness.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
/** @type {Record<string, number>} */ const ids = {};
const names = ['Eve', 'Dan', 'Cid', 'Bea', 'Ann'];
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  for (const name of names) ids[name] = (await desk.writes(`hello from ${name}`, { name })).conversation;
  await desk.admin.must('POST', '/tags', { name: 'Wholesale' });
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

/** @typedef {import('playwright-core').Page} Page */
const bar = (/** @type {Page} */ page) => page.getByRole('toolbar', { name: en.bulk.label });
const of = (/** @type {string} */ name) => desk.admin.must('GET', `/conversations/${ids[name]}`);
const face = (/** @type {Page} */ page, /** @type {string} */ name) => row(page, name).locator('.row-face');
const chosen = (/** @type {Page} */ page, /** @type {number} */ count) => bar(page).getByText(`${count} chosen`).waitFor();

describe('many at once', () => {
  test('X and Shift J choose, T tags all and E closes all; one Z takes a step back for all', async () => {
    const { page } = await desk.signedIn('olga@example.com', '/inbox/all');
    await row(page, 'Ann').click();
    await bubble(page, 'hello from Ann').waitFor();
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+J');
    await page.keyboard.press('Shift+J');
    await chosen(page, 3);
    assert.deepEqual(await axe(page), []);
    await page.keyboard.press('t');
    await page.getByRole('combobox', { name: en.tags.label }).waitFor();
    await page.keyboard.type('whole');
    await page.getByRole('dialog').getByRole('option', { name: 'Wholesale' }).waitFor();
    await page.keyboard.press('Enter');
    await until(async () => (await of('Cid')).tags.join() === 'Wholesale', 'tagged');
    await page.keyboard.press('e');
    await until(async () => (await Promise.all(['Ann', 'Bea', 'Cid'].map(of))).every((one) => one.status === 'closed'), 'closed');
    await row(page, 'Bea').waitFor({ state: 'detached' });
    await page.mouse.move(1000, 400);
    await bar(page).waitFor({ state: 'detached' });
    assert.equal((await of('Dan')).status, 'open');
    await page.keyboard.press('z');
    await until(async () => (await Promise.all(['Ann', 'Bea', 'Cid'].map(of))).every((one) => one.status === 'open' && one.tags.join() === 'Wholesale'), 'open again');
    await row(page, 'Bea').waitFor();
    await page.keyboard.press('z');
    await until(async () => (await of('Ann')).tags.length === 0, 'the tag is off again');
  });
  test('S moves the leads of all to a stage, and Z back', async () => {
    const { page } = await desk.signedIn('olga@example.com', '/inbox/all');
    await face(page, 'Ann').click();
    await face(page, 'Bea').click();
    await chosen(page, 2);
    await page.keyboard.press('s');
    await page.getByRole('combobox', { name: en.panel.stage }).fill('Qual');
    await page.keyboard.press('Enter');
    const stages = async () => (await Promise.all(['Ann', 'Bea', 'Cid'].map(of))).map((one) => one.lead.stage.name).join();
    await until(async () => (await stages()) === 'Qualified,Qualified,New', 'moved');
    await page.getByText('2 leads moved to Qualified').waitFor();
    await page.keyboard.press('z');
    await until(async () => (await stages()) === 'New,New,New', 'back');
  });
  test('a click on a face, Shift and a click, and drawing over faces choose; Esc chooses none', async () => {
    const { page } = await desk.signedIn('olga@example.com', '/inbox/all');
    await face(page, 'Ann').click();
    await chosen(page, 1);
    await face(page, 'Cid').click({ modifiers: ['Shift'] });
    await chosen(page, 3);
    await page.keyboard.press('Escape');
    await bar(page).waitFor({ state: 'detached' });
    await face(page, 'Ann').hover();
    await page.mouse.down();
    for (const name of ['Bea', 'Cid', 'Dan']) await face(page, name).hover();
    await page.mouse.up();
    await chosen(page, 4);
    assert.equal(new URL(page.url()).pathname, '/inbox/all', 'nothing was opened');
    await bar(page).getByRole('button', { name: 'All 5 in this view' }).click();
    await chosen(page, 5);
  });
  test('a key that comes as soon as the bar is drawn is the bar’s', async () => {
    const { page } = await desk.signedIn('olga@example.com', '/inbox/all');
    await row(page, 'Ann').waitFor();
    await page.evaluate(() => new MutationObserver((_, watch) => {
      if (!document.querySelector('.bulk')) return;
      watch.disconnect();
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', code: 'KeyA', bubbles: true, cancelable: true }));
    }).observe(document.body, { childList: true, subtree: true }));
    await face(page, 'Ann').click();
    await page.getByRole('combobox', { name: en.assign.label }).waitFor();
  });
  test('all are assigned and put off, each goes back to whose and what it was', async () => {
    await desk.admin.must('PATCH', `/conversations/${ids.Ann}`, { assignee_id: (await desk.admin.must('GET', '/me')).id });
    const before = (await of('Bea')).assignee?.id ?? null;
    const { page } = await desk.signedIn('olga@example.com', '/inbox/all');
    await row(page, 'Ann').waitFor();
    await page.keyboard.press('Control+a');
    await chosen(page, 5);
    await page.keyboard.press('a');
    await page.getByRole('combobox', { name: en.assign.label }).fill('Olga');
    await page.keyboard.press('Enter');
    await until(async () => (await of('Ann')).assignee?.name === 'Olga Petrova', 'assigned');
    await page.keyboard.press('z');
    await until(async () => (await of('Ann')).assignee?.name === 'Maja Nowak' && ((await of('Bea')).assignee?.id ?? null) === before, 'given back');
    await face(page, 'Dan').click();
    await bar(page).getByRole('button', { name: en.thread.snooze }).click();
    await page.getByRole('combobox', { name: en.thread.snooze }).waitFor();
    await page.keyboard.press('Enter');
    await until(async () => (await of('Dan')).status === 'snoozed', 'put off');
    await page.getByRole('button', { name: en.toast.undo }).last().click();
    await until(async () => (await of('Dan')).status === 'open', 'back');
  });
  test('the bar fits a phone', async () => {
    const { page } = await desk.signedIn('olga@example.com', '/inbox/all', { viewport: { width: 390, height: 844 } });
    await face(page, 'Ann').click();
    await chosen(page, 1);
    assert.deepEqual(await overflow(page), []);
    assert.deepEqual(await axe(page), []);
  });
});

describe('Ctrl K', () => {
  const palette = (/** @type {Page} */ page) => page.getByRole('combobox', { name: en.palette.label });
  test('does what the keys do and shows them, goes places, and finds people and conversations', async () => {
    const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${ids.Eve}`);
    await bubble(page, 'hello from Eve').waitFor();
    await page.keyboard.press('Control+k');
    await palette(page).waitFor();
    await page.keyboard.type('snooze');
    await page.getByRole('dialog').getByRole('option', { name: `${en.keys.snooze} H` }).waitFor();
    assert.deepEqual(await axe(page), []);
    await page.keyboard.press('Enter');
    await page.getByRole('menu', { name: en.thread.snooze }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await palette(page).fill('mentions');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: en.nav.mentions }).waitFor();
    await page.keyboard.press('Control+k');
    await palette(page).fill('Maja');
    await page.getByRole('dialog').getByRole('option', { name: /^Maja Nowak/ }).click();
    await until(() => /assignee=\d+/.test(page.url()), 'their conversations');
    await page.keyboard.press('Control+k');
    await palette(page).fill('hello from Bea');
    await page.getByRole('dialog').getByRole('option', { name: /^Bea/ }).first().click();
    await bubble(page, 'hello from Bea').waitFor();
    await page.keyboard.press('Control+k');
    await palette(page).fill('language');
    await page.getByRole('dialog').getByRole('option', { name: /^Language/ }).first().click();
    await until(() => /\/settings\/profile/.test(page.url()), 'the setting is open');
  });
  test('opens over a text and gives the focus back', async () => {
    const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${ids.Eve}`);
    await bubble(page, 'hello from Eve').waitFor();
    await page.keyboard.press('r');
    await page.keyboard.type('half a word');
    await page.keyboard.press('Control+k');
    await palette(page).waitFor();
    await page.keyboard.press('Escape');
    await palette(page).waitFor({ state: 'detached' });
    await page.keyboard.type(', and on');
    await until(async () => (await page.locator('.composer-field').inputValue()) === 'half a word, and on', 'the focus is back');
  });
});
