// Where somebody is signed in, told in words; signing out there ends what is open.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startParley, until } from './harness.mjs';
import { connect } from './harness/ws.mjs';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1';
/** @type {import('./harness.mjs').Parley} */ let parley;
before(async () => {
  parley = await startParley();
  for (const name of ['olga', 'piotr']) await parley.cli(['user', 'add', '--email', `${name}@example.com`, '--name', name, '--role', 'operator', '--password-stdin'], 'a long password\n');
});
after(() => parley?.stop());

/** Somebody's browser. @param {string} name @param {string} agent */
async function browser(name, agent) {
  const answer = await fetch(`${parley.url}/api/v1/session`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'user-agent': agent }, body: JSON.stringify({ email: `${name}@example.com`, password: 'a long password' }),
  });
  assert.equal(answer.status, 200);
  const cookie = String(answer.headers.get('set-cookie')).split(';')[0];
  const { csrf } = await answer.json();
  const call = async (/** @type {string} */ method, /** @type {string} */ path) => {
    const back = await fetch(`${parley.url}/api/v1${path}`, { method, headers: { cookie, 'x-csrf-token': csrf } });
    return { status: back.status, json: /json/.test(back.headers.get('content-type') ?? '') ? await back.json() : null };
  };
  const socket = await connect(`${parley.url}/ws`, { cookie });
  return { call, gone: () => socket.closed, close: () => socket.close() };
}

test('one’s own browsers in words, this one marked; one of them, then all others are signed out, sockets too', async () => {
  const here = await browser('olga', firefox);
  const phone = await browser('olga', iphone);
  const odd = await browser('olga', '');
  const piotr = await browser('piotr', firefox);
  const { status, json } = await here.call('GET', '/me/sessions');
  assert.equal(status, 200);
  const told = json.items.map((/** @type {any} */ one) => [one.browser, one.system, one.current]);
  assert.equal(told.length, 3, 'nobody else’s');
  for (const wanted of [['Firefox', 'Linux', true], ['Safari', 'iPhone', false]]) assert.ok(told.some((/** @type {any} */ one) => String(one) === String(wanted)), JSON.stringify(told));
  assert.doesNotMatch(JSON.stringify(json), /[0-9a-f]{32}/, 'no hash is told');

  const theirs = json.items.find((/** @type {any} */ one) => one.system === 'iPhone');
  assert.equal((await piotr.call('DELETE', `/me/sessions/${theirs.id}`)).status, 404, 'only one’s own');
  assert.equal((await here.call('DELETE', '/me/sessions/zz')).status, 404);
  assert.equal((await here.call('DELETE', `/me/sessions/${theirs.id}`)).status, 204);
  await until(phone.gone, 'the phone’s socket is ended');
  assert.equal((await phone.call('GET', '/me')).status, 401);
  assert.equal((await here.call('DELETE', `/me/sessions/${theirs.id}`)).status, 404);
  assert.ok(!here.gone() && !odd.gone() && !piotr.gone());

  assert.equal((await here.call('DELETE', '/me/sessions')).status, 204);
  await until(odd.gone, 'the other socket is ended');
  assert.equal((await odd.call('GET', '/me')).status, 401);
  assert.deepEqual((await here.call('GET', '/me/sessions')).json.items.map((/** @type {any} */ one) => one.current), [true]);
  assert.ok(!here.gone() && !piotr.gone());
  assert.equal((await here.call('DELETE', '/session')).status, 204);
  await until(here.gone, 'whoever signs out hears nothing more');
  piotr.close();
});
