// Comments under posts of a Facebook Page and of an Instagram account: conversations of their own, answered for everybody or for one.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { feed } from '../fakes/messenger/comments.mjs';
import { jpeg, pdf } from '../fakes/telegram/files.mjs';
import { startParley, until } from './harness.mjs';
import { deliver, joinAccount, joinPage, startInstagramFake, startMessengerFake, Talks } from './harness/meta.mjs';

/** What differs. @type {{name: string, start: any, join: (parley: any, fake: any) => Promise<{app: any, asset: any, channel: any}>, edge: string, post: (asset: any) => any, under: string}[]} */
const platforms = [
  {
    name: 'Facebook', start: startMessengerFake, edge: 'comments', under: 'post', post: (page) => page.addPost(),
    join: async (parley, fake) => {
      const { app, page, channel } = await joinPage(parley, fake);
      return { app, asset: page, channel };
    },
  },
  ...['instagram', 'facebook'].map((login) => ({
    name: `Instagram, by the login ${login}`, start: startInstagramFake, edge: 'replies', under: 'media', post: (account) => account.addMedia(),
    join: async (parley, fake) => {
      const { app, account, channel } = await joinAccount(parley, fake, { account: { login: /** @type {any} */ (login) } });
      return { app, asset: account, channel };
    },
  })),
];

