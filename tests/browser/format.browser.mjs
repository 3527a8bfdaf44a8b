// Formatting while writing: keys, an address over chosen words; shown as it is read, sent as the channel has it.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { joinTelegram, startTelegramFake } from '../e2e/harness/telegram.mjs';
import { bubble, composer, Desk, until } from './harness.mjs';

/** @type {Desk} */ let desk;
/** @type {Awaited<ReturnType<typeof startTelegramFake>>} */ let fake;
/** @type {any} */ let bot;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  fake = await startTelegramFake();
  ({ bot } = await joinTelegram(desk.parley, fake, 'webhook'));
});
afterEach(() => desk.leaveAll());
after(async () => {
  await desk.close();
  await fake?.close();
});

/** @typedef {import('playwright-core').Page} Page */
/** @param {Page} page @param {string} words */
const choose = (page, words) =>
  composer(page).evaluate((/** @type {HTMLTextAreaElement} */ field, chosen) => {
    const from = field.value.indexOf(chosen);
    field.setSelectionRange(from, from + chosen.length);
  }, words);
/** @param {Page} page @param {string} text */
const paste = (page, text) =>
  composer(page).evaluate((field, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    if (field.dispatchEvent(event)) document.execCommand('insertText', false, pasted);
  }, text);

test('Ctrl+B, Ctrl+I and an address pasted over words: the customer gets entities, the thread shows them, undo takes them back', async () => {
  const person = fake.person({ first_name: 'Formatted Fay' });
  person.start(bot);
  person.write(bot, 'where is the price?');
  const { id } = await desk.admin.conversationOf('Formatted Fay');
  const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${id}`);
  await bubble(page, 'where is the price?').waitFor();
  const field = composer(page);
  await field.fill('The price list is on our site, today only');
  await choose(page, 'price list');
  await field.press('Control+b');
  assert.equal(await field.inputValue(), 'The **price list** is on our site, today only');
  await field.press('Control+i');
  assert.equal(await field.inputValue(), 'The **_price list_** is on our site, today only');
  await field.press('Control+z');
  assert.equal(await field.inputValue(), 'The **price list** is on our site, today only');
  await choose(page, 'our site');
  await paste(page, ' https://shop.example/prices_2026 ');
  assert.equal(await field.inputValue(), 'The **price list** is on [our site](https://shop.example/prices_2026), today only');
  await field.press('Enter');
  const said = bubble(page, 'The price list is on our site, today only');
  await said.getByRole('link', { name: 'our site' }).waitFor();
  assert.equal(await said.locator('strong, b').innerText(), 'price list');
  const got = await until(() => person.received(bot).find((/** @type {any} */ one) => one.text?.startsWith('The price list')), 'received');
  assert.deepEqual(got.entities.map((/** @type {any} */ one) => [one.type, one.url]), [['bold', undefined], ['text_link', 'https://shop.example/prices_2026']]);
});
test('where the channel has no formatting, keys and pastes are plain', async () => {
  const { conversation } = await desk.writes('plain', { name: 'Plain Pete' });
  const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${conversation}`);
  await bubble(page, 'plain').waitFor();
  const field = composer(page);
  await field.fill('see the site');
  await choose(page, 'the site');
  await field.press('Control+b');
  assert.equal(await field.inputValue(), 'see the site');
  await paste(page, 'https://shop.example/');
  assert.equal(await field.inputValue(), 'see https://shop.example/');
});
