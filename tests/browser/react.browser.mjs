// Reactions at the desk: put on from a message's actions, changed, taken away; those of customers with their names.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { joinTelegram, startTelegramFake } from '../e2e/harness/telegram.mjs';
import { axe, bubble, Desk, overflow, until, words } from './harness.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
/** @type {Awaited<ReturnType<typeof startTelegramFake>>} */ let fake;
/** @type {any} */ let bot;
let people = 0;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  await desk.hire('tomasz@example.com', 'Tomasz Nowak');
  fake = await startTelegramFake();
  ({ bot } = await joinTelegram(desk.parley, fake, 'webhook'));
});
afterEach(() => desk.leaveAll());
after(async () => {
  await desk.close();
  await fake.close();
});

/** @typedef {import('playwright-core').Page} Page */
/** Somebody asked by Telegram, and Olga has it open. @param {string} text @param {any} [options] */
async function asked(text, options) {
  const person = fake.person({ first_name: `Anna ${++people}` });
  person.start(bot);
  const { message_id } = person.write(bot, text);
  const { id } = await desk.admin.conversationOf(`Anna ${people}`);
  const seat = await desk.signedIn('olga@example.com', `/inbox/all/${id}`, options);
  await bubble(seat.page, text).waitFor();
  return { ...seat, person, id, message_id };
}
const button = (/** @type {Page} */ page, /** @type {string} */ text, name = en.amend.react) => bubble(page, text).getByRole('button', { name, exact: true });
const picker = (/** @type {Page} */ page) => page.getByRole('dialog', { name: en.react.pick });
const chip = (/** @type {Page} */ page, /** @type {string} */ text, /** @type {string} */ emoji) => bubble(page, text).locator('.reaction', { hasText: emoji });
const took = (/** @type {any} */ person) => fake.ledger.filter((entry) => entry.kind === 'reaction' && entry.chat_id === person.id).map((entry) => entry.reaction.map((/** @type {any} */ one) => one.emoji).join()).join('|');

