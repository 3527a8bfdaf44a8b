// An Instagram account through the real server, by either log-in, both ways, against a fake that is as strict as the platform.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { jpeg, pdf, png } from '../fakes/telegram/files.mjs';
import { startParley, until } from './harness.mjs';
import { accountSettings, deliver, joinAccount, startInstagramFake, Talks } from './harness/meta.mjs';
import { quarantined } from './harness/settled.mjs';

const fixtures = new URL('../fixtures/instagram/', import.meta.url);
const fixture = (/** @type {string} */ name) => JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8'));

for (const login of /** @type {const} */ (['instagram', 'facebook']))
  describe(`Instagram, by the login ${login}`, () => {
    const direct = login === 'instagram';
    /** @type {import('./harness.mjs').Parley} */ let parley;
    /** @type {Awaited<ReturnType<typeof startInstagramFake>>} */ let fake;
    /** @type {import('./harness.mjs').Operator} */ let olga;
    /** @type {Awaited<ReturnType<typeof joinAccount>>['app']} */ let app;
    /** @type {Awaited<ReturnType<typeof joinAccount>>['account']} */ let account;
    /** @type {Talks} */ let talks;
    let channel, secret;
    before(async () => {
      fake = await startInstagramFake();
      parley = await startParley();
      olga = await parley.operator();
      ({ app, account, channel } = await joinAccount(parley, fake, { account: { login } }));
      secret = direct ? app.instagramSecret : app.secret;
      talks = new Talks(olga, fake, account);
    });
    after(async () => {
      await parley?.stop();
      await fake?.close();
    });
    const message = async (id, one) => (await olga.spoken(id)).find((each) => each.id === one);
    const outbound = async (id) => (await olga.spoken(id)).filter((one) => one.direction === 'outbound').map((one) => one.text);
    const line = () => fake.deliveryFor(app, account);
    /** @param {typeof fake.echo} echo @param {() => Promise<void>} work */
    async function withEcho(echo, work) {
      fake.echo = echo;
      try {
        await work();
      } finally {
        fake.echo = 'after';
      }
    }

    describe('the connection', () => {
      test('is agreed on by the channel\'s own word, and heard of by the fields the login has', async () => {
        const hook = direct ? app.instagramHook : app.hooks.get('instagram');
        assert.equal(hook?.url, channel.hook_url);
        const heard = [...(account.subscribers.get(app) ?? [])];
        if (direct) for (const field of ['messages', 'message_echoes', 'message_reactions', 'messaging_seen', 'messaging_postbacks', 'messaging_referral', 'message_edit', 'standby', 'comments', 'live_comments']) assert.ok(heard.includes(field), field);
        else {
          assert.deepEqual(heard, ['messages'], 'a Page knows no fields of Instagram');
          for (const field of ['messages', 'message_reactions', 'messaging_seen', 'message_edit', 'standby', 'comments', 'live_comments', 'mentions']) assert.ok(hook?.fields.includes(field), field);
        }
        const ask = (query) => fetch(`${channel.hook_url}?${query}`);
        const good = await ask(`hub.mode=subscribe&hub.challenge=77&hub.verify_token=${channel.verify_token}`);
        assert.deepEqual([good.status, await good.text()], [200, '77']);
        assert.equal((await ask('hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong')).status, 403);
      });
      test('takes only what is signed with the secret of its login', async () => {
        const { person, id } = await talks.acquaintance();
        const event = { sender: { id: person.id(account) }, recipient: { id: account.id }, timestamp: Date.now(), message: { mid: `forged-${login}`, text: 'zażółć / 😀' } };
        const body = { object: 'instagram', entry: [{ id: account.id, time: Date.now(), messaging: [event] }] };
        assert.equal(await deliver(channel.hook_url, direct ? app.secret : app.instagramSecret, body), 401, 'the secret of the other login');
        assert.equal(await deliver(channel.hook_url, '', body, {}), 401);
        assert.equal((await olga.spoken(id)).length, 1);
        assert.equal(await deliver(channel.hook_url, secret, body), 200);
        await talks.seen(id, (one) => one.text === 'zażółć / 😀', 'the genuine one');
      });
      test('the worked signatures of the platform', async () => {
        const { secret: worked, ...first } = fixture('signing');
        const made = fake.addApp(direct ? { instagramSecret: worked } : { secret: worked });
        const { channel: other } = await joinAccount(parley, fake, { app: made, account: { login } });
        for (const one of [{ name: 'first', valid: true, ...first }, ...first.more]) {
          const presented = one.presented === undefined ? one.expected : one.presented;
          assert.equal(await deliver(other.hook_url, worked, Buffer.from(one.body), presented === null ? {} : { 'x-hub-signature-256': presented }), one.valid === false ? 401 : 200, one.name);
        }
      });
      test('channel test tells what was looked at, and which step is wrong', async () => {
        assert.match(await parley.cli(['channel', 'test', String(channel.id)]), new RegExp(`token: ok\\nsecret: ok.*\\naccount: ok, @${account.username}\\npermissions: ok\\nwebhook: ok.*\\nok: Connected to @${account.username}`));
        const wrong = async (more, step, words) => {
          const added = await parley.addChannel('instagram', `wrong ${step}`, accountSettings(fake, app, account, more));
          await assert.rejects(parley.cli(['channel', 'test', String(added.id)]), new RegExp(`${step}: wrong, .*${words}`));
          await parley.cli(['channel', 'remove', String(added.id)]);
        };
        await wrong({ token: 'IGAAnotatoken' }, 'token', '[Mm]ake a new one');
        await wrong({ account_id: '178410000' }, 'account', `of another account \\(@${account.username}, ${account.id}\\)`);
        if (direct) await wrong({ account_id: account.scopedId }, 'account', account.id);
        else {
          await wrong({ app_secret: 'not-the-secret' }, 'secret', 'copy both from the app');
          account.withdraw('instagram_manage_messages');
          await assert.rejects(parley.cli(['channel', 'test', String(channel.id)]), /permissions: wrong, .*instagram_manage_messages/);
          fake.tokens.get(account.token)?.scopes.add('instagram_manage_messages');
        }
        const other = fake.addAccount(app, { login: direct ? 'facebook' : 'instagram' });
        await wrong({ token: other.token }, 'token', '');
      });
      test('a subscription that got lost is made again by a test', async () => {
        account.subscribers.delete(app);
        if (!direct) app.hooks.delete('instagram');
        await parley.cli(['channel', 'test', String(channel.id)]);
        assert.ok(account.subscribers.has(app));
        if (!direct) assert.equal(app.hooks.get('instagram')?.url, channel.hook_url);
        await talks.acquaintance();
      });
      test('no secret is ever shown again', async () => {
        const text = JSON.stringify((await olga.must('GET', '/channels')).items);
        for (const hidden of [account.token, secret, channel.verify_token]) assert.ok(!text.includes(hidden));
      });
      test('what the dashboard sends to try makes no contact', async () => {
        const before = (await olga.conversations()).length;
        for (const shape of /** @type {const} */ (['messaging', 'changes'])) fake.pressTest(app, shape, secret);
        await fake.settled();
        assert.deepEqual(line().attempts.slice(-2).map((one) => one.status), [200, 200]);
        assert.equal((await olga.conversations()).length, before);
        assert.equal(await quarantined(parley), 1, 'only the empty body of the worked signatures');
      });
      test('two accounts of one app: one delivery lands in both', async () => {
        const second = await joinAccount(parley, fake, { app, account: { login } });
        const delivery = line();
        const [one, two] = [fake.person(account, { name: 'Of the first' }), fake.person(second.account, { name: 'Of the second' })];
        delivery.hold();
        one.write(account, `to the first by ${login}`);
        two.write(second.account, `to the second by ${login}`);
        await delivery.release();
        const at = [await talks.withLast(`to the first by ${login}`), await talks.withLast(`to the second by ${login}`)].map((each) => each.channel.id);
        assert.deepEqual(at, [channel.id, second.channel.id]);
      });
    });

    describe('what people send', () => {
      test('text, name, picture; a repeat changes nothing; who has no name is called by the username', async () => {
        line().twice = 1;
        const person = fake.person(account, { name: 'Олена Коваль', username: 'olena.demo' });
        person.write(account, 'Дзень добры, łódź! 👨‍👩‍👧');
        const { id, contact } = await olga.conversationOf('Олена Коваль');
        assert.equal((await olga.spoken(id)).length, 1);
        const card = await until(async () => {
          const found = await olga.must('GET', `/contacts/${contact.id}`);
          return found.avatar_url ? found : null;
        }, 'a picture');
        assert.deepEqual((await olga.call('GET', card.avatar_url.replace('/api/v1', ''))).raw, person.picture);
        assert.equal(card.identities[0].username, 'olena.demo');
        const nameless = fake.person(account, { name: '', username: 'no.name' });
        nameless.write(account, 'who am I?');
        await olga.conversationOf('@no.name');
      });
      test('who keeps the profile to themselves is there all the same', async () => {
        const { person, id } = await talks.acquaintance({ profile: 'denied' });
        await until(() => fake.calls.some((one) => one.path.startsWith(`/v25.0/${person.id(account)}?`)), 'the profile was asked for');
        assert.equal((await talks.now(id)).contact.name, '');
        await talks.says(id, 'hello, whoever you are', ['sent']);
      });
      test('every kind of file, fetched by the job', async () => {
        const { person, id } = await talks.acquaintance();
        person.photo(account, jpeg());
        person.photos(account, [png(11, 10), png(12, 10), png(13, 10)], { mime: 'image/png' });
        person.video(account, Buffer.from('a film'));
        person.audio(account, Buffer.from('a voice'));
        person.file(account, pdf('Umowa'), 'Umowa.pdf', { mime: 'application/pdf' });
        person.mentionInStory(account, jpeg(20, 20));
        const all = await until(async () => {
          const files = (await olga.spoken(id)).filter((one) => one.attachments.length);
          return files.length === 6 && files.every((one) => one.attachments.every((file) => file.state === 'ready')) ? files : null;
        }, 'six messages with files are here');
        assert.deepEqual(all.map((one) => [one.kind, one.attachments.length]), [['image', 1], ['image', 3], ['video', 1], ['voice', 1], ['file', 1], ['image', 1]]);
        assert.equal(all[5].content.shared.what, 'story_mention');
      });
      test('stories, posts, hearts; what is to be seen in the app alone has a placeholder', async () => {
        const { person, id } = await talks.acquaintance();
        person.replyToStory(account, 'Ale super! 😍', { id: '18000000000000001' });
        person.replyToStory(account, '🔥');
        for (const type of ['ig_post', 'ig_reel', 'ig_story', 'share']) person.share(account, type, { title: `shared as ${type}` });
        person.like(account);
        person.ephemeral(account);
        person.say(account, { is_unsupported: true });
        person.write(account, 'Is it there?', { referral: { product: { id: '900' } } });
        const all = await until(async () => {
          const list = (await olga.spoken(id)).slice(1);
          return list.length === 10 ? list : null;
        }, 'ten messages');
        assert.deepEqual(all.map((one) => [one.kind, one.text, one.attachments.length]), [
          ['text', 'Ale super! 😍', 0], ['text', '🔥', 0], ['image', 'shared as ig_post', 1], ['video', 'shared as ig_reel', 1], ['image', '', 1], ['image', '', 1], ['text', '❤️', 0], ['unsupported', '', 0], ['unsupported', '', 0], ['text', 'Is it there?', 0],
        ]);
        assert.deepEqual([all[0].content.shared.what, all[0].content.shared.id, all[9].content.product], ['story_reply', '18000000000000001', '900']);
      });
      test('replies, reactions, edits, what is taken back, in any order', async () => {
        const { person, id, hello } = await talks.acquaintance();
        const ours = await talks.says(id, 'Which colour?', ['sent']);
        person.write(account, 'The red one', { replyTo: ours.external_id });
        assert.equal((await talks.seen(id, (one) => one.text === 'The red one', 'the reply')).reply_to.id, ours.id);
        person.react(account, ours.external_id, 'other', '🧑🏽‍🎄');
        await talks.seen(id, (one) => one.id === ours.id && one.reactions[0]?.emoji === '🧑🏽‍🎄', 'the reaction');
        person.unreact(account, ours.external_id);
        await talks.seen(id, (one) => one.id === ours.id && one.reactions.length === 0, 'it is off again');
        const delivery = line();
        delivery.hold();
        person.edit(account, hello, 'hello there');
        person.edit(account, hello, 'hello there, twice');
        const gone = person.photo(account, jpeg());
        person.unsend(account, gone);
        await delivery.release((entries) => entries.reverse(), { apart: true });
        await talks.seen(id, (one) => one.text === 'hello there, twice', 'the last edit');
        const list = await olga.spoken(id);
        assert.deepEqual(list.map((one) => Boolean(one.deleted_at)), [false, false, false, true]);
      });
      test('every shape that deliveries come in', async () => {
        const { person, id } = await talks.acquaintance();
        const shapes = ['changesShape', 'arrayWrap', 'secondsTimestamps', 'stringTimestamps', 'isoTimestamps'];
        for (const shape of shapes) {
          fake.quirks[shape] = true;
          person.write(account, `as ${shape}`);
          await fake.settled();
          fake.quirks[shape] = false;
        }
        const list = await until(async () => {
          const all = (await olga.spoken(id)).slice(1);
          return all.length === shapes.length ? all : null;
        }, 'all of them');
        assert.deepEqual(list.map((one) => one.text), shapes.map((shape) => `as ${shape}`));
        for (const one of list) assert.ok(Math.abs(Date.parse(one.sent_at) - Date.now()) < 60_000, `${one.text}: ${one.sent_at}`);
      });
      test('where they come from: an ice breaker, a link, an advert', async () => {
        account.profile.ice_breakers = [{ locale: 'default', call_to_actions: [{ question: 'Prices?', payload: 'PRICES' }] }];
        const touchesOf = async (id) => {
          const { lead } = await until(async () => (await olga.conversations()).find((one) => one.id === id && one.lead), 'a lead');
          return { source: lead.source, touches: (await olga.must('GET', `/leads/${lead.id}`)).touches };
        };
        const person = fake.person(account, { name: `By the link ${login}` });
        person.ask(account, 'Prices?', { ref: 'bio_link_A-17' });
        const { id } = await olga.conversationOf(`By the link ${login}`);
        const [asked] = await olga.spoken(id);
        assert.deepEqual([asked.kind, asked.text, asked.content.payload], ['interaction', 'Prices?', 'PRICES']);
        assert.ok((await talks.now(id)).wait, 'they ask, and wait');
        const first = await touchesOf(id);
        assert.deepEqual([first.source, ...first.touches.map((one) => one.ref)], ['instagram', 'bio_link_A-17']);
        person.open(account, { ref: 'story_B' });
        await until(async () => (await touchesOf(id)).touches.some((one) => one.ref === 'story_B'), 'the second link');
        const two = fake.person(account, { name: `By the advert ${login}` });
        two.write(account, 'How much?', { referral: { ref: 'spring', ad_id: '120200000000000001', ads_context_data: { ad_title: 'Rabat 20%' } } });
        const { touches } = await touchesOf((await olga.conversationOf(`By the advert ${login}`)).id);
        assert.deepEqual(touches.map((one) => [one.kind, one.ad_id, one.medium]), [['ad', '120200000000000001', 'cpc']]);
      });
    });

    describe('what goes out', () => {
      test('a thousand bytes in one, and no more: Cyrillic, Polish, families', async () => {
        const { person, id } = await talks.acquaintance();
        await talks.says(id, 'ж'.repeat(500), ['sent']);
        assert.equal(fake.sentTo(person).length, 1, 'exactly a thousand bytes');
        for (const words of ['слово и дело '.repeat(120).trim(), 'zażółć gęślą jaźń '.repeat(90).trim(), '👨‍👩‍👧 '.repeat(80).trim()]) {
          const before = fake.sentTo(person).length;
          const { id: long } = await talks.says(id, words, ['sent']);
          const known = await until(async () => (await olga.spoken(id)).find((one) => one.id === long && one.content?.parts), 'its parts are known');
          const parts = fake.sentTo(person).slice(before);
          assert.ok(parts.length > 1 && parts.every((one) => Buffer.byteLength(one.message.text) <= 1000 && !/\ufffd/.test(one.message.text)));
          assert.deepEqual(parts.map((one) => one.message.text.trim()).join(' ').split(/\s+/), words.split(/\s+/), 'nothing is lost at the seams');
          assert.deepEqual([known.external_id, ...known.content.parts], parts.map((one) => one.mid));
        }
        assert.equal((await outbound(id)).length, 4, 'the echoes of parts are no messages of their own');
      });
      test('pictures as one message, words after them, a film, sound, PDF; another kind is refused in words', async () => {
        const { person, id } = await talks.acquaintance();
        const put = async (bytes, type, name) => (await olga.upload(bytes, type, name)).id;
        await talks.says(id, 'three of them', ['sent'], { attachments: [await put(png(3, 3), 'image/png', 'a.png'), await put(png(4, 3), 'image/png', 'b.png'), await put(jpeg(), 'image/jpeg', 'c.jpg')] });
        await talks.says(id, '', ['sent'], { attachments: [await put(pdf('Umowa'), 'application/pdf', 'Umowa.pdf')] });
        await talks.says(id, '', ['sent'], { attachments: [await put(Buffer.from('a film'), 'video/mp4', 'a.mp4')] });
        await talks.says(id, '', ['sent'], { attachments: [await put(Buffer.from('RIFF....WAVE'), 'audio/wav', 'a.wav')] });
        assert.deepEqual(talks.got(person), ['image+image+image', 'three of them', 'file', 'video', 'audio']);
        assert.deepEqual(fake.sentTo(person)[0].files.map((one) => one.bytes.equals(png(3, 3)) || one.bytes.equals(png(4, 3)) || one.bytes.equals(jpeg())), [true, true, true]);
        const { error } = await talks.says(id, '', ['failed'], { attachments: [await put(Buffer.from('a,b'), 'text/csv', 'a.csv')] });
        assert.match(error.message, /Instagram takes/);
        assert.equal(fake.sentTo(person).length, 5);
      });
      test('quick replies and buttons; a heart as a reaction; typing and seen', async () => {
        const { person, id, hello } = await talks.acquaintance();
        await olga.must('POST', `/conversations/${id}/seen`, {});
        const acts = () => fake.actions.filter((one) => one.to === person.id(account)).map((one) => one.action);
        await until(() => acts().includes('mark_seen'), 'the mark of reading');
        await talks.says(id, 'When?', ['sent'], { buttons: [{ title: 'On Friday', payload: 'fri' }] });
        person.choose(account, 'On Friday');
        await talks.seen(id, (one) => one.kind === 'interaction' && one.content.payload === 'fri', 'the answer');
        await talks.says(id, 'Look here', ['sent'], { buttons: [{ title: 'The shop', url: 'https://shop.example.com/a' }] });
        assert.equal(fake.sentTo(person).at(-1).message.attachment.payload.buttons[0].url, 'https://shop.example.com/a');
        const view = await talks.now(id);
        assert.deepEqual([view.channel_can.reactions, view.channel_can.text_limit, view.channel_can.text_unit, view.channel_can.asks_phone], [['❤'], 1000, 'bytes', false]);
        const [question] = await olga.spoken(id);
        const at = `/conversations/${id}/messages/${question.id}/reaction`;
        const on = () => person.thread(account).find(hello)?.reactions.get(account.id);
        await olga.must('PUT', at, { emoji: '❤' });
        await until(() => on() === 'love', 'it is on');
        await olga.must('DELETE', at);
        await until(() => on() === undefined, 'it is off');
        await olga.listen();
        olga.tell({ type: 'typing', conversation_id: id, on: true });
        await until(() => acts().includes('typing_on'), 'typing');
        olga.tell({ type: 'typing', conversation_id: id, on: false });
        await until(() => acts().includes('typing_off'), 'it ends');
        olga.close();
      });
      for (const echo of /** @type {const} */ (['before', 'after', 'none']))
        test(`an echo ${echo === 'none' ? 'that never comes' : `${echo} the answer`}: shown once, under the operator's name`, () => withEcho(echo, async () => {
          const { id } = await talks.acquaintance();
          await talks.says(id, 'one', ['sent']);
          await talks.says(id, 'слово и дело '.repeat(120).trim(), ['sent']);
          const attachments = [(await olga.upload(png(5, 5), 'image/png', 'a.png')).id, (await olga.upload(png(6, 5), 'image/png', 'b.png')).id];
          await talks.says(id, 'with pictures', ['sent'], { attachments });
          await fake.settled();
          const ours = (await olga.spoken(id)).filter((one) => one.direction === 'outbound');
          assert.deepEqual(ours.map((one) => [one.text.slice(0, 13), one.author.name, one.status]), [['one', 'Olga', 'sent'], ['слово и дело ', 'Olga', 'sent'], ['with pictures', 'Olga', 'sent']]);
        }));
      for (const quirk of ['echoWithoutAppId', 'stringAppId', 'metadataInEchoes', 'instagramIdInEchoes'])
        test(`an echo before the answer, ${quirk}: shown once`, () => withEcho('before', async () => {
          const { id } = await talks.acquaintance();
          fake.quirks[quirk] = true;
          try {
            await talks.says(id, `with ${quirk}`, ['sent']);
            await fake.settled();
          } finally {
            fake.quirks[quirk] = false;
          }
          assert.deepEqual(await outbound(id), [`with ${quirk}`]);
        }));
      for (const kind of ['cut_before', 'cut_after', 'truncate', '502'])
        test(`an answer lost (${kind}): unconfirmed, never sent again by itself; its echo, known by its words, tells that it arrived`, async () => {
          const { person, id } = await talks.acquaintance();
          const arrives = kind === 'cut_after' || kind === 'truncate';
          const delivery = line();
          delivery.hold();
          fake.faults.next('messages', { kind, to: person.id(account) });
          const sent = await olga.send(id, { text: 'did it arrive?' });
          await olga.reaches(id, sent.id, ['unconfirmed']);
          const next = await olga.send(id, { text: 'the next one' });
          await olga.reaches(id, next.id, ['sent']);
          await fake.settled();
          await delivery.release();
          assert.deepEqual(talks.got(person), [...(arrives ? ['did it arrive?'] : []), 'the next one']);
          assert.deepEqual(await outbound(id), ['did it arrive?', 'the next one']);
          if (!arrives) return assert.equal((await message(id, sent.id)).status, 'unconfirmed');
          const known = await olga.reaches(id, sent.id, ['sent']);
          assert.equal(known.external_id, fake.sentTo(person)[0].mid);
          person.seen(account, known.external_id);
          await olga.reaches(id, sent.id, ['read']);
        });
      test('seen tells of all up to that message, also quicker than the answer', async () => {
        const { person, id } = await talks.acquaintance();
        const [one, two, three] = [await talks.says(id, 'one', ['sent']), await talks.says(id, 'two', ['sent']), await talks.says(id, 'three', ['sent'])];
        person.seen(account, two.external_id);
        await olga.reaches(id, one.id, ['read']);
        await olga.reaches(id, two.id, ['read']);
        assert.equal((await message(id, three.id)).status, 'sent');
        fake.faults.next('messages', { kind: 'slow', ms: 1 });
        fake.quirks.changesShape = true;
        person.seen(account);
        await olga.reaches(id, three.id, ['read']);
        fake.quirks.changesShape = false;
      });
      test('limits are waited out, refusals told in words', async () => {
        const { person, id } = await talks.acquaintance();
        fake.faults.next('messages', { kind: 'error', code: 613, subcode: 2534040, to: person.id(account) });
        fake.faults.next('messages', { kind: '429', retry_after: 1, to: person.id(account) });
        await talks.says(id, 'patience', ['sent']);
        assert.deepEqual(talks.got(person), ['patience']);
        for (const [code, subcode, name] of /** @type {[number, number, string][]} */ ([[100, 2534014, 'not_found'], [10, 2534022, 'window_closed']])) {
          fake.faults.next('messages', { kind: 'error', code, subcode, to: person.id(account) });
          const { error } = await talks.says(id, `refused with ${code}/${subcode}`, ['failed']);
          assert.equal(error.code, name);
        }
        await talks.refused(id, 'window_closed');
        person.write(account, 'here I am');
        await talks.refused(id, null);
        person.block(account);
        assert.equal((await talks.says(id, 'to who blocked us', ['failed'])).error.code, 'unavailable');
      });
      test('access to messages switched off, a token that ran out: the channel says what to do, all waits, and goes on', async () => {
        const { person, id } = await talks.acquaintance();
        const paused = () => until(async () => (await olga.must('GET', '/channels')).items.find((one) => one.id === channel.id && one.state === 'paused'), 'the channel is paused');
        account.messagesAllowed = false;
        const one = await olga.send(id, { text: 'one' });
        assert.match((await paused()).state_detail, /allow access to messages/);
        account.messagesAllowed = true;
        await olga.must('POST', `/channels/${channel.id}/test`, {});
        await olga.reaches(id, one.id, ['sent']);
        account.revoke(463);
        const two = await olga.send(id, { text: 'two' });
        await paused();
        assert.equal((await message(id, two.id)).status, 'queued');
        account.token = account.addToken(app).value;
        await olga.must('PATCH', `/channels/${channel.id}`, { settings: { token: account.token } });
        await olga.must('POST', `/channels/${channel.id}/test`, {});
        await olga.reaches(id, two.id, ['sent']);
        assert.deepEqual(talks.got(person), ['one', 'two']);
      });
    });

    test('the owner answers in the Instagram app: shown as an answer, and nobody waits any more', async () => {
      const { person, id } = await talks.acquaintance();
      await until(async () => (await talks.now(id)).wait, 'somebody waits');
      account.writeFromInbox(person, 'from my phone');
      const echo = await talks.seen(id, (one) => one.text === 'from my phone', 'the echo');
      assert.deepEqual([echo.direction, echo.author.type], ['outbound', 'operator']);
      await until(async () => !(await talks.now(id)).wait, 'nobody waits');
      account.mentionInStory(person, jpeg(30, 30));
      await talks.seen(id, (one) => one.direction === 'outbound' && one.attachments[0]?.state === 'ready', 'a story of ours');
      const before = (await olga.conversations()).length;
      account.writeToSelf('a note to myself');
      await fake.settled();
      assert.equal((await olga.conversations()).length, before, 'the account is not its own customer');
    });
    test('another app has the thread: we look on, until it is given to us again', async () => {
      const { person, id } = await talks.acquaintance();
      account.handOver(person, '263902037430900');
      person.write(account, 'is there a human?');
      await talks.refused(id, 'read_only');
      account.handOver(person, app.id, 'pass_thread_control');
      await talks.refused(id, null);
      await talks.says(id, 'yes, me', ['sent']);
      account.handOver(person, '263902037430900');
      const { error } = await talks.says(id, 'into the void', ['failed']);
      assert.match(error.message, /another app/);
      await talks.refused(id, 'read_only');
      account.handOver(person, app.id);
    });
  });
