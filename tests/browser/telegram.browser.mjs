// What Telegram brings to the desk beside words: faces, buttons under answers, accounts that let a bot read only.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { joinTelegram, startTelegramFake } from '../e2e/harness/telegram.mjs';
import { png } from '../fakes/telegram/files.mjs';
import { axe, bubble, Desk, overflow, until, words } from './harness.mjs';

const en = words.en;
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
  await fake.close();
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
  const ask = page.getByRole('button', { name: en.askPhone.label });
  await ask.click();
  await bubble(page, en.askPhone.words).waitFor();
  await page.getByRole('textbox', { name: en.composer.replyLabel.replace('{{name}}', 'Dora') }).fill('Which number?');
  await ask.click();
  await bubble(page, 'Which number?').waitFor();
  await until(() => fake.sentTo(dora.id).length === 2, 'both at Telegram');
  dora.tap(bot, en.askPhone.key, { phone_number: '48600100200' });
  await bubble(page, '+48600100200').waitFor();
  await page.getByRole('button', { name: en.composer.note, exact: true }).click();
  await ask.waitFor({ state: 'detached' });
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
