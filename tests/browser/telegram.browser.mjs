// What Telegram brings to the desk beside words: faces, buttons under answers, accounts that let a bot read only.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { joinTelegram, startTelegramFake } from '../e2e/harness/telegram.mjs';
import { png } from '../fakes/telegram/files.mjs';
import { axe, bubble, composer, Desk, overflow, until, words } from './harness.mjs';
import { fill, en as settings } from './settings.mjs';

/** The words about what Telegram says of a bot. */
const steps = JSON.parse(readFileSync(new URL('../../web/i18n/bot.en.json', import.meta.url), 'utf8'));
const more = JSON.parse(readFileSync(new URL('../../web/i18n/more.en.json', import.meta.url), 'utf8'));
const en = words.en;
/** @type {Desk} */ let desk;
/** @type {Awaited<ReturnType<typeof startTelegramFake>>} */ let fake;
/** @type {any} */ let bot;
before(async () => {
  fake = await startTelegramFake();
  desk = await Desk.open({ server: { env: { PARLEY_PLATFORM_BASES: `telegram=${fake.url}` } } });
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  ({ bot } = await joinTelegram(desk.parley, fake, 'webhook'));
});
afterEach(() => desk.leaveAll());
after(async () => {
  await desk.close();
  await fake.close();
});

test('the wizard checks a token as it is pasted, ends with a message from a phone, and a channel that fails says its cure', async () => {
  const shop = fake.addBot({ first_name: 'Nordwind', username: 'nordwind_bot' });
  const { page, watch } = await desk.signedIn('maja@example.com', '/settings/channels/new');
  await page.getByRole('link', { name: new RegExp(settings.connect.telegram) }).click();
  const token = page.getByLabel(settings.telegram.step3);
  await token.fill('a password');
  await page.getByRole('button', { name: settings.connect.connect }).click();
  await page.getByText(settings.wrong.token).waitFor();
  await token.fill(`${shop.user.id}:${'A'.repeat(35)}`);
  await page.getByText(settings.cure.token).waitFor();
  await token.fill(shop.token);
  await page.getByText(fill(settings.telegram.good, { name: '@nordwind_bot' })).waitFor();
  await page.getByText(`${steps.groups}: ${steps.private}`).waitFor();
  assert.equal(await page.getByRole('list', { name: steps.label }).getByRole('listitem').count(), 4);
  assert.deepEqual(await axe(page), []);
  await page.getByRole('button', { name: settings.connect.connect }).click();
  await page.getByText(settings.connected.waiting).waitFor();
  const phone = fake.person({ first_name: 'Dominika' });
  phone.start(shop);
  phone.write(shop, 'Hello from my phone');
  await page.getByText('Hello from my phone').waitFor();
  await page.getByRole('link', { name: /Dominika/ }).click();
  await bubble(page, 'Hello from my phone').waitFor();
  await composer(page).fill('And hello from the shop');
  await composer(page).press('Enter');
  await until(() => fake.sentTo(phone.id).some((one) => one.message.text === 'And hello from the shop'), 'the answer is on the phone');

  await page.goto('/settings/channels');
  const card = page.getByRole('listitem').filter({ hasText: '@nordwind_bot' });
  await card.getByText(fill(settings.channels.receiving, { when: settings.channels.now })).waitFor();
  const check = card.getByRole('button', { name: fill(settings.channels.checkOf, { name: '@nordwind_bot' }) });
  await check.click();
  await page.getByText(fill(settings.channels.well, { name: '@nordwind_bot' })).waitFor();
  assert.ok(!(await page.content()).includes(shop.token));
  fake.revoke(shop);
  await check.click();
  await page.locator('.toast-bad').waitFor();
  await card.getByText(settings.channels.isBad).waitFor();
  await card.getByText(settings.cure.token).waitFor();
  await card.getByRole('link', { name: fill(settings.channels.editOf, { name: '@nordwind_bot' }) }).click();
  await page.getByRole('button', { name: steps.check, exact: true }).click();
  await page.getByText(`${steps.token}: ${steps.wrong}`).waitFor();
  assert.deepEqual(await axe(page), []);
  await desk.leave({ context: page.context(), watch });
});
/** Pictures of people that are really drawn. @param {import('playwright-core').Page} page @param {string} where */
const drawn = (page, where) => page.locator(`${where} .face img`).first().evaluate(async (/** @type {HTMLImageElement} */ image) => {
  await image.decode();
  return [image.naturalWidth, Math.round(image.getBoundingClientRect().width) === Math.round(image.parentElement?.getBoundingClientRect().width ?? 0)];
});

test('a face stands in the list, the thread and the panel, as soon as it is known', async () => {
  const anna = fake.person({ first_name: 'Anna' });
  anna.start(bot);
  anna.setAvatar(png(160, 160, 90));
  anna.write(bot, 'is it open on Sunday?');
  const { id } = await desk.admin.conversationOf('Anna');
  const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${id}`);
  await bubble(page, 'Sunday').waitFor();
  for (const where of ['.row', '.message', '.panel']) assert.deepEqual(await drawn(page, where), [160, true], where);
  assert.deepEqual(await axe(page), []);
});
test('buttons of an answer are shown under it, on a phone too', async () => {
  const boris = fake.person({ first_name: 'Boris' });
  boris.start(bot);
  boris.write(bot, 'when can I come?');
  const { id } = await desk.admin.conversationOf('Boris');
  await desk.admin.send(id, { text: 'Which hour suits you?', buttons: [{ title: 'At five' }, { title: 'See all the free hours on our site, week by week', url: 'https://shop.example/' }] });
  for (const options of [{}, { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }]) {
    const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${id}`, options);
    const keys = bubble(page, 'Which hour').getByRole('list', { name: en.content.keys });
    await keys.waitFor();
    assert.deepEqual((await keys.getByRole('listitem').allTextContents()).map((text) => text.slice(0, 7)), ['At five', 'See all']);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(await overflow(page), []);
  }
});
test('the phone number is asked for by a button, with the words that stand there or others', async () => {
  const dora = fake.person({ first_name: 'Dora' });
  dora.start(bot);
  dora.write(bot, 'please call me');
  const { id } = await desk.admin.conversationOf('Dora');
  const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${id}`);
  const open = page.getByRole('button', { name: more.open, exact: true });
  const ask = async () => {
    await open.click();
    await page.getByRole('menuitem', { name: more.askPhone.label }).click();
  };
  await ask();
  await bubble(page, more.askPhone.words).waitFor();
  await page.getByRole('textbox', { name: en.composer.replyLabel.replace('{{name}}', 'Dora') }).fill('Which number?');
  await ask();
  await bubble(page, 'Which number?').waitFor();
  await until(() => fake.sentTo(dora.id).length === 2, 'both at Telegram');
  dora.tap(bot, more.askPhone.key, { phone_number: '48600100200' });
  await bubble(page, '+48600100200').waitFor();
  await page.getByRole('button', { name: en.composer.note, exact: true }).click();
  await open.waitFor({ state: 'detached' });
});
test('an account that lets the bot read only says so in place of the composer', async () => {
  const marek = fake.owner({ first_name: 'Marek' }), celina = fake.person({ first_name: 'Celina' });
  marek.connect(bot, {});
  marek.hear(celina, 'are you free?');
  const { id } = await desk.admin.conversationOf('Celina');
  const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${id}`);
  await page.getByText(en.cannot.readOnly).waitFor();
  marek.allow({ can_reply: true });
  await page.getByText(en.cannot.readOnly).waitFor({ state: 'detached' });
  marek.write(celina, 'yes, at five');
  await bubble(page, 'yes, at five').waitFor();
});