test('one is picked with the mouse, seen by a colleague, and reaches the customer', async () => {
  const { page, person, id } = await asked('Is it open on Sunday?');
  const other = await desk.signedIn('tomasz@example.com', `/inbox/all/${id}`);
  await button(page, 'Sunday').waitFor();
  await bubble(page, 'Sunday').hover();
  await button(page, 'Sunday').click();
  await picker(page).waitFor();
  assert.deepEqual(await axe(page), []);
  assert.equal(await picker(page).getByRole('button').count(), 73);
  await picker(page).getByRole('button', { name: '👍', exact: true }).click();
  await until(() => took(person) === '👍', 'set at the customer');
  for (const one of [page, other.page]) await chip(one, 'Sunday', '👍').getByText('Olga Petrova').waitFor();
  await until(async () => (await chip(page, 'Sunday', '👍').getAttribute('class'))?.includes('reaction-moves') === false, 'it is not under way any more');
  assert.deepEqual(await axe(page), []);
  await chip(other.page, 'Sunday', '👍').click();
  await chip(page, 'Sunday', '👍').waitFor({ state: 'detached' });
  await until(() => took(person) === '👍|', 'taken away at the customer');
});
test('all of it by keys: open, walk, put on, change, take away; the focus comes back', async () => {
  const { page, person } = await asked('By keys?');
  await button(page, 'By keys?').focus();
  await page.keyboard.press('Enter');
  await picker(page).waitFor();
  await page.keyboard.press('Escape');
  await picker(page).waitFor({ state: 'detached' });
  await until(() => button(page, 'By keys?').evaluate((one) => one === document.activeElement), 'the focus is back');
  for (const [keys, now] of /** @type {[string[], string][]} */ ([[['ArrowRight', 'ArrowRight', 'Enter'], '🔥'], [['ArrowLeft', 'Enter'], '🔥|❤'], [['Enter'], '🔥|❤|']])) {
    await button(page, 'By keys?').focus();
    await page.keyboard.press('Enter');
    await picker(page).waitFor();
    for (const key of keys) await page.keyboard.press(key);
    await until(() => took(person) === now, now);
  }
  await page.locator('.reaction').waitFor({ state: 'detached' });
});
test('on an answer of one’s own it stands in the menu', async () => {
  const { page, person } = await asked('When?');
  await page.getByRole('textbox', { name: /^Reply to / }).fill('At nine');
  await page.keyboard.press('Enter');
  await until(() => person.received(bot).length === 1, 'arrived');
  await bubble(page, 'At nine').getByRole('button', { name: en.amend.menu }).click();
  await page.getByRole('menuitem', { name: en.amend.react, exact: true }).click();
  await picker(page).getByRole('button', { name: '🎉', exact: true }).click();
  await until(() => took(person) === '🎉', 'set');
});
test('what the platform refuses goes again, and a line says why', async () => {
  const { page, person, message_id } = await asked('Gone soon');
  person.thread(bot).messages.delete(message_id);
  await button(page, 'Gone soon').click();
  await picker(page).getByRole('button', { name: '🙏', exact: true }).click();
  await page.getByText('Reaction 🙏 not set. the message is not there any more').waitFor();
  await page.locator('.reaction').waitFor({ state: 'detached' });
});
test('those of a group stand with who put them, on a phone and in every language', async () => {
  const group = fake.group('Council'), anna = fake.person({ first_name: 'Zofia' }), boris = fake.person({ first_name: 'Boris' });
  group.promote(bot);
  const { message_id } = group.write(bot, anna, 'Who comes on Friday evening?');
  const { id } = await until(async () => (await desk.admin.conversations()).find((/** @type {any} */ one) => one.last_message?.text.startsWith('Who comes')), 'the group');
  group.react(bot, anna, message_id, ['👍']);
  group.react(bot, boris, message_id, ['👍', { type: 'custom_emoji', custom_emoji_id: '5' }]);
  for (const language of ['en', 'ru', 'pl']) {
    for (const colorScheme of ['light', 'dark']) {
      const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${id}`, { language, colorScheme, viewport: { width: 390, height: 780 }, hasTouch: true });
      await chip(page, 'Friday', '👍').waitFor();
      await bubble(page, 'Friday').getByText('Zofia', { exact: true }).waitFor();
      const names = words[language].react.who.replace('{{emoji}}', '👍').replace('{{names}}', 'Zofia, Boris');
      assert.equal(await chip(page, 'Friday', '👍').getAttribute('aria-label'), names);
      await bubble(page, 'Friday').getByRole('img', { name: words[language].react.own }).waitFor();
      assert.deepEqual(await overflow(page), []);
      assert.deepEqual(await axe(page), []);
      await button(page, 'Friday', words[language].amend.react).click();
      await page.getByRole('dialog', { name: words[language].react.pick }).waitFor();
      assert.deepEqual(await overflow(page), []);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/react-${language}-${colorScheme}.png` });
    }
  }
});
test('words of a group stand as their writer formatted and forwarded them, and who joined is a line', async () => {
  const group = fake.group('Neighbours'), zofia = fake.person({ first_name: 'Zofia' }), ewa = fake.person({ first_name: 'Ewa' });
  group.promote(bot);
  const entities = [{ type: 'bold', offset: 0, length: 14 }, { type: 'text_link', offset: 9, length: 5, url: 'https://council.example/rules' }, { type: 'blockquote', offset: 15, length: 6 }];
  group.tell(bot, zofia, { text: 'Read the rules\nquoted\nand mine <b>', entities, forward_origin: { type: 'hidden_user', date: 1, sender_user_name: 'A neighbour' } });
  group.tell(bot, zofia, { new_chat_members: [ewa.user] });
  const { id } = await until(async () => (await desk.admin.conversations()).find((/** @type {any} */ one) => one.contact.name === 'Neighbours'), 'the group');
  const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${id}`);
  const said = bubble(page, 'Read the rules');
  await said.getByText('Forwarded from A neighbour').waitFor();
  await said.locator('.text b').waitFor(); // what draws formats comes after the words
  assert.equal(await said.locator('.text').evaluate((one) => one.innerHTML.replaceAll(/ (title|target|rel)="[^"]*"/g, '')), '<b>Read the <a href="https://council.example/rules">rules</a></b><span class="text-quote">quoted</span>and mine &lt;b&gt;');
  await page.getByText('Zofia added Ewa').waitFor();
  await until(async () => (await axe(page)).length === 0, 'nothing against WCAG');
});
test('a channel without reactions offers none', async () => {
  const { conversation } = await desk.writes('No emoji here', { name: 'Plain Customer' });
  const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${conversation}`);
  await bubble(page, 'No emoji here').hover();
  await bubble(page, 'No emoji here').getByRole('button', { name: 'Reply to Plain Customer' }).waitFor();
  assert.equal(await button(page, 'No emoji here').count(), 0);
});
