// The website chat over HTTP against the real server: its pages, who a visitor is, and what he writes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startParley, until } from './harness.mjs';
import { Faults } from './harness/faults.mjs';
import { Site, Visitor, clientId } from './harness/visitor.mjs';
import { connect } from './harness/ws.mjs';

const page = {
  url: 'https://shop.example/bikes',
  referrer: 'https://shop.example/',
  title: 'Bikes',
  landing_url: 'https://shop.example/?utm_source=google&utm_campaign=autumn&gclid=x1',
  landing_referrer: 'https://www.google.com/',
};
/** @type {Site} */ let site;
/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {import('./harness.mjs').Operator} */ let olga;
let channel;
const faults = new Faults();
before(async () => {
  site = await Site.open(await startParley({ env: faults.env }));
  ({ parley, olga, channel } = site);
});
after(async () => {
  await site?.close();
  faults.close();
});

describe('setting up', () => {
  test('channel add prints the key, and refuses by name', async () => {
    assert.match(channel.key, /^web_[0-9a-f]{10}$/);
    for (const [settings, field] of [[{}, 'site'], [{ site: 'a b' }, 'site'], [{ site: 'a.example', color: 'red' }, 'color'], [{ site: 'a.example', token: 'x' }, 'token']])
      await assert.rejects(parley.addChannel('web', 'Bad', settings), new RegExp(field));
  });

  test('the loader carries the site, packed, and asks again with its ETag', async () => {
    const answer = await fetch(`${parley.url}/widget.js?key=${channel.key}`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type'), /^text\/javascript/);
    assert.equal(answer.headers.get('content-encoding'), 'gzip');
    const text = await answer.text();
    assert.ok(!text.includes('__PARLEY_SITE__'));
    for (const part of [channel.key, parley.url, '#1A6652']) assert.ok(text.includes(part), part);
    const again = await fetch(`${parley.url}/widget.js?key=${channel.key}`, { headers: { 'if-none-match': answer.headers.get('etag') } });
    assert.equal(again.status, 304);
  });

  test('a wrong or missing key is refused by name', async () => {
    for (const path of ['/widget.js', '/widget/frame']) {
      const missing = await fetch(parley.url + path);
      assert.equal(missing.status, 422);
      assert.equal((await missing.json()).errors[0].field, 'key');
      const wrong = await fetch(`${parley.url}${path}?key=nobody`);
      assert.equal(wrong.status, 404);
      assert.equal((await wrong.json()).errors[0].field, 'key');
    }
    const stranger = new Visitor(parley.url, 'nobody');
    assert.equal((await stranger.boot()).status, 404);
  });

  test('the frame may be framed by the sites of its key only, and runs nothing as a page of its own', async () => {
    const frame = await fetch(`${parley.url}/widget/frame?key=${channel.key}`, { headers: { 'sec-fetch-dest': 'iframe' } });
    const policy = frame.headers.get('content-security-policy');
    for (const part of ["default-src 'none'", "script-src 'self'", 'frame-ancestors https://shop.example localhost:3000;', "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'", `ws://${new URL(parley.url).host}`])
      assert.ok(policy.includes(part), `${part} in ${policy}`);
    assert.ok(!/sandbox/.test(policy));
    const alone = await fetch(`${parley.url}/widget/frame?key=${channel.key}`, { headers: { 'sec-fetch-dest': 'document' } });
    assert.match(alone.headers.get('content-security-policy'), /; sandbox$/);
    assert.equal(frame.headers.get('set-cookie'), null);
  });

  test('hooks of a website chat are refused', async () => {
    const answer = await fetch(`${parley.url}/hooks/web/${channel.key}`, { method: 'POST', body: '{}' });
    assert.equal(answer.status, 403);
  });
});

describe('booting', () => {
  test('a stranger gets all he needs, and nothing is said that is not known', async () => {
    const one = new Visitor(parley.url, channel.key);
    const { json } = await one.boot({}, { page });
    assert.equal(json.conversation, null);
    assert.deepEqual(json.visitor, { name: null, known: false });
    assert.equal(json.site.expected_reply_seconds, null, 'too little to go by');
    assert.equal(json.site.online, true);
    assert.deepEqual(json.site.operators, [{ name: 'Olga' }]);
    assert.equal(Buffer.from(json.seal_key, 'base64url').length, 32);
    assert.equal((await one.boot({ token: json.token })).json.seal_key, json.seal_key);
    assert.deepEqual(await one.messages(), []);
  });

  test('a full desk is not away: it says that it is busy', async () => {
    const me = (await olga.must('GET', '/users')).items.find((one) => one.name === 'Olga');
    const now = async () => {
      const { json } = await new Visitor(parley.url, channel.key).boot();
      return [json.site.online, json.site.busy, json.site.operators];
    };
    await olga.must('PATCH', `/users/${me.id}`, { capacity: 0 });
    assert.deepEqual(await now(), [true, true, [{ name: 'Olga' }]]);
    await olga.must('PATCH', `/users/${me.id}`, { capacity: me.capacity });
    assert.deepEqual(await now(), [true, false, [{ name: 'Olga' }]]);
    olga.tell({ type: 'presence', state: 'away' });
    await until(async () => !(await now())[0], 'nobody is there');
    assert.deepEqual(await now(), [false, false, []]);
    olga.tell({ type: 'presence', state: 'online' });
    await until(async () => (await now())[0], 'she is back');
  });

  test('where nobody is there outside the hours, it says when somebody is back', async () => {
    const day = 24 * 3600_000;
    const opens = new Date(Math.floor(Date.now() / day + 2) * day + 9 * 3600_000);
    const week = [[], [], [], [], [], [], []];
    week[(opens.getUTCDay() + 6) % 7] = [['09:00', '18:00']];
    const back = async () => {
      const { json } = await new Visitor(parley.url, channel.key).boot();
      return [json.site.online, json.site.back_at];
    };
    await olga.must('PATCH', '/settings', { calendar: { zone: 'UTC', week } });
    assert.deepEqual(await back(), [true, null], 'somebody is there all the same');
    olga.tell({ type: 'presence', state: 'away' });
    await until(async () => !(await back())[0], 'nobody is there');
    assert.deepEqual(await back(), [false, opens.toISOString()]);
    const round = [['00:00', '24:00']];
    await olga.must('PATCH', '/settings', { calendar: { zone: 'UTC', week: Array(7).fill(round) } });
    assert.deepEqual(await back(), [false, null], 'within the hours nobody can say');
    await olga.must('PATCH', '/settings', { calendar: { zone: 'UTC', week: Array(7).fill([]) } });
    assert.deepEqual(await back(), [false, null], 'nor where it never opens');
    await olga.must('PATCH', '/settings', { calendar: null });
    assert.deepEqual(await back(), [false, null]);
    olga.tell({ type: 'presence', state: 'online' });
    await until(async () => (await back())[0], 'she is back');
  });

  test('crawlers leave no trace in the tables', async () => {
    const before = await olga.must('GET', '/contacts');
    for (let i = 0; i < 20; i++) await new Visitor(parley.url, channel.key).boot({}, { page });
    assert.deepEqual(await olga.must('GET', '/contacts'), before);
  });

  test("another site's page gets nothing", async () => {
    const one = await site.visitor();
    for (const origin of ['https://evil.example', 'null', 'https://shop.example'])
      for (const [method, path, body] of [['POST', `api/boot?key=${channel.key}`, {}], ['POST', 'api/messages', { client_id: 'x', text: 'x' }], ['GET', 'api/messages']])
        assert.equal((await one.call(method, path, body, { origin })).status, 403, `${origin} ${path}`);
    await assert.rejects(connect(`${parley.url}/widget/socket`, { origin: 'https://evil.example' }), /403/);
  });

  test('cookies mean nothing here', async () => {
    const one = await site.visitor();
    const cookie = { cookie: 'parley=stolen; __Host-parley=stolen', authorization: '' };
    assert.equal((await one.call('GET', 'api/messages', undefined, cookie)).status, 401);
    assert.equal((await one.boot()).headers.get('set-cookie'), null);
  });

  test('tokens of another channel or changed ones are not known', async () => {
    const other = await parley.addChannel('web', 'Other', { site: 'other.example' });
    const one = await site.visitor();
    assert.equal((await new Visitor(parley.url, other.key).boot({ token: one.token })).status, 401);
    one.token = `${one.token.slice(0, -1)}${one.token.endsWith('0') ? '1' : '0'}`;
    assert.equal((await one.call('GET', 'api/messages')).status, 401);
  });
});

describe('tickets', () => {
  test('bring a visitor back once, with his conversation, and each boot gives the next', async () => {
    const one = await site.visitor();
    await one.says('remember me by ticket');
    const first = one.ticket;
    const back = new Visitor(parley.url, channel.key);
    const { json } = await back.boot({ ticket: first });
    assert.deepEqual(json.conversation.messages.map((message) => message.text), ['remember me by ticket']);
    assert.notEqual(json.ticket, first);
    assert.notEqual(json.token, one.token);
    assert.equal((await one.messages()).length, 1, 'the other tab goes on');
    const { json: again } = await back.boot({ ticket: json.ticket });
    assert.equal(again.conversation.id, json.conversation.id);
  });

  test('are good again where the answer was lost, also a day later: the same visitor, his history, the key of his texts', async () => {
    const one = await site.visitor();
    await one.says('my line is bad');
    const { json: known } = await one.boot({ token: one.token });
    const lost = new Visitor(parley.url, channel.key);
    for (let i = 0; i < 3; i++) assert.equal((await lost.boot({ ticket: known.ticket })).status, 200);
    const back = new Visitor(parley.url, channel.key);
    faults.clock(24 * 3600);
    const { json } = await back.boot({ ticket: known.ticket });
    faults.clock(0);
    assert.equal(json.conversation.id, known.conversation.id);
    assert.deepEqual(json.conversation.messages.map((message) => message.text), ['my line is bad']);
    assert.equal(json.seal_key, known.seal_key);
    assert.equal((await lost.call('GET', 'api/messages')).status, 401, 'what the lost answer carried is void');
    assert.equal((await back.messages()).length, 1, 'and harms nobody');
    const { json: next } = await new Visitor(parley.url, channel.key).boot({ ticket: json.ticket });
    assert.equal(next.conversation.id, known.conversation.id);
  });

  test('are good again at once: a tab may hear late that another has used it', async () => {
    const one = await site.visitor();
    await one.says('I have many tabs');
    const tabs = [];
    for (let i = 0; i < 3; i++) {
      const tab = new Visitor(parley.url, channel.key);
      assert.equal((await tab.boot({ ticket: one.ticket })).status, 200);
      await tab.listen();
      tabs.push(tab);
    }
    for (const tab of [one, ...tabs]) assert.equal((await tab.messages()).length, 1);
    for (const { ticket } of tabs) assert.equal((await new Visitor(parley.url, channel.key).boot({ ticket })).status, 200);
  });

  test('shown again later though what they gave was used, they revoke both: the thief and the one he stole from', async () => {
    for (const use of ['the ticket', 'the token', 'the socket']) {
      const one = await site.visitor();
      await one.says(`somebody stole my ticket and uses ${use}`);
      await one.listen();
      const stolen = one.ticket;
      const thief = new Visitor(parley.url, channel.key);
      assert.equal((await thief.boot({ ticket: stolen })).status, 200);
      if (use === 'the ticket') assert.equal((await thief.boot({ ticket: thief.ticket })).status, 200);
      else if (use === 'the token') assert.equal((await thief.messages()).length, 1);
      else await thief.listen();
      const late = new Visitor(parley.url, channel.key);
      faults.clock(3 * 60);
      const { status, json } = await late.boot({ ticket: stolen });
      assert.deepEqual([status, json.code], [401, 'unknown_visitor'], use);
      for (const who of [one, thief]) assert.equal((await who.call('GET', 'api/messages')).status, 401, use);
      assert.equal((await late.boot({ ticket: thief.ticket })).status, 401, 'the successor is revoked too');
      await until(() => one.socket?.closed, 'the open page is shown out');
      faults.clock(0);
    }
  });

  test('are refused from outside of our frame', async () => {
    const one = await site.visitor();
    await one.says('from the frame only');
    const answer = await fetch(`${parley.url}/widget/api/boot?key=${channel.key}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ticket: one.ticket }) });
    assert.equal(answer.status, 403);
    assert.equal((await new Visitor(parley.url, channel.key).boot({ ticket: one.ticket })).status, 200, 'and was not used up by that');
  });

  test('of somebody who has not written yet work once as well', async () => {
    const one = await site.visitor();
    const back = new Visitor(parley.url, channel.key);
    const { json } = await back.boot({ ticket: one.ticket });
    assert.equal(json.conversation, null);
    await back.says('first words after a ticket');
    faults.clock(3 * 60);
    assert.equal((await new Visitor(parley.url, channel.key).boot({ ticket: one.ticket })).status, 401);
    faults.clock(0);
  });
});

describe('writing', () => {
  test('makes a conversation with a lead, its source, and an assignment with its reason', async () => {
    const one = await site.visitor();
    const message = await one.says('I look for a bike', { page, language: 'en', profile: { name: 'Anna', email: 'anna@post.pl' }, consent: { version: 3, text: 'I agree' } });
    assert.equal(message.from, 'visitor');
    assert.equal(message.status, 'sent');
    const { id } = await site.conversationOf('I look for a bike');
    const whole = await olga.must('GET', `/conversations/${id}`);
    assert.equal(whole.channel.kind, 'web');
    assert.equal(whole.contact.name, 'Anna');
    assert.equal(whole.contact_detail.email, 'anna@post.pl');
    assert.equal(whole.lead.source, 'google');
    assert.equal(whole.lead.campaign, 'autumn');
    const touch = whole.lead_detail.first_touch;
    assert.deepEqual([touch.click_id_type, touch.click_id, touch.referrer], ['gclid', 'x1', 'https://www.google.com/']);
    assert.equal(whole.assignee.name, 'Olga');
    assert.equal(whole.assignment.reason, 'least_loaded');
    assert.ok(whole.wait, 'the clock runs');
    await one.says('and a helmet', { page });
    assert.equal((await olga.must('GET', `/conversations/${id}`)).lead_detail.touches.length, 1, 'the same visit is one touch');
  });

  test('twice with the same client id is once', async () => {
    const one = await site.visitor();
    const client_id = clientId();
    const answers = await Promise.all([1, 2, 3].map(() => one.post('only once', { client_id })));
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 200, 201]);
    assert.equal(new Set(answers.map((answer) => answer.json.id)).size, 1);
    const other = await site.visitor();
    assert.equal((await other.post('the same id of somebody else', { client_id })).status, 201);
    assert.equal((await one.messages()).length, 1);
  });

  test('names every field that is wrong', async () => {
    const one = await site.visitor();
    const long = 'x'.repeat(16_001);
    for (const [body, field] of [
      [{ text: 'x', client_id: '' }, 'client_id'],
      [{ text: 'x', client_id: 'x'.repeat(129) }, 'client_id'],
      [{ text: '  ' }, 'text'],
      [{ text: long }, 'text'],
      [{ text: 5 }, 'text'],
      [{ text: 'x', attachments: [999_999_999] }, 'attachments'],
      [{ text: 'x', attachments: Array(11).fill(1) }, 'attachments'],
      [{ text: 'x', attachments: 'all' }, 'attachments'],
      [{ text: 'x', page: { url: long } }, 'page.url'],
      [{ text: 'x', page: { place: 'x' } }, 'page.place'],
      [{ text: 'x', profile: { name: long } }, 'profile.name'],
      [{ text: 'x', consent: { version: 1 } }, 'consent.text'],
      [{ text: 'x', language: 'x'.repeat(36) }, 'language'],
      [{ text: 'x', note: true }, 'note'],
    ]) {
      const answer = await one.call('POST', 'api/messages', { client_id: clientId(), ...body });
      assert.ok([400, 422].includes(answer.status), `${field}: ${answer.status} ${answer.raw}`);
      assert.equal(answer.json.errors[0].field, field);
    }
    assert.deepEqual(await one.messages(), []);
    assert.equal((await one.post('x'.repeat(16_000))).status, 201);
  });

  test('is bounded in speed, and says when to come again', async () => {
    const one = await site.visitor();
    let refused;
    for (let i = 0; i < 60 && !refused; i++) {
      const answer = await one.post(`flood ${i}`);
      if (answer.status === 429) refused = answer;
    }
    assert.ok(refused, 'no limit was met');
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  });

  test('a site that asks for consent gets it before the first message', async () => {
    const strict = await parley.addChannel('web', 'Strict', { site: 'strict.example', ask: 'name,contact*', consent: 'I agree that you answer me' });
    const one = new Visitor(parley.url, strict.key);
    const { json } = await one.boot();
    assert.deepEqual(json.site.prechat, {
      fields: [{ name: 'name', type: 'text', label: null, required: false }, { name: 'contact', type: 'contact', label: null, required: true }],
      consent: { text: 'I agree that you answer me', version: '1' },
    });
    assert.equal((await one.post('without')).json.errors[0].field, 'consent');
    assert.equal((await one.post('with', { consent: json.site.prechat.consent, language: 'en', page })).status, 201);
    assert.equal((await one.post('and then without')).status, 201);
    const { id } = await site.conversationOf('and then without');
    const { consents } = (await olga.must('GET', `/conversations/${id}`)).contact_detail;
    assert.deepEqual(consents.map(({ at, ...rest }) => rest), [{ channel_id: strict.id, version: '1', text: 'I agree that you answer me', language: 'en', page: page.url }]);
    assert.match(consents[0].at, /^\d{4}-.*Z$/);
  });

  test('texts of a site come in the language of its visitor', async () => {
    const { key } = await parley.addChannel('web', 'Tongues', { site: 'a.example', greeting: 'Hi', greeting_ru: 'Привет', consent: 'I agree', consent_pl: 'Zgadzam się' });
    for (const [language, greeting, text] of [['en', 'Hi', 'I agree'], ['ru-RU', 'Привет', 'I agree'], ['pl', 'Hi', 'Zgadzam się']]) {
      const { json } = await new Visitor(parley.url, key).boot({}, { language });
      assert.deepEqual([json.site.greeting, json.site.prechat.consent.text], [greeting, text], language);
    }
  });
});
