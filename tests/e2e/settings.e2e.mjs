// What admins set up: people, rules tried before they count, tokens, channels checked before they are made, the first-run guide.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AppClient } from '../fakes/app/client.mjs';
import { startParley, until } from './harness.mjs';

/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {import('./harness.mjs').Operator} */ let maja;
/** @type {import('./harness.mjs').Operator} */ let olga;
/** @type {any} */ let me;
/** @type {any} */ let channel;
/** @type {AppClient} */ let app;
before(async () => {
  parley = await startParley();
  maja = await parley.operator({ email: 'maja@example.com', name: 'Maja', role: 'admin' });
  olga = await parley.operator({ email: 'olga@example.com', name: 'Olga', role: 'operator' });
  me = await maja.must('GET', '/me');
  const secrets = { inbound_secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`, outbound_secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` };
  channel = await parley.addChannel('api', 'App', { ...secrets, webhook_url: 'http://127.0.0.1:9/' });
  app = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: secrets.inbound_secret });
});
after(() => parley?.stop());

const PASSWORD = 'correct horse battery staple';
const signIn = (password, email = 'olga@example.com') => fetch(`${parley.url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) });
const cookieOf = (answer) => String(answer.headers.get('set-cookie')).split(';')[0];
const alive = async (cookie) => (await fetch(`${parley.url}/api/v1/me`, { headers: { cookie } })).status === 200;

test('skills are kept, once each, and refused by name where they are none', async () => {
  const { id } = await olga.must('GET', '/me');
  const changed = await maja.must('PATCH', `/users/${id}`, { skills: ['pl', ' Wholesale ', 'pl'] });
  assert.deepEqual(changed.skills, ['pl', 'Wholesale']);
  assert.deepEqual((await maja.must('PATCH', `/users/${id}`, { name: 'Olga P.' })).skills, ['pl', 'Wholesale'], 'another change leaves them');
  for (const skills of ['pl', [1], [''], ['x'.repeat(61)]]) {
    const answer = await maja.call('PATCH', `/users/${id}`, { skills });
    assert.equal(answer.status, 422);
    assert.equal(answer.json.errors[0].field, 'skills');
  }
});

test('the only admin can neither be switched off nor made less', async () => {
  for (const change of [{ active: false }, { role: 'operator' }]) {
    const answer = await maja.call('PATCH', `/users/${me.id}`, change);
    assert.equal(answer.status, 422, JSON.stringify(change));
    assert.equal(answer.json.errors[0].field, 'role');
  }
});

test('a new password ends the other sessions and leaves this one', async () => {
  const here = await signIn(PASSWORD);
  const { csrf } = await here.json();
  const elsewhere = await signIn(PASSWORD);
  const change = (body) => fetch(`${parley.url}/api/v1/me/password`, { method: 'POST', headers: { 'content-type': 'application/json', cookie: cookieOf(here), 'x-csrf-token': csrf }, body: JSON.stringify(body) });
  const wrong = await change({ current: 'not it', password: 'a new and longer one' });
  assert.equal(wrong.status, 422);
  assert.equal((await wrong.json()).errors[0].field, 'current');
  assert.equal((await (await change({ current: PASSWORD, password: 'short' })).json()).errors[0].field, 'password');
  assert.equal((await change({ current: PASSWORD, password: 'a new and longer one' })).status, 204);
  assert.deepEqual([await alive(cookieOf(here)), await alive(cookieOf(elsewhere))], [true, false]);
  assert.equal((await signIn(PASSWORD)).status, 401);
  const { id } = await olga.must('GET', '/me');
  await maja.must('POST', `/users/${id}/password`, { password: PASSWORD });
  assert.equal(await alive(cookieOf(here)), false, 'given by an admin: all sessions end');
  assert.equal((await signIn(PASSWORD)).status, 200);
});

test('guesses at the current password are slowed down', async () => {
  const here = await signIn(PASSWORD);
  const { csrf } = await here.json();
  const statuses = [];
  for (let i = 0; i < 7; ++i) {
    const answer = await fetch(`${parley.url}/api/v1/me/password`, { method: 'POST', headers: { 'content-type': 'application/json', cookie: cookieOf(here), 'x-csrf-token': csrf }, body: JSON.stringify({ current: `guess ${i}`, password: 'a new and longer one' }) });
    statuses.push(answer.status);
  }
  assert.ok(statuses.includes(429), statuses.join());
});

test('rules: tried before they count, moved, counted, and told apart from those that nothing reaches', async () => {
  const team = await maja.must('POST', '/teams', { name: 'Polish speakers', members: [me.id] });
  const make = (body) => maja.must('POST', '/rules', { action: { team_id: team.id }, ...body });
  const polish = await make({ name: 'Polish', position: 1, conditions: { languages: ['pl'] } });
  const bikes = await make({ name: 'Polish bikes', position: 2, conditions: { languages: ['pl'], words: ['rower'] } });
  const away = await make({ name: 'Away', position: 3, conditions: { in_hours: false }, action: { user_id: me.id, priority: 2 } });
  const rules = async () => (await maja.must('GET', '/rules')).items;
  assert.deepEqual((await rules()).map((rule) => [rule.name, rule.taken_by]), [['Polish', null], ['Polish bikes', polish.id], ['Away', null]]);

  await maja.must('POST', '/rules/order', { ids: [bikes.id, polish.id, away.id] });
  assert.deepEqual((await rules()).map((rule) => [rule.name, rule.position, rule.taken_by]), [['Polish bikes', 1, null], ['Polish', 2, null], ['Away', 3, null]]);
  for (const ids of [[bikes.id], [bikes.id, bikes.id, away.id], 'x']) assert.equal((await maja.call('POST', '/rules/order', { ids })).json.errors[0].field, 'ids');

  const tried = (more) => maja.must('POST', '/rules/test', { channel_id: channel.id, ...more });
  const first = await tried({ language: 'pl-PL', text: 'Szukam roweru' });
  assert.equal(first.rule.name, 'Polish bikes');
  assert.equal(first.team.name, 'Polish speakers');
  assert.equal(first.user, null);
  assert.equal(first.reason, 'queued_nobody_able');
  assert.deepEqual(first.log.candidates.map((one) => [one.name, one.passed_over]), [['Maja', 'offline']]);
  assert.equal((await tried({ language: 'en' })).rule, null);
  assert.equal((await maja.call('POST', '/rules/test', { channel_id: 1 })).json.errors[0].field, 'channel_id');

  // Hours count, here and when a real message comes.
  const week = [[['00:00', '00:01']], [], [], [], [], [], []];
  await maja.must('PATCH', '/settings', { calendar: { zone: 'UTC', week, exceptions: {} } });
  assert.equal((await tried({ language: 'en', at: '2026-11-24T12:00:00Z' })).rule.name, 'Away');
  assert.equal((await tried({ language: 'en', at: '2026-11-23T00:00:30Z' })).rule, null);
  await maja.must('PATCH', '/settings', { calendar: { zone: 'UTC', week: week.map(() => []), exceptions: {} } });
  await app.events([app.message({ contact: { id: 'late', name: 'Late' }, text: 'Anybody there?' })]);
  const late = await maja.conversationOf('Late');
  const whole = await maja.must('GET', `/conversations/${late.id}`);
  assert.equal(whole.assignment.log.rules.find((rule) => rule.matched)?.name, 'Away');
  assert.equal((await rules()).find((rule) => rule.name === 'Away').matches, 1);
  await maja.must('PATCH', '/settings', { calendar: null });

  for (const [action, field] of [[{}, 'action'], [{ team_id: 1 }, 'action/team_id'], [{ user_id: me.id, priority: 11 }, 'action/priority'], [{ user_id: me.id, tag: 'x' }, 'action/tag']]) {
    assert.equal((await maja.call('POST', '/rules', { name: 'x', action })).json.errors[0].field, field);
  }
});

test('a token opens what its maker may, is told once, says when it was used, and ends', async () => {
  const made = await maja.must('POST', '/tokens', { name: 'Warehouse' });
  const use = () => fetch(`${parley.url}/api/v1/me`, { headers: { authorization: `Bearer ${made.token}` } });
  const listed = async () => (await maja.must('GET', '/tokens')).items.find((one) => one.id === made.id);
  assert.equal((await listed()).last_used_at, null);
  assert.equal((await (await use()).json()).name, 'Maja');
  assert.ok((await listed()).last_used_at);
  assert.ok(!JSON.stringify(await maja.must('GET', '/tokens')).includes(made.token));
  await maja.must('DELETE', `/tokens/${made.id}`);
  assert.equal((await use()).status, 401);
  for (const id of [made.id, made.id.slice(1), '0']) assert.equal((await maja.call('DELETE', `/tokens/${id}`)).status, 404);
});

test('a channel is checked before it is made: nothing is stored, fields are named', async () => {
  const before = (await maja.must('GET', '/channels')).items.length;
  const check = (kind, settings) => maja.call('POST', '/channels/check', { kind, settings });
  assert.deepEqual((await check('web', { site: 'https://shop.example' })).json.ok, true);
  assert.equal((await check('web', { site: 'no site' })).json.errors[0].field, 'site');
  assert.equal((await check('telegram', {})).json.errors[0].field, 'token');
  const nobody = await check('telegram', { token: '123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', api_base: 'http://127.0.0.1:9' });
  assert.equal(nobody.status, 200, JSON.stringify(nobody.json));
  assert.deepEqual([nobody.json.ok, nobody.json.name], [false, null], 'addresses inside the house are not asked');
  assert.equal((await maja.must('GET', '/channels')).items.length, before);
});

test('channels say when something came, and admins see their settings without the secrets', async () => {
  const listed = (await maja.must('GET', '/channels')).items.find((one) => one.name === 'App');
  await until(async () => (await maja.must('GET', '/channels')).items.find((one) => one.name === 'App').last_received_at, 'something came');
  assert.equal(listed.settings.webhook_url, 'http://127.0.0.1:9/');
  assert.ok(!JSON.stringify(listed).includes('whsec_'));
  assert.equal((await olga.must('GET', '/channels')).items[0].settings, undefined);
});

test('the guide sees what is done, wherever it was done', async () => {
  const states = async () => Object.fromEntries((await maja.must('GET', '/guide')).steps.map(({ step, state }) => [step, state]));
  await maja.must('PATCH', '/settings', { company: 'Nordwind' });
  const found = await states();
  assert.deepEqual([found.account, found.company, found.channel, found.team, found.hours, found.answer], ['done', 'done', 'done', 'done', 'done', 'open']);
  const skipped = await maja.must('PATCH', '/guide', { skipped: ['answer'] });
  assert.equal(skipped.left, 0);
  await maja.must('PATCH', '/guide', { skipped: [] });
  const conversation = await maja.conversationOf('Late');
  await maja.send(conversation.id, { text: 'Here I am' });
  await until(async () => (await states()).answer === 'done', 'the first answer is seen');
  for (const step of ['account', 'nothing']) assert.equal((await maja.call('PATCH', '/guide', { skipped: [step] })).status, 422);
});
