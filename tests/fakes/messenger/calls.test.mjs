// The calls of an app: what is accepted, what is refused and how.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, before, describe, test } from 'node:test';
import { proofOf } from '../meta/app.mjs';
import { caller, startHook, until } from '../meta/hook.mjs';
import { ManualClock } from '../telegram/clock.mjs';
import { jpeg, pdf, png } from '../telegram/files.mjs';
import { fields, startMessengerFake } from './server.mjs';

const day = 24 * 3600 * 1000;

describe('calls of the fake of Messenger', () => {
  /** @type {Awaited<ReturnType<typeof startMessengerFake>>} */ let fake;
  /** @type {ManualClock} */ let clock;
  /** @type {Awaited<ReturnType<typeof startHook>>} */ let hook;
  let app, page, person, call, site, base;
  before(async () => {
    clock = new ManualClock();
    fake = await startMessengerFake({ clock });
    app = fake.addApp();
    page = fake.addPage(app);
    person = fake.person(page, { name: 'Anna Nowak' });
    hook = await startHook();
    call = caller(`${fake.url}/v25.0`, () => page.token);
    site = createServer((request, response) => {
      if (request.url === '/gone.png') return void response.writeHead(404).end();
      if (request.url === '/huge.png') return void response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.alloc((8 << 20) + 1));
      response.writeHead(200, { 'content-type': request.url?.endsWith('.pdf') ? 'application/pdf' : 'image/png' }).end(request.url?.endsWith('.pdf') ? pdf('a') : png(3, 3));
    });
    await new Promise((resolve) => site.listen(0, '127.0.0.1', () => resolve(undefined)));
    base = `http://127.0.0.1:${/** @type {any} */ (site.address()).port}`;
    await call('POST', `/${app.id}/subscriptions?access_token=${encodeURIComponent(app.token)}`, { object: 'page', callback_url: hook.url, verify_token: 'word', fields });
    await call('POST', '/me/subscribed_apps', { subscribed_fields: fields });
    person.write(page, 'hello');
  });
  after(async () => {
    site.closeAllConnections();
    site.close();
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

  describe('what apps send', () => {
    test('against the rules is refused, and not in the ledger', async () => {
      const n = fake.ledger.length;
      const buttons = (count, more = {}) => ({ attachment: { type: 'template', payload: { template_type: 'button', text: 'b', buttons: Array.from({ length: count }, () => ({ type: 'postback', title: 'Yes', payload: 'y' })), ...more } } });
      const replies = (count, more = {}) => ({ text: 'q', quick_replies: Array.from({ length: count }, () => ({ content_type: 'text', title: 'Yes', payload: 'y', ...more })) });
      const image = { type: 'image', payload: { url: `${base}/a.png` } };
      const wrong = [
        [{ messaging_type: undefined }], [{ messaging_type: 'SOMETIME' }], [{ messaging_type: 'MESSAGE_TAG' }], [{ tag: 'HUMAN_AGENT' }], [{ messaging_type: 'MESSAGE_TAG', tag: 'POST_PURCHASE_UPDATE' }],
        [{ recipient: {} }], [{ recipient: { id: person.id(page), comment_id: '1_2' } }], [{ recipient: { id: 7 } }], [{ recipient: { id: person.id(page), name: 'A' } }], [{ recipient: { id: '1' } }, '100/2018001'],
        [{ message: undefined }], [{ sender_action: 'typing_on' }], [{ message: undefined, sender_action: 'typing_on' }], [{ unknown: 1 }], [{ message: {} }], [{ message: { text: '' } }], [{ message: { text: 'a', caption: 'b' } }],
        [{ message: { text: 'x'.repeat(2001) } }], [{ message: { text: '😀'.repeat(1001) } }], [{ message: { text: 'a', metadata: 'm'.repeat(1001) } }], [{ message: { text: 'a', attachment: image } }], [{ message: { attachment: { type: 'hologram', payload: {} } } }],
        [{ message: replies(14) }], [{ message: replies(0) }], [{ message: replies(1, { title: 'x'.repeat(21) }) }], [{ message: replies(1, { payload: 'x'.repeat(1001) }) }], [{ message: { quick_replies: replies(1).quick_replies } }],
        [{ message: buttons(4) }], [{ message: buttons(0) }], [{ message: buttons(0, { buttons: [{ type: 'postback', title: 'x'.repeat(21), payload: 'y' }] }) }], [{ message: buttons(1, { text: 'x'.repeat(641) }) }], [{ message: buttons(1, { elements: [] }) }], [{ message: { attachments: [{ type: 'video', payload: { url: 'https://e.org/v.mp4' } }] } }],
        [{ message: { attachment: { type: 'image', payload: { url: 'ftp://e.org' } } } }, '100/2018008'], [{ message: { attachment: { type: 'image', payload: { url: `${base}/gone.png` } } } }, '100/2018008'],
        [{ message: { attachment: { type: 'image', payload: { url: `${base}/huge.png` } } } }, '100/2018109'], [{ message: { attachment: { type: 'image', payload: { url: `${base}/a.pdf` } } } }, '100/2018047'],
        [{ message: { attachment: { type: 'image', payload: { attachment_id: '7' } } } }, '100/2018074'], [{ message: { attachment: { type: 'image', payload: { ...image.payload, attachment_id: '7' } } } }], [{ reply_to: { mid: 'm_none' } }],
        [{ message: { template: { name: 'none', language: { code: 'pl' } } }, messaging_type: 'UTILITY' }],
      ];
      for (const [more, code = '100'] of wrong) {
        const answer = await send(more);
        assert.equal(answer.error, code, `${JSON.stringify(more).slice(0, 200)} ${JSON.stringify(answer.json)}`);
      }
      assert.equal((await send({ recipient: { id: fake.person(fake.addPage(app)).id(fake.assets.at(-1)) } })).error, '100/2018001', 'an id of another Page');
      assert.equal(fake.ledger.length, n);
    });
    test('within the rules is in the ledger, in order', async () => {
      const n = fake.ledger.length;
      const right = [
        { text: 'x'.repeat(2000), metadata: 'm'.repeat(1000) }, { text: '👨‍👩‍👧'.repeat(250) }, { text: 'q', quick_replies: Array.from({ length: 13 }, (_, i) => ({ content_type: 'text', title: `n${i}`, payload: `p${i}` })) },
        { attachment: { type: 'image', payload: { url: `${base}/a.png`, is_reusable: true } } }, { attachments: [1, 2].map((i) => ({ type: 'image', payload: { url: `${base}/${i}.png` } })) },
        { attachment: { type: 'template', payload: { template_type: 'button', text: 't', buttons: [{ type: 'web_url', title: 'Site', url: 'https://e.org' }, { type: 'postback', title: 'Yes', payload: 'y' }] } } },
        { attachment: { type: 'template', payload: { template_type: 'generic', elements: [{ title: 'Boots', subtitle: '199' }] } } }, { sticker_id: '369239263222822' },
      ];
      for (const message of right) {
        const answer = await said(message);
        assert.equal(answer.status, 200, JSON.stringify(answer.json));
        assert.equal(answer.json.recipient_id, person.id(page));
        assert.equal(answer.json.attachment_id !== undefined, message === right[3]);
      }
      assert.deepEqual(fake.ledger.slice(n).map((one) => one.message), right);
      const [first] = fake.ledger.slice(n);
      assert.deepEqual([first.to, first.app, first.page, first.type, first.recipient], [person.id(page), app.id, page.id, 'RESPONSE', { id: person.id(page) }]);
      assert.deepEqual(fake.sentTo(person, page).slice(-8), fake.ledger.slice(n));
      assert.deepEqual(fake.ledger[n + 3].files.map((one) => [one.mime, one.size]), [['image/png', png(3, 3).length]]);
    });
    test('files: beside the message, uploaded before, and gone after 90 days', async () => {
      const form = (more, bytes = png(2, 2), type = 'image/png') => {
        const data = new FormData();
        for (const [name, value] of Object.entries(more)) data.set(name, JSON.stringify(value));
        data.set('filedata', new File([new Uint8Array(bytes)], 'a.png', { type }));
        return data;
      };
      const message = { attachment: { type: 'image', payload: { is_reusable: true } } };
      assert.equal((await call('POST', '/me/message_attachments', form({ message }, Buffer.alloc((8 << 20) + 1)))).error, '100/2018109');
      assert.equal((await call('POST', '/me/message_attachments', form({ message, recipient: { id: '1' } }))).error, '100');
      assert.equal((await call('POST', '/me/message_attachments', { message })).error, '100');
      const { json } = await call('POST', `/${page.id}/message_attachments`, form({ message }));
      assert.deepEqual(Object.keys(json), ['attachment_id']);
      assert.match((await call('POST', '/me/message_attachments', { message: { attachment: { type: 'file', payload: { url: `${base}/b.pdf` } } } })).json.attachment_id, /^\d+$/);
      assert.equal((await said({ attachment: { type: 'image', payload: { attachment_id: json.attachment_id } } })).status, 200);
      assert.equal((await said({ attachment: { type: 'video', payload: { attachment_id: json.attachment_id } } })).error, '100/2018047');
      const beside = form({ recipient: { id: person.id(page) }, message });
      beside.set('messaging_type', 'RESPONSE');
      assert.equal((await call('POST', '/me/messages', beside)).status, 200);
      assert.ok(fake.ledger.at(-1).files[0].bytes.equals(png(2, 2)));
      clock.advance(90 * day + 1);
      person.write(page, 'still here');
      assert.equal((await said({ attachment: { type: 'image', payload: { attachment_id: json.attachment_id } } })).error, '100/2018074');
    });
    test('a day after the person\'s last, a human for seven days, if the app may; a template at any time', async () => {
      person.write(page, 'hi');
      const human = () => send({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' });
      assert.equal((await human()).error, '10/2018065');
      app.humanAgent = true;
      clock.advance(day + 1);
      assert.equal((await send()).error, '10/2018278');
      assert.equal((await send({ messaging_type: 'UPDATE' })).error, '10/2018278');
      assert.equal((await human()).status, 200);
      clock.advance(6 * day);
      assert.equal((await human()).error, '10/2018278');
      page.templates.add('ready');
      assert.equal((await send({ messaging_type: 'UTILITY', message: { template: { name: 'ready', language: { code: 'pl' } } } })).status, 200);
      for (const act of [() => person.press(page, { title: 'a', payload: 'b' }), () => person.open(page, { ref: 'r' }), () => person.react(page, 'm_x')]) {
        act();
        assert.equal((await send()).status, 200);
        clock.advance(day + 1);
        assert.equal((await send()).error, '10/2018278');
      }
      app.humanAgent = false;
      person.write(page, 'hi');
      person.block(page);
      assert.equal((await send()).error, '551/1545041');
      person.unblock(page);
      page.handOver(person, '263902037430900');
      assert.equal((await send()).error, '10/2018300');
      page.handOver(person, app.id);
    });
    test('typing, seen, reactions: alone in the call, apart from the ledger', async () => {
      const n = fake.ledger.length;
      const act = (sender_action, more = {}) => call('POST', '/me/messages', { recipient: { id: person.id(page) }, sender_action, ...more });
      const mid = person.write(page, 'like me');
      for (const name of ['typing_on', 'typing_off', 'mark_seen']) assert.deepEqual((await act(name)).json, { recipient_id: person.id(page) });
      assert.equal((await act('dance')).error, '100');
      assert.equal((await act('typing_on', { message: { text: 'x' } })).error, '100');
      assert.equal((await act('react', { payload: { message_id: 'm_none', reaction: 'love' } })).error, '100');
      assert.equal((await act('react', { payload: { message_id: mid, reaction: 'love' } })).status, 200);
      assert.deepEqual(fake.actions.slice(-2).map((one) => [one.action, one.reaction]), [['mark_seen', undefined], ['react', 'love']]);
      assert.equal(fake.ledger.length, n);
    });
    test('comes back as an echo: after the answer, before it, or not', async () => {
      await quiet();
      fake.echo = 'before';
      const { json } = await said({ text: 'echoed', metadata: 'token' });
      assert.deepEqual([hook.events[0].message.mid, hook.events[0].message.metadata, hook.events[0].message.app_id, hook.events[0].sender.id], [json.message_id, 'token', Number(app.id), page.id]);
      assert.equal(hook.events[1].delivery.watermark, fake.ledger.at(-1).at);
      await quiet();
      fake.echo = 'none';
      fake.receipts = 'none';
      await said({ text: 'silent' });
      fake.echo = 'after';
      fake.quirks.echoWithoutAppId = true;
      await said({ text: 'heard' });
      const heard = await event('message');
      assert.deepEqual([hook.got.length, heard.message.text, 'app_id' in heard.message], [1, 'heard', false]);
    });
    test('what a person chooses must have been offered', async () => {
      await quiet();
      await said({ text: 'how was it?', quick_replies: [{ content_type: 'text', title: 'Good', payload: 'csat:5' }] });
      person.choose(page, 'Good');
      assert.equal((await until(() => hook.events.find((one) => one.message?.quick_reply))).message.quick_reply.payload, 'csat:5');
      assert.throws(() => person.choose(page, 'Bad'));
    });
    test('troubles by script', async () => {
      const n = fake.ledger.length;
      const to = person.id(page);
      fake.faults.next('messages', { kind: 'error', code: 613, subcode: 2018338, to: 'somebody else' });
      fake.faults.next('messages', { kind: 'error', code: 613, subcode: 2018338, to });
      assert.equal((await send()).error, '613/2018338');
      fake.faults.next('messages', { kind: '429', retry_after: 7 });
      const raw = () => fetch(`${fake.url}/v25.0/me/messages?access_token=${page.token}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ recipient: { id: to }, messaging_type: 'RESPONSE', message: { text: 'hi' } }) });
      const slow = await raw();
      assert.deepEqual([slow.status, slow.headers.get('retry-after')], [429, '7']);
      fake.faults.next('messages', { kind: '502' });
      assert.equal((await raw()).status, 502);
      fake.faults.next('messages', { kind: 'cut_before' });
      await assert.rejects(raw());
      assert.equal(fake.ledger.length, n);
      fake.faults.next('messages', { kind: 'cut_after' });
      await assert.rejects(raw());
      fake.faults.next('messages', { kind: 'truncate' });
      await assert.rejects(async () => (await raw()).json());
      fake.faults.next('messages', { kind: 'error_after', code: 1, subcode: 1357046 });
      assert.equal((await send()).error, '1/1357046');
      assert.equal(fake.ledger.length, n + 3);
      assert.throws(() => fake.faults.next('mesages', { kind: '502' }));
      assert.throws(() => fake.faults.next('messages', { kind: 'expired' }));
      assert.throws(() => fake.faults.next('download', { kind: '429' }));
    });
  });

  describe('comments', () => {
    test('are answered in public, hidden, deleted, looked at', async () => {
      const post = page.addPost();
      const id = person.comment(page, { post, text: 'size?' });
      await quiet();
      assert.equal((await call('POST', `/${id}/comments`, { text: 'x' })).error, '100');
      const { json } = await call('POST', `/${id}/comments`, { message: 'yes' });
      assert.deepEqual(Object.keys(json), ['id']);
      assert.deepEqual(fake.comments.map((one) => [one.id, one.parent, one.post, one.message, one.app]), [[json.id, id, post.id, 'yes', app.id]]);
      const told = await event('value');
      assert.deepEqual([told.value.comment_id, told.value.from, told.value.parent_id, told.value.verb], [json.id, { id: page.id, name: page.name }, id, 'add']);
      assert.deepEqual((await call('POST', `/${id}`, { is_hidden: true })).json, { success: true });
      assert.equal((await call('GET', `/${id}?fields=message,is_hidden,from,parent`)).json.is_hidden, true);
      assert.equal((await call('GET', `/${id}?fields=nonsense`)).error, '100');
      assert.equal((await call('POST', `/${id}?is_hidden=perhaps`)).error, '100');
      assert.deepEqual((await call('DELETE', `/${id}`)).json, { success: true });
      assert.equal((await call('GET', `/${id}`)).error, '100/33');
      await until(() => hook.events.some((one) => one.value?.verb === 'remove'));
      page.withdraw('pages_manage_engagement');
      assert.equal((await call('POST', `/${json.id}/comments`, { message: 'x' })).error, '200');
      fake.tokens.get(page.token)?.scopes.add('pages_manage_engagement');
    });
    test('are answered in private once, within seven days; more only when the person answers', async () => {
      const stranger = fake.person(page);
      const first = stranger.comment(page, { text: 'price?' });
      const answer = (comment_id) => call('POST', '/me/messages', { recipient: { comment_id }, message: { text: 'in private' } });
      assert.equal((await send({ recipient: { id: stranger.id(page) } })).error, '100/2018001');
      const { json } = await answer(first);
      assert.equal(json.recipient_id, stranger.id(page));
      assert.equal((await answer(first)).error, '10900');
      assert.equal((await send({ recipient: { id: stranger.id(page) } })).error, '10/2018278');
      stranger.write(page, 'thanks');
      assert.equal((await send({ recipient: { id: stranger.id(page) } })).status, 200);
      const late = stranger.comment(page, { text: 'and now?' });
      clock.advance(7 * day + 1000);
      assert.equal((await answer(late)).error, '10903');
      assert.equal((await answer(page.comment())).error, '100/2018292');
      assert.equal((await answer('1_2')).error, '100/2018292');
    });
    test('who does not let it be told has no name in them', async () => {
      const shy = fake.person(page, { named: false });
      await quiet();
      shy.comment(page, { text: 'psst', photo: jpeg() });
      const { value } = await event('value');
      assert.deepEqual([value.from, value.message, value.photo.startsWith(fake.url)], [undefined, 'psst', true]);
    });
  });

  describe('reading', () => {
    test('tokens, permissions, proofs, paths', async () => {
      const own = fake.addPage(app);
      const get = caller(`${fake.url}/v25.0`, () => own.token);
      assert.deepEqual((await get('GET', '/me?fields=id,name')).json, { id: own.id, name: own.name });
      assert.equal((await get('GET', '/me?fields=nonsense')).error, '100');
      assert.equal((await get('GET', '/me?fields=id&fields=name')).error, '100', 'a parameter given twice');
      assert.equal((await get('GET', `/me?appsecret_proof=${proofOf(app.secret, own.token)}`)).status, 200);
      assert.match((await get('GET', '/me?appsecret_proof=00')).json.error.message, /appsecret_proof/);
      assert.equal((await get('GET', `/${page.id}?fields=name`)).error, '100/33', 'another Page');
      assert.equal((await get('GET', '/me/nonsense')).error, '100/33');
      assert.equal((await caller(fake.url, () => own.token)('GET', '/me')).error, '2500');
      assert.equal((await get('GET', '/me', undefined, { authorization: 'Bearer wrong' })).error, '190');
      const debug = async () => (await call('GET', `/debug_token?input_token=${own.token}&access_token=${encodeURIComponent(app.token)}`)).json.data;
      assert.deepEqual([(await debug()).is_valid, (await debug()).profile_id, (await debug()).scopes.includes('pages_messaging')], [true, own.id, true]);
      own.revoke();
      assert.equal((await get('GET', '/me')).error, '190/460');
      assert.deepEqual([(await debug()).is_valid, (await debug()).error.subcode], [false, 460]);
    });
    test('profiles: everything, the id alone, nothing', async () => {
      const full = fake.person(page, { name: 'Jan Maria Kowalski', more: { locale: 'pl_PL' } });
      const get = (one, fields = 'first_name,last_name,profile_pic,locale') => call('GET', `/${one.id(page)}?fields=${fields}`);
      assert.equal((await get(full)).error, '100/2018218', 'before anything was said');
      full.write(page, 'hi');
      const { json } = await get(full);
      assert.deepEqual([json.first_name, json.last_name, json.locale, json.id], ['Jan', 'Maria Kowalski', 'pl_PL', full.id(page)]);
      assert.deepEqual(Buffer.from(await (await fetch(json.profile_pic)).arrayBuffer()), full.picture);
      const kinds = [['id', ''], ['none', '100/2018218'], ['denied', '100/2018247']];
      for (const [profile, code] of kinds) {
        full.profile = /** @type {any} */ (profile);
        const answer = await get(full);
        assert.equal(answer.error, code);
        if (!code) assert.deepEqual(answer.json, { id: full.id(page) });
      }
      assert.equal((await get(full, 'email')).error, '100/2018247');
      full.profile = 'full';
      assert.equal((await get(full, 'email')).error, '100');
    });
    test('history: pages of it, only the last twenty in full, two calls in a second', async () => {
      const talker = fake.person(page);
      const mids = Array.from({ length: 25 }, (_, i) => talker.write(page, `n${i}`));
      clock.advance(1000);
      const list = await call('GET', '/me/conversations?platform=messenger&limit=1&fields=id,updated_time,messages.limit(2){message}');
      assert.deepEqual(list.json.data[0].messages.data.map((one) => one.message), ['n24', 'n23']);
      assert.ok(list.json.paging.next);
      const next = await call('GET', list.json.paging.next.replace(`${fake.url}/v25.0`, ''));
      assert.notEqual(next.json.data[0].id, list.json.data[0].id);
      assert.equal((await call('GET', '/me/conversations')).error, '613/2018338');
      clock.advance(1001);
      const all = await call('GET', `/${list.json.data[0].id}/messages?limit=100&fields=id,message`);
      assert.deepEqual(all.json.data.map((one) => one.message).filter(Boolean).length, 20);
      assert.deepEqual(all.json.data.map((one) => one.id), [...mids].reverse());
      assert.equal((await call('GET', `/${mids[24]}?fields=id,created_time,from,to,message,attachments`)).json.message, 'n24');
      assert.equal((await call('GET', `/${mids[0]}?fields=message`)).error, '9000001');
    });
    test('what a thread looks like before it begins: ten calls in ten minutes', async () => {
      const set = (body) => call('POST', '/me/messenger_profile', body);
      assert.equal((await set({ persistent_menu: [{ locale: 'default', call_to_actions: [{ type: 'postback', title: 'a', payload: 'b' }] }] })).error, '100');
      assert.deepEqual((await set({ get_started: { payload: 'GET_STARTED' } })).json, { result: 'success' });
      assert.equal((await set({ ice_breakers: [{ locale: 'default', call_to_actions: Array(5).fill({ question: 'q', payload: 'p' }) }] })).error, '100');
      assert.deepEqual((await call('GET', '/me/messenger_profile?fields=get_started,greeting')).json, { data: [{ get_started: { payload: 'GET_STARTED' } }] });
      for (let i = 0; i < 7; i++) assert.equal((await set({ get_started: { payload: 'GET_STARTED' } })).status, 200);
      assert.equal((await set({ get_started: { payload: 'GET_STARTED' } })).error, '613');
    });
  });
});
