// A Facebook Page is connected by the wizard, a conversation is held until its window is over, and a comment is answered.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Faults } from '../e2e/harness/faults.mjs';
import { startMessengerFake } from '../fakes/messenger/server.mjs';
import { axe, bubble, composer, Desk, overflow, row, state, until, words } from './harness.mjs';
import { answerComment, catalogue, connect, fill, inEachLanguage, looksOfComment, moderateComment, shot } from './meta.mjs';

const ms = catalogue('messenger'), meta = catalogue('meta'), reach = catalogue('reach'), settings = catalogue('settings');
const hour = 3600;
/** @type {Desk} */ let desk;
/** @type {Faults} */ let faults;
/** @type {Awaited<ReturnType<typeof startMessengerFake>>} */ let fake;
let app, shop, anna;
before(async () => {
  fake = await startMessengerFake();
  app = fake.addApp();
  app.humanAgent = true;
  shop = fake.addPage(app, { name: 'Nordwind Bikes' });
  anna = fake.person(shop, { name: 'Anna Nowak' });
  faults = new Faults();
  desk = await Desk.open({ server: { env: { ...faults.env, PARLEY_PLATFORM_BASES: `messenger=${fake.url}` } } });
  await desk.found();
});
afterEach(() => {
  faults.clock(0);
  return desk.leaveAll();
});
after(async () => {
  await desk?.close();
  await fake?.close();
  faults?.close();
});

test('each value is checked as it is pasted, nothing is left to paste, and a conversation is held', async () => {
  const { page } = await desk.signedIn('maja@example.com', '/settings/channels/new');
  await connect(page, 'messenger', {
    name: 'Nordwind Bikes',
    values: { page_id: shop.id, token: shop.token, app_id: app.id, app_secret: app.secret },
    wrong: [
      { field: 'token', value: 'EAAwrongtoken', says: meta.check.token, cure: ms.cure.token },
      { field: 'app_secret', value: '0123456789abcdef', says: meta.check.secret, cure: ms.cure.secret },
      { field: 'page_id', value: '998877665544', says: ms.check.page, cure: ms.cure.page },
    ],
  });
  await page.getByText(meta.delivers).waitFor();
  await shot(page, 'messenger-connected');
  assert.ok(app.hooks.get('page')?.fields.includes('feed') && shop.subscribers.has(app), 'Meta knows where to deliver');
  anna.write(shop, 'Dzień dobry, czy rower jest gotowy?');
  await page.getByText('Dzień dobry, czy rower jest gotowy?').waitFor();
  await page.getByRole('link', { name: /Anna Nowak/ }).click();
  const field = composer(page);
  await field.fill('Tak, gotowy!');
  await field.press('Enter');
  await until(() => fake.sentTo(anna, shop).some((one) => one.message.text === 'Tak, gotowy!'), 'the answer is with Anna');
  anna.read(shop);
  await state(bubble(page, 'Tak, gotowy!'), words.en.state.readAt.replace('{{time}}', '.*')).waitFor();
  anna.write(shop, 'Super, dziękuję', { replyTo: fake.sentTo(anna, shop)[0].mid });
  await bubble(page, 'Super, dziękuję').locator('.quote').getByText('Tak, gotowy!').waitFor();
  await page.goto('/settings/channels');
  await page.reload();
  assert.ok(!(await page.content()).includes(shop.token));
});

