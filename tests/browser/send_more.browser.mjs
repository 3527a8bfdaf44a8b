// What an answer can hold beside words and files: buttons and lists, what is asked for, places and cards, as each channel takes them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { joinTelegram, startTelegramFake } from '../e2e/harness/telegram.mjs';
import { joinWhatsapp, startWhatsappFake } from '../e2e/harness/whatsapp.mjs';
import { axe, bubble, composer, Desk, overflow, until, words } from './harness.mjs';
import { fill } from './settings.mjs';

const catalogue = (/** @type {string} */ language) => JSON.parse(readFileSync(new URL(`../../web/i18n/more.${language}.json`, import.meta.url), 'utf8'));
const en = catalogue('en');
/** @type {Desk} */ let desk;
/** @type {Awaited<ReturnType<typeof startTelegramFake>>} */ let telegram;
/** @type {Awaited<ReturnType<typeof startWhatsappFake>>} */ let whatsapp;
/** @type {any} */ let bot;
/** @type {any} */ let number;
before(async () => {
  [telegram, whatsapp] = [await startTelegramFake(), await startWhatsappFake()];
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  ({ bot } = await joinTelegram(desk.parley, telegram, 'webhook'));
  ({ number } = await joinWhatsapp(desk.parley, whatsapp));
});
afterEach(() => desk.leaveAll());
after(async () => {
  await desk?.close();
  await telegram?.close();
  await whatsapp?.close();
});

