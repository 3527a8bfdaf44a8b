// A WhatsApp number through the real server, both ways, against a fake of the Graph API that is as strict as the platform.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { signature, written } from '../fakes/meta/signing.mjs';
import { jpeg, ogg, pdf, png, webp } from '../fakes/telegram/files.mjs';
import { startParley, until } from './harness.mjs';
import { joinWhatsapp, settingsOf, startWhatsappFake } from './harness/whatsapp.mjs';

const fixtures = new URL('../fixtures/whatsapp/', import.meta.url);
const fixture = (/** @type {string} */ name) => JSON.parse(readFileSync(new URL(`${name}.json`, fixtures), 'utf8'));

describe('WhatsApp', () => {
  /** @type {import('./harness.mjs').Parley} */ let parley;
  /** @type {Awaited<ReturnType<typeof startWhatsappFake>>} */ let fake;
  /** @type {import('./harness.mjs').Operator} */ let olga;
  /** @type {Awaited<ReturnType<typeof joinWhatsapp>>['number']} */ let number;
  /** @type {Awaited<ReturnType<typeof joinWhatsapp>>['business']} */ let business;
  let channel;
  before(async () => {
    fake = await startWhatsappFake();
    parley = await startParley();
    olga = await parley.operator();
    ({ number, channel, business } = await joinWhatsapp(parley, fake));
  });
  after(async () => {
    await parley?.stop();
    await fake?.close();
  });

  let serial = 0;
  /** Somebody who wrote once. @param {Record<string, any>} [facts] */
  async function acquaintance(facts = {}) {
    const name = `Person ${++serial}`;
    const person = fake.person({ name, ...facts });
    const hello = person.write(number, 'hello');
    const { id } = await olga.conversationOf(name);
    return { person, id, hello, name };
  }
  /** The newest message, once it says this. @param {number} id @param {(message: any) => unknown} is @param {string} what */
  const seen = (id, is, what) => until(async () => (await olga.spoken(id)).find(is), what);
  const textOf = (message) => message.object.body ?? message.object.caption ?? '';

  describe('the account', () => {
    test('the webhook is agreed on by the word of the channel, and only by it', async () => {
      assert.equal(business.hook.url, channel.hook_url);
      assert.ok(channel.verify_token.length >= 24, 'the word is told once');
      const ask = (query) => fetch(`${channel.hook_url}?${query}`);
      const good = await ask(`hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${channel.verify_token}`);
      assert.deepEqual([good.status, await good.text()], [200, '1158201444']);
      for (const query of ['hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong', `hub.challenge=1&hub.verify_token=${channel.verify_token}`, `hub_mode=subscribe&hub_challenge=1&hub_verify_token=${channel.verify_token}`, ''])
        assert.equal((await ask(query)).status, 403, query);
    });
    test('only what Meta signed is taken, byte for byte; nothing else is stored', async () => {
      const { person, id } = await acquaintance();
      const value = { messaging_product: 'whatsapp', metadata: number.metadata, contacts: [person.contact()], messages: [{ ...person.from(), id: 'wamid.forged', timestamp: fake.seconds(), type: 'text', text: { body: 'zażółć / 😀' } }] };
      const body = written({ object: 'whatsapp_business_account', entry: [{ id: business.id, changes: [{ field: 'messages', value }] }] });
      const post = (bytes, headers) => fetch(channel.hook_url, { method: 'POST', body: bytes, headers: { 'content-type': 'application/json', ...headers } });
      const right = signature(business.appSecret, body);
      const wrong = [
        {}, { 'x-hub-signature-256': '' }, { 'x-hub-signature-256': right.slice(7) }, { 'x-hub-signature-256': right.slice(0, 40) },
        { 'x-hub-signature-256': signature('another secret', body) }, { 'x-hub-signature-256': signature(business.appSecret, Buffer.concat([body, Buffer.from(' ')])) },
        { 'x-hub-signature-256': signature(business.appSecret, JSON.stringify(JSON.parse(body.toString()))) },
        { 'x-hub-signature': `sha1=${createHmac('sha1', business.appSecret).update(body).digest('hex')}` },
      ];
      for (const headers of wrong) assert.equal((await post(body, headers)).status, 401, JSON.stringify(headers));
      assert.equal((await olga.spoken(id)).length, 1);
      assert.equal((await post(body, { 'x-hub-signature-256': right })).status, 200);
      await seen(id, (one) => one.text === 'zażółć / 😀', 'the genuine one');
    });
    test('the worked signatures of the platform', async () => {
      const { secret, ...first } = fixture('signing');
      const { channel: other } = await joinWhatsapp(parley, fake, { business: fake.addBusiness({ appSecret: secret }) });
      for (const one of [{ name: 'first', valid: true, ...first }, ...first.more]) {
        if (one.header?.toLowerCase() !== 'x-hub-signature-256' || one.secret && one.secret !== secret) continue;
        const answer = await fetch(other.hook_url, { method: 'POST', body: one.body, headers: { 'content-type': 'application/json', 'x-hub-signature-256': one.presented ?? one.expected } });
        assert.equal(answer.status, one.valid === false ? 401 : 200, one.name);
      }
    });
    test('channel test tells what was looked at, and which step is wrong', async () => {
      const said = await parley.cli(['channel', 'test', String(channel.id)]);
      assert.match(said, /token: ok\nsecret: ok\nnumber: ok, Nordwind Bikes \(\+\d+\)\npermissions: ok\naccount: ok\nwebhook: ok\nok: Connected to Nordwind Bikes/);
      business.hook = { url: '', word: '' };
      await parley.cli(['channel', 'test', String(channel.id)]);
      assert.equal(business.hook.url, channel.hook_url, 'a webhook that got lost is registered again');
      const wrong = async (more, step, words) => {
        const added = await parley.addChannel('whatsapp', `wrong ${step}`, settingsOf(fake, business, number, more));
        await assert.rejects(parley.cli(['channel', 'test', String(added.id)]), new RegExp(`${step}: wrong, .*${words}`));
        await parley.cli(['channel', 'remove', String(added.id)]);
      };
      await wrong({ token: 'EAAnotatoken' }, 'token', 'make a new one');
      await wrong({ app_secret: 'not-the-secret' }, 'secret', 'copy it from the app');
      await wrong({ phone_number_id: '111111111111' }, 'number', 'phone_number_id');
      await wrong({ business_account_id: '222222222222' }, 'account', 'business_account_id');
      for (const permission of ['whatsapp_business_messaging', 'whatsapp_business_management']) {
        business.permissions.delete(permission);
        await assert.rejects(parley.cli(['channel', 'test', String(channel.id)]), new RegExp(`permissions: wrong, .*make it again with ${permission}\n`));
        business.permissions.add(permission);
      }
      // It need not be told: then what is refused tells it.
      fake.faults.next('debug_token', { kind: 'error', code: 10 });
      business.permissions.delete('whatsapp_business_management');
      await assert.rejects(parley.cli(['channel', 'test', String(channel.id)]), /permissions: ok\naccount: wrong, .*whatsapp_business_management/);
      business.permissions.add('whatsapp_business_management');
      await parley.cli(['channel', 'test', String(channel.id)]);
    });
    test('no secret is ever shown again', async () => {
      const { items } = await olga.must('GET', '/channels');
      const text = JSON.stringify(items);
      for (const secret of [business.token, business.appSecret, channel.verify_token]) assert.ok(!text.includes(secret));
      assert.deepEqual(items.find((one) => one.id === channel.id).secrets.sort(), ['app_secret', 'token', 'verify_token']);
    });
  });

  describe('what people send', () => {
    test('text with its signs, names, number; a repeat changes nothing', async () => {
      fake.deliveryOf(number).twice = 1;
      const person = fake.person({ name: 'Олена 🌻', username: 'olena.demo' });
      person.write(number, 'Це *важливо* і _курсив_, ~ні~ `код` 2*3*4');
      const { id, contact } = await olga.conversationOf('Олена 🌻');
      const [message, ...rest] = await olga.spoken(id);
      assert.deepEqual([message.text, rest.length], ['Це важливо і курсив, ні код 2*3*4', 0]);
      assert.deepEqual(message.content.marks.map((mark) => mark.type), ['bold', 'italic', 'strikethrough', 'code']);
      const card = await olga.must('GET', `/contacts/${contact.id}`);
      assert.deepEqual([card.phone, card.phone_verified ?? true], [`+${person.phone}`, true]);
    });
    test('every kind of file, fetched by the job with the token, with its caption', async () => {
      const { person, id } = await acquaintance();
      person.sendMedia(number, 'image', jpeg(), 'image/jpeg', { caption: 'Zdjęcie *usterki*' });
      person.sendMedia(number, 'video', Buffer.from('a film'), 'video/mp4', { caption: 'film' });
      person.sendMedia(number, 'audio', ogg(1), 'audio/ogg; codecs=opus', { voice: true });
      person.sendMedia(number, 'audio', Buffer.from('ID3 song'), 'audio/mpeg', { voice: false });
      person.sendMedia(number, 'document', pdf('Umowa'), 'application/pdf', { filename: 'Umowa – łódź №7.pdf', caption: 'Podpisana' });
      person.sendMedia(number, 'sticker', webp(), 'image/webp', { animated: false });
      const all = await until(async () => {
        const files = (await olga.spoken(id)).filter((one) => one.attachments.length);
        return files.length === 6 && files.every((one) => one.attachments[0].state === 'ready') ? files : null;
      }, 'six files are here');
      assert.deepEqual(all.map((one) => one.kind).sort(), ['audio', 'file', 'image', 'sticker', 'video', 'voice']);
      const by = (kind) => all.find((one) => one.kind === kind);
      assert.deepEqual([by('image').text, by('file').text, by('file').attachments[0].name], ['Zdjęcie usterki', 'Podpisana', 'Umowa – łódź №7.pdf']);
      const bytes = await fetch(`${parley.url}${by('file').attachments[0].url}`, { headers: { authorization: `Bearer ${olga.token}` } });
      assert.deepEqual(Buffer.from(await bytes.arrayBuffer()), pdf('Umowa'));
    });
    test('a link that ran out is asked for again; a page in place of a file is not stored', async () => {
      const { person, id } = await acquaintance();
      fake.faults.next('download', { kind: 'page' });
      person.sendMedia(number, 'image', png(9, 9), 'image/png');
      const message = await seen(id, (one) => one.attachments[0]?.state === 'ready', 'the picture');
      assert.deepEqual([message.attachments[0].content_type, message.attachments[0].width], ['image/png', 9]);
    });
    test('replies, forwards, reactions on and off, edits and revokes', async () => {
      const { person, id, hello } = await acquaintance();
      const ours = await olga.send(id, { text: 'Which colour?' });
      await olga.reaches(id, ours.id, ['delivered']);
      const sent = fake.sentTo(person)[0].id;
      person.reply(number, sent, 'The red one');
      person.write(number, 'Pass it on', { context: { frequently_forwarded: true } });
      const reply = await seen(id, (one) => one.text === 'The red one', 'the reply');
      assert.equal(reply.reply_to.id, ours.id);
      assert.ok((await seen(id, (one) => one.text === 'Pass it on', 'the forward')).content.forwarded_from);
      person.react(number, sent, '❤️‍🔥');
      await seen(id, (one) => one.id === ours.id && one.reactions[0]?.emoji === '❤️‍🔥', 'the reaction');
      person.react(number, sent, '');
      await seen(id, (one) => one.id === ours.id && one.reactions.length === 0, 'it is off again');
      person.edit(number, hello, 'hello *there*');
      const edited = await seen(id, (one) => one.text === 'hello there', 'the edit');
      assert.ok(edited.edited_at);
      person.revoke(number, hello);
      await seen(id, (one) => one.id === edited.id && one.deleted_at, 'it is gone');
    });
    test('places, cards, pressed buttons and lists, forms, orders; what we do not know has a placeholder', async () => {
      const { person, id } = await acquaintance();
      const context = { from: number.phone, id: 'wamid.unknown' };
      person.send(number, { type: 'location', location: { latitude: 52.229676, longitude: 21.012229, name: 'Kawiarnia', address: 'ul. Przykładowa 7' } });
      person.send(number, { type: 'contacts', contacts: [{ name: { formatted_name: 'Jan Kowalski' }, phones: [{ phone: '+1 202-555-0143' }], org: { company: 'Hydraulik' } }] });
      person.send(number, { type: 'button', button: { payload: 'CONFIRM', text: 'Potwierdzam' }, context });
      person.send(number, { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'slot_1530', title: '15:30' } }, context });
      person.send(number, { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"email":"a@example.com"}' } }, context });
      person.send(number, { type: 'order', order: { catalog_id: '4', text: 'Proszę o fakturę', product_items: [{ product_retailer_id: 'SKU-42', quantity: 2, item_price: 49.99, currency: 'PLN' }] } });
      person.send(number, { type: 'unsupported', errors: [{ code: 131051, title: 'Message type unknown' }], unsupported: { type: 'poll_creation' } });
      person.send(number, { type: 'hologram', hologram: { foo: 1 } });
      person.send(number, { type: 'interactive', context }, { errors: [{ code: 131000, title: 'Something went wrong' }] });
      const all = await until(async () => {
        const list = (await olga.spoken(id)).slice(1);
        return list.length === 9 ? list : null;
      }, 'nine messages');
      const by = (kind) => all.filter((one) => one.kind === kind);
      assert.deepEqual(by('location')[0].content, { latitude: 52.229676, longitude: 21.012229, title: 'Kawiarnia', address: 'ul. Przykładowa 7' });
      assert.deepEqual([by('contact')[0].content.name, by('contact')[0].content.phone, by('contact')[0].text], ['Jan Kowalski', '+1 202-555-0143', 'Hydraulik']);
      assert.deepEqual(by('interaction').map((one) => [one.content.title, one.content.payload]).sort(), [['15:30', 'slot_1530'], ['Potwierdzam', 'CONFIRM'], ['Sent', '{"email":"a@example.com"}']]);
      assert.match(by('text')[0].text, /2 × SKU-42 · 49\.99 PLN\n= 99\.98 PLN\n\nProszę o fakturę/);
      assert.deepEqual(by('unsupported').map((one) => one.content.what).sort(), ['hologram', 'interactive', 'poll_creation']);
    });
    test('an advert that was clicked becomes the source; a code in the text too', async () => {
      const person = fake.person({ name: 'By advert' });
      person.comeByAdvert(number, 'Czy mogę?', { source_type: 'ad', source_id: '120200000000000001', source_url: 'https://fb.me/demo', headline: 'Napisz do nas', body: 'Rabat', media_type: 'image', ctwa_clid: 'ARAkClick' });
      const { id, contact } = await olga.conversationOf('By advert');
      const { lead } = await until(async () => (await olga.conversations()).find((one) => one.id === id && one.lead), 'a lead');
      assert.equal(lead.source, 'facebook');
      const { touches } = await olga.must('GET', `/leads/${lead.id}`);
      assert.deepEqual(touches.map((one) => [one.kind, one.ad_id, one.click_id_type, one.click_id, one.campaign]), [['ad', '120200000000000001', 'ctwa_clid', 'ARAkClick', 'Napisz do nas']]);
      assert.ok(contact.id);
      const other = fake.person({ name: 'By link' });
      other.write(number, 'Hi! [#A17] I saw the poster');
      await olga.conversationOf('By link');
      const second = await until(async () => (await olga.conversations()).find((one) => one.contact.name === 'By link' && one.lead), 'a lead');
      assert.equal((await olga.must('GET', `/leads/${second.lead.id}`)).touches[0].ref, 'A17');
    });
    test('the owner answers from the phone: shown as an answer, and nobody waits any more', async () => {
      const { person, id } = await acquaintance();
      const waiting = async () => (await olga.conversations()).find((one) => one.id === id).wait;
      await until(waiting, 'somebody waits');
      const echo = person.hearsOwner(number, { type: 'text', text: { body: 'From my phone' } });
      const message = await seen(id, (one) => one.text === 'From my phone', 'the echo');
      assert.deepEqual([message.direction, message.author.type], ['outbound', 'operator']);
      await until(async () => !(await waiting()), 'nobody waits');
      person.hearsOwner(number, { type: 'revoke', revoke: { original_message_id: echo } }, { contacts: true });
      await seen(id, (one) => one.id === message.id && one.deleted_at, 'taken back');
    });
  });

  describe('who it is', () => {
    test('known by a username alone, and answered by the id', async () => {
      const { person, id } = await acquaintance({ phone: '', username: '@alex.demo' });
      const { id: message } = await olga.send(id, { text: 'Hello Alex' });
      await olga.reaches(id, message, ['delivered']);
      const call = JSON.parse(fake.calls.filter((one) => one.path.endsWith('/messages')).at(-1).body);
      assert.deepEqual([call.recipient, call.to], [person.user, undefined]);
    });
    test('one conversation whether number, id or both are told, or the id stands in the number\'s place', async () => {
      const { person, id } = await acquaintance();
      const { phone } = person;
      person.phone = '';
      person.write(number, 'without a number');
      person.idInPlaceOfNumber = true;
      person.write(number, 'the id as a number');
      person.idInPlaceOfNumber = false;
      person.phone = phone;
      person.write(number, 'with both again');
      await until(async () => (await olga.spoken(id)).length === 4, 'all are in one conversation');
      const { id: message } = await olga.send(id, { text: 'still by number' });
      await olga.reaches(id, message, ['delivered']);
    });
    test('another number, and the id that changes with it: the conversation goes on there', async () => {
      const { person, id } = await acquaintance();
      person.changeNumber(number, '447700999888', 'GB.newIdAfterTheChange');
      const { contact } = (await olga.conversations()).find((one) => one.id === id);
      await until(async () => (await olga.must('GET', `/contacts/${contact.id}`)).phone === '+447700999888', 'the new number is on the card');
      person.write(number, 'from the new phone');
      await seen(id, (one) => one.text === 'from the new phone', 'in the same conversation');
      const { id: message } = await olga.send(id, { text: 'got it' });
      await olga.reaches(id, message, ['delivered']);
      assert.equal(textOf(person.inbox.at(-1)), 'got it');
      person.send(number, { type: 'system', system: { body: 'User identity changed', type: 'customer_identity_changed' }, identity: { acknowledged: true, created_timestamp: fake.seconds(), hash: 'DEMOHASH=' } });
      const lines = async () => (await olga.must('GET', `/conversations/${id}/messages`)).items.filter((one) => one.content?.activity === 'chat').map((one) => [one.content.what, one.content.text]);
      await until(async () => (await lines()).length === 2, 'the lines of both');
      assert.deepEqual(await lines(), [['number_changed', '+447700999888'], ['identity_changed', '']]);
    });
    test('no more marketing, as the person wishes', async () => {
      const { person, id } = await acquaintance();
      person.marketing(number, 'stop');
      const { contact } = (await olga.conversations()).find((one) => one.id === id);
      await until(async () => (await olga.must('GET', `/contacts/${contact.id}`)).attributes?.marketing_messages === 'stop', 'the wish is on the card');
    });
  });

  test('one delivery for two numbers of the account: each channel takes its own', async () => {
    const second = await joinWhatsapp(parley, fake, { business });
    assert.equal(business.hook.url, second.channel.hook_url, 'the account delivers to one address');
    const [one, two] = [fake.person({ name: 'Of the first' }), fake.person({ name: 'Of the second' })];
    const delivery = fake.deliveryOf(number);
    delivery.hold();
    one.write(number, 'to the first');
    two.write(second.number, 'to the second');
    await delivery.release();
    const at = async (name) => (await olga.conversationOf(name)).channel.id;
    assert.deepEqual([await at('Of the first'), await at('Of the second')], [channel.id, second.channel.id]);
    const { id } = await olga.conversationOf('Of the second');
    const { id: message } = await olga.send(id, { text: 'from the second' });
    await olga.reaches(id, message, ['delivered']);
    assert.equal(fake.sentTo(two)[0].number, second.number.id);
  });

  test('every fixture of the platform is taken, and none spoils another', async () => {
    const { channel: other } = await joinWhatsapp(parley, fake, { business: fake.addBusiness({ id: '200000000000001', appSecret: 'fixtures-secret' }), number: { id: '300000000000001', phone: '15550100001' } });
    const bodies = readdirSync(fixtures).map((name) => name.replace('.json', '')).filter((name) => fixture(name).object);
    assert.ok(bodies.length > 50);
    for (const name of bodies) {
      const body = written(fixture(name));
      const answer = await fetch(other.hook_url, { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature('fixtures-secret', body) } });
      assert.equal(answer.status, 200, name);
    }
    const { items } = await olga.must('GET', `/conversations?channel=${other.id}&view=all&limit=50`);
    const names = items.map((one) => one.contact.name).sort();
    assert.ok(names.includes('Anna Nowak 🌻') && names.includes('Олена Коваль') && names.includes('Alex (demo)'), names.join());
    assert.equal(new Set(names).size, names.length, `each person has one conversation: ${names.join()}`);
  });
});
