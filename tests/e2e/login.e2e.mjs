// Who may try a password how often: guesses are slowed down, colleagues are not.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startParley } from './harness.mjs';

/** @type {import('./harness.mjs').Parley} */ let parley;
before(async () => {
  parley = await startParley();
  for (const name of ['olga', 'piotr']) await parley.cli(['user', 'add', '--email', `${name}@example.com`, '--name', name, '--role', 'operator', '--password-stdin'], 'a long password\n');
});
after(() => parley?.stop());

const signIn = (/** @type {string} */ email, /** @type {string} */ password) =>
  fetch(`${parley.url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, password }) });

test('an office behind one address signs in at nine', async () => {
  for (let i = 0; i < 25; i++) assert.equal((await signIn('olga@example.com', 'a long password')).status, 200, `log-in ${i + 1}`);
});
test('the sixth guess in a minute waits, right or wrong, and is told how long', async () => {
  for (let i = 0; i < 5; i++) {
    const answer = await signIn('olga@example.com', `guess number ${i}`);
    assert.equal(answer.status, 401);
    assert.equal((await answer.json()).code, 'wrong_credentials');
  }
  for (const password of ['guess number 6', 'a long password']) {
    const answer = await signIn('olga@example.com', password);
    assert.equal(answer.status, 429);
    assert.equal(answer.headers.get('retry-after'), '60');
    assert.match((await answer.json()).detail, /wait a minute/);
  }
});
test('a colleague at the same address is not held up by that', async () => {
  assert.equal((await signIn('piotr@example.com', 'a long password')).status, 200);
});
test('one address guesses at many accounts no faster', async () => {
  const answers = [];
  for (let i = 0; i < 20; i++) answers.push((await signIn(`nobody-${i}@example.com`, 'a guess')).status);
  assert.ok(answers.includes(401) && answers.at(-1) === 429, answers.join(' '));
});
