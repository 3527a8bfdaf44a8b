// One person under two contacts: suggested in the panel, merged with a preview, seen by others, taken back.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { axe, bubble, Desk, overflow, row, until, words } from './harness.mjs';

const en = words.en;
const same = JSON.parse(readFileSync(new URL('../../web/i18n/same.en.json', import.meta.url), 'utf8'));
const fill = (/** @type {string} */ text, /** @type {Record<string, any>} */ values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
/** @type {Desk} */ let desk;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  await desk.hire('tomasz@example.com', 'Tomasz Nowak');
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

let people = 0;
/** Somebody under two contacts. @param {string} name @param {Record<string, any>} mine @param {Record<string, any>} theirs */
async function twice(name, mine, theirs) {
  people += 1;
  const one = await desk.writes(`First of ${name}`, { contact: { id: `one-${people}`, name, ...mine } });
  const two = await desk.writes(`Second of ${name}`, { contact: { id: `two-${people}`, name: `${name} K.`, ...theirs } });
  const idOf = async (/** @type {number} */ conversation) => (await desk.admin.must('GET', `/conversations/${conversation}`)).contact.id;
  return { one: { ...one, id: await idOf(one.conversation) }, two: { ...two, id: await idOf(two.conversation) } };
}
const ownerOf = async (/** @type {number} */ conversation) => (await desk.admin.must('GET', `/conversations/${conversation}`)).contact.id;
const panelOf = (/** @type {import('playwright-core').Page} */ page) => page.getByRole('complementary', { name: en.panel.label });
async function opened(/** @type {string} */ who, /** @type {number} */ conversation, /** @type {Record<string, any>} */ options = {}) {
  const seat = await desk.signedIn(who, `/inbox/all/${conversation}`, options);
  const panel = panelOf(seat.page);
  await panel.waitFor();
  return { ...seat, panel, part: panel.getByRole('region', { name: same.title }), dialog: seat.page.getByRole('dialog', { name: same.ask }) };
}

test('a suggestion tells why; the merge shows what moves and what stays; all see it, and Z takes it back', async () => {
  const { one, two } = await twice('Anna', { phone: '+48601234118' }, { phone: '+48601234118', email: 'anna@example.com' });
  const { page, part, dialog, panel } = await opened('olga@example.com', one.conversation);
  const other = await opened('tomasz@example.com', two.conversation);
  await part.getByText(fill(same.phone, { value: '+48601234118' })).waitFor();
  assert.deepEqual(await axe(page), []);
  await part.getByRole('button', { name: fill(same.compareWith, { name: 'Anna K.' }) }).click();
  await dialog.getByText(same.keep).waitFor();
  await dialog.getByText('anna@example.com').last().waitFor();
  assert.match(await dialog.innerText(), /Moves to Anna: 1 conversation, 1 lead, and 1 way to reach\./);
  assert.deepEqual(await axe(page), []);
  assert.equal(await ownerOf(two.conversation), two.id, 'nothing is merged by looking');
  await dialog.getByRole('radio', { name: 'Anna K.' }).check();
  await dialog.getByRole('button', { name: same.merge }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(fill(same.done, { name: 'Anna K.' })).waitFor();
  await panel.getByRole('heading', { name: 'Anna K.' }).waitFor();
  await part.getByRole('button', { name: fill(same.partFrom, { name: 'Anna K.' }) }).waitFor();
  await panel.getByRole('region', { name: en.panel.history }).getByText('Second of Anna').waitFor();
  await page.getByRole('log').getByText('merged Anna K. with Anna').waitFor();
  assert.equal(await ownerOf(two.conversation), one.id);
  // The other browser, in the conversation that moved.
  await other.part.getByRole('button', { name: fill(same.partFrom, { name: 'Anna K.' }) }).waitFor();
  await other.panel.getByText('+48601234118', { exact: true }).waitFor();
  await other.panel.getByRole('region', { name: en.panel.history }).getByText('First of Anna').waitFor();
  await desk.writes('Third of Anna', { contact: two.contact });
  await bubble(other.page, 'Third of Anna').waitFor();
  await row(page, 'Third of Anna').waitFor();

  await page.getByRole('log').focus();
  await page.keyboard.press('z');
  await page.getByText(fill(same.parted, { name: 'Anna K.' })).waitFor();
  await part.getByRole('button', { name: fill(same.compareWith, { name: 'Anna K.' }) }).waitFor();
  await panel.getByRole('button', { name: fill(en.panel.change, { field: en.panel.name, value: 'Anna' }) }).waitFor();
  await other.panel.getByRole('heading', { name: 'Anna K.' }).waitFor();
  await other.part.getByRole('button', { name: fill(same.compareWith, { name: 'Anna' }) }).waitFor();
  assert.equal(await ownerOf(two.conversation), two.id);
});

test('a wrong suggestion is put away by a click and offered again by Z', async () => {
  const { one } = await twice('Olek', { phone: '+48601234777' }, { phone: '+48601234777' });
  const { page, part, panel } = await opened('olga@example.com', one.conversation);
  const away = part.getByRole('button', { name: fill(same.different, { name: 'Olek K.' }) });
  await away.click();
  await page.getByText(fill(same.apart, { name: 'Olek K.' })).waitFor();
  await part.waitFor({ state: 'detached' });
  await page.reload();
  await panel.getByRole('button', { name: same.find }).waitFor();
  const { items } = await desk.admin.must('GET', `/contacts/${one.id}/duplicates`);
  assert.deepEqual(items, []);
  assert.equal(await part.count(), 0, 'it stays away');
  await desk.admin.must('DELETE', `/contacts/${one.id}/apart/${(await desk.admin.must('GET', '/contacts')).items.find((/** @type {any} */ who) => who.name === 'Olek K.').id}`);
  await page.reload();
  await away.click();
  await page.getByText(fill(same.apart, { name: 'Olek K.' })).waitFor();
  await page.getByRole('log').focus();
  await page.keyboard.press('z');
  await away.waitFor();
});

test('anybody is found by name and merged; taken apart again much later', async () => {
  const { one, two } = await twice('Boris', {}, { email: 'boris@example.com' });
  const { page, panel, part, dialog } = await opened('olga@example.com', one.conversation);
  await panel.getByRole('button', { name: same.find }).click();
  const field = page.getByRole('combobox', { name: same.find });
  await field.fill('boris@example');
  await page.getByRole('option', { name: 'Boris K.' }).waitFor();
  assert.deepEqual(await axe(page), []);
  await field.press('Enter');
  await dialog.getByRole('button', { name: same.merge }).click();
  await part.getByRole('button', { name: fill(same.partFrom, { name: 'Boris K.' }) }).waitFor();
  await page.reload();
  await part.getByRole('button', { name: fill(same.partFrom, { name: 'Boris K.' }) }).click();
  await page.getByText(fill(same.parted, { name: 'Boris K.' })).waitFor();
  await part.waitFor({ state: 'detached' });
  assert.equal(await ownerOf(two.conversation), two.id);
});

test('in three languages, light and dark, on a desk and a phone, nothing runs over', async () => {
  const { one } = await twice('Zofia Wiśniewska-Brzęczyszczykiewicz', { phone: '+48601234120', email: 'zofia.wisniewska.brzeczyszczykiewicz@example.com' }, { phone: '+48601234120', email: 'a.very.long.address.of.somebody@example.com' });
  for (const [language, colorScheme, viewport] of /** @type {const} */ ([['en', 'dark', { width: 1440, height: 900 }], ['ru', 'light', { width: 390, height: 844 }], ['pl', 'dark', { width: 390, height: 844 }]])) {
    const text = JSON.parse(readFileSync(new URL(`../../web/i18n/same.${language}.json`, import.meta.url), 'utf8'));
    const seat = await desk.signedIn('olga@example.com', `/inbox/all/${one.conversation}`, { language, colorScheme, viewport });
    const { page } = seat;
    await page.getByRole('log').waitFor();
    const panel = page.getByRole('complementary', { name: words[language].panel.label });
    if (!(await panel.isVisible())) await page.keyboard.press('.');
    await panel.getByRole('region', { name: text.title }).getByRole('button', { name: text.compare }).click();
    await page.getByRole('dialog', { name: text.ask }).getByRole('button', { name: text.merge }).waitFor();
    assert.deepEqual(await overflow(page), [], language);
    assert.deepEqual(await axe(page), [], language);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/same-${language}.png` });
    await page.keyboard.press('Escape');
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/same-${language}-panel.png` });
  }
});