for (const platform of platforms)
  describe(`comments on ${platform.name}`, () => {
    const onFacebook = platform.name === 'Facebook';
    /** @type {import('./harness.mjs').Parley} */ let parley;
    /** @type {any} */ let fake;
    /** @type {import('./harness.mjs').Operator} */ let olga;
    /** @type {Talks} */ let talks;
    let app, asset, channel;
    before(async () => {
      fake = await platform.start();
      parley = await startParley();
      olga = await parley.operator();
      ({ app, asset, channel } = await platform.join(parley, fake));
      talks = new Talks(olga, fake, asset);
    });
    after(async () => {
      await parley?.stop();
      await fake?.close();
    });
    let serial = 0;
    /** Somebody who commented under a post of its own. @param {Record<string, any>} [facts] */
    async function commenter(facts = {}) {
      const n = ++serial;
      const person = fake.person(asset, { name: `Commenter No${n}`, ...(onFacebook ? {} : { username: `commenter.${n}` }), ...facts });
      const post = platform.post(asset);
      const text = `how much is no ${n}?`;
      const comment = person.comment(asset, { [platform.under]: post, text });
      const { id } = await talks.withLast(text);
      return { person, post, comment, id, text };
    }
    const inbound = async (id) => (await olga.spoken(id)).filter((one) => one.direction === 'inbound').map((one) => one.text);
    const outbound = async (id) => (await olga.spoken(id)).filter((one) => one.direction === 'outbound');
    const answersTo = (comment) => fake.comments.filter((one) => one.parent === comment).map((one) => one.message);

    test('a comment makes a conversation, answered for everybody or privately, with its post as the source', async () => {
      const { person, post, id, text } = await commenter();
      const view = await talks.now(id);
      assert.deepEqual([view.channel_can.private_reply, view.channel_can.private_hours, view.channel_can.reactions.length, view.can_reply.allowed, view.can_reply.until], [true, 168, 0, true, null]);
      assert.ok(view.wait, 'somebody waits');
      assert.equal(view.contact.name, onFacebook ? person.name : `@${person.username}`);
      const [message] = await olga.spoken(id);
      assert.deepEqual([message.text, message.content.comment.post], [text, post.id]);
      const { lead } = await until(async () => (await olga.conversations()).find((one) => one.id === id && one.lead), 'a lead');
      const { touches } = await olga.must('GET', `/leads/${lead.id}`);
      assert.deepEqual([lead.source, ...touches.map((one) => [one.kind, one.medium, one.ad_id])], [onFacebook ? 'facebook' : 'instagram', ['referral', 'social', null]]);
      if (onFacebook) assert.match(touches[0].referrer, new RegExp(`/posts/${post.id.split('_')[1]}$`));
    });
    test('two comments of one person under one post are one conversation; another\'s is another, and so is another post', async () => {
      const { person, post, comment, id } = await commenter();
      const other = await commenter();
      person.comment(asset, { [platform.under]: post, text: 'and in red?' });
      other.person.comment(asset, { parent: comment, text: 'I ask that too' });
      const theirs = await talks.withLast('I ask that too');
      await until(async () => (await inbound(id)).length === 2, 'the second comment');
      assert.deepEqual((await inbound(id))[1], 'and in red?');
      assert.ok(![id, other.id].includes(theirs.id), 'under the same post, by another');
      person.comment(asset, { [platform.under]: platform.post(asset), text: 'and here?' });
      const second = await talks.withLast('and here?');
      assert.notEqual(second.id, id);
      assert.equal(second.contact.id, (await talks.now(id)).contact.id);
    });
    test('a repeat changes nothing', async () => {
      const { id } = await commenter();
      const body = fake.deliveryFor(app, asset).attempts.at(-1).body;
      assert.equal(await deliver(channel.hook_url, onFacebook || asset.login === 'facebook' ? app.secret : app.instagramSecret, Buffer.from(body, 'latin1')), 200);
      assert.equal((await inbound(id)).length, 1);
    });
    test('a public answer hangs on the last comment, or on the one that is quoted', async () => {
      const { person, post, comment, id } = await commenter();
      const second = person.comment(asset, { [platform.under]: post, text: 'and in red?' });
      await until(async () => (await inbound(id)).length === 2, 'the second comment');
      const [first] = await olga.spoken(id);
      const ours = await talks.says(id, 'red too', ['sent']);
      assert.deepEqual(answersTo(second), ['red too']);
      const quoted = await talks.says(id, '99 zł', ['sent'], { reply_to: first.id });
      assert.deepEqual(answersTo(comment), ['99 zł']);
      assert.deepEqual([ours.external_id, quoted.external_id], fake.comments.slice(-2).map((one) => `comment:${one.id}`));
      assert.equal((await talks.now(id)).wait, null, 'nobody waits');
      assert.deepEqual(fake.sentTo(person), [], 'nothing goes to the person alone');
    });
    for (const echo of ['before', 'after', 'none'])
      test(`it is shown once, its own echo ${echo === 'none' ? 'missing' : echo} the answer`, async () => {
        fake.echo = echo;
        try {
          const { id } = await commenter();
          await talks.says(id, `answered ${echo}`, ['sent']);
          await fake.settled();
          assert.deepEqual((await outbound(id)).map((one) => [one.text, one.author.name, one.status]), [[`answered ${echo}`, 'Olga', 'sent']]);
        } finally {
          fake.echo = 'after';
        }
      });
    test('an answer lost: never given twice, and its echo tells that it is there', async () => {
      const { comment, id } = await commenter();
      const delivery = fake.deliveryFor(app, asset);
      delivery.hold();
      fake.faults.next('comments', { kind: 'cut_after', to: comment });
      const { id: lost } = await talks.says(id, 'did you see it?', ['unconfirmed']);
      await fake.settled();
      await delivery.release();
      const known = await olga.reaches(id, lost, ['sent']);
      assert.equal(known.external_id, `comment:${fake.comments.at(-1).id}`);
      assert.deepEqual([answersTo(comment), (await outbound(id)).length], [['did you see it?'], 1]);
    });
    test('privately: to the writer of the comment, once, and in words when it was once', async () => {
      const { person, post, comment, id } = await commenter();
      const sent = await talks.says(id, 'only for you', ['sent', 'delivered'], { private: true });
      assert.equal(sent.content.private, true);
      const [got] = fake.sentTo(person);
      assert.deepEqual([got.recipient, got.message.text], [{ comment_id: comment }, 'only for you']);
      assert.deepEqual(answersTo(comment), []);
      const { status, json } = await olga.call('POST', `/conversations/${id}/messages`, { text: 'once more', private: true, client_id: 'c-again' });
      assert.deepEqual([status, json.code], [409, 'answered_privately']);
      assert.match(json.detail, /once/);
      await talks.refused(id, null);
      await talks.says(id, 'and for all', ['sent']);
      assert.deepEqual([answersTo(comment), talks.got(person)], [['and for all'], ['only for you']]);
      const second = person.comment(asset, { [platform.under]: post, text: 'and in red?' });
      await until(async () => (await inbound(id)).length === 2, 'the second comment');
      await talks.says(id, 'red is only for you', ['sent', 'delivered'], { private: true });
      assert.deepEqual(fake.sentTo(person).at(-1).recipient, { comment_id: second }, 'each comment has one');
    });
    test('answered privately at the platform: refused there, in words, and by us from then on', async () => {
      const { person, comment, id } = await commenter();
      fake.wall.get(comment).answeredPrivately = true;
      const { error } = await talks.says(id, 'only for you', ['failed'], { private: true });
      assert.equal(error.code, 'answered_privately');
      assert.match(error.message, /once/);
      assert.equal((await olga.call('POST', `/conversations/${id}/messages`, { text: 'once more', private: true, client_id: 'c-there' })).json.code, 'answered_privately');
      assert.deepEqual(fake.sentTo(person), []);
    });
    for (const echo of ['before', 'after'])
      test(`a private answer is shown once, its own echo ${echo} the answer`, async () => {
        fake.echo = echo;
        try {
          const { person, id } = await commenter();
          await talks.says(id, `a word ${echo}`, ['sent', 'delivered'], { private: true });
          await fake.settled();
          const theirs = (await olga.conversations()).filter((one) => one.last_message?.text === `a word ${echo}`);
          assert.deepEqual([theirs.map((one) => one.id), (await outbound(id)).length], [[id], 1]);
          assert.deepEqual(talks.got(person), [`a word ${echo}`]);
        } finally {
          fake.echo = 'after';
        }
      });
    test('what is not for a comment is refused in words', async () => {
      const { id } = await commenter();
      const file = await olga.upload(pdf('a'), 'application/pdf', 'a.pdf');
      const ask = async (more) => {
        const { status, json } = await olga.call('POST', `/conversations/${id}/messages`, { text: 'x', client_id: `c-${Math.random()}`, ...more });
        return [status, json.errors?.[0]?.field ?? json.code];
      };
      assert.deepEqual(await ask({ attachments: [file.id] }), [422, 'attachments']);
      assert.deepEqual(await ask({ buttons: [{ title: 'Yes' }] }), [422, 'buttons']);
      assert.deepEqual(await ask({ private: true, note: true }), [422, 'private']);
      const [comment] = await olga.spoken(id);
      assert.equal((await olga.call('PUT', `/conversations/${id}/messages/${comment.id}/reaction`, { emoji: '❤' })).status, 409);
      await olga.must('POST', `/conversations/${id}/seen`, {});
      await talks.says(id, 'words alone', ['sent']);
      const direct = await talks.acquaintance();
      assert.deepEqual((await olga.call('POST', `/conversations/${direct.id}/messages`, { text: 'x', private: true, client_id: 'c-private' })).json.errors[0].field, 'private');
    });
    if (onFacebook)
      test('a file goes privately', async () => {
        const { person, comment, id } = await commenter();
        const file = await olga.upload(pdf('Umowa'), 'application/pdf', 'Umowa.pdf');
        await talks.says(id, '', ['sent', 'delivered'], { private: true, attachments: [file.id] });
        const [got] = fake.sentTo(person);
        assert.deepEqual([got.recipient, got.files[0].bytes.equals(pdf('Umowa'))], [{ comment_id: comment }, true]);
      });
    test('a private answer that needs several messages is refused before anything goes', async () => {
      const { person, id } = await commenter();
      assert.equal((await talks.says(id, 'слово '.repeat(700).trim(), ['failed'], { private: true })).error.code, 'too_long');
      assert.deepEqual(fake.sentTo(person), []);
    });
    const at = (id, message) => `/conversations/${id}/messages/${message.id}`;
    const lines = async (id) => (await olga.messages(id)).filter((one) => /_failed$/.test(one.content?.activity ?? '')).map(({ content }) => content);
    test('theirs is hidden, and shown again, there as here; it is no edit and no answer', async () => {
      const { comment, id } = await commenter();
      assert.equal((await talks.now(id)).channel_can.moderates, true);
      const [message] = await olga.spoken(id);
      for (const [method, hidden] of [['PUT', true], ['PUT', true], ['DELETE', false], ['DELETE', false]]) {
        const now = await olga.must(method, `${at(id, message)}/hidden`);
        assert.deepEqual([now.content.hidden ?? false, now.edited_at, now.text], [hidden, null, message.text]);
        await until(() => fake.wall.get(comment).hidden === hidden, `hidden there: ${hidden}`);
      }
      await fake.settled();
      assert.ok((await talks.now(id)).wait, 'somebody waits still');
      assert.deepEqual(fake.calls.filter((one) => one.path.includes(comment) && one.method === 'POST').length, 2, 'what is so already is not asked for');
      assert.deepEqual(await lines(id), []);
    });
    test('what the platform refuses to hide is shown again, with the reason', async () => {
      const { comment, id } = await commenter();
      const [message] = await olga.spoken(id);
      fake.faults.next('comment', { kind: 'error', code: 100, to: comment });
      await olga.must('PUT', `${at(id, message)}/hidden`);
      await talks.seen(id, (one) => one.id === message.id && !one.content.hidden, 'shown again');
      const [line] = await lines(id);
      assert.deepEqual([line.activity, line.message_id, line.hidden], ['hide_failed', message.id, true]);
      assert.equal(fake.wall.get(comment).hidden, false);
    });
    test('theirs is deleted for all, also when the first answer to that is lost', async () => {
      const { comment, id } = await commenter();
      const [message] = await olga.spoken(id);
      fake.faults.next('comment', { kind: 'cut_after', to: comment });
      assert.ok((await olga.must('DELETE', at(id, message))).deleted_at);
      await until(() => fake.wall.get(comment).removed, 'gone there');
      await until(() => fake.calls.filter((one) => one.method === 'DELETE' && one.path.includes(comment)).length === 2, 'asked again');
      await talks.says(id, 'gone', ['failed']);
      assert.deepEqual([await lines(id), Boolean((await olga.spoken(id))[0].deleted_at)], [[], true], 'it stays gone');
      assert.equal((await olga.call('PUT', `${at(id, message)}/hidden`)).status, 409);
    });
    test('our public answer is taken back; a private one, and what is written directly, is not', async () => {
      const { comment, id } = await commenter();
      const ours = await talks.says(id, 'the wrong price', ['sent']);
      const alone = await talks.says(id, 'only for you', ['sent', 'delivered'], { private: true });
      assert.equal((await talks.now(id)).channel_can.removes, true);
      await olga.must('DELETE', at(id, ours));
      await until(() => fake.wall.get(ours.external_id.slice('comment:'.length)).removed, 'gone there');
      assert.equal(fake.wall.get(comment).removed, false);
      const refused = await olga.call('DELETE', at(id, alone));
      assert.deepEqual([refused.status, refused.json.code], [409, 'channel_cannot']);
      assert.equal((await olga.call('PUT', `${at(id, ours)}/hidden`)).json.code, 'channel_cannot', 'nobody hides what we say');
      const direct = await talks.acquaintance();
      const [theirs] = await olga.spoken(direct.id);
      const { moderates, removes } = (await talks.now(direct.id)).channel_can;
      assert.deepEqual([moderates, removes, (await olga.call('PUT', `${at(direct.id, theirs)}/hidden`)).json.code, (await olga.call('DELETE', at(direct.id, theirs))).json.code], [false, false, 'channel_cannot', 'not_ours']);
    });
    if (onFacebook)
      test('what is hidden at Facebook itself is shown so here, whichever is told first', async () => {
        const { comment, id } = await commenter();
        const one = fake.wall.get(comment);
        await feed(fake, one, 'hide');
        await talks.seen(id, (message) => message.content.hidden, 'hidden');
        await feed(fake, one, 'unhide');
        await talks.seen(id, (message) => !message.content.hidden, 'shown again');
        const delivery = fake.deliveryFor(app, asset);
        delivery.hold();
        const n = ++serial, person = fake.person(asset, { name: `Commenter No${n}` });
        const late = person.comment(asset, { post: asset.addPost(), text: `rude no ${n}` });
        void feed(fake, fake.wall.get(late), 'hide');
        await until(() => delivery.waiting.length === 2, 'both wait');
        await delivery.release((entries) => entries.reverse());
        const other = await talks.withLast(`rude no ${n}`);
        await talks.seen(other.id, (message) => message.content.hidden, 'hidden from the first');
      });
    test('the owner answers at the platform: it appears, and nobody waits any more', async () => {
      const { comment, id } = await commenter();
      await until(async () => (await talks.now(id)).wait, 'somebody waits');
      const answer = asset.comment({ parent: comment, text: 'From my phone' });
      const message = await talks.seen(id, (one) => one.text === 'From my phone', 'the answer');
      assert.deepEqual([message.direction, message.author.type, message.external_id], ['outbound', 'operator', `comment:${answer}`]);
      await until(async () => !(await talks.now(id)).wait, 'nobody waits');
      asset.comment({ [platform.under]: platform.post(asset), text: 'New in the shop' });
      await fake.settled();
      assert.ok(!(await olga.conversations()).some((one) => one.last_message?.text === 'New in the shop'), 'what the owner says under a post of its own is nobody\'s conversation');
    });
    test('told before the comment that it answers, and the server ended in between: it waits for it', async () => {
      const n = ++serial, person = fake.person(asset, { name: `Commenter No${n}`, ...(onFacebook ? {} : { username: `commenter.${n}` }) });
      const delivery = fake.deliveryFor(app, asset);
      delivery.hold();
      const post = platform.post(asset), comment = person.comment(asset, { [platform.under]: post, text: `asked no ${n}` });
      asset.comment({ parent: comment, text: `answered no ${n}` });
      const second = person.comment(asset, { [platform.under]: post, text: `thanks no ${n}` });
      const [asked, answered, thanks] = delivery.waiting;
      await delivery.release(() => [answered]);
      delivery.twice = 1;
      await delivery.tell(answered);
      await parley.restart('SIGKILL');
      assert.ok(!(await olga.conversations()).some((one) => one.last_message?.text === `answered no ${n}`), 'nothing says whose it is');
      await delivery.tell(asked);
      const { id } = await talks.withLast(`answered no ${n}`);
      await delivery.tell(answered);
      const [first, own, ...more] = await olga.spoken(id);
      assert.deepEqual([first.text, own.text, own.direction, own.author.type, own.reply_to?.id, more], [`asked no ${n}`, `answered no ${n}`, 'outbound', 'operator', first.id, []]);
      assert.ok(own.sent_at >= first.sent_at, 'at the platform\'s time');
      assert.equal((await talks.now(id)).wait, null, 'nobody waits');
      await delivery.tell(thanks);
      await talks.seen(id, (one) => one.external_id === `comment:${second}`, 'the next one');
      assert.ok((await talks.now(id)).wait, 'and waits again');
    });
    test('longer than a private message may be, and refused where it is too long for a public answer', async () => {
      const { comment, id } = await commenter();
      const { public_limit: most } = (await talks.now(id)).channel_can;
      assert.ok(most > 1000);
      const words = 'ж'.repeat(most);
      await talks.says(id, words, ['sent']);
      assert.deepEqual(answersTo(comment), [words]);
      const { status, json } = await olga.call('POST', `/conversations/${id}/messages`, { text: `${words}ж`, client_id: 'c-long' });
      assert.deepEqual([status, json.errors[0].field], [422, 'text']);
      assert.deepEqual(fake.violations ?? [], []);
    });
    test('the person writes directly later: another conversation of the same contact', async () => {
      const { person, id } = await commenter();
      await talks.says(id, 'write to us', ['sent', 'delivered'], { private: true });
      await until(() => fake.calls.some((one) => one.path.startsWith(`/v25.0/${person.id(asset)}?fields=`)), 'the profile was asked for');
      person.write(asset, `here I am, as ${person.name}`);
      const direct = await talks.withLast(`here I am, as ${person.name}`);
      assert.notEqual(direct.id, id);
      assert.equal(direct.contact.id, (await talks.now(id)).contact.id);
      const view = await talks.now(direct.id);
      assert.deepEqual([view.channel_can.private_reply, Boolean(view.can_reply.until)], [false, true]);
      await talks.says(direct.id, 'welcome', ['sent', 'delivered']);
      assert.deepEqual(talks.got(person), ['write to us', 'welcome']);
      // Who wrote can be asked about.
      await until(async () => (await talks.now(direct.id)).contact.name === person.name, 'the whole name is known');
    });
    test('a comment that is gone cannot be answered, in words', async () => {
      const { person, comment, id } = await commenter();
      fake.wall.get(comment).removed = true;
      const { error } = await talks.says(id, 'too late', ['failed']);
      assert.ok(error.message.length > 20, error.message);
      assert.equal((await olga.must('GET', '/channels')).items.find((one) => one.id === channel.id).state, 'ok', 'nothing is wrong with the channel');
      assert.deepEqual(fake.sentTo(person), []);
    });
    test('too many answers in a short time: waited out', async () => {
      const { comment, id } = await commenter();
      fake.faults.next('comments', { kind: 'error', code: 613, to: comment });
      await talks.says(id, 'in a moment', ['sent']);
      assert.deepEqual(answersTo(comment), ['in a moment']);
    });

    if (onFacebook) {
      test('edits and removals, in any order', async () => {
        const { person, comment, id } = await commenter();
        person.editComment(asset, comment, 'how much is it, please?');
        const edited = await talks.seen(id, (one) => one.text === 'how much is it, please?', 'the edit');
        assert.ok(edited.edited_at);
        person.removeComment(asset, comment);
        await talks.seen(id, (one) => one.id === edited.id && one.deleted_at, 'it is gone');
        const delivery = fake.deliveryOf(app);
        delivery.hold();
        const second = person.comment(asset, { text: 'forst' });
        person.editComment(asset, second, 'first, edited');
        const third = person.comment(asset, { text: 'never mind' });
        person.removeComment(asset, third);
        await delivery.release((entries) => entries.reverse(), { apart: true });
        const by = async (key) => (await Promise.all((await olga.conversations()).map(async (one) => olga.spoken(one.id)))).flat().filter((one) => one.external_id === `comment:${key}`);
        assert.deepEqual((await by(second)).map((one) => one.text), ['first, edited']);
        assert.deepEqual((await by(third)).map((one) => Boolean(one.deleted_at)), [true]);
      });
      test('who does not let it be told who they are; older deliveries; pictures; reactions to posts', async () => {
        const { id } = await commenter({ named: false });
        assert.equal((await talks.now(id)).contact.name, '');
        await talks.says(id, 'hello, whoever you are', ['sent']);
        fake.quirks.oldFeed = true;
        const old = await commenter();
        await fake.settled();
        fake.quirks.oldFeed = false;
        assert.equal((await talks.now(old.id)).contact.name, old.person.name);
        old.person.comment(asset, { post: old.post, text: 'this one', photo: jpeg() });
        const picture = await talks.seen(old.id, (one) => one.text === 'this one' && one.attachments[0]?.state === 'ready', 'the picture');
        assert.equal(picture.kind, 'image');
        const before = (await olga.conversations()).length;
        old.person.likePost(asset, old.post);
        asset.hide(fake.wall.keys().next().value);
        await fake.settled();
        assert.equal((await olga.conversations()).length, before);
      });
    } else {
      test('on an advert: the source is the advert, the conversation that of the post it shows; live, flat and bare deliveries', async () => {
        const { person, post, id } = await commenter();
        const advert = asset.addMedia({ ad: { id: '120200000000000009', title: 'Rabat 20%', original: post.id } });
        person.comment(asset, { media: advert, text: 'and by the advert?' });
        await until(async () => (await inbound(id)).length === 2, 'in the same conversation');
        const { lead } = await until(async () => (await olga.conversations()).find((one) => one.id === id && one.lead), 'a lead');
        const { touches } = await olga.must('GET', `/leads/${lead.id}`);
        assert.deepEqual(touches.map((one) => [one.kind, one.ad_id ?? '', one.campaign ?? '']).sort(), [['ad', '120200000000000009', 'Rabat 20%'], ['referral', '', '']]);
        person.liveComment(asset, { text: 'hello live' });
        await talks.withLast('hello live');
        fake.quirks.flatComments = true;
        person.comment(asset, { media: post, text: 'flat' });
        await until(async () => (await inbound(id)).includes('flat'), 'the flat one');
        fake.quirks.flatComments = false;
        fake.quirks.minimalComments = true;
        const bare = person.comment(asset, { media: post, text: 'bare words' });
        await fake.settled();
        fake.quirks.minimalComments = false;
        const alone = await talks.withLast('bare words');
        await talks.says(alone.id, 'who are you?', ['sent']);
        assert.deepEqual(answersTo(bare), ['who are you?']);
      });
      if (platform.name.endsWith('instagram'))
        test('a mention under somebody else\'s post comes among comments', async () => {
          const { person } = await commenter();
          person.mention(asset, { text: 'look, @demo_shop' });
          const { id } = await talks.withLast('look, @demo_shop');
          assert.equal((await talks.now(id)).channel_can.private_reply, true);
        });
    }
  });
