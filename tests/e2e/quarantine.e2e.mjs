import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { startParley, until } from './harness.mjs';
import { onPostgres, psql, schemaOf } from './harness/postgres.mjs';
import { joinTelegram, startTelegramFake } from './harness/telegram.mjs';

/** @type {(() => Promise<void> | void)[]} */ const closers = [];
after(async () => {
  for (const close of closers.reverse()) await close();
});

describe('updates that are not understood', () => {
  test('are kept, counted and read again on demand, and stop nothing that follows', { timeout: 60_000 }, async () => {
    const fake = await startTelegramFake();
    closers.push(() => fake.close());
    const parley = await startParley();
    closers.push(() => parley.stop());
    const olga = await parley.operator();
    const { bot, channel } = await joinTelegram(parley, fake, 'webhook');
    const quarantined = async () => Number(/^parley_quarantined_updates (\d+)/m.exec(await (await fetch(`${parley.url}/metrics`)).text())?.[1]);
    const post = (body) => fetch(channel.hook_url, { method: 'POST', headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': 'e2e-secret_1' }, body });
    const strange = [
      JSON.stringify({ update_id: 900000001, thought_of_2031: { from: 'nobody' } }),
      JSON.stringify({ update_id: 900000002, message: { message_id: 'not a number' } }),
      '{"update_id": 900000003, "message": ',
      Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
      '{"update_id": 900000004, "message": {"message_id": 1e999}}',
      `${'['.repeat(100000)}`,
    ];
    for (const body of strange) assert.equal((await post(body)).status, 200, 'the platform need not repeat it');
    const kept = await quarantined();
    assert.equal(kept, strange.length);
    const person = fake.person({ first_name: 'Nina' });
    person.start(bot);
    person.write(bot, 'still here?');
    await until(async () => {
      const found = (await olga.conversations()).find((one) => one.contact.name === 'Nina');
      return found && (await olga.spoken(found.id)).some((message) => message.text === 'still here?');
    }, 'what follows arrives');
    assert.match(await parley.cli(['replay', '--quarantine']), new RegExp(`^${kept} read, 0 understood, ${kept} remain`));
    assert.equal(await quarantined(), kept, 'they wait for a version that understands them');
  });
  test('one that breaks while it is read again stops none of the others, and says why', { timeout: 60_000 }, async () => {
    const fake = await startTelegramFake();
    closers.push(() => fake.close());
    const parley = await startParley();
    closers.push(() => parley.stop());
    const olga = await parley.operator();
    const { bot } = await joinTelegram(parley, fake, 'webhook');
    /** No message that is like `pattern` can be stored from now on. @param {string} [pattern] */
    const breaks = async (pattern) => {
      await parley.kill('SIGTERM');
      if (onPostgres) {
        const schema = schemaOf(parley.dataDir);
        psql(`SET client_min_messages = warning; SET search_path = ${schema}; DROP TRIGGER IF EXISTS fault ON message`);
        if (pattern) psql(`SET search_path = ${schema}; CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a fault of the test'; END $$; CREATE TRIGGER fault BEFORE INSERT ON message FOR EACH ROW WHEN (new.text LIKE '${pattern}') EXECUTE FUNCTION fault()`);
      } else {
        const sql = `DROP TRIGGER IF EXISTS fault; ${pattern ? `CREATE TRIGGER fault BEFORE INSERT ON message WHEN new.text LIKE '${pattern}' BEGIN SELECT RAISE(ABORT, 'a fault of the test'); END` : ''}`;
        execFileSync('sqlite3', [join(parley.dataDir, 'parley.db'), sql]);
      }
      await parley.start();
    };
    const person = fake.person({ first_name: 'Nina' });
    person.start(bot);
    const nina = await olga.conversationOf('Nina');
    const orders = async () => (await olga.spoken(nina.id)).map((message) => message.text).filter((text) => text.startsWith('order'));
    const quarantined = async () => Number(/^parley_quarantined_updates (\d+)/m.exec(await (await fetch(`${parley.url}/metrics`)).text())?.[1]);
    await breaks('order %');
    for (const n of [1, 2, 3]) person.write(bot, `order ${n}`);
    await until(async () => (await quarantined()) === 3, 'all are kept');
    await breaks('order 2');
    await assert.rejects(parley.cli(['replay', '--quarantine']), /exit 1\n1 could not be taken in[^]*a fault of the test[^]*3 read, 2 understood, 1 remain/);
    assert.equal(await quarantined(), 1);
    assert.deepEqual(await orders(), ['order 1', 'order 3']);
    await breaks();
    assert.match(await parley.cli(['replay', '--quarantine']), /^1 read, 1 understood, 0 remain/);
    assert.deepEqual((await orders()).sort(), ['order 1', 'order 2', 'order 3']);
  });
});
