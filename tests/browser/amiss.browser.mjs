// A channel that its platform cut off: who may mend it is told wherever he is, who may not sees that answers wait and whom to ask.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { joinTelegram, startTelegramFake } from '../e2e/harness/telegram.mjs';
import { axe, bubble, composer, Desk, lowTargets, overflow, until, words } from './harness.mjs';
import { en as settings, fill } from './settings.mjs';

/** @type {Desk} */ let desk;
/** @type {Awaited<ReturnType<typeof startTelegramFake>>} */ let fake;
/** @type {any} */ let bot;
/** @type {any} */ let channel;
/** @type {any} */ let anna;
let id = 0;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  await desk.hire('root@example.com', 'Rita Root', 'admin');
  fake = await startTelegramFake();
  ({ bot, channel } = await joinTelegram(desk.parley, fake, 'webhook'));
  anna = fake.person({ first_name: 'Anna' });
  anna.start(bot);
  anna.write(bot, 'is it open on Sunday?');
  ({ id } = await desk.admin.conversationOf('Anna'));
});
afterEach(() => desk.leaveAll());
after(async () => {
  await desk.close();
  await fake.close();
});
const { en } = words;
const channelName = 'Telegram webhook';
/** @param {import('playwright-core').Page} page */
const bar = (page) => page.locator('.amiss-bar');
const ill = async () => (await desk.admin.must('GET', '/channels')).items.find((/** @type {any} */ one) => one.id === channel.id);
async function cutOff() {
  fake.revoke(bot);
  const sent = await desk.admin.send(id, { text: 'From ten to four' });
  await until(async () => (await ill()).state === 'paused', 'the channel is paused');
  return sent;
}
async function wellAgain() {
  bot.revoked = false;
  await desk.admin.must('POST', `/channels/${channel.id}/test`, {});
  await until(async () => (await ill()).state === 'ok', 'the channel is well');
}

test('an admin is told at once and everywhere, mends it by the link, what waited goes out and the word is gone', async () => {
  const { page } = await desk.signedIn('root@example.com', `/inbox/all/${id}`);
  await bubble(page, 'Sunday').waitFor();
  await composer(page).fill('half written');
  assert.equal(await bar(page).count(), 0);
  await cutOff();
  await bar(page).waitFor();
  assert.match(await bar(page).innerText(), /Telegram webhook is cut off: its token is no longer accepted\. Answers wait/);
  assert.ok(await composer(page).evaluate((field) => field === document.activeElement), 'the focus stays where it was');
  await page.getByRole('link', { name: fill(en.amiss.mark_one, { count: '1' }) }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.goto('/inbox/mine');
  await bar(page).getByRole('link', { name: en.amiss.mend }).click();
  await page.waitForURL(`**/settings/channels/${channel.id}`);
  assert.equal(fake.sentTo(anna.id).length, 0);
  fake.renew(bot);
  await page.getByLabel(settings.telegram.newToken).fill(bot.token);
  await page.keyboard.press('Enter');
  await bar(page).waitFor({ state: 'detached' });
  await until(() => fake.sentTo(anna.id).length === 1, 'what waited is out');
  assert.equal(await page.getByRole('link', { name: fill(en.amiss.mark_one, { count: '1' }) }).count(), 0);
});

test('who may not mend it has no banner, and sees in the thread how many answers wait and whom to ask', async () => {
  const before = fake.sentTo(anna.id).length;
  await cutOff();
  for (const options of [{}, { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }]) {
    const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${id}`, options);
    const held = page.getByRole('status').filter({ hasText: fill(en.amiss.heldHere_one, { name: channelName, count: '1' }) });
    await held.waitFor();
    assert.match(await held.innerText(), /Admins: .*Maja Nowak.*Rita Root|Admins: .*Rita Root.*Maja Nowak/);
    assert.equal(await bar(page).count(), 0);
    assert.equal(await page.locator('.nav-amiss').count(), 0);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(await overflow(page), []);
  }
  const page = desk.seats[0]?.watch.page;
  await wellAgain();
  await page.getByText(fill(en.amiss.held, { name: channelName }).slice(0, 30)).waitFor({ state: 'detached' });
  await until(() => fake.sentTo(anna.id).length === before + 1, 'what waited is out');
});

test('in every language, in the dark and on a phone the word fits', async () => {
  await cutOff();
  for (const language of ['en', 'ru', 'pl']) {
    for (const options of [{ colorScheme: 'dark' }, { viewport: { width: 320, height: 640 } }, { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }]) {
      const seat = await desk.signedIn('root@example.com', '/inbox/all', { ...options, language, hasTouch: 'viewport' in options });
      await bar(seat.page).getByText(words[language].amiss.mend).waitFor();
      assert.deepEqual(await axe(seat.page), []);
      assert.deepEqual(await overflow(seat.page), []);
      if ('viewport' in options) assert.deepEqual((await lowTargets(seat.page)).filter((one) => one.includes(words[language].amiss.mend)), []);
      if (process.env.SHOTS) await seat.page.screenshot({ path: `${process.env.SHOTS}/amiss-${language}-${options.viewport?.width ?? 1440}-${options.colorScheme ?? 'light'}.png` });
      await desk.leave(seat);
    }
  }
  await wellAgain();
});
