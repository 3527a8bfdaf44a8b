// The fake itself: as strict as the platform, and judged by other people's code.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { missing, oraclesOf } from '../meta/oracles.mjs';
import { signature, written } from '../meta/signing.mjs';
import { ManualClock } from '../telegram/clock.mjs';
import { ogg, png } from '../telegram/files.mjs';
import { startWhatsappFake } from './server.mjs';

const minute = 60_000;
const { judge, drive } = oraclesOf('whatsapp', ['whatsapp-api-js', '@great-detail/whatsapp']);
const until = async (ask) => {
  for (let i = 0; i < 3000; i++) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it did not come');
};

describe('the fake of WhatsApp', () => {
  /** @type {Awaited<ReturnType<typeof startWhatsappFake>>} */ let fake;
  /** @type {ManualClock} */ let clock;
  let business, number, hook, person;
  /** What was delivered. @type {{body: Buffer, headers: any, json: any}[]} */ const got = [];
  let status = 200;
  before(async () => {
    clock = new ManualClock();
    fake = await startWhatsappFake({ clock });
    business = fake.addBusiness();
    number = fake.addNumber(business);
    person = fake.person();
    hook = createServer(async (request, response) => {
      const url = new URL(request.url ?? '', 'http://h');
      if (request.method === 'GET') return void response.end(url.searchParams.get('hub.verify_token') === 'word' ? url.searchParams.get('hub.challenge') : 'no');
      const parts = [];
      for await (const part of request) parts.push(part);
      const body = Buffer.concat(parts);
      got.push({ body, headers: request.headers, json: JSON.parse(body.toString('latin1')) });
      response.writeHead(status).end();
    });
    await new Promise((resolve) => hook.listen(0, '127.0.0.1', () => resolve(undefined)));
  });
  after(async () => {
    hook.closeAllConnections();
    hook.close();
    await fake.close();
  });
  const call = async (path, body, headers = {}) => {
    const answer = await fetch(`${fake.url}${path}`, { method: body === undefined ? 'GET' : 'POST', headers: { authorization: `Bearer ${business.token}`, 'content-type': 'application/json', ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return { status: answer.status, json: await answer.json() };
  };
  const send = (more) => call(`/v25.0/${number.id}/messages`, { messaging_product: 'whatsapp', to: `+${person.phone}`, ...(more.type ? {} : { type: 'text', text: { body: 'hi' } }), ...more });
  const code = (answer) => answer.json.error?.code;

  test('a webhook is agreed on by a handshake, or refused', async () => {
    const url = `http://127.0.0.1:${/** @type {any} */ (hook.address()).port}/hook`;
    assert.equal(code(await call(`/v25.0/${business.id}/subscribed_apps`, { override_callback_uri: url, verify_token: 'another' })), 2200);
    assert.deepEqual((await call(`/v25.0/${business.id}/subscribed_apps`, { override_callback_uri: url, verify_token: 'word' })).json, { success: true });
    assert.equal((await call(`/v25.0/${business.id}/subscribed_apps`)).json.data[0].override_callback_uri, url);
  });
  test('deliveries are signed over escaped bytes, and come again until they are taken', async () => {
    status = 500;
    person.write(number, 'Привет / 😀');
    await until(() => got.length === 1);
    assert.match(got[0].body.toString('latin1'), /\\u041f\\u0440\\u0438.*\\\/ \\ud83d\\ude00/);
    assert.equal(got[0].headers['x-hub-signature-256'], signature(business.appSecret, got[0].body));
    assert.equal(got[0].json.entry[0].changes[0].value.messages[0].text.body, 'Привет / 😀');
    status = 200;
    await until(() => clock.nextIn() !== null);
    clock.advance(1000);
    await until(() => got.length === 2);
    assert.ok(got[0].body.equals(got[1].body));
  });
  test('what held deliveries gathered goes out as one', async () => {
    const delivery = fake.deliveryOf(number);
    delivery.hold();
    person.write(number, 'one');
    person.write(number, 'two');
    await delivery.release((entries) => entries.reverse());
    assert.deepEqual(got.at(-1)?.json.entry.map((entry) => entry.changes[0].value.messages[0].text.body), ['two', 'one']);
  });
  test('calls against the rules are refused with the platform\'s number', async () => {
    assert.equal(code(await call(`/v25.0/${number.id}/messages`, {}, { authorization: 'Bearer wrong' })), 190);
    assert.equal(code(await send({ messaging_product: 'sms' })), 100);
    assert.equal(code(await send({ text: { body: '' } })), 131008);
    assert.equal(code(await send({ text: { body: 'x'.repeat(4097) } })), 100);
    assert.equal(code(await send({ text: { body: 'hi', parse_mode: 'HTML' } })), 100);
    assert.equal(code(await send({ to: 'not a number' })), 100);
    assert.equal(code(await send({ to: undefined, recipient: 'nonsense' })), 100);
    assert.equal(code(await send({ to: number.phone })), 131021);
    assert.equal(code(await send({ type: 'image', image: { id: '1' } })), 100);
    assert.equal(code(await send({ type: 'hologram', hologram: {} })), 131009);
    const interactive = async (type, action, body = { text: 'b' }) => code(await send({ type: 'interactive', interactive: { type, body, action } }));
    const reply = (title, id = title) => ({ type: 'reply', reply: { id, title } });
    assert.equal(await interactive('button', { buttons: [reply('x'.repeat(21))] }), 100);
    assert.equal(await interactive('button', { buttons: [reply('a'), reply('b', 'a')] }), 131009);
    assert.equal(await interactive('button', { buttons: ['a', 'b', 'c', 'd'].map((one) => reply(one)) }), 131009);
    assert.equal(await interactive('button', { buttons: [reply('a')] }, { text: 'x'.repeat(1025) }), 100);
    assert.equal(await interactive('list', { sections: [{ rows: [{ id: 'a', title: 'a' }] }] }), 131008);
    assert.equal(await interactive('list', { button: 'Open', sections: [{ rows: [{ id: 'a', title: 'x'.repeat(25) }] }] }), 100);
    assert.equal(await interactive('cta_url', { name: 'cta_url', parameters: { display_text: 'See', url: 'shop' } }), 131009);
    assert.equal(await interactive('location_request_message', { name: 'request_contact_info' }), 131009);
    assert.equal(await interactive('request_contact_info', { name: 'request_contact_info', parameters: {} }), 100);
    assert.equal(code(await send({ type: 'location', location: { latitude: 91, longitude: 0 } })), 131009);
    assert.equal(code(await send({ type: 'contacts', contacts: [{ name: { formatted_name: 'Anna' } }] })), 131008);
    assert.equal(code(await call(`/v25.0/${number.id}?fields=nonsense`)), 100);
    assert.match((await call(`/v25.0/${number.id}?appsecret_proof=00`)).json.error.message, /appsecret_proof/);
    assert.equal((await call(`/${number.id}/messages`, {})).status, 400);
  });
  test('free words go for a day after the person\'s last, a template at any time', async () => {
    assert.equal((await send({})).status, 200);
    clock.advance(24 * 60 * minute);
    const { json } = await send({});
    const failed = await until(() => got.map((one) => one.json.entry[0].changes[0].value.statuses?.[0]).find((one) => one?.status === 'failed' && one.id === json.messages[0].id));
    assert.equal(failed.errors[0].code, 131047);
    business.templates = [{ id: '1', name: 'ready', language: 'pl', status: 'APPROVED', category: 'UTILITY', components: [{ type: 'BODY', text: 'Hi {{1}}' }] }];
    const template = (values, more = {}) => send({ type: 'template', template: { name: 'ready', language: { code: 'pl' }, components: [{ type: 'body', parameters: values.map((text) => ({ type: 'text', text })) }], ...more } });
    assert.equal(code(await template([])), 132000);
    assert.equal(code(await template(['a', 'b'])), 132000);
    assert.equal(code(await template(['a'], { language: { code: 'en' } })), 132001);
    assert.equal((await template(['a'])).status, 200);
    business.templates[0].status = 'PAUSED';
    assert.equal(code(await template(['a'])), 132015);
  });
  test('a person gets 45 at once, then one in six seconds', async () => {
    const other = fake.person();
    other.write(number, 'hello');
    let sent = 0;
    while ((await send({ to: other.phone })).status === 200) sent++;
    assert.equal(sent, 45);
    assert.equal(code(await send({ to: other.phone })), 131056);
    clock.advance(6000);
    assert.equal((await send({ to: other.phone })).status, 200);
  });
  test('files: by type and size, a link of five minutes, only with the token', async () => {
    const upload = async (bytes, type) => {
      const form = new FormData();
      form.set('messaging_product', 'whatsapp');
      form.set('file', new File([bytes], 'a', { type }));
      return (await fetch(`${fake.url}/v25.0/${number.id}/media`, { method: 'POST', headers: { authorization: `Bearer ${business.token}` }, body: form })).json();
    };
    assert.equal((await upload(Buffer.from('x'), 'image/tiff')).error.code, 100);
    const { id } = await upload(png(2, 2), 'image/png');
    person.write(number, 'hi again');
    assert.equal((await send({ type: 'image', image: { id, caption: 'c' } })).status, 200);
    assert.equal(code(await send({ type: 'video', video: { id } })), 131053);
    assert.equal(code(await send({ type: 'audio', audio: { id: (await upload(ogg(1), 'audio/ogg')).id, caption: 'none' } })), 100);
    const { json } = await call(`/v25.0/${id}?phone_number_id=${number.id}`);
    const get = (headers) => fetch(json.url, { headers: /** @type {any} */ (headers) });
    assert.equal((await get({})).status, 401);
    assert.deepEqual(Buffer.from(await (await get({ authorization: `Bearer ${business.token}` })).arrayBuffer()), png(2, 2));
    clock.advance(5 * minute + 1);
    assert.equal((await get({ authorization: `Bearer ${business.token}` })).status, 404);
  });

  test('the platform\'s libraries take what it delivers, and refuse the same things', { skip: missing }, async () => {
    const body = got[0].body;
    const right = signature('key', body);
    const cases = [
      [body, right], [body, right.slice(7)], [body, right.slice(0, 40)], [Buffer.concat([body, Buffer.from(' ')]), right], [written({ a: 'Привет' }), signature('key', JSON.stringify({ a: 'Привет' }))],
    ].map(([bytes, header], i) => ({ id: String(i), secret: 'key', body: /** @type {Buffer} */ (bytes), headers: { 'x-hub-signature-256': String(header) } }));
    assert.deepEqual(await judge(cases), [true, false, false, false, false]);
  });
  test('the libraries are content with its answers', { skip: missing }, async () => {
    const own = await startWhatsappFake();
    const shop = own.addBusiness({ token: 'TOK' });
    const line = own.addNumber(shop, { id: '111', phone: '15550109999' });
    own.person({ phone: '15551234567' }).write(line, 'hello');
    own.media.set('MID', { id: 'MID', mime: 'image/png', bytes: png(2, 2), name: 'a.png', sha256: 'x', number: '111', until: Infinity });
    shop.templates = [{ id: '1', name: 'hello', language: 'en_US', status: 'APPROVED', category: 'UTILITY', components: [{ type: 'BODY', text: 'Hi {{1}}' }] }];
    try {
      const lines = await drive(own.url);
      assert.ok(lines.length >= 13, JSON.stringify(lines));
      // One library answers with the refusal instead of throwing it: both count.
      const bad = lines.filter((one) => !one.ok || /"error"/.test(String(one.result)));
      assert.deepEqual(bad, []);
    } finally {
      await own.close();
    }
  });
});
