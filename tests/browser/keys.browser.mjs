// The whole job with the mouse unplugged, in a Russian layout too, and what a single key must not do.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { bubble, composer, Desk, row, until, words } from './harness.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
/** @type {Awaited<ReturnType<Desk['signedIn']>>} */ let olga;
/** @type {Record<string, number>} */ const ids = {};
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  for (const name of ['Third', 'Second', 'First']) ids[name] = (await desk.writes(`hello from ${name}`, { name })).conversation;
  olga = await desk.signedIn('olga@example.com', '/inbox/all');
  await row(olga.page, 'First').waitFor();
});
afterEach(() => olga.watch.assertQuiet());
after(() => desk.close());

/** @param {string} name */
const read = (name) => desk.admin.must('GET', `/conversations/${ids[name]}`);

test('J and K walk the list, Enter goes into the answer, Enter sends, Esc leaves', async () => {
  const { page } = olga;
  await page.keyboard.press('j');
  await bubble(page, 'hello from First').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await bubble(page, 'hello from Third').waitFor();
  await page.keyboard.press('k');
  await bubble(page, 'hello from Second').waitFor();
  await page.keyboard.press('Enter');
  await until(() => composer(page).evaluate((one) => one === document.activeElement), 'the composer has the focus');
  await page.keyboard.type('jke, answered by keys');
  await page.keyboard.press('Enter');
  await bubble(page, 'jke, answered by keys').waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await composer(page).evaluate((one) => one === document.activeElement), false);
});
test('I takes, A gives, N notes, E closes and goes on, Z undoes', async () => {
  const { page } = olga;
  await page.keyboard.press('i');
  await until(async () => (await read('Second')).assignee?.name === 'Olga Petrova', 'taken');
  await page.keyboard.press('n');
  await page.keyboard.type('a note by keys');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('article', { name: /^Note by/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  await page.getByRole('menu', { name: en.assign.label }).waitFor();
  await page.keyboard.type('Maja');
  await page.keyboard.press('Enter');
  await until(async () => (await read('Second')).assignee?.name === 'Maja Nowak', 'given');
  await page.keyboard.press('e');
  await until(async () => (await read('Second')).status === 'closed', 'closed');
  await page.getByRole('region', { name: /^Conversation with (First|Third)$/ }).waitFor();
  await page.keyboard.press('z');
  await until(async () => (await read('Second')).status === 'open', 'open again');
});
test('H and a figure put off, 0 says that no answer is needed', async () => {
  const { page } = olga;
  await page.goto(`/inbox/all/${ids.Third}`);
  await bubble(page, 'hello from Third').waitFor();
  await page.keyboard.press('0');
  await until(async () => (await read('Third')).wait === null, 'no longer waiting');
  await page.keyboard.press('h');
  await page.keyboard.press('1');
  await until(async () => (await read('Third')).status === 'snoozed', 'snoozed');
});
test('G and a letter go to a view; keys are where they are on a Russian layout', async () => {
  const { page } = olga;
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await page.getByRole('heading', { name: en.nav.unassigned }).waitFor();
  for (const [code, key] of [['KeyG', 'п'], ['KeyA', 'ф']]) {
    await page.evaluate(([code, key]) => document.body.dispatchEvent(new KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true })), [code, key]);
  }
  await page.getByRole('heading', { name: en.nav.all }).waitFor();
  await page.keyboard.press('/');
  await until(() => page.getByRole('searchbox', { name: en.nav.search }).evaluate((one) => one === document.activeElement), 'the search field has the focus');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: en.nav.mine }).waitFor();
});
test('a menu and a dialog give the focus back; typing AltGr letters does nothing else', async () => {
  const { page } = olga;
  const account = page.getByRole('button', { name: 'Account of Olga Petrova' });
  await account.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menu', { name: en.account.label }).waitFor();
  await page.keyboard.press('End');
  await page.keyboard.press('Escape');
  await until(() => account.evaluate((one) => one === document.activeElement), 'the button has the focus again');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: en.keys.title }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.goto(`/inbox/all/${ids.First}`);
  await bubble(page, 'hello from First').waitFor();
  await page.evaluate(() => document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyE', key: 'ę', modifierAltGraph: true, bubbles: true, cancelable: true })));
  assert.equal((await read('First')).status, 'open');
});
test('everything is reached by Tab, and what has the focus shows it', async () => {
  const { page } = olga;
  await page.goto('/inbox/all');
  await row(page, 'First').waitFor();
  const seen = new Set();
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const one = document.activeElement;
      if (!one || one === document.body) return null;
      const style = getComputedStyle(one);
      return { name: one.getAttribute('aria-label') ?? one.textContent?.trim() ?? '', shown: style.outlineStyle !== 'none' || getComputedStyle(one.parentElement ?? one).outlineStyle !== 'none' };
    });
    if (!at) continue;
    assert.ok(at.shown, `no focus ring on ${at.name}`);
    seen.add(at.name);
  }
  for (const name of [en.nav.unassigned, en.nav.waiting, en.nav.closed]) assert.ok([...seen].some((one) => one.startsWith(name)), `${name} is not reached`);
  assert.ok(seen.has('Account of Olga Petrova') && seen.has(en.nav.all), [...seen].join('; '));
});
