// An Instagram account is connected by the wizard, directly and through its Page, a conversation is held, and a comment answered.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { startInstagramFake } from '../fakes/instagram/server.mjs';
import { axe, bubble, composer, Desk, state, until, words } from './harness.mjs';
import { answerComment, catalogue, connect, inEachLanguage, moderateComment, shot } from './meta.mjs';

const ig = catalogue('instagram'), meta = catalogue('meta');
/** @type {Awaited<ReturnType<typeof startInstagramFake>>} */ let fake;
let app;
before(async () => {
  fake = await startInstagramFake();
  app = fake.addApp();
});
after(() => fake?.close());

/** @type {Desk} */ let desk;
/** @param {string} url of the login's host */
async function open(url, /** @type {string[]} */ flags = []) {
  desk = await Desk.open({ flags, server: { env: { PARLEY_PLATFORM_BASES: `instagram=${url}` } } });
  await desk.found();
}
afterEach(async () => {
  await desk?.leaveAll();
  await desk?.close();
});

test('directly: each value is checked, the webhook is entered once, a conversation is held, a comment answered', async () => {
  await open(fake.instagramUrl);
  const shop = fake.addAccount(app, { username: 'nordwind' });
  const anna = fake.person(shop, { name: 'Anna Nowak', username: 'anna.nowak' });
  const { page } = await desk.signedIn('maja@example.com', '/settings/channels/new');
  await connect(page, 'instagram', {
    name: '@nordwind',
    values: { app_id: app.instagramId, app_secret: app.instagramSecret, account_id: shop.id, token: shop.token },
    wrong: [
      { field: 'token', value: 'IGAAwrongtoken', says: meta.check.token, cure: ig.instagram.cure.token },
      { field: 'account_id', value: '17841400000099999', says: ig.check.account, cure: ig.instagram.cure.account },
    ],
  });
  await page.getByText(ig.instagram.webhook).waitFor();
  await shot(page, 'instagram-connected');
  const url = await page.getByRole('textbox', { name: meta.url }).innerText();
  await fake.enterWebhook(app, { url, word: await page.getByRole('textbox', { name: meta.word }).innerText() });
  assert.ok(shop.subscribers.has(app));
  anna.write(shop, 'Hej, macie rozmiar M?');
  await page.getByText('Hej, macie rozmiar M?').waitFor();
  await page.getByRole('link', { name: /Anna Nowak|anna\.nowak/ }).click();
  await composer(page).fill('Tak, mamy!');
  await composer(page).press('Enter');
  await until(() => fake.sentTo(anna, shop).some((one) => one.message.text === 'Tak, mamy!'), 'the answer is with Anna');
  anna.seen(shop);
  await state(bubble(page, 'Tak, mamy!'), words.en.state.readAt.replace('{{time}}', '.*')).waitFor();
  anna.replyToStory(shop, 'Ale super!');
  await bubble(page, 'Ale super!').getByText(catalogue('reach').shared.story_reply).waitFor();
  const media = shop.addMedia(), ben = fake.person(shop, { name: 'Ben Wilson', username: 'ben.wilson' });
  await answerComment(desk, {
    name: '@ben.wilson', comment: (text) => ben.comment(shop, { media, text }), publicly: () => fake.comments, privately: () => fake.sentTo(ben, shop), post: null,
  });
  const eve = fake.person(shop, { name: 'Eve Spam', username: 'eve.spam' });
  await moderateComment(desk, '@eve.spam', { comment: (text) => eve.comment(shop, { media, text }), wall: fake.wall, place: 'Instagram' });
});

