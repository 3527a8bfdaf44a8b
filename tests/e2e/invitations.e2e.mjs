// By a link that works once and for seven days people set their own password; of the token only a hash is kept.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startParley } from './harness.mjs';
import { onPostgres, psql, schemaOf } from './harness/postgres.mjs';
import { Faults } from './harness/faults.mjs';

/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {Faults} */ let faults;
/** @type {import('./harness.mjs').Operator} */ let maja;
before(async () => {
  faults = new Faults();
  parley = await startParley({ env: faults.env });
  maja = await parley.operator({ email: 'maja@example.com', name: 'Maja', role: 'admin' });
  await maja.must('PATCH', '/settings', { company: 'Nordwind' });
});
after(async () => {
  await parley?.stop();
  faults?.close();
});

let people = 0;
async function added() {
  const user = await maja.must('POST', '/users', { email: `person-${++people}@example.com`, name: `Person ${people}` });
  assert.deepEqual(user.invitation, { expires_at: null, first: true });
  return user;
}
const link = async (/** @type {{id: number}} */ user) => (await maja.must('POST', `/users/${user.id}/invitation`)).token;
const ask = async (/** @type {string} */ path, /** @type {any} */ body) => {
  const answer = await fetch(`${parley.url}/api/v1${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return { status: answer.status, json: await answer.json(), cookie: answer.headers.get('set-cookie') };
};
const look = (/** @type {string} */ token) => ask('/invitation/look', { token });
const accept = (/** @type {string} */ token, password = 'a long password') => ask('/invitation', { token, password });
const signIn = (/** @type {{email: string}} */ user, /** @type {string} */ password) => ask('/session', { email: user.email, password });
const shown = async (/** @type {{id: number}} */ user) => (await maja.must('GET', '/users')).items.find((/** @type {any} */ one) => one.id === user.id).invitation;

test('the person sees whom it is for, sets a password, is signed in, and the link is used up', async () => {
  const user = await added();
  const made = await maja.call('POST', `/users/${user.id}/invitation`);
  assert.equal(made.status, 201);
  assert.equal(made.headers.get('cache-control'), 'no-store');
  const { token, expires_at: until } = made.json;
  assert.match(token, /^[\w-]{43}$/, '256 bits');
  assert.deepEqual(await shown(user), { expires_at: until, first: true });
  assert.equal((await signIn(user, '')).status, 401);
  assert.deepEqual((await look(token)).json, { name: user.name, email: user.email, language: 'en', company: 'Nordwind' });
  const short = await accept(token, 'short');
  assert.deepEqual([short.status, short.json.errors[0].field], [422, 'password']);
  const answer = await accept(token);
  assert.equal(answer.status, 201);
  assert.equal(answer.json.user.id, user.id);
  assert.match(String(answer.cookie), /parley=.*HttpOnly/);
  assert.equal(await shown(user), null);
  assert.equal((await signIn(user, 'a long password')).status, 200);
  for (const again of [await accept(token), await look(token)]) assert.deepEqual([again.status, again.json.code], [404, 'invitation_over']);
});
test('a newer link, withdrawing, switching off and an admin’s password each end the older one', async () => {
  const user = await added();
  const first = await link(user);
  const second = await link(user);
  assert.equal((await look(first)).status, 404);
  assert.equal((await look(second)).status, 200);
  await maja.must('DELETE', `/users/${user.id}/invitation`);
  assert.equal((await maja.call('DELETE', `/users/${user.id}/invitation`)).status, 404);
  assert.equal((await accept(second)).status, 404);
  const third = await link(user);
  await maja.must('PATCH', `/users/${user.id}`, { active: false });
  assert.equal((await accept(third)).status, 404);
  assert.equal((await maja.call('POST', `/users/${user.id}/invitation`)).json.code, 'inactive');
  await maja.must('PATCH', `/users/${user.id}`, { active: true });
  assert.equal((await accept(third)).status, 404);
  const fourth = await link(user);
  await maja.must('POST', `/users/${user.id}/password`, { password: 'given by an admin' });
  assert.equal((await accept(fourth)).status, 404);
  assert.equal((await signIn(user, 'given by an admin')).status, 200);
});
test('of two who use it at once one comes in', async () => {
  const user = await added();
  const token = await link(user);
  const answers = await Promise.all(['first long password', 'second long password'].map((password) => accept(token, password)));
  assert.deepEqual(answers.map((one) => one.status).sort(), [201, 404]);
  const winner = answers[0].status === 201 ? 'first long password' : 'second long password';
  assert.equal((await signIn(user, winner)).status, 200);
});
test('who forgot the password gets in by a link too; older sessions end then and not before', async () => {
  const user = await added();
  const { cookie } = await accept(await link(user));
  const me = () => fetch(`${parley.url}/api/v1/me`, { headers: { cookie: String(cookie).split(';')[0] } });
  const token = await link(user);
  assert.equal((await shown(user)).first, false);
  assert.equal((await me()).status, 200);
  assert.equal((await accept(token, 'another long password')).status, 201);
  assert.equal((await me()).status, 401);
  assert.equal((await signIn(user, 'a long password')).status, 401);
});
test('no token lies in the files, and after seven days it is over', async () => {
  const user = await added();
  const token = await link(user);
  if (onPostgres) {
    const kept = psql(`SELECT i::text FROM ${schemaOf(parley.dataDir)}.invitation i`);
    assert.ok(kept.length > 40 && !kept.includes(token));
  } else {
    const files = readdirSync(parley.dataDir).filter((name) => name.startsWith('parley.db'));
    assert.ok(files.length > 0);
    for (const name of files) assert.ok(!readFileSync(join(parley.dataDir, name)).includes(token), name);
  }
  faults.clock(7 * 24 * 3600 - 60);
  assert.equal((await look(token)).status, 200);
  faults.clock(7 * 24 * 3600 + 60);
  assert.equal((await look(token)).status, 404);
  assert.equal((await accept(token)).status, 404);
});
test('guesses are slowed down', async () => {
  const answers = [];
  for (let i = 0; i < 25; i++) answers.push((await look(`guess-${i}`)).status);
  assert.ok(answers.includes(404) && answers.at(-1) === 429, answers.join(' '));
});
