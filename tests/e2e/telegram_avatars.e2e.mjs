// Faces: what people and groups of Telegram show as their picture is drawn where their names are.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { AppClient } from '../fakes/app/client.mjs';
import { png } from '../fakes/telegram/files.mjs';
import { checkCalls, missing } from '../fakes/telegram/oracles.mjs';
import { startParley, until } from './harness.mjs';
import { joinTelegram, startTelegramFake } from './harness/telegram.mjs';

describe('pictures of people', () => {
  /** @type {import('./harness.mjs').Parley} */ let parley;
  /** @type {Awaited<ReturnType<typeof startTelegramFake>>} */ let fake;
  /** @type {import('./harness.mjs').Operator} */ let olga;
  let bot;
  before(async () => {
    fake = await startTelegramFake();
    parley = await startParley();
    olga = await parley.operator();
    ({ bot } = await joinTelegram(parley, fake, 'webhook'));
    await olga.listen();
  });
  after(async () => {
    olga?.close();
    await parley?.stop();
    await fake?.close();
  });
  const shown = (name) => until(async () => (await olga.conversations()).find((one) => one.contact.name === name && one.contact.avatar_url), `a picture of ${name}`);
  /** The bytes at an avatar's address. @param {string} url */
  const at = (url) => olga.call('GET', url.replace('/api/v1', ''));
  const calls = (method) => fake.calls.filter((call) => new RegExp(`/${method}$`, 'i').test(call.path)).length;

  test('come soon after the first message, small, and are told of', async () => {
    const anna = fake.person({ first_name: 'Anna' });
    const bytes = png(160, 160);
    anna.setAvatar(bytes);
    anna.start(bot);
    anna.write(bot, 'hello');
    const { contact, id } = await shown('Anna');
    const picture = await at(contact.avatar_url);
    assert.deepEqual([picture.status, picture.headers.get('content-type'), picture.raw.equals(bytes)], [200, 'image/png', true]);
    assert.match(picture.headers.get('cache-control'), /private.*immutable/);
    assert.equal(picture.headers.get('x-content-type-options'), 'nosniff');
    assert.equal((await olga.must('GET', `/contacts/${contact.id}`)).avatar_url, contact.avatar_url);
    assert.equal((await olga.must('GET', `/conversations/${id}`)).contact.avatar_url, contact.avatar_url);
    await until(() => olga.events.find((event) => event.type === 'contact.updated' && event.data.contact?.avatar_url === contact.avatar_url), 'word of it on the socket');
    const asked = calls('getUserProfilePhotos');
    for (const text of ['one', 'two']) anna.write(bot, text);
    await until(async () => (await olga.spoken(id)).length === 3, 'more messages');
    assert.equal(calls('getUserProfilePhotos'), asked, 'nobody is asked about with every message');
  });
  test('are none where none is shown, and what is no picture is not kept', async () => {
    for (const [name, bytes] of /** @type {[string, Buffer | null][]} */ ([['Plain', null], ['Odd', Buffer.from('<svg onload="alert(1)"/>')], ['Huge', png(5000, 8)]])) {
      const person = fake.person({ first_name: name });
      person.setAvatar(bytes);
      const before = calls('getUserProfilePhotos');
      person.start(bot);
      person.write(bot, 'hello');
      const { contact } = await olga.conversationOf(name);
      await until(() => calls('getUserProfilePhotos') > before, `${name} was asked about`);
      assert.equal((await at(`/api/v1/contacts/${contact.id}/avatar`)).status, 404);
    }
    const late = fake.person({ first_name: 'Late' });
    late.setAvatar(png(9, 9));
    late.start(bot);
    late.write(bot, 'hello');
    await shown('Late');
    for (const name of ['Plain', 'Odd', 'Huge']) assert.equal((await olga.conversationOf(name)).contact.avatar_url, null);
  });
  test('are fetched later when Telegram is down, and no message waits for them', async () => {
    fake.faults.next('getUserProfilePhotos', { kind: '5xx', code: 502 });
    const person = fake.person({ first_name: 'Patient' });
    person.setAvatar(png(20, 20));
    person.start(bot);
    person.write(bot, 'hello');
    const { id } = await olga.conversationOf('Patient');
    await until(async () => (await olga.spoken(id)).length === 1, 'the message');
    await until(() => !fake.faults.rules.length, 'asked once in vain');
  });
  test('of a group are the group\'s', async () => {
    const group = fake.group('Council');
    group.promote(bot);
    group.setAvatar(png(30, 30));
    group.write(bot, fake.person({ first_name: 'Boris' }), 'hello all');
    const { contact } = await shown('Council');
    assert.equal((await at(contact.avatar_url)).raw.equals(png(30, 30)), true);
  });
  test('of a program\'s customers are fetched from where it says, and follow what it says', async () => {
    let face = png(12, 12), asked = 0;
    const site = http.createServer((_request, response) => {
      asked++;
      response.writeHead(200, { 'content-type': 'text/html' }).end(face);
    });
    await new Promise((resolve) => site.listen(0, '127.0.0.1', () => resolve(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (site.address());
    try {
      const secrets = { inbound_secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`, outbound_secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` };
      const channel = await parley.addChannel('api', 'Shop', { ...secrets, webhook_url: `http://127.0.0.1:${port}/` });
      const client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: secrets.inbound_secret });
      const says = (text, avatar_url) => client.events([client.message({ contact: { id: 'vera', name: 'Vera', avatar_url }, text })]);
      await says('hello', `http://127.0.0.1:${port}/1`);
      const { contact } = await shown('Vera');
      const picture = await at(contact.avatar_url);
      assert.deepEqual([picture.headers.get('content-type'), picture.raw.equals(face)], ['image/png', true], 'by its bytes, whatever the site calls it');
      const before = asked;
      await says('again', `http://127.0.0.1:${port}/1`);
      face = png(14, 14);
      await says('and again', `http://127.0.0.1:${port}/2`);
      await until(async () => (await shown('Vera')).contact.avatar_url !== contact.avatar_url, 'the other picture');
      assert.equal(asked, before + 1);
    } finally {
      await new Promise((resolve) => (site.closeAllConnections(), site.close(() => resolve(undefined))));
    }
  });
  test('no call was against the rules of the fake', () => {
    assert.deepEqual(fake.violations, []);
  });
  test('every call passes the published object model', { skip: missing }, async () => {
    const verdict = await checkCalls(fake.calls);
    assert.equal(verdict.ok, true, verdict.text);
  });
});
