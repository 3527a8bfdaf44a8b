// A Facebook Page through the real server, what comes in, against a fake of Messenger that is as strict as the platform.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { signature, written } from '../fakes/meta/signing.mjs';
import { jpeg, ogg, pdf, png } from '../fakes/telegram/files.mjs';
import { startParley, until } from './harness.mjs';
import { deliver, joinPage, pageSettings, startMessengerFake, Talks } from './harness/meta.mjs';
import { quarantined, threadsOf } from './harness/settled.mjs';

const fixtures = new URL('../fixtures/messenger/', import.meta.url);
const fixture = (/** @type {string} */ name) => JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8'));

describe('Messenger', () => {
  /** @type {import('./harness.mjs').Parley} */ let parley;
  /** @type {Awaited<ReturnType<typeof startMessengerFake>>} */ let fake;
  /** @type {import('./harness.mjs').Operator} */ let olga;
  /** @type {Awaited<ReturnType<typeof joinPage>>['app']} */ let app;
  /** @type {Awaited<ReturnType<typeof joinPage>>['page']} */ let page;
  /** @type {Talks} */ let talks;
  let channel;
  before(async () => {
    fake = await startMessengerFake();
    parley = await startParley();
    olga = await parley.operator();
    ({ app, page, channel } = await joinPage(parley, fake, { page: { id: '100200300400777' } }));
    talks = new Talks(olga, fake, page);
  });
  after(async () => {
    await parley?.stop();
    await fake?.close();
  });
  const contactOf = async (id) => olga.must('GET', `/contacts/${(await talks.now(id)).contact.id}`);
  const bytesOf = async (attachment) => Buffer.from(await (await fetch(`${parley.url}${attachment.url}`, { headers: { authorization: `Bearer ${olga.token}` } })).arrayBuffer());

  describe('the connection', () => {
    test('both subscriptions are made by the server, and agreed on by the channel\'s own word alone', async () => {
      const hook = app.hooks.get('page');
      assert.equal(hook?.url, channel.hook_url);
      for (const field of ['messages', 'message_echoes', 'messaging_postbacks', 'messaging_referrals', 'message_deliveries', 'message_reads', 'message_reactions', 'message_edits', 'standby', 'messaging_handovers', 'feed'])
        assert.ok(hook?.fields.includes(field) && page.subscribers.get(app)?.has(field), field);
      assert.ok(channel.verify_token.length >= 24, 'the word is told once');
      const ask = (query) => fetch(`${channel.hook_url}?${query}`);
      const good = await ask(`hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${channel.verify_token}`);
      assert.deepEqual([good.status, await good.text()], [200, '1158201444']);
      for (const query of ['hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong', `hub.challenge=1&hub.verify_token=${channel.verify_token}`, `hub_mode=subscribe&hub_challenge=1&hub_verify_token=${channel.verify_token}`, ''])
        assert.equal((await ask(query)).status, 403, query);
    });
    test('only what Meta signed is taken, byte for byte; nothing else is stored', async () => {
      const { person, id } = await talks.acquaintance();
      const event = { sender: { id: person.id(page) }, recipient: { id: page.id }, timestamp: Date.now(), message: { mid: 'm_forged', text: 'zażółć / 😀' } };
      const body = written({ object: 'page', entry: [{ id: page.id, time: Date.now(), messaging: [event] }] });
      const right = signature(app.secret, body);
      const wrong = [
        {}, { 'x-hub-signature-256': '' }, { 'x-hub-signature-256': right.slice(7) }, { 'x-hub-signature-256': right.slice(0, 40) }, { 'x-hub-signature-256': `sha256=${right.slice(7).toUpperCase()}` },
        { 'x-hub-signature-256': signature('another secret', body) }, { 'x-hub-signature-256': signature(app.secret, Buffer.concat([body, Buffer.from(' ')])) },
        { 'x-hub-signature-256': signature(app.secret, JSON.stringify(JSON.parse(body.toString()))) },
        { 'x-hub-signature': `sha1=${createHmac('sha1', app.secret).update(body).digest('hex')}` },
      ];
      for (const headers of wrong) assert.equal(await deliver(channel.hook_url, '', body, headers), 401, JSON.stringify(headers));
      assert.equal((await olga.spoken(id)).length, 1);
      assert.equal(await deliver(channel.hook_url, app.secret, body), 200);
      await talks.seen(id, (one) => one.text === 'zażółć / 😀', 'the genuine one');
    });
    test('the worked signatures of the platform', async () => {
      const { secret, ...first } = fixture('signing');
      const { channel: other } = await joinPage(parley, fake, { app: fake.addApp({ secret }) });
      let looked = 0;
      for (const one of [{ name: 'first', valid: true, ...first }, ...first.more]) {
        if (one.header?.toLowerCase() !== 'x-hub-signature-256' || (one.secret && one.secret !== secret)) continue;
        const presented = one.presented === undefined ? one.expected : one.presented;
        assert.equal(await deliver(other.hook_url, secret, Buffer.from(one.body), presented === null ? {} : { 'x-hub-signature-256': presented }), one.valid === false ? 401 : 200, one.name);
        looked++;
      }
      assert.ok(looked > 8);
    });
    test('channel test tells what was looked at, and which step is wrong', async () => {
      assert.match(await parley.cli(['channel', 'test', String(channel.id)]), new RegExp(`token: ok\\nsecret: ok\\npage: ok, ${page.name}\\npermissions: ok\\nwebhook: ok\\nstart: ok\\nok: Connected to ${page.name}`));
      const wrong = async (more, step, words) => {
        const added = await parley.addChannel('messenger', `wrong ${step}`, pageSettings(fake, app, page, more));
        await assert.rejects(parley.cli(['channel', 'test', String(added.id)]), new RegExp(`${step}: wrong, .*${words}`));
        await parley.cli(['channel', 'remove', String(added.id)]);
      };
      const stranger = fake.addApp();
      await wrong({ token: 'EAAnotatoken' }, 'token', '[Mm]ake a new one');
      await wrong({ app_secret: 'not-the-secret' }, 'secret', 'copy both from the app');
      await wrong({ app_id: '999' }, 'secret', 'copy both from the app');
      await wrong({ app_id: stranger.id, app_secret: stranger.secret }, 'secret', 'the token was made for another app');
      await wrong({ page_id: '111111111111' }, 'page', `of another Page \\(${page.name}, ${page.id}\\): correct page_id`);
      page.withdraw('pages_manage_engagement');
      assert.match(await parley.cli(['channel', 'test', String(channel.id)]), /permissions: ok, without comments: .*pages_manage_engagement/);
      page.withdraw('pages_messaging');
      await assert.rejects(parley.cli(['channel', 'test', String(channel.id)]), /permissions: wrong, .*pages_messaging/);
      for (const scope of ['pages_messaging', 'pages_manage_engagement']) fake.tokens.get(page.token)?.scopes.add(scope);
      fake.faults.next('subscribed_apps', { kind: 'error', code: 200, times: 1 });
      await assert.rejects(parley.cli(['channel', 'test', String(channel.id)]), /webhook: wrong/);
      await parley.cli(['channel', 'test', String(channel.id)]);
    });
    test('a subscription that got lost is made again by a test, whole', async () => {
      const looked = () => parley.cli(['channel', 'test', String(channel.id)]);
      page.subscribers.delete(app);
      await looked();
      assert.ok(page.subscribers.get(app)?.has('feed'));
      page.subscribers.set(app, new Set(['messages']));
      await looked();
      assert.ok(page.subscribers.get(app)?.has('message_echoes'), 'all fields');
      app.hooks.delete('page');
      await looked();
      assert.equal(app.hooks.get('page')?.url, channel.hook_url);
      await talks.acquaintance();
    });
    test('no secret is ever shown again', async () => {
      const { items } = await olga.must('GET', '/channels');
      const text = JSON.stringify(items);
      for (const secret of [page.token, app.secret, channel.verify_token]) assert.ok(!text.includes(secret));
      assert.deepEqual(items.find((one) => one.id === channel.id).secrets.sort(), ['app_secret', 'token', 'verify_token']);
    });
    test('several Pages of one app are channels of their own, and take each its own out of one delivery', async () => {
      const second = await joinPage(parley, fake, { app, page: { name: 'Second Shop' } });
      assert.equal(app.hooks.get('page')?.url, channel.hook_url, 'the app delivers to one address');
      const person = fake.person(page, { name: 'Of both' });
      assert.notEqual(person.id(page), person.id(second.page));
      const delivery = fake.deliveryOf(app);
      delivery.hold();
      person.write(page, 'to the first Page');
      person.write(second.page, 'to the second Page');
      await delivery.release();
      assert.equal(delivery.attempts.at(-1)?.status, 200);
      const [one, two] = [await talks.withLast('to the first Page'), await talks.withLast('to the second Page')];
      assert.deepEqual([one.channel.id, two.channel.id], [channel.id, second.channel.id]);
      assert.notEqual(one.contact.id, two.contact.id, 'nobody can tell that they are one person');
      await talks.says(two.id, 'from the second Page');
      assert.equal(fake.sentTo(person)[0].page, second.page.id);
    });
  });

  describe('what people send', () => {
    test('text, names and picture; a repeat changes nothing', async () => {
      fake.deliveryOf(app).twice = 1;
      const person = fake.person(page, { name: 'Олена Коваль', picture: png(64, 64, 10) });
      person.write(page, 'Дзень добры, łódź! 👨‍👩‍👧');
      const { id, contact } = await olga.conversationOf('Олена Коваль');
      assert.deepEqual((await olga.spoken(id)).map((one) => one.text), ['Дзень добры, łódź! 👨‍👩‍👧']);
      const { avatar_url } = await until(async () => {
        const card = await olga.must('GET', `/contacts/${contact.id}`);
        return card.avatar_url ? card : null;
      }, 'a picture');
      assert.deepEqual((await olga.call('GET', avatar_url.replace('/api/v1', ''))).raw, person.picture);
    });
    for (const profile of ['id', 'none', 'denied'])
      test(`who has no profile to be told of (${profile}) is there all the same`, async () => {
        const before = fake.calls.length;
        const { person, id } = await talks.acquaintance({ profile });
        await until(() => fake.calls.slice(before).some((one) => one.path.startsWith(`/v25.0/${person.id(page)}?`)), 'the profile was asked for');
        assert.equal((await talks.now(id)).contact.name, '');
        await talks.says(id, 'we do not know your name');
        assert.deepEqual(talks.got(person), ['we do not know your name']);
      });
    test('every kind of file, fetched by the job', async () => {
      const { person, id } = await talks.acquaintance();
      person.photo(page, jpeg());
      person.photos(page, [png(11, 10), png(12, 10)], { mime: 'image/png', text: 'both of them' });
      person.video(page, Buffer.from('a film'));
      person.audio(page, ogg(1), { mime: 'audio/ogg' });
      person.file(page, pdf('Umowa'), 'Umowa – łódź №7.pdf', { mime: 'application/pdf' });
      const all = await until(async () => {
        const files = (await olga.spoken(id)).filter((one) => one.attachments.length);
        return files.length === 5 && files.every((one) => one.attachments.every((file) => file.state === 'ready')) ? files : null;
      }, 'five messages with files are here');
      assert.deepEqual(all.map((one) => [one.kind, one.text, one.attachments.length]), [['image', '', 1], ['image', 'both of them', 2], ['video', '', 1], ['voice', '', 1], ['file', '', 1]]);
      assert.deepEqual([await bytesOf(all[1].attachments[1]), await bytesOf(all[4].attachments[0])], [png(12, 10), pdf('Umowa')]);
      assert.equal(all[4].attachments[0].name, 'Umowa – łódź №7.pdf');
    });
    test('a file that is slow to come is asked for again; one whose link ran out is told as such', async () => {
      const { person, id } = await talks.acquaintance();
      fake.faults.next('download', { kind: '502' });
      fake.faults.next('download', { kind: 'truncate' });
      person.photo(page, png(9, 9), { mime: 'image/png' });
      const message = await talks.seen(id, (one) => one.attachments[0]?.state === 'ready', 'the picture');
      assert.deepEqual(await bytesOf(message.attachments[0]), png(9, 9));
      person.photo(page, png(8, 8), { mime: 'image/png', life: -1 });
      const lost = await talks.seen(id, (one) => one.attachments[0]?.state === 'failed', 'the one that is gone');
      assert.match(lost.attachments[0].reason, /link_expired|run out/);
    });
    test('stickers once, links, places, products, shared posts; what we do not know has a placeholder', async () => {
      const { person, id } = await talks.acquaintance();
      person.sticker(page);
      person.sticker(page, 369239263222822, { as: 'both' });
      person.fallback(page, 'https://shop.example.com/p/42', 'Boots', { text: 'these?' });
      person.fallback(page, 'https://events.example.com/9', 'An event', { payload: null });
      person.location(page, 52.229676, 21.012229, 'Kawiarnia');
      person.product(page, { id: '9', retailer_id: 'SKU-42', title: 'Boots', subtitle: '199 zł', image_url: 'https://e.org/b.jpg' });
      person.share(page, 'post', { url: 'https://www.facebook.com/demo/posts/1', title: 'Spring', id: '1' });
      person.say(page, { attachments: [{ type: 'hologram', payload: { a: 1 } }] });
      person.say(page, { is_unsupported: true });
      const all = await until(async () => {
        const list = (await olga.spoken(id)).slice(1);
        return list.length === 9 ? list : null;
      }, 'nine messages');
      assert.deepEqual(all.map((one) => [one.kind, one.text, one.attachments.length]), [
        ['sticker', '', 1], ['sticker', '', 1], ['text', 'these?\nBoots\nhttps://shop.example.com/p/42', 0], ['text', 'An event\nhttps://events.example.com/9', 0], ['location', '', 0],
        ['text', 'Boots · 199 zł', 0], ['text', 'Spring\nhttps://www.facebook.com/demo/posts/1', 0], ['unsupported', '', 0], ['unsupported', '', 0],
      ]);
      assert.deepEqual([all[0].content.emoji, all[5].content.product, all[7].content.what], ['👍', 'SKU-42', 'hologram']);
      assert.deepEqual(all[4].content, { latitude: 52.229676, longitude: 21.012229, title: 'Kawiarnia', address: '' });
    });
    test('replies, reactions on and off, edits, and what is taken back', async () => {
      const { person, id, hello } = await talks.acquaintance();
      const ours = await talks.says(id, 'Which colour?');
      person.write(page, 'The red one', { replyTo: fake.sentTo(person)[0].mid });
      assert.equal((await talks.seen(id, (one) => one.text === 'The red one', 'the reply')).reply_to.id, ours.id);
      person.react(page, ours.external_id, 'other', '❤️‍🔥');
      await talks.seen(id, (one) => one.id === ours.id && one.reactions[0]?.emoji === '❤️‍🔥', 'the reaction');
      person.unreact(page, ours.external_id);
      await talks.seen(id, (one) => one.id === ours.id && one.reactions.length === 0, 'it is off again');
      person.edit(page, hello, 'hello there');
      person.edit(page, hello, 'hello there, twice');
      const edited = await talks.seen(id, (one) => one.text === 'hello there, twice', 'the second edit');
      assert.ok(edited.edited_at);
      person.unsend(page, hello);
      await talks.seen(id, (one) => one.id === edited.id && one.deleted_at, 'it is gone');
    });
    test('what comes in another order is the same in the end', async () => {
      const { person, id } = await talks.acquaintance();
      const delivery = fake.deliveryOf(app);
      delivery.hold();
      const mid = person.write(page, 'forst');
      person.edit(page, mid, 'forsd');
      person.edit(page, mid, 'first');
      person.react(page, mid, 'love', '❤️');
      person.react(page, mid, 'like', '👍');
      const gone = person.write(page, 'never mind');
      person.unsend(page, gone);
      delivery.twice = 9;
      await delivery.release((entries) => entries.reverse(), { apart: true });
      delivery.twice = 0;
      const [, ...list] = await until(async () => {
        const all = await olga.spoken(id);
        return all.length === 3 ? all : null;
      }, 'both messages, once');
      assert.deepEqual(list.map((one) => [one.text, Boolean(one.deleted_at), one.reactions.map((each) => each.emoji)]).sort(), [['', true, []], ['first', false, ['👍']]]);
    });
    test('a reply that comes before what it quotes gets its quote, also over a restart, and open browsers are told', async () => {
      const { person, id } = await talks.acquaintance();
      const delivery = fake.deliveryOf(app);
      delivery.hold();
      const mid = person.write(page, 'The red one or the blue one?');
      person.write(page, 'I mean this question', { replyTo: mid });
      const [question, reply] = delivery.waiting;
      await delivery.release(() => [reply]);
      const early = await talks.seen(id, (one) => one.text === 'I mean this question', 'shown at once');
      assert.equal(early.reply_to, null);
      await parley.restart('SIGKILL');
      await olga.listen();
      await delivery.tell(question);
      const told = await until(() => olga.events.find((event) => event.type === 'message.updated' && event.data.message?.id === early.id), 'an event');
      olga.close();
      const [, , quoted] = await olga.spoken(id);
      assert.equal(quoted.text, 'The red one or the blue one?');
      assert.deepEqual([told.data.message.reply_to.id, told.data.message.reply_to.text], [quoted.id, quoted.text]);
      assert.deepEqual((await olga.spoken(id)).find((one) => one.id === early.id).reply_to, told.data.message.reply_to);
    });
    test('told hours late: an answer is possible until a day after the person wrote, not after it was told', async () => {
      const { person, id } = await talks.acquaintance();
      const wrote = Date.now() - 5 * 3600_000;
      person.event(page, 'messages', { message: { mid: `m_late${wrote}`, text: 'told late' } }, { at: wrote });
      await talks.seen(id, (one) => one.text === 'told late', 'it');
      const first = Date.parse((await olga.spoken(id))[0].sent_at);
      assert.equal(Date.parse((await talks.now(id)).can_reply.until), first + 24 * 3600_000, 'what was written last counts');
      const other = fake.person(page, { name: 'Late Writer' });
      other.event(page, 'messages', { message: { mid: `m_first${wrote}`, text: 'told late and alone' } }, { at: wrote });
      const { id: alone } = await talks.withLast('told late and alone');
      assert.equal(Date.parse((await talks.now(alone)).can_reply.until), wrote + 24 * 3600_000);
      assert.equal(Date.parse((await olga.conversations()).find((one) => one.id === alone).can_reply.until), wrote + 24 * 3600_000, 'the list says the same');
    });
    test('pressed buttons and quick replies; a phone that is given away is on the card', async () => {
      const { person, id } = await talks.acquaintance();
      person.press(page, { title: 'Call me', payload: 'CALL' });
      person.write(page, 'Yes', { quickReply: 'csat:5' });
      person.write(page, '+48600100200', { quickReply: '+48600100200' });
      await until(async () => (await olga.spoken(id)).length === 4, 'three more');
      assert.deepEqual((await olga.spoken(id)).slice(1).map((one) => [one.kind, one.content?.title, one.content?.payload]), [['interaction', 'Call me', 'CALL'], ['interaction', 'Yes', 'csat:5'], ['text', undefined, undefined]]);
      assert.equal((await contactOf(id)).phone, '+48600100200');
    });
    test('ids as numbers, seconds for milliseconds: nothing changes by that', async () => {
      const { person, id } = await talks.acquaintance();
      fake.quirks.numericIds = fake.quirks.secondsTimestamps = true;
      person.write(page, 'as it was once');
      await fake.settled();
      fake.quirks.numericIds = fake.quirks.secondsTimestamps = false;
      const message = await talks.seen(id, (one) => one.text === 'as it was once', 'in the same conversation');
      assert.ok(Math.abs(Date.parse(message.sent_at) - Date.now()) < 60_000, message.sent_at);
    });
  });

  describe('where they come from', () => {
    const touchesOf = async (id) => {
      const { lead } = await until(async () => (await olga.conversations()).find((one) => one.id === id && one.lead), 'a lead');
      return { source: lead.source, touches: (await olga.must('GET', `/leads/${lead.id}`)).touches };
    };
    test('a Page without a Get Started button was given one; what its owner set stays', async () => {
      assert.deepEqual(page.profile.get_started, { payload: 'GET_STARTED' });
      const look = () => parley.cli(['channel', 'test', String(channel.id)]);
      page.profile.get_started = { payload: 'OF_THE_OWNER' };
      await look();
      assert.deepEqual(page.profile.get_started, { payload: 'OF_THE_OWNER' });
      delete page.profile.get_started;
      await look();
      assert.deepEqual(page.profile.get_started, { payload: 'GET_STARTED' });
    });
    test('a link with a ref, by Get Started: a source is known before a word is said, and nobody waits', async () => {
      const person = fake.person(page, { name: 'By the poster' });
      person.start(page, { ref: 'qr_poster_A-17' });
      const { id } = await olga.conversationOf('By the poster');
      assert.equal((await talks.now(id)).wait, null);
      assert.deepEqual(await olga.spoken(id), []);
      person.write(page, 'hello from the poster');
      await talks.withLast('hello from the poster');
      const { source, touches } = await touchesOf(id);
      assert.equal(source, 'facebook');
      assert.deepEqual(touches.map((one) => [one.kind, one.ref]), [['deep_link', 'qr_poster_A-17']]);
      assert.ok((await talks.now(id)).wait);
    });
    test('an advert, by Get Started or with the first words', async () => {
      const one = fake.person(page, { name: 'By the advert' }), two = fake.person(page, { name: 'By the question' });
      one.start(page, { ad: '120200000000000001' });
      one.write(page, 'hello from the advert');
      two.write(page, 'How much?', { referral: { ad_id: '120200000000000002', ads_context_data: { ad_title: 'Rabat 20%', post_id: '7' } } });
      for (const [name, ad, campaign] of [['By the advert', '120200000000000001', ''], ['By the question', '120200000000000002', 'Rabat 20%']]) {
        const { source, touches } = await touchesOf((await olga.conversationOf(name)).id);
        assert.deepEqual([source, ...touches.map((touch) => [touch.kind, touch.ad_id, touch.medium, touch.campaign ?? ''])], ['facebook', ['ad', ad, 'cpc', campaign]]);
      }
    });
    test('back by a link into a thread there is; in a plugin of a site', async () => {
      const { person, id } = await talks.acquaintance();
      person.open(page, { ref: 'flyer-lodz' });
      await until(async () => (await touchesOf(id)).touches.some((one) => one.ref === 'flyer-lodz'), 'the flyer');
      person.optIn(page, { ref: 'checkout_1042' });
      await until(async () => (await touchesOf(id)).touches.some((one) => one.ref === 'checkout_1042'), 'the checkout');
      assert.equal((await olga.spoken(id)).length, 1, 'neither is a message');
    });
  });

  test('a guest of the chat on a site, whom nobody knows yet: a conversation without a name, that can be answered', async () => {
    const guest = fake.person(page, { name: 'Guest' });
    const before = new Set((await olga.conversations()).map((one) => one.id));
    guest.visit(page, 'guest-ref-1', { from: 'https://shop.example.com/kontakt' });
    const { id, contact } = await until(async () => (await olga.conversations()).find((one) => !before.has(one.id)), 'a conversation');
    assert.deepEqual([contact.name, await olga.spoken(id), (await talks.now(id)).wait], ['', [], null]);
    await talks.says(id, 'how can we help?', ['sent', 'delivered']);
    assert.deepEqual(fake.sentTo(guest).map((one) => [one.recipient, one.message.text]), [[{ user_ref: 'guest-ref-1' }, 'how can we help?']]);
  });

  describe('who else answers', () => {
    test('in the Page\'s inbox: shown as an answer, and nobody waits any more', async () => {
      const { person, id } = await talks.acquaintance();
      await until(async () => (await talks.now(id)).wait, 'somebody waits');
      const mid = page.writeFromInbox(person, 'From the Business Suite');
      const message = await talks.seen(id, (one) => one.text === 'From the Business Suite', 'the echo');
      assert.deepEqual([message.direction, message.author.type, message.status, message.external_id], ['outbound', 'operator', 'sent', mid]);
      await until(async () => !(await talks.now(id)).wait, 'nobody waits');
      page.writeFromInbox(person, { attachments: [person.attachment(page, { type: 'image', bytes: png(7, 7), mime: 'image/png' })] }, { app: null });
      await talks.seen(id, (one) => one.direction === 'outbound' && one.attachments[0]?.state === 'ready', 'a picture by who knows which app');
      const names = (await olga.conversations()).map((one) => one.contact.name);
      assert.ok(!names.includes(page.name), 'the Page does not become its own customer');
    });
    test('another app: we look on, until the thread is given to us again', async () => {
      const { person, id } = await talks.acquaintance();
      page.handOver(person, '263902037430900');
      person.write(page, 'is there a human?');
      await talks.seen(id, (one) => one.text === 'is there a human?', 'what is said there');
      const { until: end } = await talks.refused(id, 'read_only');
      assert.ok(end);
      const refused = await olga.call('POST', `/conversations/${id}/messages`, { text: 'me', client_id: 'c-readonly' });
      assert.deepEqual([refused.status, refused.json.code], [409, 'cannot_reply']);
      const standby = fake.deliveryOf(app).attempts.at(-1)?.body;
      page.handOver(person, app.id, 'pass_thread_control', 'wants a human');
      await talks.refused(id, null);
      assert.equal(await deliver(channel.hook_url, app.secret, Buffer.from(standby ?? '', 'latin1')), 200);
      await talks.refused(id, null);
      await talks.says(id, 'yes, me');
      page.handOver(person, '263902037430900', 'take_thread_control');
      await talks.refused(id, 'read_only');
      page.handOver(person, app.id);
      person.write(page, 'back again');
      await talks.refused(id, null);
    });
    test('another app has the thread, which nobody told us: the refusal says so', async () => {
      const { person, id } = await talks.acquaintance();
      page.handOver(person, '263902037430900');
      const { error } = await talks.says(id, 'into the void', ['failed']);
      assert.match(error.message, /another app/);
      await talks.refused(id, 'read_only');
      page.handOver(person, app.id);
    });
  });

  test('the Page is warned, or shut: the channel says so', async () => {
    const { page: bad, channel: warned } = await joinPage(parley, fake, { page: { name: 'Bad Shop' } });
    bad.enforce('block', 'Spam.');
    const state = await until(async () => (await olga.must('GET', '/channels')).items.find((one) => one.id === warned.id && one.state === 'degraded'), 'it is told');
    assert.match(state.state_detail, /blocked the Page.*Spam/);
  });
});

