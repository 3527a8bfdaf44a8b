// A Bot API server of one's own: files of more than 20 MB, told by their place on disk.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { describe as fileOf } from '../fakes/telegram/methods/media.mjs';
import { startParley, until } from './harness.mjs';
import { startTelegramFake } from './harness/telegram.mjs';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const megabyte = 1024 * 1024;

describe('files of a Bot API server with --local', () => {
  /** @type {import('./harness.mjs').Parley} */ let parley;
  /** @type {Awaited<ReturnType<typeof startTelegramFake>>} */ let fake;
  /** @type {import('./harness.mjs').Operator} */ let olga;
  let folder, bot, channel;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bot-api-'));
    fake = await startTelegramFake({ files: folder });
    parley = await startParley();
    olga = await parley.operator();
    bot = fake.addBot();
    channel = await parley.addChannel('telegram', 'Local', { token: bot.token, mode: 'webhook', api_base: fake.url, files: folder });
    await until(() => bot.webhook.url === channel.hook_url, 'the webhook');
  });
  after(async () => {
    await parley?.stop();
    await fake?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });
  let serial = 0;
  /** What becomes of a document that somebody sends. @param {Buffer} bytes @param {string} [place] where the server says that it is @param {any} [to] */
  async function received(bytes, place, to = bot) {
    const name = `Person ${++serial}`, person = fake.person({ first_name: name });
    const stored = fake.state.addFile('document', bytes, { name: 'plan.zip', mime: 'application/zip' });
    if (place) stored.place = place;
    person.start(to);
    person.say(to, fileOf(stored, 'document'));
    const { id } = await olga.conversationOf(name);
    const found = await until(async () => (await olga.spoken(id)).find((one) => one.attachments[0] && one.attachments[0].state !== 'pending'), 'the document');
    return found.attachments[0];
  }

  test('come whole, also those that Telegram\'s own server would not hand out', async () => {
    const bytes = Buffer.alloc(30 * megabyte, 'plan ');
    const file = await received(bytes);
    assert.deepEqual([file.state, file.size, file.name], ['ready', bytes.length, 'plan.zip']);
    assert.equal(sha256((await olga.call('GET', `/attachments/${file.id}`)).raw), sha256(bytes));
  });
  test('of more than Parley keeps are a line that says so', async () => {
    const file = await received(Buffer.alloc(100 * megabyte + 1));
    assert.equal(file.state, 'failed');
    assert.match(file.reason, /file is too big: Parley keeps files up to 100 MB/);
  });
  test('outside the bot\'s own part of the folder are not read, by no path and no link', async () => {
    const secret = join(folder, 'secret.txt'), own = join(folder, bot.token);
    writeFileSync(secret, 'secret');
    mkdirSync(own, { recursive: true });
    symlinkSync(secret, join(own, 'link.txt'));
    for (const place of [secret, join(own, 'link.txt'), join(own, '..', 'secret.txt'), `${own}/../secret.txt`, own, '/etc/hostname']) {
      const file = await received(Buffer.from('PK'), place);
      assert.equal(file.state, 'failed', place);
      assert.match(file.reason, /outside the folder that the setting files names/);
    }
  });
  test('are said to be out of reach where their folder is not shared', async () => {
    const other = fake.addBot();
    const told = await parley.addChannel('telegram', 'Elsewhere', { token: other.token, mode: 'webhook', api_base: fake.url });
    await until(() => other.webhook.url === told.hook_url, 'the webhook');
    const file = await received(Buffer.from('PK'), undefined, other);
    assert.match(file.reason, /name its folder here by the setting files/);
    for (const files of ['relative/folder', '/srv/files']) {
      const settings = { token: fake.addBot().token, files, ...(files.startsWith('/') ? {} : { api_base: fake.url }) };
      await assert.rejects(parley.addChannel('telegram', 'Wrong', settings), /files.*must be an absolute path, beside the api_base/s);
    }
  });
  test('no call was against the rules of the fake', () => {
    assert.deepEqual(fake.violations, []);
  });
});
