import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { startAppFake } from '../fakes/app/app.mjs';
import { AppClient } from '../fakes/app/client.mjs';
import { ogg, png } from '../fakes/telegram/files.mjs';
import { startParley, until } from './harness.mjs';

const number = (id) => Number(String(id).replace(/^\D+/, ''));
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {Awaited<ReturnType<typeof startAppFake>>} */ let app;
/** @type {import('./harness.mjs').Operator} */ let olga;
/** @type {AppClient} */ let client;
let channel;

before(async () => {
  app = await startAppFake();
  parley = await startParley();
  olga = await parley.operator();
  const secrets = { inbound_secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`, outbound_secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` };
  app.secrets = [secrets.outbound_secret];
  channel = await parley.addChannel('api', 'App', { ...secrets, webhook_url: app.url });
  client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: secrets.inbound_secret });
  await olga.listen();
});
after(async () => {
  olga?.close();
  await parley?.stop();
  await app?.close();
});

let people = 0;
/** A new contact whose first message was accepted. */
async function acquaintance(more = {}) {
  const contact = { id: `person-${++people}`, name: `Person ${people}` };
  const event = client.message({ contact, text: 'hello', ...more });
  const { json } = await client.events([event]);
  assert.equal(json.results[0].status, 'accepted', JSON.stringify(json));
  const [{ conversation_id, message_id }] = json.results;
  return { contact, event, conversation: number(conversation_id), message: number(message_id) };
}
const one = async (event, more) => (await client.events([event], more)).json.results[0];
const inThread = (conversation, wanted, what) => until(async () => (await olga.spoken(conversation)).find(wanted), what);