/** @typedef {import('playwright-core').Page} Page */
const shot = (/** @type {Page} */ page, /** @type {string} */ name) => process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/more-${name}.png` });
/** Somebody of Telegram who wrote, and the desk at it. @param {string} name @param {Record<string, any>} [options] */
async function dora(name, options) {
  const person = telegram.person({ first_name: name });
  person.start(bot);
  person.write(bot, 'hello');
  const { id } = await desk.admin.conversationOf(name);
  const seat = await desk.signedIn('olga@example.com', `/inbox/all/${id}`, options);
  return { person, id, ...seat };
}
/** @param {Page} page @param {string} label @param {any} [text] */
async function choose(page, label, text = en) {
  await page.getByRole('button', { name: text.open, exact: true }).click();
  await page.getByRole('menuitem', { name: label }).click();
}
/** What Telegram got, the newest last. @param {any} person @param {number} count */
const got = (person, count) => until(() => telegram.sentTo(person.id).length === count && telegram.sentTo(person.id).map((/** @type {any} */ one) => one.message), `${count} at Telegram`);

test('buttons go under the words of the composer, each that is wrong says so, and a press answers', async () => {
  const { page, person } = await dora('Dora');
  await composer(page).fill('When shall we come?');
  await choose(page, en.buttons);
  const dialog = page.getByRole('dialog');
  const button = (/** @type {number} */ n) => dialog.getByLabel(fill(en.keys.button, { n: String(n) }), { exact: true });
  const link = (/** @type {number} */ n) => dialog.getByLabel(fill(en.keys.link, { n: String(n) }));
  assert.ok(await button(1).evaluate((field) => field === document.activeElement), 'the words are there already');
  await button(1).fill('At five');
  await button(2).fill('At five');
  await link(2).fill('shop.example/all');
  await dialog.getByRole('button', { name: en.send }).click();
  await dialog.getByText(en.keys.same).waitFor();
  await dialog.getByText(en.keys.url).waitFor();
  assert.ok(await button(2).evaluate((field) => field === document.activeElement), 'what is wrong has the focus');
  assert.deepEqual(await axe(page), []);
  await shot(page, 'keys-wrong');
  await button(2).fill('See all');
  await link(2).fill('https://shop.example/all');
  await dialog.getByRole('button', { name: en.keys.add }).click();
  await page.keyboard.type('Call me');
  await dialog.getByRole('button', { name: fill(en.keys.remove, { n: '3' }) }).click();
  await dialog.getByRole('button', { name: en.send }).click();
  await dialog.waitFor({ state: 'detached' });
  const [sent] = await got(person, 1);
  assert.equal(sent.text, 'When shall we come?');
  assert.deepEqual(sent.reply_markup.inline_keyboard.flat().map((/** @type {any} */ one) => [one.text, one.url]), [['At five', undefined], ['See all', 'https://shop.example/all']]);
  const shown = bubble(page, 'When shall we come?');
  assert.deepEqual((await shown.getByRole('listitem').allTextContents()).map((text) => text.slice(0, 7)), ['At five', 'See all']);
  assert.equal(await composer(page).inputValue(), '');
  person.press(bot, sent.message_id, sent.reply_markup.inline_keyboard.flat()[0].callback_data);
  await page.getByText(words.en.content.pressed.replace('{{title}}', 'At five')).first().waitFor();
});

test('taken back while it is held, the buttons are there again', async () => {
  const { page, person } = await dora('Held', { undoSend: true });
  await composer(page).fill('Which one?');
  await choose(page, en.buttons);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(fill(en.keys.button, { n: '1' }), { exact: true }).fill('Red');
  await dialog.getByLabel(fill(en.keys.button, { n: '2' }), { exact: true }).fill('Blue');
  await dialog.getByRole('button', { name: en.send }).click();
  await page.getByRole('button', { name: words.en.toast.undo }).click();
  await until(async () => (await composer(page).inputValue()) === 'Which one?', 'its words are a draft again');
  await choose(page, en.buttons);
  assert.equal(await dialog.getByLabel(fill(en.keys.button, { n: '2' }), { exact: true }).inputValue(), 'Blue');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal(telegram.sentTo(person.id).length, 0);
});

test('a place from a map’s link or from where one is, a card, and what is asked for', async () => {
  const { page, person, context, id } = await dora('Placed', { permissions: ['geolocation'], geolocation: { latitude: 54.3521, longitude: 18.6464 } });
  await composer(page).fill('kept');
  await choose(page, en.place);
  const dialog = page.getByRole('dialog');
  const where = dialog.getByLabel(en.map.where);
  await where.fill('the shop');
  await page.keyboard.press('Enter');
  await dialog.getByText(en.map.wrong).waitFor();
  assert.deepEqual(await axe(page), []);
  await where.fill('https://www.openstreetmap.org/?mlat=52.2297&mlon=21.0122#map=16/52.2297/21.0122');
  await dialog.getByLabel(en.map.name).fill('Our shop');
  await dialog.getByLabel(en.map.address).fill('Prosta 1');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('log').getByRole('link', { name: /Our shop/ }).waitFor();
  await choose(page, en.place);
  await dialog.getByRole('button', { name: en.map.here }).click();
  await until(async () => (await where.inputValue()) === '54.352100, 18.646400', 'where one is');
  await dialog.getByRole('button', { name: en.send }).click();
  await dialog.waitFor({ state: 'detached' });
  await choose(page, en.card);
  await dialog.getByRole('button', { name: en.send }).click();
  await dialog.getByText(en.person.noName).waitFor();
  await dialog.getByText(en.person.noPhone).waitFor();
  await shot(page, 'card-wrong');
  await dialog.getByLabel(en.person.name).fill('Workshop');
  await dialog.getByLabel(en.person.phone).fill('+48 600 100 200');
  await dialog.getByRole('button', { name: en.send }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(await composer(page).inputValue(), 'kept', 'they go alone');
  const [venue, place, card] = await got(person, 3);
  assert.deepEqual([venue.venue.title, venue.venue.address, venue.location], ['Our shop', 'Prosta 1', { latitude: 52.2297, longitude: 21.0122 }]);
  assert.deepEqual(place.location, { latitude: 54.3521, longitude: 18.6464 });
  assert.deepEqual([card.contact.first_name, card.contact.phone_number], ['Workshop', '+48600100200']);
  await choose(page, en.askPlace.label);
  assert.equal((await got(person, 4))[3].text, 'kept');
  person.tap(bot, en.askPlace.key);
  await until(async () => (await desk.admin.spoken(id)).some((/** @type {any} */ one) => one.direction === 'inbound' && one.kind === 'location'), 'where they are');
  assert.deepEqual((await desk.admin.spoken(id)).filter((/** @type {any} */ one) => one.direction === 'outbound').map((/** @type {any} */ one) => one.kind), ['location', 'location', 'contact', 'text']);
  // Not allowed, it says what to do instead.
  await context.clearPermissions();
  await choose(page, en.place);
  await dialog.getByRole('button', { name: en.map.here }).click();
  await dialog.getByText(en.map.denied).waitFor();
});

test('WhatsApp shows many as a list and a link alone', async () => {
  const person = whatsapp.person({ name: 'Ewa Lis' });
  person.write(number, 'Which sizes?');
  const { id } = await desk.admin.conversationOf('Ewa Lis');
  const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${id}`);
  await bubble(page, 'Which sizes?').waitFor();
  await choose(page, en.buttons);
  const dialog = page.getByRole('dialog');
  const button = (/** @type {number} */ n) => dialog.getByLabel(fill(en.keys.button, { n: String(n) }), { exact: true });
  await dialog.getByLabel(en.keys.text).fill('These are in the shop.');
  for (const [i, size] of ['Small', 'Medium', 'Large', 'Larger than all that we have'].entries()) {
    if (i > 1) await dialog.getByRole('button', { name: en.keys.add }).click();
    await button(i + 1).fill(size);
  }
  await dialog.getByLabel(fill(en.keys.link, { n: '1' })).fill('https://shop.example/small');
  await dialog.getByLabel(en.keys.list).fill('Sizes');
  await dialog.getByRole('button', { name: en.send }).click();
  await dialog.getByText(fill(en.keys.long, { most: '24' })).waitFor();
  await dialog.getByText(en.keys.alone).waitFor();
  await button(4).fill('Largest');
  await dialog.getByLabel(fill(en.keys.link, { n: '1' })).fill('');
  await dialog.getByRole('button', { name: en.send }).click();
  const sent = await until(() => whatsapp.sentTo(person).find((/** @type {any} */ one) => one.kind === 'interactive'), 'the list is with Ewa');
  assert.deepEqual([sent.object.type, sent.object.action.button, sent.object.action.sections[0].rows.map((/** @type {any} */ one) => one.title)], ['list', 'Sizes', ['Small', 'Medium', 'Large', 'Largest']]);
});

