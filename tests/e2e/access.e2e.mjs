// Every route against every kind of caller: access.txt says what each gets.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { startParley } from './harness.mjs';
import { Faults } from './harness/faults.mjs';

const PASSWORD = 'correct horse battery staple';
const lines = readFileSync(new URL('access.txt', import.meta.url), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
const callers = lines[0].trim().split(/\s+/).slice(0, -1);
const rows = lines.slice(1).map((line) => {
  const [method, pattern, ...rest] = line.trim().split(/\s+/);
  return { method, pattern, expected: rest.slice(0, callers.length).map(Number), body: rest.slice(callers.length).join(' ') };
});

/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {Faults} */ let faults;
/** @type {Record<string, Record<string, string>>} */ const headers = { nobody: {} };
/** @param {string} email */
async function signIn(email) {
  const answer = await fetch(`${parley.url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password: PASSWORD }) });
  assert.equal(answer.status, 200);
  return { cookie: String(answer.headers.get('set-cookie')).split(';')[0], 'x-csrf-token': (await answer.json()).csrf };
}


const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** Sessions that end by themselves; both were good two minutes earlier. */
async function letSessionsEnd() {
  const used = async (headers) => assert.equal((await fetch(`${parley.url}/api/v1/me`, { headers })).status, 200);
  const end = 30 * 24 * HOUR + MINUTE;
  const last = end - 12 * HOUR - MINUTE;
  headers.too_old = await signIn('admin@example.com');
  for (let at = 11 * HOUR; at < last; at += 11 * HOUR) {
    faults.clock(at);
    await used(headers.too_old);
  }
  faults.clock(last - 12 * HOUR + MINUTE);
  headers.idle = await signIn('admin@example.com');
  faults.clock(last);
  await used(headers.idle);
  await used(headers.too_old);
  faults.clock(end - 2 * MINUTE);
  await used(headers.too_old);
  faults.clock(end);
}

before(async () => {
  faults = new Faults();
  parley = await startParley({ env: { PARLEY_METRICS: 'token', ...faults.env } }); // as it is shipped; the other tests read the figures freely
  const admin = await parley.operator({ email: 'admin@example.com', name: 'Ada', role: 'admin' });
  for (const role of /** @type {const} */ (['operator', 'manager'])) {
    const { token } = await parley.operator({ email: `${role}@example.com`, name: role, role });
    headers[role] = { authorization: `Bearer ${token}` };
  }
  const gone = await parley.operator({ email: 'gone@example.com', name: 'Gone', role: 'admin' });
  const { id } = await gone.must('GET', '/me');
  await admin.must('PATCH', `/users/${id}`, { active: false });
  headers.admin = { authorization: `Bearer ${admin.token}` };
  headers.disabled = { authorization: `Bearer ${gone.token}` };
  headers.forged = { authorization: `Bearer ${admin.token.slice(0, -1)}${admin.token.endsWith('A') ? 'B' : 'A'}` };
  await letSessionsEnd();
  headers.cookie = await signIn('admin@example.com');
  headers.no_csrf = { cookie: headers.cookie.cookie };
  headers.signed_out = await signIn('admin@example.com');
  await fetch(`${parley.url}/api/v1/session`, { method: 'DELETE', headers: headers.signed_out });
});
after(async () => {
  await parley?.stop();
  faults?.close();
});

test('the table has every route of the description', async () => {
  const { paths } = await (await fetch(`${parley.url}/api/v1/openapi.json`)).json();
  const described = Object.entries(paths).flatMap(([path, methods]) => Object.keys(/** @type {object} */ (methods)).map((method) => `${method.toUpperCase()} ${path}`));
  const listed = new Set(rows.map(({ method, pattern }) => `${method} ${pattern}`));
  assert.deepEqual(described.filter((route) => !listed.has(route)), []);
});

for (const { method, pattern, expected, body } of rows) {
  test(`${method} ${pattern}`, async () => {
    const path = pattern.replace('{kind}', 'telegram').replace('{key}', 'unknown').replace(/\{\w+(\.\.\.)?\}/g, '1');
    const got = [];
    for (const caller of callers) {
      const answer = await fetch(parley.url + path, {
        method, headers: { ...headers[caller], ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: body.replace('CALLER', caller) } : {}),
      });
      await answer.arrayBuffer();
      got.push(answer.status);
    }
    assert.deepEqual(Object.fromEntries(callers.map((caller, i) => [caller, got[i]])), Object.fromEntries(callers.map((caller, i) => [caller, expected[i]])));
  });
}
