// What a channel's program or platform trusts us with lies sealed, and opens only with the key of this installation.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { AppClient } from '../fakes/app/client.mjs';
import { startParley } from './harness.mjs';

describe('secrets of channels', () => {
  /** @type {import('./harness.mjs').Parley} */ let parley;
  /** @type {import('./harness.mjs').Operator} */ let olga;
  let channel, key, folder;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-secrets-'));
    parley = await startParley();
    olga = await parley.operator();
    channel = await parley.addChannel('api', 'App', {});
    key = join(parley.dataDir, 'parley.key');
  });
  after(async () => {
    await parley?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const say = async (/** @type {string} */ text) => {
    const app = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: channel.inbound_secret });
    return (await app.events([app.message({ contact: { id: 'anna', name: 'Anna' }, text })])).status;
  };
  const state = async () => (await olga.must('GET', '/channels')).items.find((one) => one.id === channel.id);

  test('no file of the installation but the key holds what opens them', async () => {
    assert.equal(await say('hello'), 200);
    const copy = join(folder, 'copy');
    if (!process.env.PARLEY_TEST_POSTGRES) await parley.cli(['backup', copy]);
    await parley.kill('SIGTERM');
    const wanted = [channel.inbound_secret, channel.outbound_secret, channel.inbound_secret.replace(/^whsec_/, ''), readFileSync(key, 'utf8').trim()];
    assert.equal(statSync(key).mode & 0o777, 0o400);
    const files = readdirSync(parley.dataDir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => join(one.parentPath ?? one.path, one.name)).filter((one) => one !== key);
    if (existsSync(copy)) files.push(copy);
    assert.ok(files.length > 0 || process.env.PARLEY_TEST_POSTGRES);
    for (const file of files) {
      const bytes = readFileSync(file);
      for (const secret of wanted) assert.ok(!bytes.includes(secret), `${file} holds a secret`);
    }
    await parley.start();
    assert.equal(await say('after a start'), 200);
  });
  test('without the key the channel is paused and says so; with it, it goes on', async () => {
    await parley.kill('SIGTERM');
    const away = join(folder, 'key');
    const moved = readFileSync(key);
    renameSync(key, join(parley.dataDir, 'away'));
    await parley.start();
    const paused = await state();
    assert.equal(paused.state, 'paused');
    assert.match(paused.state_detail ?? paused.detail, /put the key file .*parley\.key back/);
    assert.equal(await say('who are you?'), 401);
    await parley.kill('SIGTERM');
    writeFileSync(away, moved);
    renameSync(join(parley.dataDir, 'away'), key);
    await parley.start();
    assert.notEqual((await state()).state, 'paused');
    assert.equal(await say('there you are'), 200);
  });
  test('with the key of another installation the server does not start, and changes nothing', async () => {
    await parley.kill('SIGTERM');
    const right = readFileSync(key);
    chmodSync(key, 0o600);
    writeFileSync(key, `${'0'.repeat(64)}\n`);
    await assert.rejects(parley.start(), /not the one that the channels' secrets were sealed with/);
    writeFileSync(key, right);
    await parley.start();
    assert.equal(await say('still there'), 200);
  });
});
