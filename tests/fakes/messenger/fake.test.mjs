// The fake itself: as strict as the platform, and judged by other people's code.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { caller, startHook, until } from '../meta/hook.mjs';
import { missing, oraclesOf } from '../meta/oracles.mjs';
import { samplesOf, shape } from '../meta/samples.mjs';
import { signature, written } from '../meta/signing.mjs';
import { ManualClock } from '../telegram/clock.mjs';
import { jpeg, pdf, png } from '../telegram/files.mjs';
import { fields, startMessengerFake } from './server.mjs';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const sample = samplesOf('messenger');
const { judge, drive } = oraclesOf('messenger', ['messaging-api-messenger', 'whatsapp-api-js']);

describe('the fake of Messenger', () => {
  /** @type {Awaited<ReturnType<typeof startMessengerFake>>} */ let fake;
  /** @type {ManualClock} */ let clock;
  /** @type {Awaited<ReturnType<typeof startHook>>} */ let hook;
  let app, page, person, call;
  before(async () => {
    clock = new ManualClock();
    fake = await startMessengerFake({ clock });
    app = fake.addApp();
    page = fake.addPage(app);
    person = fake.person(page, { name: 'Anna Nowak' });
    hook = await startHook();
    call = caller(`${fake.url}/v25.0`, () => page.token);
  });
  after(async () => {
    await hook.close();
    await fake.close();
  });
  afterEach(() => {
    fake.faults.clear();
    fake.echo = 'after';
    fake.receipts = 'delivered';
    for (const name of Object.keys(fake.quirks)) fake.quirks[name] = false;
  });
  const send = (more = {}) => call('POST', '/me/messages', { recipient: { id: person.id(page) }, messaging_type: 'RESPONSE', message: { text: 'hi' }, ...more });
  const said = (message) => send({ message });
  const quiet = async () => {
    await fake.settled();
    hook.clear();
  };
  /** The newest event with this member. @param {string} member */
  const event = (member) => until(() => hook.events.findLast((one) => one[member]), member);
  const subscribe = () => call('POST', `/${page.id}/subscribed_apps?subscribed_fields=${fields.join(',')}`);

  describe('webhooks', () => {
    test('an app agrees on one by a handshake, with its own token only', async () => {
      const ask = (token, more = {}) => call('POST', `/${app.id}/subscriptions?access_token=${encodeURIComponent(token)}`, { object: 'page', callback_url: hook.url, verify_token: 'word', fields: fields.join(','), ...more });
      assert.equal((await ask(page.token)).error, '190');
      assert.equal((await ask(app.token, { verify_token: 'another' })).error, '2200');
      assert.equal((await ask(app.token, { object: 'user' })).error, '100');
      assert.equal((await ask(app.token, { fields: 'messages,nonsense' })).error, '100');
      assert.deepEqual((await ask(app.token)).json, { success: true });
      const { json } = await call('GET', `/${app.id}/subscriptions`, undefined, { authorization: `Bearer ${app.token}` });
      assert.deepEqual([json.data[0].object, json.data[0].callback_url, json.data[0].fields.length], ['page', hook.url, fields.length]);
    });
    test('nothing is told of a Page before it is subscribed too', async () => {
      person.write(page, 'nobody hears this');
      assert.deepEqual((await call('GET', '/me/subscribed_apps')).json, { data: [] });
      assert.equal((await call('POST', '/me/subscribed_apps', { subscribed_fields: 'messages,nonsense' })).error, '100');
      assert.deepEqual((await call('POST', '/me/subscribed_apps', { subscribed_fields: ['messages'] })).json, { success: true });
      person.write(page, 'first');
      person.react(page, 'm_none');
      person.write(page, 'second');
      await until(() => hook.got.length === 2);
      assert.deepEqual(hook.events.map((one) => one.message?.text), ['first', 'second'], 'only the fields asked for');
      await subscribe();
      assert.equal((await call('GET', '/me/subscribed_apps')).json.data[0].subscribed_fields.length, fields.length);
    });
    test('signed over escaped bytes, in order, and told again until taken', async () => {
      await quiet();
      hook.status = 500;
      person.write(page, 'Zażółć / 😀');
      await until(() => hook.got.length === 1);
      assert.match(hook.got[0].body.toString('latin1'), /Za\\u017c\\u00f3\\u0142\\u0107 \\\/ \\ud83d\\ude00/);
      assert.equal(hook.got[0].headers['x-hub-signature-256'], signature(app.secret, hook.got[0].body));
      assert.deepEqual(Object.keys(hook.got[0].json.entry[0]), ['id', 'time', 'messaging']);
      hook.status = 200;
      for (let i = 0; i < 20; i++) person.write(page, `n${i}`);
      await until(() => hook.got.length === 21);
      assert.deepEqual(hook.events.slice(1).map((one) => one.message.text), Array.from({ length: 20 }, (_, i) => `n${i}`));
      await fake.settled();
      clock.advance(1000);
      await until(() => hook.got.length === 22);
      assert.ok(hook.got[0].body.equals(hook.got[21].body));
    });
    test('held, in another order, twice, two Pages in one', async () => {
      await quiet();
      const other = fake.addPage(app);
      await caller(`${fake.url}/v25.0`, () => other.token)('POST', '/me/subscribed_apps', { subscribed_fields: 'messages' });
      const delivery = fake.deliveryOf(app);
      delivery.hold();
      person.write(page, 'one');
      person.write(other, 'two');
      assert.notEqual(person.id(page), person.id(other));
      delivery.twice = 1;
      await delivery.release((entries) => entries.reverse());
      assert.deepEqual(hook.got.map((one) => one.json.entry.map((entry) => entry.id)), [[other.id, page.id], [other.id, page.id]]);
      assert.deepEqual(hook.events.map((one) => one.message.text), ['two', 'one', 'two', 'one']);
    });
    test('after an hour without success the Page is unsubscribed; what was missed can be read', async () => {
      await quiet();
      hook.status = 503;
      person.write(page, 'lost');
      await fake.settled();
      for (let i = 0; i < 12; i++) {
        clock.advance(5 * minute - 1);
        await fake.settled();
      }
      assert.equal((await call('GET', '/me/subscribed_apps')).json.data.length, 1);
      clock.advance(minute);
      assert.equal((await call('GET', '/me/subscribed_apps')).json.data.length, 0);
      hook.status = 200;
      await quiet();
      person.write(page, 'lost too');
      clock.advance(2 * hour);
      await fake.settled();
      assert.equal(hook.got.length, 0, 'what failed does not come again either');
      await subscribe();
      person.write(page, 'heard');
      assert.equal((await event('message')).message.text, 'heard');
      assert.equal(hook.got.length, 1);
      const { json } = await call('GET', `/me/conversations?platform=messenger&user_id=${person.id(page)}&fields=participants,messages.limit(3){id,created_time,from,to,message}`);
      assert.deepEqual(json.data[0].messages.data.map((one) => [one.message, one.from.id]), ['heard', 'lost too', 'lost'].map((text) => [text, person.id(page)]));
    });
    test('a success in between begins the hour anew', async () => {
      await quiet();
      hook.status = 500;
      person.write(page, 'a');
      await fake.settled();
      clock.advance(0.9 * hour);
      hook.status = 200;
      person.write(page, 'b');
      await until(() => hook.got.length === 3);
      await fake.settled();
      clock.advance(hour);
      assert.equal((await call('GET', '/me/subscribed_apps')).json.data.length, 1);
    });
  });

  describe('what people do', () => {
    test('is told as the samples have it', async () => {
      const { json } = await said({ text: 'hello', metadata: 'parley:msg:1' });
      const ours = json.message_id;
      page.profile.get_started = { payload: 'GET_STARTED' };
      const post = page.addPost();
      let comment = '';
      const mid = person.write(page, 'mine');
      const edited = person.write(page, 'y');
      /** @type {[string, () => unknown][]} */ const acts = [
        ['message_text', () => person.write(page, 'x')], ['message_reply_to', () => person.write(page, 'x', { replyTo: ours })], ['message_quick_reply', () => person.write(page, 'x', { quickReply: 'csat' })],
        ['message_image', () => person.photo(page, jpeg())], ['message_images_two_with_text', () => person.photos(page, [jpeg(), jpeg()], { text: 'x' })], ['message_audio', () => person.audio(page, Buffer.from('a'))],
        ['message_video', () => person.video(page, Buffer.from('v'))], ['message_file', () => person.file(page, pdf('a'), 'Umowa łódź.pdf')], ['message_sticker_transition', () => person.sticker(page, undefined, { as: 'both' })],
        ['message_sticker_legacy', () => person.sticker(page, undefined, { as: 'image' })], ['message_fallback_link', () => person.fallback(page, 'https://e.org/p', 'Boots', { text: 'x' })],
        ['message_fallback_null_payload', () => person.fallback(page, 'https://e.org/p', 'Party', { payload: null })], ['message_location_legacy', () => person.location(page, 52.2, 21)],
        ['message_reel_share', () => person.share(page, 'reel', { url: 'https://e.org/r.mp4', title: 'r', reel_video_id: 8 })],
        ['message_product_template', () => person.product(page, { id: '9', retailer_id: 'SKU', image_url: 'https://e.org/p.jpg', title: 'Boots', subtitle: '199' })], ['message_deleted', () => person.unsend(page, mid)],
        ['message_unsupported', () => person.say(page, { is_unsupported: true })], ['message_unknown_attachment', () => person.say(page, { attachments: [{ type: 'hologram', payload: { foo: 1 } }] })],
        ['message_ad_referral', () => person.write(page, 'x', { referral: { ref: 'spring', ad_id: '12', ads_context_data: { ad_title: 't', photo_url: 'https://e.org/a.jpg', post_id: '1_2' } } })],
        ['message_edit', () => person.edit(page, edited, 'z')], ['postback_get_started_ref', () => person.start(page, { ref: 'qr' })], ['postback_get_started_ad', () => person.start(page, { ref: 'spring', ad: '12' })],
        ['postback_button', () => person.press(page, { title: 'Book', payload: 'book' })], ['referral_existing_thread', () => person.open(page, { ref: 'flyer' })], ['read', () => person.read(page)],
        ['reaction', () => person.react(page, ours)], ['reaction_removed', () => person.unreact(page, ours)], ['optin_plugin_ref', () => fake.person(page).optIn(page, { ref: 'checkout', userRef: 'guest' })],
        ['postback_user_ref', () => fake.person(page).visit(page, 'guest-2')],
        ['echo_from_page_inbox', () => page.writeFromInbox(person, 'elsewhere')], ['echo_without_app_id', () => page.writeFromInbox(person, { attachments: [{ type: 'image', payload: { url: 'https://e.org/i.png' } }] }, { app: null })],
        ['feed_comment_add', () => (comment = person.comment(page, { post, text: 'size 39?' }))], ['feed_comment_reply_by_page', () => page.comment({ parent: comment, text: 'yes' })],
        ['feed_comment_edited', () => person.editComment(page, comment, 'size 40?')], ['feed_comment_remove', () => person.removeComment(page, comment)], ['feed_reaction_add', () => person.likePost(page, post)],
        ['pass_thread_control', () => page.handOver(person, app.id, 'pass_thread_control', 'a human, please')], ['policy_enforcement_block', () => page.enforce('block')], ['unknown_event', () => person.event(page, 'messages', { some_future_event: { a: 1 } })],
      ];
      for (const [name, act] of acts) {
        await quiet();
        act();
        const one = (await until(() => hook.got[0], name)).json;
        assert.deepEqual(shape(one), shape(sample(name)), name);
      }
      page.enforce('unblock');
      await quiet();
      await said({ text: 'hello', metadata: 'parley:msg:2' });
      await event('delivery');
      assert.deepEqual(hook.got.map((one) => shape(one.json)), [shape(sample('echo_from_our_app')), shape(sample('delivery'))]);
      Object.assign(fake.quirks, { stringWatermarks: true, deliveryWithoutMids: true, receiptsWithoutTime: true });
      await quiet();
      await said({ text: 'hello' });
      await event('delivery');
      assert.deepEqual(shape(hook.got[1].json), shape(sample('delivery_without_mids')));
      Object.assign(fake.quirks, { standby: true });
      await quiet();
      person.write(page, 'aside');
      assert.deepEqual(shape((await until(() => hook.got[0])).json), shape(sample('standby_message')));
      Object.assign(fake.quirks, { standby: false, numericIds: true, secondsTimestamps: true });
      await quiet();
      person.write(page, 'numbers', { seq: 73 });
      assert.deepEqual(shape((await until(() => hook.got[0])).json), shape(sample('numeric_ids_seconds_timestamp')));
      assert.ok(hook.events[0].timestamp < 1e12);
    });
    test('what another app has is told aside, without what was pressed; five edits are the most', async () => {
      page.handOver(person, '263902037430900');
      await quiet();
      person.press(page, { title: 'Book', payload: 'book' });
      const aside = await event('postback');
      assert.deepEqual([aside.standby, aside.postback.title, 'payload' in aside.postback], [true, 'Book', false]);
      page.handOver(person, app.id);
      const mid = person.write(page, 'v0');
      for (let i = 1; i <= 5; i++) person.edit(page, mid, `v${i}`);
      assert.throws(() => person.edit(page, mid, 'v6'));
    });
    test('a link is lost without Get Started; an advert\'s needs its own field', async () => {
      delete page.profile.get_started;
      assert.equal(person.start(page, { ref: 'qr' }), null);
      await call('POST', '/me/subscribed_apps', { subscribed_fields: 'messages' });
      await quiet();
      person.write(page, 'x', { referral: { ad_id: '12' } });
      assert.equal((await event('message')).message.referral, undefined);
      await subscribe();
    });
    test('their files have links for anybody, until they run out or by script', async () => {
      await quiet();
      person.file(page, pdf('Umowa'), 'Umowa łódź.pdf');
      const { url } = (await event('message')).message.attachments[0].payload;
      assert.match(url, /Umowa%20%C5%82%C3%B3d%C5%BA\.pdf\?/);
      assert.deepEqual(Buffer.from(await (await fetch(url)).arrayBuffer()), pdf('Umowa'));
      fake.faults.next('download', { kind: 'expired' });
      assert.equal((await fetch(url)).status, 403);
      fake.faults.next('download', { kind: 'page' });
      assert.match(await (await fetch(url)).text(), /<html>/);
      clock.advance(day + 1);
      assert.equal((await fetch(url)).status, 403);
      assert.equal((await fetch(url.replace(/signature=.*/, 'signature=0'))).status, 404);
    });
  });

  test('the platform\'s libraries take what it delivers, and refuse the same things', { skip: missing }, async () => {
    const body = hook.got[0].body;
    const right = signature('key', body);
    const cases = [
      [body, right], [body, right.slice(7)], [body, right.slice(0, 40)], [Buffer.concat([body, Buffer.from(' ')]), right], [written({ a: 'Привет' }), signature('key', JSON.stringify({ a: 'Привет' }))],
    ].map(([bytes, header], i) => ({ id: String(i), secret: 'key', body: /** @type {Buffer} */ (bytes), headers: { 'x-hub-signature-256': String(header) } }));
    assert.deepEqual(await judge(cases), [true, false, false, false, false]);
  });
  test('the libraries are content with its answers', { skip: missing }, async () => {
    const own = await startMessengerFake();
    const ours = own.addApp({ id: '1', secret: 's' });
    ours.humanAgent = true;
    const shop = own.addPage(ours, { token: 'TOK' });
    own.person(shop, { id: 'U1' }).write(shop, 'hello');
    own.fetchFile = async () => ({ bytes: png(2, 2), mime: 'image/png', name: 'a.png' });
    try {
      const lines = await drive(own.url);
      assert.ok(lines.length >= 7, JSON.stringify(lines));
      assert.deepEqual(lines.filter((one) => !one.ok), []);
    } finally {
      await own.close();
    }
  });
});