for (const limited of [false, true])
  test(limited ? 'a voice message ends where the channel takes no more, and says so before it is lost' : 'a voice message goes in a form that Instagram takes', async () => {
    await open(fake.instagramUrl, ['--use-fake-device-for-media-stream']);
    const shop = fake.addAccount(app, { username: limited ? 'voice_short' : 'voice_shop' });
    const { hook_url: url, verify_token: word } = await desk.parley.addChannel('instagram', 'Shop', {
      app_id: app.instagramId, app_secret: app.instagramSecret, account_id: shop.id, token: shop.token, login: 'instagram', api_base: fake.instagramUrl,
    });
    await fake.enterWebhook(app, { url, word });
    const anna = fake.person(shop, { name: 'Anna Nowak', username: 'anna.nowak' });
    anna.write(shop, 'Call me?');
    const { page } = await desk.signedIn('maja@example.com', '/inbox/all', { permissions: ['microphone'] });
    await page.getByRole('option', { name: /Anna Nowak|anna\.nowak/ }).waitFor();
    if (limited)
      await page.route(/\/api\/v1\/conversations\/\d+$/, async (route) => {
        const answer = await route.fetch();
        const body = await answer.json();
        await route.fulfill({ response: answer, json: { ...body, channel_can: { ...body.channel_can, voice_limit: 4 * 32_000 } } });
      });
    await page.getByRole('option', { name: /Anna Nowak|anna\.nowak/ }).click();
    await page.getByRole('button', { name: words.en.composer.voice }).click();
    const panel = page.getByRole('group', { name: words.en.voice.label });
    const record = catalogue('record');
    if (limited) {
      await panel.getByText(new RegExp(record.left.replace('{{time}}', '\\d+:\\d\\d'))).waitFor();
      await shot(page, 'instagram-voice-left');
      await panel.getByText(record.full).waitFor();
      await shot(page, 'instagram-voice-full');
    } else {
      await until(async () => Number((await panel.getByRole('timer').textContent())?.split(':')[1]) >= 2, 'two seconds are said');
      await panel.getByRole('button', { name: words.en.voice.listen, exact: true }).click();
    }
    assert.deepEqual(await axe(page), []);
    await panel.getByRole('button', { name: words.en.voice.send }).click();
    await panel.waitFor({ state: 'detached' });
    const [sent] = await until(() => fake.sentTo(anna, shop).length && fake.sentTo(anna, shop), 'it is with Anna');
    assert.deepEqual([sent.message.attachment.type, sent.files[0].mime], ['audio', 'audio/wav']);
    const { bytes } = sent.files[0];
    assert.deepEqual([bytes.toString('latin1', 0, 4), bytes.toString('latin1', 8, 16), bytes.readUInt32LE(24), bytes.readUInt16LE(22)], ['RIFF', 'WAVEfmt ', 16_000, 1]);
    // A busy machine drops sound, and what is said of its length is what there is.
    const { id } = (await desk.admin.must('GET', '/conversations?view=all&limit=1')).items[0];
    const [said] = (await desk.admin.spoken(id)).find((/** @type {any} */ one) => one.direction === 'outbound').attachments;
    assert.ok(Math.abs(said.duration_ms - (bytes.length - 44) / 32) <= 1, `${bytes.length} B are said to be ${said.duration_ms} ms`);
    assert.ok(bytes.length > 32_000 && bytes.length <= (limited ? 4 : 60) * 32_000, `${bytes.length} B`);
    assert.ok(bytes.subarray(44).some((one) => one !== 0), 'something is heard');
    await page.getByRole('log').locator('.sound').waitFor();
  });

test('through a Page: the same with the Page’s token, and nothing is left to paste', async () => {
  await open(fake.url);
  const shop = fake.addAccount(app, { username: 'nordwind_pl', login: 'facebook' });
  const { page } = await desk.signedIn('maja@example.com', '/settings/channels/new');
  await page.goto('/settings/channels/new/instagram');
  await page.getByRole('radio', { name: ig.facebook.name }).check();
  for (const [name, value] of Object.entries({ app_id: app.id, app_secret: 'notthesecret', account_id: shop.id, token: shop.token })) await page.locator(`input[name="${name}"]`).fill(value);
  await page.getByText(`${meta.check.secret}: ${meta.wrong}`).waitFor();
  await page.getByText(ig.facebook.cure.secret).waitFor();
  await page.locator('input[name="app_secret"]').fill(app.secret);
  await page.getByText('@nordwind_pl').first().waitFor();
  await shot(page, 'instagram-wizard-facebook');
  await page.getByRole('button', { name: catalogue('settings').connect.connect }).click();
  await page.getByText(meta.delivers).waitFor();
  assert.ok(app.hooks.get('instagram')?.fields.includes('comments') && shop.subscribers.has(app));
  await inEachLanguage(desk, 'instagram');
});
