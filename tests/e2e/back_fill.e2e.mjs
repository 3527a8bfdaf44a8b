// What was said while Meta delivered nothing is asked for when it delivers again: once, in its order, with its times.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { jpeg } from '../fakes/telegram/files.mjs';
import { startParley, until } from './harness.mjs';
import { joinAccount, joinPage, startInstagramFake, startMessengerFake, Talks } from './harness/meta.mjs';

const platforms = [
  { name: 'Messenger', start: startMessengerFake, join: (parley, fake) => joinPage(parley, fake).then(({ page, ...rest }) => ({ asset: page, ...rest })) },
  ...['instagram', 'facebook'].map((login) => ({
    name: `Instagram by the login ${login}`, start: startInstagramFake,
    join: (parley, fake) => joinAccount(parley, fake, { account: { login } }).then(({ account, ...rest }) => ({ asset: account, ...rest })),
  })),
];

for (const { name, start, join } of platforms)
  describe(name, () => {
    /** @type {import('./harness.mjs').Parley} */ let parley;
    /** @type {any} */ let fake;
    /** @type {import('./harness.mjs').Operator} */ let olga;
    /** @type {Talks} */ let talks;
    let app, asset, channel;
    before(async () => {
      fake = await start();
      parley = await startParley();
      olga = await parley.operator();
      ({ app, asset, channel } = await join(parley, fake));
      talks = new Talks(olga, fake, asset);
    });
    after(async () => {
      await parley?.stop();
      await fake?.close();
    });
    const lost = () => asset.subscribers.delete(app);
    /** What the hourly look does. */
    const look = () => parley.cli(['channel', 'test', String(channel.id)]);
    const said = async (id) => (await olga.spoken(id)).map((one) => [one.direction === 'inbound' ? 'they' : 'we', one.text]);
    const asked = () => fake.calls.filter((one) => one.path.includes('/conversations?')).length;
    /** Seconds of the platform: its history knows no finer ones. @param {string} time */
    const second = (time) => Math.floor(Date.parse(time) / 1000);

    test('a channel that was never cut off asks for nothing', async () => {
      await talks.acquaintance();
      await look();
      await look();
      assert.equal(asked(), 0);
    });
    test('three messages and the owner\'s answer are all there, once, in their order, and the clock is right', async () => {
      const { person, id } = await talks.acquaintance();
      await talks.says(id, 'how can we help?', ['sent', 'delivered']);
      lost();
      const first = person.write(asset, 'is it open today?');
      person.write(asset, 'and tomorrow?');
      const answer = asset.writeFromInbox(person, 'both days, says the owner');
      const last = person.write(asset, 'then one more thing');
      const thread = person.thread(asset);
      const at = (mid) => Math.floor(thread.find(mid).at / 1000);
      await fake.settled();
      assert.equal((await said(id)).length, 2, 'nothing reaches us');
      await look();
      await talks.seen(id, (one) => one.text === 'then one more thing', 'what was said meanwhile');
      assert.deepEqual((await said(id)).slice(1), [['we', 'how can we help?'], ['they', 'is it open today?'], ['they', 'and tomorrow?'], ['we', 'both days, says the owner'], ['they', 'then one more thing']]);
      const all = await olga.spoken(id);
      assert.equal(second(all.find((one) => one.external_id === first).sent_at), at(first), 'with the platform\'s time');
      const owners = all.find((one) => one.external_id === answer);
      assert.deepEqual([owners.direction, owners.author.type], ['outbound', 'operator']);
      const { wait } = await talks.now(id);
      assert.equal(second(wait.opened_at), at(last), 'the owner\'s answer ended the first wait, and the last words began another');
      const before = asked();
      lost();
      await look();
      await until(() => asked() > before, 'it asks again');
      await talks.acquaintance();
      assert.equal((await said(id)).length, 6, 'what is there is not there twice');
    });
    test('somebody new, and a picture', async () => {
      lost();
      const stranger = fake.person(asset, { name: `Stranger of ${asset.id}` });
      stranger.write(asset, `first words to ${asset.id}`);
      stranger.photo(asset, jpeg(20, 20));
      await look();
      const conversation = await until(async () => (await olga.conversations()).find((one) => one.contact.name === `Stranger of ${asset.id}`), 'a conversation');
      const [words, picture] = await until(async () => ((await olga.spoken(conversation.id)).length === 2 ? olga.spoken(conversation.id) : null), 'both');
      assert.equal(words.text, `first words to ${asset.id}`);
      assert.equal(picture.kind, 'image');
      await until(async () => (await olga.spoken(conversation.id))[1].attachments[0].state === 'ready', 'the file');
    });
    test('page by page, at the platform\'s pace, and over a crash', { timeout: 90_000 }, async () => {
      lost();
      const names = Array.from({ length: 13 }, (_, i) => `Guest ${i} of ${asset.id}`);
      for (const one of names) fake.person(asset, { name: one }).write(asset, `${one} was here`);
      fake.faults.next('conversations', { kind: 'error', code: 613 });
      await look();
      const there = async () => (await olga.conversations()).filter((one) => / was here$/.test(one.last_message?.text ?? '')).length;
      await until(there, 'the first of them', { seconds: 30 });
      await parley.restart('SIGKILL');
      await until(async () => (await there()) === 13, 'all of them', { seconds: 40 });
      for (const one of await olga.conversations()) {
        const texts = (await said(one.id)).map(([, text]) => text).filter((text) => / was here$/.test(text));
        assert.ok(texts.length <= 1, texts.join());
      }
    });
    test('the server was away so long that Meta gave up', async () => {
      const { person, id } = await talks.acquaintance();
      await parley.kill('SIGTERM');
      lost();
      person.write(asset, 'is anybody there?');
      await parley.start();
      await talks.seen(id, (one) => one.text === 'is anybody there?', 'what was said meanwhile, without anybody asking for it');
    });
    test('a token that was revoked and is replaced', async () => {
      const { person, id } = await talks.acquaintance();
      asset.revoke();
      assert.equal((await olga.call('POST', `/channels/${channel.id}/test`, {})).json.ok, false);
      lost();
      person.write(asset, 'while the token was dead');
      asset.token = asset.addToken(app).value;
      await olga.must('PATCH', `/channels/${channel.id}`, { settings: { token: asset.token } });
      await olga.must('POST', `/channels/${channel.id}/test`, {});
      await talks.seen(id, (one) => one.text === 'while the token was dead', 'the message');
      assert.equal((await said(id)).filter(([, text]) => text === 'while the token was dead').length, 1);
    });
    test('what the platform will not tell stops nothing', async () => {
      const { person, id } = await talks.acquaintance();
      lost();
      fake.faults.next('conversations', { kind: 'error', code: 200 });
      person.write(asset, 'unheard');
      await look();
      person.write(asset, 'heard again');
      await talks.seen(id, (one) => one.text === 'heard again', 'it goes on');
      lost();
      await look();
      await talks.seen(id, (one) => one.text === 'unheard', 'what was missed then comes with the next');
    });
  });
