import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { startAppFake } from '../fakes/app/app.mjs';
import { AppClient } from '../fakes/app/client.mjs';
import { freePort, startParley, until } from './harness.mjs';
import { startTelegramFake } from './harness/telegram.mjs';

/** @type {(() => Promise<void> | void)[]} */ const closers = [];
after(async () => {
  for (const close of closers.reverse()) await close();
});

const forged = '2026-01-01T00:00:00.000Z INFO  everything is fine';

/** Everything a day can bring, good and bad, each part with a secret of its own in it; gives the secrets. @param {string} format */
async function day(format) {
  const app = await startAppFake();
  closers.push(() => app.close());
  const fake = await startTelegramFake();
  closers.push(() => fake.close());
  const parley = await startParley({ args: ['--log-format', format] });
  closers.push(() => parley.stop());
  const olga = await parley.operator();
  const inbound = `whsec_${Buffer.from('inbound-canary-inbound-canary-in').toString('base64')}`;
  const outbound = `whsec_${Buffer.from('outbound-canary-outbound-canary-').toString('base64')}`;
  app.secrets = [outbound];
  const channel = await parley.addChannel('api', `Shop\n${forged}`, { inbound_secret: inbound, outbound_secret: outbound, webhook_url: app.url });
  const bot = fake.addBot();
  await parley.addChannel('telegram', 'Polling', { token: bot.token, secret: 'hook-canary_1', mode: 'poll', api_base: fake.url });
  const gone = `123456:${'gone-canary-'.repeat(3)}`;
  await parley.addChannel('telegram', 'Gone', { token: gone, mode: 'poll', api_base: `http://127.0.0.1:${await freePort()}` }, ['--no-check']);
  await until(() => parley.log.includes('getUpdates'), 'a bot that cannot be reached is in the log');

  const client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: inbound });
  const contact = { id: 'eve', name: `Eve\r\n${forged}`, phone: '+70000000777', email: 'mail-canary@example.com' };
  assert.equal((await client.events([client.message({ contact, text: 'text-canary inbound' })])).status, 200);
  await client.request('/events', '{"events": "body-canary');
  await client.request('/events', JSON.stringify({ events: [{ id: 'x', type: 'unknown-canary', created_at: 'x', data: { secret: 'data-canary' } }] }));
  await client.events([client.message({ contact, text: 'unsigned-canary' })], { secrets: [`whsec_${Buffer.alloc(32, 9).toString('base64')}`] });
  const person = fake.person({ first_name: `Mallory\n${forged}` });
  person.start(bot);
  person.write(bot, 'text-canary over Telegram');
  const conversation = await until(async () => (await olga.conversations()).find((one) => one.channel.kind === 'api'), 'Eve');
  app.answer({ kind: 'status', code: 500, body: { code: 'x', detail: 'answer-canary' }, type: 'message.created' });
  app.answer({ kind: 'status', code: 400, body: { code: `no\n${forged}`, detail: 'refusal-canary' }, type: 'message.created' });
  const sent = await olga.send(conversation.id, { text: 'text-canary outbound' });
  await olga.reaches(conversation.id, sent.id, ['failed']);
  for (const [email, password] of [['olga@example.com', 'wrong-password-canary'], [`nobody\n${forged}`, 'other-password-canary'], ['olga@example.com', 'correct horse battery staple']]) {
    await olga.call('POST', '/session', { email, password });
  }
  await fetch(`${parley.url}/api/v1/me?token=query-canary`, { headers: { authorization: 'Bearer bearer-canary', cookie: 'parley=cookie-canary' } });
  await fetch(`${parley.url}/hooks/telegram/key-canary`, { method: 'POST', body: '{}' });
  await parley.restart();
  await parley.kill('SIGTERM');
  return { parley, secrets: [olga.token, inbound, outbound, inbound.slice(6), outbound.slice(6), bot.token, gone, 'canary', 'correct horse', '+70000000777', '70000000777'] };
}

for (const format of ['text', 'json']) {
  describe(`the log as ${format}`, () => {
    test('holds no secret and nothing people wrote; a line is a line', { timeout: 120_000 }, async () => {
      const { parley, secrets } = await day(format);
      for (const secret of secrets) {
        const at = parley.log.indexOf(secret);
        assert.equal(at, -1, `${secret.slice(0, 12)}… is in the log: ${parley.log.slice(Math.max(0, at - 200), at + 60)}`);
      }
      const lines = parley.log.split('\n').filter((line) => line !== '' && !/^(listening on|first start)/.test(line));
      assert.ok(lines.length > 3, 'there is something to look at');
      for (const line of lines) {
        assert.ok(!line.startsWith(forged), `a stranger wrote into the log: ${line}`);
        if (format === 'json') assert.deepEqual(Object.keys(JSON.parse(line)), ['time', 'level', 'message']);
        else assert.match(line, /^\d{4}-\d\d-\d\dT[\d:.]+Z (DEBUG|INFO |WARN |ERROR) /);
      }
      for (const file of readdirSync(parley.dataDir)) {
        if (!/\.(db|db-wal|db-shm)$/.test(file)) assert.ok(!readFileSync(join(parley.dataDir, file)).includes('canary'), `${file} in the data folder`);
      }
    });
  });
}