describe('inbound', () => {
  test('a message is stored before it is answered, with its contact and source', async () => {
    const attribution = { source: 'yandex', medium: 'cpc', campaign: 'divany-nov', click_id: { type: 'yclid', value: '123' } };
    const event = client.message({ contact: { id: 'anna', name: 'Анна', phone: '+70000000123' }, text: 'Привет 😀' }, { attribution });
    const result = await one(event);
    assert.equal(result.status, 'accepted');
    const [message] = await olga.spoken(number(result.conversation_id));
    assert.deepEqual([message.text, message.id], ['Привет 😀', number(result.message_id)]);
    const whole = await olga.must('GET', `/conversations/${number(result.conversation_id)}`);
    assert.equal(whole.contact_detail.phone, '+70000000123');
    assert.deepEqual([whole.lead_detail.first_touch.source, whole.lead_detail.first_touch.campaign], ['yandex', 'divany-nov']);
  });
  test('a batch has a result for each event, in order: accepted, duplicate, rejected, ignored', async () => {
    const known = await acquaintance();
    const fresh = client.message({ contact: known.contact, text: 'раз' });
    const broken = client.message({ contact: { name: 'nobody' }, text: 'x' });
    const { status, json } = await client.events([fresh, known.event, broken, client.event('something.new', {})]);
    assert.equal(status, 200);
    assert.deepEqual(json.results.map((result) => [result.id, result.status]), [
      [fresh.id, 'accepted'], [known.event.id, 'duplicate'], [broken.id, 'rejected'], [json.results[3].id, 'ignored'],
    ]);
    assert.equal(number(json.results[1].message_id), known.message);
    assert.equal(json.results[2].error.pointer, '/events/2/data/message/contact/id');
  });
  test('the same message under another event id is a duplicate', async () => {
    const known = await acquaintance();
    assert.equal((await one({ ...known.event, id: client.id() })).status, 'duplicate');
    assert.equal((await olga.spoken(known.conversation)).length, 1);
  });
  test('one bad event among 100 spoils nothing', async () => {
    const contact = { id: 'batch', name: 'Batch' };
    const events = Array.from({ length: 100 }, (_, i) => client.message({ contact: i === 50 ? {} : contact, text: `n${i}` }));
    const { json } = await client.events(events);
    assert.deepEqual(json.results.map((result) => result.status), events.map((_, i) => (i === 50 ? 'rejected' : 'accepted')));
    const texts = (await olga.spoken(number(json.results[0].conversation_id))).map((message) => message.text);
    assert.deepEqual(texts, events.map((_, i) => `n${i}`).filter((text) => text !== 'n50'));
  });
  test('a request repeated ten times gives the stored answer and changes nothing', async () => {
    const event = client.message({ contact: { id: 'echo', name: 'Echo' }, text: 'once' });
    const id = client.id('msg');
    const first = await client.events([event], { id });
    for (let i = 0; i < 10; i++) {
      const again = await client.events([event], { id });
      assert.deepEqual([again.status, again.json], [200, first.json]);
      assert.equal(again.headers.get('idempotent-replayed'), 'true');
    }
    assert.equal((await olga.spoken(number(first.json.results[0].conversation_id))).length, 1);
  });
  test('the same webhook-id with another body is a conflict', async () => {
    const id = client.id('msg');
    await client.events([client.message({ contact: { id: 'x' }, text: 'a' })], { id });
    const second = await client.events([client.message({ contact: { id: 'x' }, text: 'b' })], { id });
    assert.deepEqual([second.status, second.json.code], [409, 'idempotency_conflict']);
  });
  test('bad signatures, stale times and missing headers are 401 with their code', async () => {
    const event = client.message({ contact: { id: 'thief' }, text: 'x' });
    const now = Math.floor(Date.now() / 1000);
    const wrong = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    for (const [more, code] of /** @type {[any, string][]} */ ([
      [{ secrets: [wrong] }, 'bad_signature'], [{ now: now - 310 }, 'stale_timestamp'], [{ now: now + 310 }, 'stale_timestamp'],
      [{ headers: { 'webhook-signature': null } }, 'missing_header'], [{ headers: { 'webhook-timestamp': null } }, 'missing_header'], [{ headers: { 'webhook-id': null } }, 'missing_header'],
    ])) {
      const { status, json } = await client.events([event], more);
      assert.deepEqual([status, json.code], [401, code]);
      if (code === 'stale_timestamp') assert.ok(Math.abs(json.server_time - now) < 60);
    }
    assert.equal((await client.events([event], { now: now - 290 })).status, 200);
    assert.equal((await client.events([event], { secrets: [wrong, client.secrets[0]], headers: {} })).json.results[0].status, 'duplicate');
  });
  test('other request errors have their code', async () => {
    const bad = async (body, more) => {
      const { status, json } = await client.request('/events', body, more);
      return [status, json?.code];
    };
    assert.deepEqual(await bad('{"events":['), [400, 'invalid_json']);
    assert.deepEqual(await bad('{}'), [400, 'invalid_request']);
    const many = Array.from({ length: 101 }, () => client.event('typing', {}));
    assert.deepEqual(await bad(JSON.stringify({ events: many })), [400, 'invalid_request']);
    assert.deepEqual(await bad('<x/>', { headers: { 'content-type': 'application/xml' } }), [415, 'unsupported_media_type']);
    assert.deepEqual(await bad('{}', { headers: { 'content-encoding': 'gzip' } }), [415, 'unsupported_media_type']);
    assert.deepEqual(await bad(' '.repeat(1024 * 1024 + 1)), [413, 'body_too_large']);
    const stranger = new AppClient({ url: parley.url, channelKey: 'ch_0000000000', inboundSecret: client.secrets[0] });
    const answer = await stranger.events([]);
    assert.deepEqual([answer.status, answer.json.code], [404, 'unknown_channel']);
  });
  test('files come inline and by upload, byte for byte', async () => {
    const voice = ogg(1);
    const upload = await client.upload(voice, 'audio/ogg', 'Голосовое.ogg');
    assert.equal(upload.status, 201, upload.text);
    assert.deepEqual([upload.json.size, upload.json.sha256], [voice.length, sha256(voice)]);
    const { conversation } = await acquaintance({
      text: undefined,
      attachments: [{ upload_id: upload.json.upload_id, kind: 'voice', duration_ms: 7200 }, { inline_base64: Buffer.from('hello').toString('base64'), name: 'note.txt', content_type: 'text/plain' }],
    });
    const message = await inThread(conversation, (each) => each.attachments.length === 2 && each.attachments.every((file) => file.state === 'ready'), 'both files are ready');
    const bytes = [];
    for (const file of message.attachments) bytes.push((await olga.call('GET', `/attachments/${file.id}`)).raw);
    assert.deepEqual(bytes.map(sha256), [sha256(voice), sha256(Buffer.from('hello'))]);
    const reused = await one(client.message({ contact: { id: 'other' }, attachments: [{ upload_id: upload.json.upload_id }] }));
    assert.equal(reused.status, 'rejected');
  });
  test('a large upload is signed by its hash', async () => {
    const bytes = Buffer.alloc(2 * 1024 * 1024, 'x');
    assert.equal((await client.upload(bytes, 'application/octet-stream', 'big.bin')).status, 201);
    const lying = await client.upload(bytes, 'application/octet-stream', 'big.bin', { headers: { 'content-sha256': sha256('other') } });
    assert.equal(lying.status, 401);
  });
  test('location, button and reply are what they are', async () => {
    const { contact, conversation, event } = await acquaintance();
    await client.events([
      client.message({ contact, location: { latitude: 55.76, longitude: 37.61, title: 'Москва' } }),
      client.message({ contact, interaction: { payload: 'confirm:7741', title: 'Подтвердить', source_message: { id: 'm' } } }),
      client.message({ contact, text: 'да', reply_to: { id: event.data.message.id } }),
    ]);
    const [first, place, button, reply] = await olga.spoken(conversation);
    assert.deepEqual([place.kind, place.content.latitude, place.content.title], ['location', 55.76, 'Москва']);
    assert.deepEqual([button.kind, button.content.payload], ['interaction', 'confirm:7741']);
    assert.equal(reply.reply_to.id, first.id);
  });
  test('a message of the app itself is outbound and not sent back', async () => {
    const { contact, conversation } = await acquaintance();
    const result = await one(client.message({ direction: 'out', contact, author: { name: 'Ольга (приложение)' }, text: 'native' }));
    assert.equal(result.status, 'accepted');
    assert.equal((await olga.spoken(conversation)).find((each) => each.text === 'native').direction, 'outbound');
    const reply = await olga.send(conversation, { text: 'and an answer' });
    await olga.reaches(conversation, reply.id, ['sent']);
    assert.equal(app.about('native').length, 0);
  });
  test('edits and deletions end in the same state in any order', async () => {
    const at = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();
    const states = [];
    for (const order of [[0, 1, 2, 3], [1, 2, 0, 3], [2, 1, 3, 0], [3, 2, 1, 0]]) {
      const contact = { id: `shuffle-${order.join('')}`, name: `Shuffle ${order.join('')}` };
      const id = client.id('m');
      const other = client.id('m');
      const events = [
        [client.message({ id, contact, text: 'first' }), client.message({ id: other, contact, text: 'to go' })],
        [client.event('message.updated', { message: { id, text: 'second', edited_at: at(1) } })],
        [client.event('message.updated', { message: { id, text: 'third', edited_at: at(2) } })],
        [client.event('message.deleted', { message: { id: other, deleted_at: at(3) } })],
      ];
      for (const i of order) await client.events(events[i]);
      const conversation = await olga.conversationOf(contact.name);
      states.push((await olga.spoken(conversation.id)).map((each) => [each.deleted_at ? null : each.text, Boolean(each.deleted_at)]));
    }
    for (const state of states) assert.deepEqual(state, [['third', false], [null, true]]);
  });
  test('contact.updated and blocked reach the contact', async () => {
    const { contact, conversation } = await acquaintance();
    await client.events([client.event('contact.updated', { contact: { id: contact.id, email: 'anna@example.com' } })]);
    const detail = async () => (await olga.must('GET', `/conversations/${conversation}`)).contact_detail;
    assert.deepEqual([(await detail()).email, (await detail()).name], ['anna@example.com', contact.name]);
    await client.events([client.event('contact.blocked', { contact: { id: contact.id } })]);
    assert.equal((await olga.must('GET', `/conversations/${conversation}`)).can_reply.allowed, false);
    await client.events([client.event('contact.unblocked', { contact: { id: contact.id } })]);
    assert.equal((await olga.must('GET', `/conversations/${conversation}`)).can_reply.allowed, true);
  });
  test('typing is shown and not stored', async () => {
    const { contact, conversation } = await acquaintance();
    await client.events([client.event('typing', { contact: { id: contact.id }, state: 'on' })]);
    await until(() => olga.events.find((event) => event.type === 'typing' && event.conversation_id === conversation && event.by === 'contact'), 'typing on the socket');
  });
});

