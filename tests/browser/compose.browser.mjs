// Templates, drafts on every device, an answer taken back, mentions and emoji.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { axe, bubble, composer, Desk, overflow, row, until, words } from './harness.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
/** @type {Record<string, number>} */ const ids = {};
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  await desk.hire('tomasz@example.com', 'Tomasz Nowak');
  for (const name of ['Anna Kowalska', '+48 601 234 118', 'Marek Wójcik', 'Julia']) ids[name] = (await desk.writes(`hello from ${name}`, { name })).conversation;
  for (const template of [
    { title: 'Shipping', shortcut: 'ship', folder: 'Orders', text: 'Hello {first_name|there}, {operator} of {company} here. We ship tomorrow.' },
    { title: 'By name', shortcut: 'name', folder: '', text: 'Dear {name},' },
  ]) await desk.admin.must('POST', '/templates', { ...template, scope: 'all' });
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

/** @typedef {import('playwright-core').Page} Page */
const at = (/** @type {string} */ name) => `/inbox/all/${ids[name]}`;
const suggestions = (/** @type {Page} */ page) => page.getByRole('listbox', { name: en.suggest.template });
const drafts = async (/** @type {import('playwright-core').BrowserContext} */ context) => (await (await context.request.get('/api/v1/drafts')).json()).items;
const spoken = async (/** @type {string} */ name) => (await desk.admin.spoken(ids[name])).map((/** @type {any} */ one) => one.text);

