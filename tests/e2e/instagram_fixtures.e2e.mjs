// Every sample of Instagram's deliveries through the real server.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { startParley, until } from './harness.mjs';
import { deliver, joinAccount, startInstagramFake } from './harness/meta.mjs';
import { quarantined, threadsOf } from './harness/settled.mjs';

const fixtures = new URL('../fixtures/instagram/', import.meta.url);
const fixture = (/** @type {string} */ name) => JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8'));

describe('every fixture of Instagram', () => {
  /** @type {(() => Promise<void> | void)[]} */ const closers = [];
  after(async () => {
    for (const close of closers.reverse()) await close();
  });
  const secret = 'fixtures-secret';
  const names = readdirSync(fixtures).map((name) => name.replace('.json', '')).filter((name) => [fixture(name)].flat()[0].object).sort();
  /** A server that was told all of it. @param {string[]} list */
  async function told(list) {
    const fake = await startInstagramFake();
    closers.push(() => fake.close());
    const parley = await startParley();
    closers.push(() => parley.stop());
    const olga = await parley.operator();
    const { channel } = await joinAccount(parley, fake, { app: fake.addApp({ id: '1000000000000001', instagramSecret: secret }), account: { id: '17841400000000001' } });
    for (const name of list) assert.equal(await deliver(channel.hook_url, secret, fixture(name)), 200, name);
    return { parley, olga };
  }
  /** What each message looks like in the end. @type {Record<string, string>} */
  const expected = {
    message_text_rtl: 'text', message_reply_to_message: 'text', message_story_reply: 'text', message_story_reaction_emoji_only: 'text', message_story_mention: 'image', message_image: 'image', message_images_three: 'image', message_video: 'video',
    message_audio: 'voice', message_file: 'file', message_share_legacy: 'image', message_share_ig_post: 'image', message_share_ig_reel: 'video', message_share_story: 'image', message_like_heart: 'text', message_ephemeral: 'unsupported',
    message_unsupported_flag: 'unsupported', message_unsupported_type: 'unsupported', message_quick_reply: 'interaction', message_product_inquiry: 'text', message_ad_referral: 'text', postback_ice_breaker: 'interaction',
    postback_ice_breaker_ref: 'interaction', standby_message: 'text', echo_from_our_app: 'text', echo_from_instagram_app: 'text',
  };
  const comments = ['comment_changes_shape', 'comment_reply_changes_shape', 'comment_on_ad', 'comment_flat_shape', 'live_comment', 'mention_in_comment', 'array_wrapped_body'];
  test('is taken, and becomes what it is: twice, and from the last to the first, the same', { timeout: 120_000 }, async () => {
    assert.ok(names.length > 45);
    const { parley, olga } = await told([...names, ...names]);
    const mentioned = (desk) => until(async () => (await threadsOf(desk)).some((one) => one.external_id === 'comment:18200000000000007'), 'a line for the mention, which no platform here shows');
    await mentioned(olga);
    const all = await threadsOf(olga);
    const of = (id) => all.filter((one) => one.external_id === id);
    for (const [name, kind] of Object.entries(expected)) {
      const [{ message, postback, sender }] = [...(fixture(name).entry[0].messaging ?? []), ...(fixture(name).entry[0].standby ?? [])];
      assert.deepEqual(of((message ?? postback).mid).map((one) => [one.kind, one.direction]), [[kind, sender.id === '17841400000000001' ? 'outbound' : 'inbound']], name);
    }
    for (const name of comments) {
      const entry = [fixture(name)].flat()[0].entry[0];
      const value = entry.value ?? entry.changes[0].value;
      assert.deepEqual(of(`comment:${value.id ?? value.comment_id}`).map((one) => [one.direction, one.text]), [['inbound', value.text ?? '']], name);
    }
    const [first] = of(fixture('message_text').entry[0].messaging[0].message.mid);
    assert.deepEqual([first.text, first.deleted], ['', true], 'edited, then taken back');
    const own = fixture('comment_by_business_itself').entry[0].changes[0].value;
    assert.deepEqual(of(`comment:${own.id}`).map((one) => one.direction), ['outbound']);
    assert.equal(await quarantined(parley), 2, 'only what nobody knows waits, as often as it came');
    const back = await told([...names].reverse());
    await mentioned(back.olga);
    assert.deepEqual(await threadsOf(back.olga), all);
  });
});