describe('outbound', () => {
  test('the address was verified by a challenge', async () => {
    await olga.must('POST', `/channels/${channel.id}/test`);
    assert.ok(app.requests.some(({ event }) => event.type === 'channel.verify'));
  });
  test('a message goes out signed, in order, with its file, and is bound to its external id', async () => {
    const { contact, conversation, event } = await acquaintance({ conversation_id: 'order-7741' });
    const picture = png(30, 20);
    const file = await olga.upload(picture, 'image/png', 'plan.png');
    const first = await olga.send(conversation, { text: 'out one', reply_to: (await olga.spoken(conversation))[0].id });
    const second = await olga.send(conversation, { text: 'out two', attachments: [file.id] });
    await olga.reaches(conversation, first.id, ['sent']);
    await olga.reaches(conversation, second.id, ['sent']);
    const [{ event: one1 }] = app.about('out one');
    const [{ event: two }] = app.about('out two');
    assert.deepEqual([one1.sequence + 1, one1.channel], [two.sequence, channel.channel_key]);
    const { message } = one1.data;
    assert.deepEqual([number(message.id), message.external_conversation_id, message.contact.id, message.author.type, message.author.name], [first.id, 'order-7741', contact.id, 'agent', 'Olga']);
    assert.equal(message.reply_to.external_id, event.data.message.id);
    const [sent] = two.data.message.attachments;
    assert.deepEqual([sent.name, sent.kind, sent.content_type, sent.size, sent.sha256], ['plan.png', 'image', 'image/png', picture.length, sha256(picture)]);
    assert.ok(Date.parse(sent.expires_at) > Date.now());
    assert.equal(sha256(Buffer.from(await (await fetch(sent.url)).arrayBuffer())), sha256(picture));
  });
  for (const [name, answer, status] of /** @type {[string, any, string][]} */ ([
    ['200 with delivered', { kind: 'ok', state: 'delivered' }, 'delivered'],
    ['201', { kind: 'ok', code: 201 }, 'sent'],
    ['204 without a body', { kind: 'empty' }, 'sent'],
    ['422', { kind: 'status', code: 422, body: { code: 'user_deleted', detail: 'account closed', permanent: true } }, 'failed'],
    ['a redirect', { kind: 'redirect' }, 'failed'],
  ]))
    test(`the answer ${name} leads to ${status}`, async () => {
      const { conversation } = await acquaintance();
      app.answer({ ...answer, type: 'message.created' });
      const { id } = await olga.send(conversation, { text: `answered ${name}` });
      const message = await olga.reaches(conversation, id, [status]);
      assert.equal(app.about(`answered ${name}`).length, 1);
      if (name === '422') assert.match(JSON.stringify(message.error), /account closed/);
    });
  for (const [name, answer] of /** @type {[string, any][]} */ ([
    ['408', { kind: 'status', code: 408 }], ['409', { kind: 'status', code: 409 }], ['425', { kind: 'status', code: 425 }], ['429', { kind: 'status', code: 429, retry_after: 1 }],
    ['503', { kind: 'status', code: 503, retry_after: 1 }], ['a cut connection', { kind: 'cut' }], ['no answer in 10 s', { kind: 'timeout' }],
  ]))
    test(`after ${name} the same event comes again, and the next one waits for it`, { timeout: 60_000 }, async () => {
      const { conversation } = await acquaintance();
      app.answer({ ...answer, type: 'message.created' });
      const { id } = await olga.send(conversation, { text: `again ${name}` });
      await until(() => app.about(`again ${name}`).length === 1, 'the first try');
      const next = await olga.send(conversation, { text: `next ${name}` });
      await olga.reaches(conversation, id, ['sent'], 40);
      await olga.reaches(conversation, next.id, ['sent']);
      const tries = app.about(`again ${name}`);
      assert.deepEqual([tries.length, tries[0].event.id], [2, tries[1].event.id]);
      if (answer.retry_after) assert.ok(tries[1].at - tries[0].at >= answer.retry_after * 1000);
    });
  test('receipts move only forward; a read watermark covers all before it', async () => {
    const { contact, conversation } = await acquaintance();
    const sent = [];
    for (const text of ['r1', 'r2', 'r3']) sent.push(await olga.send(conversation, { text }));
    for (const message of sent) await olga.reaches(conversation, message.id, ['sent']);
    const external = (text) => app.accepted.find((event) => event.data.message?.text === text)?.data.message.id;
    const status = (text, value, more = {}) => one(client.event('message.status', { message: { parley_id: external(text) }, status: value, at: new Date().toISOString(), ...more }));
    assert.equal((await status('r1', 'delivered')).status, 'accepted');
    await olga.reaches(conversation, sent[0].id, ['delivered']);
    await status('r1', 'sent');
    await status('r1', 'failed', { error: { code: 'late', message: 'too late', permanent: true } });
    await status('r3', 'failed', { error: { code: 'push_token_expired', message: 'Устройство отключено', permanent: true } });
    assert.match(JSON.stringify((await olga.reaches(conversation, sent[2].id, ['failed'])).error), /отключено/);
    assert.equal((await olga.messages(conversation)).find((each) => each.id === sent[0].id).status, 'delivered');
    await client.events([client.event('conversation.read', { contact: { id: contact.id }, up_to: { parley_id: external('r2') }, at: new Date().toISOString() })]);
    await olga.reaches(conversation, sent[0].id, ['read']);
    await olga.reaches(conversation, sent[1].id, ['read']);
  });
  test('a retry by hand is a new event about the same message', async () => {
    const { conversation } = await acquaintance();
    app.answer({ kind: 'status', code: 400, type: 'message.created', body: { code: 'no', detail: 'not today' } });
    const { id } = await olga.send(conversation, { text: 'second chance' });
    await olga.reaches(conversation, id, ['failed']);
    await olga.must('POST', `/conversations/${conversation}/messages/${id}/retry`);
    await olga.reaches(conversation, id, ['sent']);
    const [first, second] = app.about('second chance').map(({ event }) => event);
    assert.notEqual(first.id, second.id);
    assert.equal(first.data.message.id, second.data.message.id);
  });
  test('the app saw nothing against the contract and nothing twice', () => {
    assert.deepEqual(app.violations, []);
    assert.equal(app.duplicates, 0);
  });
  test('410 stops the channel', async () => {
    const { conversation } = await acquaintance();
    app.answer({ kind: 'status', code: 410, type: 'message.created' });
    await olga.send(conversation, { text: 'gone' });
    await until(async () => {
      const { items } = await olga.must('GET', '/channels');
      return items.find((each) => each.id === channel.id && each.state !== 'ok');
    }, 'the channel is no longer ok');
    assert.equal(app.about('gone').length, 1);
  });
});