test('a note and a website’s chat have none of it; by keyboard, on a phone, in both themes and three languages it fits', async () => {
  for (const [language, colorScheme, width] of /** @type {[string, 'light' | 'dark', number][]} */ ([['en', 'dark', 1280], ['ru', 'light', 390], ['pl', 'dark', 390], ['ru', 'dark', 320]])) {
    const small = width < 1000 ? { hasTouch: true, isMobile: true } : {};
    const { page, ...seat } = await dora(`Eye ${language} ${width}`, { language, colorScheme, viewport: { width, height: 780 }, ...small });
    const text = catalogue(language);
    const open = page.getByRole('button', { name: text.open, exact: true });
    await open.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    assert.deepEqual(await axe(page), [], language);
    await shot(page, `menu-${language}-${colorScheme}-${width}`);
    await page.keyboard.press('Escape');
    assert.ok(await open.evaluate((button) => button === document.activeElement), 'the focus is back');
    for (const [label, name] of [[text.buttons, 'keys'], [text.place, 'place'], [text.card, 'card']]) {
      await choose(page, label, text);
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: text.send }).click();
      await dialog.getByRole('alert').first().waitFor();
      assert.deepEqual([await axe(page), await overflow(page)], [[], []], `${name} ${language}`);
      const low = await dialog.evaluate((box) => [...box.querySelectorAll('button, input, textarea')].filter((one) => one.getBoundingClientRect().height < 40).map((one) => one.outerHTML));
      if (width < 1000) assert.deepEqual(low, [], `${name} ${language}`);
      await shot(page, `${name}-${language}-${colorScheme}-${width}`);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: words[language].composer.note, exact: true }).click();
    await open.waitFor({ state: 'detached' });
    await desk.leave({ page, ...seat });
  }
});