test('the last hours of a window are warm; after it a person may answer for a week where Meta allows it', async () => {
  let seat = await desk.signedIn('maja@example.com', '/settings/channels');
  const form = seat.page;
  await form.getByRole('link', { name: /Nordwind Bikes/ }).first().click();
  await form.getByRole('switch', { name: settings.channels.humanAgent }).click();
  await form.getByRole('button', { name: settings.form.save, exact: true }).click();
  await form.getByText(settings.form.saved).waitFor();
  /** Anna's conversation, that long after she wrote: sessions end meanwhile. @param {number} seconds @param {RegExp} says */
  const after = async (seconds, says) => {
    await desk.leave(seat);
    faults.clock(seconds);
    seat = await desk.signedIn('maja@example.com', '/inbox/all');
    const { page } = seat;
    await row(page, 'Anna Nowak').click();
    await page.getByText(says).waitFor();
    return page;
  };
  const says = (/** @type {string} */ text, left = '') => new RegExp(`^${fill(text, { time: '.*', left })}$`);
  await after(0, says(reach.until.plain));
  const warm = await after(23 * hour + 600, says(reach.until.plainLeft, '\\d+ min'));
  assert.deepEqual(await axe(warm), []);
  await shot(warm, 'messenger-window-soon');
  const page = await after(25 * hour, says(reach.until.agent));
  await shot(page, 'messenger-window-agent');
  assert.equal(await page.getByRole('button', { name: catalogue('scheduled').send }).count(), 0, 'nothing goes by itself now');
  await composer(page).fill('Still here for you');
  await composer(page).press('Enter');
  await until(() => fake.sentTo(anna, shop).some((one) => one.message.text === 'Still here for you'), 'the answer goes');
  await desk.leave(seat);
});

test('a comment is answered for everybody to see, and for its writer alone', async () => {
  const post = shop.addPost();
  const ben = fake.person(shop, { name: 'Ben Wilson' });
  const { page } = await answerComment(desk, {
    name: 'Ben Wilson', comment: (text) => ben.comment(shop, { post, text }), publicly: () => fake.comments, privately: () => fake.sentTo(ben, shop), post: /^https:/,
  });
  assert.ok(fake.sentTo(ben, shop)[0].comment, 'as an answer to the comment');
  await page.locator('input[type=file]').first().setInputFiles({ name: 'size.txt', mimeType: 'text/plain', buffer: Buffer.from('M') });
  await page.getByText(reach.way.files).waitFor();
  await composer(page).fill('See the file');
  assert.ok(await page.getByRole('button', { name: reach.way.publicVerb }).isDisabled(), 'a file is not for a post');
  await page.getByRole('button', { name: fill(words.en.files.remove, { name: 'size.txt' }) }).click();
  await composer(page).fill('');
});

test('a private answer tells until when it goes; its last hours are warm, and after seven days it is over', async () => {
  const late = fake.person(shop, { name: 'Lena Late' });
  late.comment(shop, { post: shop.addPost(), text: 'And this one?' });
  for (const [seconds, says] of /** @type {[number, string][]} */ ([[3600, fill(reach.way.privateUntil, { name: 'Lena Late', time: '.+' })], [7 * 24 * hour - 600, fill(reach.way.privateLeft, { time: '.*', left: '\\d+ min' })], [7 * 24 * hour, reach.way.late]])) {
    faults.clock(seconds);
    const seat = await desk.signedIn('maja@example.com', '/inbox/all', { colorScheme: 'dark', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const { page } = seat;
    await row(page, 'Lena Late').click();
    await page.getByRole('button', { name: reach.way.private, exact: true }).click();
    await page.getByText(new RegExp(`^${says}$`)).waitFor();
    await composer(page).fill('Only for you');
    assert.equal(await page.getByRole('button', { name: reach.way.privateVerb }).isDisabled(), says === reach.way.late);
    assert.deepEqual([await axe(page), await overflow(page)], [[], []]);
    await shot(page, `comment-${seconds}`);
    await desk.leave(seat);
  }
});

test('a comment is hidden, shown again and deleted', () => {
  const eve = fake.person(shop, { name: 'Eve Spam' }), post = shop.addPost();
  return moderateComment(desk, 'Eve Spam', { comment: (text) => eve.comment(shop, { post, text }), wall: fake.wall, place: 'Facebook' });
});
test('a comment looks right on a phone, in each language', () => looksOfComment(desk, 'Ben Wilson'));
test('the wizard speaks each language', () => inEachLanguage(desk, 'messenger'));
