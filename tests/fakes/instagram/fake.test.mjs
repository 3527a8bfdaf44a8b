// The fake itself: as strict as the platform, two hosts over one state.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { proofOf } from '../meta/app.mjs';
import { caller, startHook, until } from '../meta/hook.mjs';
import { missing, oraclesOf } from '../meta/oracles.mjs';
import { samplesOf, shape } from '../meta/samples.mjs';
import { signature } from '../meta/signing.mjs';
import { ManualClock } from '../telegram/clock.mjs';
import { jpeg, pdf, png } from '../telegram/files.mjs';
import { fields, startInstagramFake } from './server.mjs';

const hour = 3600 * 1000;
const day = 24 * hour;
const sample = samplesOf('instagram');

describe('the fake of Instagram', () => {
  /** @type {Awaited<ReturnType<typeof startInstagramFake>>} */ let fake;
  /** @type {ManualClock} */ let clock;
  /** @type {Awaited<ReturnType<typeof startHook>>} */ let hook;
  /** The account with a login of its own, and the one behind a Page. */ let shop, paged;
  let app, person, call, callPaged;
  before(async () => {
    clock = new ManualClock();
    fake = await startInstagramFake({ clock });
    app = fake.addApp();
    shop = fake.addAccount(app, { username: 'demo_shop' });
    paged = fake.addAccount(app, { login: 'facebook' });
    person = fake.person(shop, { name: 'Anna Nowak', username: 'anna.nowak' });
    hook = await startHook();
    call = caller(`${fake.instagramUrl}/v25.0`, () => shop.token);
    callPaged = caller(`${fake.url}/v25.0`, () => paged.token);
  });
  after(async () => {
    await hook.close();
    await fake.close();
  });
  afterEach(() => {
    fake.faults.clear();
    fake.echo = 'after';
    for (const name of Object.keys(fake.quirks)) fake.quirks[name] = false;
  });
  const send = (more = {}) => call('POST', '/me/messages', { recipient: { id: person.id(shop) }, message: { text: 'hi' }, ...more });
  const said = (message) => send({ message });
  const quiet = async () => {
    await fake.settled();
    hook.clear();
  };

  describe('two logins', () => {
    test('each is served by its own host only, and refuses in its own words', async () => {
      const wrong = await caller(`${fake.url}/v25.0`, () => shop.token)('GET', '/me?fields=user_id');
      assert.deepEqual([wrong.error, wrong.json.error.type], ['2500', 'OAuthException']);
      const other = await caller(`${fake.instagramUrl}/v25.0`, () => paged.token)('GET', '/me');
      assert.deepEqual([other.error, other.json.error.type], ['2500', 'IGApiException']);
      assert.equal((await caller(`${fake.instagramUrl}/v25.0`, () => 'none')('GET', '/me')).json.error.type, 'OAuthException');
    });
    test('/me: the id of webhooks is user_id here, the account of the Page there', async () => {
      const { json } = await call('GET', '/me?fields=user_id,username,name,account_type,profile_picture_url');
      assert.deepEqual(shape(json), shape(sample('response_me_instagram_login')));
      assert.equal(json.user_id, shop.id);
      assert.notEqual(json.id, shop.id);
      const page = await callPaged('GET', '/me?fields=id,name,instagram_business_account{id,username}');
      assert.deepEqual(page.json, { id: paged.page.id, name: paged.page.name, instagram_business_account: { id: paged.id, username: paged.username } });
      assert.equal((await callPaged('GET', `/${paged.id}?fields=username`)).json.username, paged.username);
      assert.equal((await call('GET', '/me?fields=nonsense')).error, '100');
    });
    test('a token is renewed after a day and before its end; one of an hour is exchanged', async () => {
      const own = fake.addAccount(app);
      const first = own.token;
      const renew = (token) => caller(fake.instagramUrl, () => token)('GET', '/refresh_access_token?grant_type=ig_refresh_token');
      assert.equal((await renew(first)).error, '100');
      clock.advance(day);
      const { json } = await renew(first);
      assert.deepEqual([json.token_type, json.expires_in], ['bearer', 60 * 24 * 3600]);
      assert.equal(own.token, json.access_token);
      const short = own.shortToken(app);
      const exchange = (secret) => caller(fake.instagramUrl, () => short)('GET', `/access_token?grant_type=ig_exchange_token&client_secret=${secret}`);
      assert.equal((await exchange(app.secret)).error, '1', 'the secret of the app of Instagram, not of the app');
      assert.deepEqual(shape((await exchange(app.instagramSecret)).json), shape(sample('response_token_exchange')));
      const get = (token) => caller(`${fake.instagramUrl}/v25.0`, () => token)('GET', '/me');
      assert.equal((await get(first)).status, 200);
      clock.advance(60 * day);
      assert.equal((await get(first)).error, '190/463');
      assert.equal((await renew(json.access_token)).error, '190/463');
      shop.token = shop.addToken(app).value;
    });
    test('proofs are made with the secret of the login', async () => {
      const proof = (secret) => call('GET', `/me?appsecret_proof=${proofOf(secret, shop.token)}`);
      assert.deepEqual([(await proof(app.instagramSecret)).status, (await proof(app.secret)).error], [200, '100']);
    });
  });

  describe('webhooks', () => {
    test('an app, and an account or its Page, are subscribed; each login signs with its own secret', async () => {
      const ask = (object) => callPaged('POST', `/${app.id}/subscriptions`, { object, callback_url: hook.url, verify_token: 'word', fields: fields.join(',') }, { authorization: `Bearer ${app.token}` });
      assert.equal((await ask('page')).error, '100');
      assert.deepEqual((await ask('instagram')).json, { success: true });
      person.write(shop, 'nobody hears this');
      assert.equal((await call('POST', `/me/subscribed_apps?subscribed_fields=${fields.join(',')}`)).status, 200);
      assert.equal((await callPaged('POST', '/me/subscribed_apps?subscribed_fields=comments')).error, '100', 'a Page has the fields of a Page');
      assert.equal((await callPaged('POST', `/${paged.page.id}/subscribed_apps?subscribed_fields=messages`)).status, 200);
      person.write(shop, 'Cześć 💅');
      person.write(paged, 'here too');
      await until(() => hook.got.length === 2);
      for (const { body, headers, json } of hook.got) assert.equal(headers['x-hub-signature-256'], signature(json.entry[0].id === shop.id ? app.instagramSecret : app.secret, body));
      assert.equal(hook.events[0].recipient.id, hook.got[0].json.entry[0].id);
    });
    test('the dashboard gives the login of its own a webhook of its own', async () => {
      await quiet();
      const own = await startHook('another');
      await assert.rejects(fake.enterWebhook(app, { url: own.url, word: 'word' }));
      await fake.enterWebhook(app, { url: own.url, word: 'another' });
      person.write(shop, 'there');
      person.write(paged, 'here');
      await fake.settled();
      assert.deepEqual([own.events.map((one) => one.message.text), hook.events.map((one) => one.message.text)], [['there'], ['here']]);
      app.instagramHook = null;
      await own.close();
    });
    test('nothing of messages is told while the owner does not allow it', async () => {
      await quiet();
      shop.messagesAllowed = false;
      person.write(shop, 'unheard');
      assert.equal((await send()).error, '200/2534041');
      person.comment(shop, { text: 'heard' });
      assert.equal((await until(() => hook.events[0])).value.text, 'heard');
      assert.equal(hook.got.length, 1);
      shop.messagesAllowed = true;
    });
    test('what people do is told as the samples have it', async () => {
      const ours = (await said({ text: 'hello' })).json.message_id;
      shop.profile.ice_breakers = [{ locale: 'default', call_to_actions: [{ question: 'Prices?', payload: 'ice:pricing' }] }];
      const mid = person.write(shop, 'mine');
      const media = shop.addMedia();
      const advert = shop.addMedia({ ad: { id: '12', title: '-20%', original: media.id } });
      let comment = '';
      /** @type {[string, () => unknown][]} */ const acts = [
        ['message_text', () => person.write(shop, 'x')], ['message_reply_to_message', () => person.write(shop, 'x', { replyTo: ours })], ['message_story_reply', () => person.replyToStory(shop, 'how much?')],
        ['message_story_reaction_emoji_only', () => person.replyToStory(shop, '🔥')], ['message_story_mention', () => person.mentionInStory(shop, jpeg())], ['message_image', () => person.photo(shop, jpeg())],
        ['message_images_three', () => person.photos(shop, [jpeg(), jpeg(), jpeg()])], ['message_video', () => person.video(shop, Buffer.from('v'))], ['message_audio', () => person.audio(shop, Buffer.from('a'))],
        ['message_file', () => person.file(shop, pdf('a'), 'a.pdf')], ['message_share_legacy', () => person.share(shop, 'share')], ['message_share_ig_post', () => person.share(shop, 'ig_post')],
        ['message_share_ig_reel', () => person.share(shop, 'ig_reel')], ['message_share_story', () => person.share(shop, 'ig_story')], ['message_like_heart', () => person.like(shop)], ['message_ephemeral', () => person.ephemeral(shop)],
        ['message_unsupported_flag', () => person.say(shop, { is_unsupported: true })], ['message_unsupported_type', () => person.send(shop, [{ type: 'unsupported_type', payload: { url: 'https://e.org/x' } }])],
        ['message_unsend', () => person.unsend(shop, mid)], ['message_quick_reply', () => person.write(shop, 'Yes', { quickReply: 'confirm' })], ['message_product_inquiry', () => person.write(shop, 'M?', { referral: { product: { id: '9' } } })],
        ['message_ad_referral', () => person.write(shop, 'x', { referral: { ref: 'spring', ad_id: '12', ads_context_data: { ad_title: 't', photo_url: 'https://e.org/p' } } })], ['message_is_self', () => shop.writeToSelf('a note')],
        ['message_edit', () => person.edit(shop, fake.people[0].thread(shop).spoken.findLast((one) => one.by === 'person' && one.message.text === 'x').mid, 'y')],
        ['echo_from_instagram_app', () => shop.writeFromInbox(person, 'from the phone')], ['echo_story_mention_by_business', () => shop.mentionInStory(person, jpeg())], ['reaction', () => person.react(shop, ours)],
        ['reaction_other_emoji', () => person.react(shop, ours, 'other', '🧑🏽‍🎄')], ['reaction_removed', () => person.unreact(shop, ours)], ['seen', () => person.seen(shop)], ['postback_ice_breaker', () => person.ask(shop, 'Prices?')],
        ['postback_ice_breaker_ref', () => person.ask(shop, 'Prices?', { ref: 'bio' })], ['referral_igme_existing_thread', () => person.open(shop, { ref: 'bio' })], ['comment_changes_shape', () => (comment = person.comment(shop, { media, text: 'price?' }))],
        ['comment_reply_changes_shape', () => person.comment(shop, { parent: comment, text: 'halo?' })], ['comment_on_ad', () => person.comment(shop, { media: advert, text: 'price?' })],
        ['comment_by_business_itself', () => shop.comment({ parent: comment })], ['live_comment', () => person.liveComment(shop, { text: 'hi' })], ['mention_in_comment', () => person.mention(paged, { text: '@demo_shop' })],
        ['test_event_from_dashboard', () => fake.pressTest(app)], ['test_event_changes_shape', () => fake.pressTest(app, 'changes')], ['unknown_event', () => person.event(shop, 'messages', { some_future_event: { a: 1 } })],
      ];
      for (const [name, act] of acts) {
        await quiet();
        act();
        assert.deepEqual(shape((await until(() => hook.got[0], name)).json), shape(sample(name)), name);
      }
      await quiet();
      await said({ text: 'hello', metadata: 'kept back' });
      assert.deepEqual(shape((await until(() => hook.got[0])).json), shape(sample('echo_from_our_app')));
      /** @type {[string, string[], () => unknown][]} */ const odd = [
        ['standby_message', ['standby'], () => person.write(shop, 'x')], ['seen_changes_shape', ['changesShape'], () => person.seen(shop)],
        ['comment_flat_shape', ['flatComments'], () => person.comment(shop, { media, text: 'x' })], ['array_wrapped_body', ['flatComments', 'arrayWrap'], () => person.comment(shop, { media, text: 'x' })],
      ];
      for (const [name, quirks, act] of odd) {
        await quiet();
        for (const quirk of quirks) fake.quirks[quirk] = true;
        act();
        assert.deepEqual(shape((await until(() => hook.got[0], name)).json), shape(sample(name)), name);
        for (const quirk of quirks) fake.quirks[quirk] = false;
      }
    });
    test('echoes are a field of their own with one login, and among messages with the other', async () => {
      await call('POST', '/me/subscribed_apps', { subscribed_fields: 'messages' });
      person.write(paged, 'hi');
      await quiet();
      await said({ text: 'not heard' });
      await callPaged('POST', '/me/messages', { recipient: { id: person.id(paged) }, message: { text: 'heard' } });
      await fake.settled();
      assert.deepEqual(hook.events.map((one) => one.message.text), ['heard']);
      await call('POST', '/me/subscribed_apps', { subscribed_fields: fields });
    });
    test('an echo may come before the answer; a file taken back is gone', async () => {
      await quiet();
      fake.echo = 'before';
      const { json } = await said({ text: 'first the echo' });
      assert.deepEqual([hook.events[0].message.mid, hook.events[0].sender.id], [json.message_id, shop.id]);
      assert.ok(json.message_id.length >= 140);
      await quiet();
      const mid = person.photo(shop, jpeg());
      const { url } = (await until(() => hook.events[0])).message.attachments[0].payload;
      assert.ok(url.startsWith(fake.baseOf(shop)), 'at the host of the account');
      assert.equal((await fetch(url)).status, 200);
      person.unsend(shop, mid);
      assert.equal((await fetch(url)).status, 404);
    });
  });

  describe('what apps send', () => {
    before(() => void person.write(shop, 'hello again'));
    test('against the rules is refused, and not in the ledger', async () => {
      const n = fake.ledger.length;
      const file = async (url) => ({ bytes: url.includes('huge') ? Buffer.alloc((8 << 20) + 1) : png(1, 1), mime: url.endsWith('.webp') ? 'image/webp' : 'image/png', name: 'a' });
      fake.fetchFile = file;
      const image = (name) => ({ attachment: { type: 'image', payload: { url: `https://e.org/${name}` } } });
      const wrong = [
        [{ message: { text: 'ж'.repeat(501) } }], [{ message: { text: 'x'.repeat(1001) } }], [{ message: { text: '👨‍👩‍👧'.repeat(56) } }], [{ recipient: { user_ref: 'a' } }], [{ recipient: { id: '1' } }, '100/2534014'],
        [{ message: { sticker_id: '1' } }], [{ notification_type: 'REGULAR' }], [{ message: { attachment: { type: 'like_heart', payload: {} } } }], [{ message: { attachment: { type: 'MEDIA_SHARE', payload: { id: '1' } } } }, '100/2534029'],
        [{ message: image('a.webp') }, '100/2018047'], [{ message: image('huge.png') }, '100/2018109'], [{ message: { attachments: Array(11).fill(image('a.png').attachment) } }], [{ messaging_type: 'MESSAGE_TAG', tag: 'ACCOUNT_UPDATE' }],
      ];
      for (const [more, code = '100'] of wrong) assert.equal((await send(more)).error, code, JSON.stringify(more).slice(0, 100));
      assert.equal((await call('POST', `/${shop.scopedId}/messages`, { recipient: { id: person.id(shop) }, message: { text: 'x' } })).error, '100/33');
      assert.equal((await callPaged('POST', `/${paged.id}/messages`, { recipient: { id: person.id(paged) }, message: { text: 'x' } })).error, '3', 'behind a Page, by the Page');
      assert.equal((await call('POST', '/me/messages', { recipient: { id: person.id(paged) }, message: { text: 'x' } })).error, '100/2534014', 'an id of another account');
      assert.equal(fake.ledger.length, n);
    });
    test('within the rules is in the ledger, in order', async () => {
      const n = fake.ledger.length;
      const right = [
        { text: 'ж'.repeat(500) }, { attachment: { type: 'like_heart' } }, { attachment: { type: 'MEDIA_SHARE', payload: { id: shop.addMedia().id } } }, { attachments: Array.from({ length: 10 }, (_, i) => ({ type: 'image', payload: { url: `https://e.org/${i}.png` } })) },
        { text: 'q', quick_replies: [{ content_type: 'text', title: 'Yes', payload: 'y' }] }, { attachment: { type: 'template', payload: { template_type: 'generic', elements: [{ title: 'a', subtitle: 'b' }] } } },
      ];
      for (const message of right) {
        const answer = await said(message);
        assert.deepEqual(shape(answer.json), shape(sample('response_send_ok')), JSON.stringify(answer.json));
      }
      assert.deepEqual(fake.ledger.slice(n).map((one) => [one.message, one.account, one.to]), right.map((message) => [message, shop.id, person.id(shop)]));
      assert.equal((await call('POST', `/${shop.id}/messages`, { recipient: { id: person.id(shop) }, message: { text: 'by its id' } })).status, 200);
      const { json } = await call('POST', '/me/messages', { recipient: { id: person.id(shop) }, sender_action: 'react', payload: { message_id: person.write(shop, 'x'), reaction: 'love' } });
      assert.deepEqual(json, { recipient_id: person.id(shop) });
    });
    test('a day after the person\'s last, a human for seven; a mention in a story opens nothing', async () => {
      person.write(shop, 'hi');
      clock.advance(day + 1);
      assert.equal((await send()).error, '10/2534022');
      person.mentionInStory(shop, jpeg());
      person.react(shop, 'mid');
      assert.equal((await send()).error, '10/2534022');
      const human = () => send({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' });
      assert.equal((await human()).error, '10/2018065');
      app.humanAgent = true;
      assert.equal((await human()).status, 200);
      person.replyToStory(shop, 'nice');
      assert.equal((await send()).status, 200);
      shop.handOver(person, '263902037430900');
      assert.equal((await send()).error, '100/2534037');
      shop.handOver(person, app.id);
      person.block(shop);
      assert.equal((await send()).error, '551/1545041');
      person.unblock(shop);
    });
    test('troubles by script', async () => {
      const n = fake.ledger.length;
      fake.faults.next('messages', { kind: 'error', code: 613, subcode: 2534040 });
      const refused = await send();
      assert.deepEqual([refused.error, refused.json.error.type], ['613/2534040', 'IGApiException']);
      fake.faults.next('messages', { kind: 'cut_before' });
      await assert.rejects(send());
      assert.equal(fake.ledger.length, n);
      fake.faults.next('messages', { kind: 'cut_after' });
      await assert.rejects(send());
      assert.equal(fake.ledger.length, n + 1);
    });
  });

  describe('comments and profiles', () => {
    test('a comment is answered in public, hidden, deleted, looked at', async () => {
      const id = person.comment(shop, { text: 'price?' });
      await quiet();
      const { json } = await call('POST', `/${id}/replies`, { message: '99' });
      assert.equal(fake.comments.at(-1).id, json.id);
      assert.deepEqual((await until(() => hook.events[0])).value.from.id, shop.id);
      assert.equal((await call('POST', `/${id}/replies`, { message: 'x'.repeat(2201) })).error, '100');
      assert.equal((await call('POST', `/${id}/comments`, { message: 'x' })).error, '100/33', 'an edge of Facebook');
      assert.deepEqual((await call('POST', `/${id}?hide=true`)).json, { success: true });
      const seen = (await call('GET', `/${id}?fields=id,text,username,timestamp,parent_id,media,from,hidden`)).json;
      assert.deepEqual([seen.text, seen.username, seen.from.id, seen.hidden], ['price?', 'anna.nowak', person.id(shop), true]);
      assert.equal((await callPaged('GET', `/${id}`)).error, '100/33', 'another account');
      assert.deepEqual((await call('DELETE', `/${id}`)).json, { success: true });
      assert.equal((await call('GET', `/${id}`)).error, '100/33');
    });
    test('in private once, within seven days, a text; live only while it is live', async () => {
      const stranger = fake.person(shop);
      const answer = (comment_id, message = { text: 'in private' }) => call('POST', '/me/messages', { recipient: { comment_id }, message });
      const first = stranger.comment(shop, { text: 'price?' });
      assert.equal((await answer(first, /** @type {any} */ ({ attachment: { type: 'like_heart' } }))).error, '100');
      assert.equal((await answer(first)).json.recipient_id, stranger.id(shop));
      assert.equal((await answer(first)).error, '10900');
      assert.equal((await send({ recipient: { id: stranger.id(shop) } })).error, '10/2534022');
      const live = shop.addMedia({ product: 'LIVE' });
      const [one, two] = [stranger.liveComment(shop, { media: live, text: 'a' }), stranger.liveComment(shop, { media: live, text: 'b' })];
      assert.equal((await answer(one)).status, 200);
      live.live = false;
      assert.equal((await answer(two)).error, '10903');
    });
    test('a profile is told of those who wrote', async () => {
      const get = (one, asked = 'name,username,profile_pic,follower_count,is_verified_user,is_user_follow_business,is_business_follow_user') => call('GET', `/${one.id(shop)}?fields=${asked}`);
      assert.deepEqual(shape((await get(person)).json), shape(sample('response_profile')));
      const stranger = fake.person(shop);
      stranger.comment(shop, { text: 'price?' });
      stranger.mentionInStory(shop, jpeg());
      assert.equal((await get(stranger)).error, '230');
      stranger.write(shop, 'hi');
      assert.equal((await get(stranger, 'username')).json.username, stranger.username);
      assert.equal((await get(stranger, 'email')).error, '100');
    });
    test('a mention is looked up', async () => {
      await quiet();
      const { media, comment } = person.mention(paged, { text: 'look, @demo_shop1' });
      const got = await callPaged('GET', `/${paged.id}?fields=mentioned_comment.comment_id(${comment}){text,timestamp,media,username}`);
      assert.deepEqual([got.json.mentioned_comment.text, got.json.mentioned_comment.media.id], ['look, @demo_shop1', media]);
      assert.equal((await callPaged('GET', `/${paged.id}?fields=mentioned_media.media_id(${media}){caption,username}`)).json.mentioned_media.username, 'anna.nowak');
      person.mention(shop, { text: 'and @demo_shop' });
      await until(() => hook.events.some((one) => one.field === 'comments' && one.value.text === 'and @demo_shop'));
    });
    test('history, with the platform named where there are several', async () => {
      clock.advance(2000);
      const { json } = await call('GET', `/me/conversations?platform=instagram&user_id=${person.id(shop)}&fields=participants,updated_time,messages.limit(1){id,message,from}`);
      assert.deepEqual([json.data.length, json.data[0].participants.data.map((one) => one.username)], [1, ['anna.nowak', 'demo_shop']]);
      assert.equal((await callPaged('GET', '/me/conversations')).error, '100');
      assert.equal((await callPaged('GET', '/me/conversations?platform=instagram')).status, 200);
      assert.equal((await callPaged('GET', '/me/conversations?platform=instagram')).error, '613/2534040');
      assert.deepEqual((await call('POST', '/me/messenger_profile', { platform: 'instagram', ice_breakers: [{ locale: 'default', call_to_actions: [{ question: 'Prices?', payload: 'p' }] }] })).json, { result: 'success' });
      assert.equal((await call('POST', '/me/messenger_profile', { ice_breakers: [] })).error, '100');
    });
  });

  test('the platform\'s libraries take what it delivers', { skip: missing }, async () => {
    const { judge } = oraclesOf('messenger', ['messaging-api-messenger', 'whatsapp-api-js']);
    await quiet();
    person.write(shop, 'Zażółć / 😀');
    const { body, headers } = await until(() => hook.got[0]);
    const cases = [app.instagramSecret, app.secret].map((secret, i) => ({ id: String(i), secret, body, headers: { 'x-hub-signature-256': String(headers['x-hub-signature-256']) } }));
    assert.deepEqual(await judge(cases), [true, false]);
  });
});