describe('every fixture of Messenger', () => {
  /** @type {(() => Promise<void> | void)[]} */ const closers = [];
  after(async () => {
    for (const close of closers.reverse()) await close();
  });
  const secret = 'fixtures-secret';
  const names = readdirSync(fixtures).map((name) => name.replace('.json', '')).filter((name) => fixture(name).object).sort();
  /** A server that was told all of it. @param {string[]} list */
  async function told(list) {
    const fake = await startMessengerFake();
    closers.push(() => fake.close());
    const parley = await startParley();
    closers.push(() => parley.stop());
    const olga = await parley.operator();
    const { channel } = await joinPage(parley, fake, { app: fake.addApp({ id: '1000000000000001', secret }), page: { id: '100200300400500' } });
    for (const name of list) assert.equal(await deliver(channel.hook_url, secret, fixture(name)), 200, name);
    return { parley, olga };
  }
  /** What each message looks like in the end. @type {Record<string, string>} */
  const expected = {
    message_text_rtl: 'text', message_reply_to: 'text', message_quick_reply: 'interaction', message_quick_reply_phone: 'text', message_image: 'image', message_images_two_with_text: 'image', message_audio: 'voice', message_video: 'video',
    message_file: 'file', message_sticker_transition: 'sticker', message_sticker_legacy: 'sticker', message_fallback_link: 'text', message_fallback_null_payload: 'text', message_location_legacy: 'location', message_reel_share: 'video',
    message_product_template: 'text', message_unsupported: 'unsupported', message_ad_referral: 'text', message_unknown_attachment: 'unsupported', standby_message: 'text', numeric_ids_seconds_timestamp: 'text', postback_button: 'interaction',
    echo_from_our_app: 'text', echo_from_page_inbox: 'text', echo_without_app_id: 'image',
  };
  test('is taken, and becomes what it is: twice, and from the last to the first, the same', { timeout: 120_000 }, async () => {
    assert.ok(names.length > 45);
    const { parley, olga } = await told([...names, ...names]);
    const all = await threadsOf(olga);
    const of = (id) => all.filter((one) => one.external_id === id);
    for (const [name, kind] of Object.entries(expected)) {
      const [{ message, postback, sender }] = [...(fixture(name).entry[0].messaging ?? []), ...(fixture(name).entry[0].standby ?? [])];
      const found = of((message ?? postback).mid);
      assert.deepEqual(found.map((one) => [one.kind, one.direction]), [[kind, String(sender.id) === '100200300400500' ? 'outbound' : 'inbound']], name);
    }
    const [first] = of(fixture('message_text').entry[0].messaging[0].message.mid);
    assert.deepEqual([first.text, first.deleted], ['', true], 'edited, then taken back');
    const [comment] = of('comment:900_901');
    assert.deepEqual([comment.deleted, comment.together], [true, 'comment:900_901'], 'taken back, in a conversation of its own');
    assert.equal(all.filter((one) => one.external_id === 'comment:900_902' && one.direction === 'outbound').length, 1, 'what the Page answered under the post');
    assert.equal(all.filter((one) => one.text === 'other page, other PSID space').length, 0, 'of another Page');
    assert.equal(await quarantined(parley), names.includes('unknown_event') ? 2 : 0, 'only what nobody knows waits, as often as it came');
    const back = await told([...names].reverse());
    assert.deepEqual(await threadsOf(back.olga), all);
  });
});