test('/ at the start of a line finds a template, shows it filled in, and Enter takes it; its use is counted', async () => {
  const { page } = await desk.signedIn('olga@example.com', at('Anna Kowalska'));
  await bubble(page, 'hello from Anna').waitFor();
  await page.keyboard.press('r');
  await page.keyboard.type('Good day.');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('/shp');
  await suggestions(page).getByText('Shipping').waitFor();
  await page.getByText('Hello Anna, Olga Petrova of').waitFor();
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('Enter');
  await until(async () => /^Good day\.\nHello Anna, Olga Petrova of .+ here\. We ship tomorrow\.$/.test(await composer(page).inputValue()), 'it stands in the answer');
  await suggestions(page).waitFor({ state: 'detached' });
  await until(async () => (await desk.admin.must('GET', '/templates')).items.find((/** @type {any} */ one) => one.shortcut === 'ship').used === 1, 'counted');
  await page.keyboard.type(' a/b');
  assert.equal(await suggestions(page).count(), 0, 'not in the middle of a line');
});
test('a value that is missing is named and nothing goes out before it is filled in', async () => {
  const { page } = await desk.signedIn('olga@example.com', at('+48 601 234 118'));
  await bubble(page, 'hello from +48').waitFor();
  await page.keyboard.press('r');
  await page.keyboard.type('/name');
  await suggestions(page).getByText('By name').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText(en.composer.blank.replace('{{name}}', '{name}')).waitFor();
  assert.ok(await page.getByRole('button', { name: en.composer.send }).isDisabled());
  await page.keyboard.press('Enter');
  await page.keyboard.type('Madam');
  await until(async () => (await composer(page).inputValue()) === 'Dear Madam,', 'the place was chosen, to be written over');
  await page.keyboard.press('Enter');
  await bubble(page, 'Dear Madam,').waitFor();
});
test('a template is made where it is used, and wrong fields are named', async () => {
  const { page, watch } = await desk.signedIn('olga@example.com', at('Julia'));
  watch.expect(422, '/templates');
  await bubble(page, 'hello from Julia').waitFor();
  await page.getByRole('button', { name: en.templates.label }).click();
  await page.getByRole('button', { name: en.templates.new }).click();
  const dialog = page.getByRole('dialog', { name: en.templates.new });
  await dialog.getByLabel(en.templates.title).fill('Own');
  await dialog.getByLabel(en.templates.shortcut).fill('ship');
  await dialog.getByLabel(en.templates.text).fill('My own {operator}');
  await dialog.getByRole('button', { name: en.templates.save }).click();
  await dialog.getByText('is taken by "Shipping"').waitFor();
  assert.deepEqual(await axe(page), []);
  await dialog.getByLabel(en.templates.shortcut).fill('own');
  await dialog.getByRole('button', { name: en.templates.save }).click();
  await dialog.waitFor({ state: 'detached' });
  await suggestions(page).getByRole('option', { name: /^Own/ }).click();
  await until(async () => (await composer(page).inputValue()) === 'My own Olga Petrova', 'taken');
});
test('a draft is on the server within a second or so, and another device goes on with it', async () => {
  const first = await desk.signedIn('olga@example.com', at('Marek Wójcik'));
  await bubble(first.page, 'hello from Marek').waitFor();
  await composer(first.page).fill('Begun at the desk');
  await until(async () => (await drafts(first.context)).some((/** @type {any} */ one) => one.text === 'Begun at the desk'), 'kept');
  const second = await desk.signedIn('olga@example.com', '/inbox/all', { viewport: { width: 390, height: 844 } });
  await row(second.page, 'Marek').getByText('Begun at the desk').waitFor();
  await row(second.page, 'Marek').click();
  await until(async () => (await composer(second.page).inputValue()) === 'Begun at the desk', 'there too');
  await composer(second.page).fill('Begun at the desk, and sent from the phone');
  await second.page.getByRole('button', { name: en.composer.send }).click();
  await until(async () => (await spoken('Marek Wójcik')).includes('Begun at the desk, and sent from the phone'), 'sent');
  await until(async () => !(await drafts(first.context)).some((/** @type {any} */ one) => one.conversation_id === ids['Marek Wójcik']), 'no longer a draft');
  await first.page.reload();
  await bubble(first.page, 'sent from the phone').waitFor();
  await until(async () => (await composer(first.page).inputValue()) === '', 'nor on the first device');
});
test('two devices that wrote apart: the newest stands, the other is shown and can be taken', async () => {
  const first = await desk.signedIn('olga@example.com', at('Julia'));
  await bubble(first.page, 'hello from Julia').waitFor();
  await composer(first.page).fill('');
  await composer(first.page).fill('one');
  await until(async () => (await drafts(first.context)).some((/** @type {any} */ one) => one.text === 'one'), 'kept');
  first.watch.offline = true;
  await first.context.setOffline(true);
  await composer(first.page).fill('one, written in the train');
  const second = await desk.signedIn('olga@example.com', at('Julia'));
  await until(async () => (await composer(second.page).inputValue()) === 'one', 'there');
  await composer(second.page).fill('one, written at the desk');
  await until(async () => (await drafts(second.context)).some((/** @type {any} */ one) => one.text === 'one, written at the desk'), 'kept');
  await first.context.setOffline(false);
  await first.page.getByText(en.composer.otherDraft).waitFor();
  const field = await composer(first.page).inputValue();
  const shown = await first.page.locator('.composer-other q').textContent();
  assert.deepEqual([field, shown].sort(), ['one, written at the desk', 'one, written in the train']);
  // Kept over a reload, which also brings what could not be loaded without a line.
  await first.page.reload();
  await first.page.getByText(en.composer.otherDraft).waitFor();
  assert.deepEqual(await axe(first.page), []);
  await first.page.getByRole('button', { name: en.composer.useOther }).click();
  assert.equal(await composer(first.page).inputValue(), shown);
  await until(async () => (await drafts(first.context)).some((/** @type {any} */ one) => one.text === shown), 'and it stands');
  await first.page.getByRole('button', { name: en.composer.dropOther }).click();
  await composer(first.page).fill('');
});
test('a sent answer is taken back with Z within five seconds; left alone it goes, also when the page does', async () => {
  const { page } = await desk.signedIn('olga@example.com', at('Anna Kowalska'), { undoSend: true });
  await bubble(page, 'hello from Anna').waitFor();
  await composer(page).fill('taken back');
  await page.keyboard.press('Enter');
  await bubble(page, 'taken back').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('z');
  await until(async () => (await composer(page).inputValue()) === 'taken back', 'a draft again');
  assert.equal(await bubble(page, 'taken back').count(), 0);
  await composer(page).fill('left alone');
  await page.keyboard.press('Enter');
  await until(async () => (await spoken('Anna Kowalska')).includes('left alone'), 'gone out', { seconds: 15 });
  await composer(page).fill('the page goes');
  await page.keyboard.press('Enter');
  await bubble(page, 'the page goes').waitFor();
  await page.goto('about:blank');
  await until(async () => (await spoken('Anna Kowalska')).filter((/** @type {string} */ text) => text === 'the page goes').length === 1, 'gone out once', { seconds: 15 });
  assert.ok(!(await spoken('Anna Kowalska')).includes('taken back'));
});
test('@ in a note calls on a colleague, who finds it under mentions until he looks', async () => {
  const tomasz = await desk.signedIn('tomasz@example.com', '/inbox/mine');
  const { page } = await desk.signedIn('olga@example.com', at('Marek Wójcik'));
  await bubble(page, 'hello from Marek').waitFor();
  await page.keyboard.press('n');
  await page.keyboard.type('@tom');
  await page.getByRole('option', { name: 'Tomasz Nowak' }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('is one left?');
  await page.keyboard.press('Enter');
  await page.getByRole('article', { name: /^Note by/ }).locator('.mention').getByText('@Tomasz Nowak').waitFor();
  const link = tomasz.page.getByRole('link', { name: new RegExp(`^${en.nav.mentions}`) });
  await until(async () => /1/.test((await link.textContent()) ?? ''), 'one is counted');
  await link.click();
  await row(tomasz.page, 'Marek').click();
  await tomasz.page.locator('.mention').getByText('@Tomasz Nowak').waitFor();
  await until(async () => !/1/.test((await link.textContent()) ?? ''), 'he has looked');
});
test('emoji by name in the language of the person, recent ones first, and by : while typing', async () => {
  const { page } = await desk.signedIn('olga@example.com', at('Anna Kowalska'), { language: 'pl' });
  const pl = words.pl;
  await bubble(page, 'hello from Anna').waitFor();
  const field = page.locator('.composer-field');
  await field.fill('Hej ');
  await page.getByRole('button', { name: pl.emoji.label }).click();
  await page.getByRole('textbox', { name: pl.emoji.search }).fill('rower');
  await page.getByRole('button', { name: 'rower', exact: true }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await until(async () => /^Hej \S+$/u.test(await field.inputValue()), 'it stands in the text');
  await page.getByRole('button', { name: pl.emoji.label }).click();
  await page.getByRole('heading', { name: pl.emoji.recent }).waitFor();
  await page.keyboard.press('Escape');
  await field.fill('');
  await field.pressSequentially(':rower');
  await page.getByRole('listbox', { name: pl.suggest.emoji }).waitFor();
  await page.keyboard.press('Enter');
  await until(async () => !(await field.inputValue()).includes(':'), 'and in place of the word');
  await field.fill('');
});
test('pickers fit a phone', async () => {
  const { page } = await desk.signedIn('olga@example.com', at('Marek Wójcik'), { viewport: { width: 390, height: 844 } });
  await bubble(page, 'hello from Marek').waitFor();
  await page.getByRole('button', { name: en.templates.label }).click();
  await suggestions(page).getByText('Shipping').waitFor();
  assert.deepEqual(await overflow(page), []);
  await composer(page).fill('');
});
