import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startParley, until } from './harness.mjs';
import { assertThreads, lanes, total } from './harness/threads.mjs';
import { joinTelegram, startTelegramFake } from './harness/telegram.mjs';

/** @type {(() => Promise<void> | void)[]} */ const closers = [];
after(async () => {
  for (const close of closers.reverse()) await close();
});

describe('kill -9 while Telegram delivers', () => {
  test('over Telegram webhooks: nothing is lost, doubled or reordered', { timeout: 300_000 }, async () => {
    const fake = await startTelegramFake();
    closers.push(() => fake.close());
    const parley = await startParley();
    closers.push(() => parley.stop());
    const olga = await parley.operator();
    const { bot } = await joinTelegram(parley, fake, 'webhook');
    const people = Array.from({ length: lanes }, (_, lane) => fake.person({ first_name: `Lane ${lane}` }));
    for (const person of people) person.start(bot);
    for (let i = 0; i < total / lanes; i++) for (const [lane, person] of people.entries()) person.write(bot, `${lane}/${i}`);
    for (const left of [700, 300]) {
      await until(() => bot.queue.length <= left, `${left} updates left`, { seconds: 90, every: 1 });
      await parley.kill('SIGKILL');
      await parley.start();
    }
    await until(() => bot.queue.length === 0, 'all updates are acknowledged', { seconds: 150 });
    await assertThreads(olga);
    assert.deepEqual(fake.violations, []);
  });
});
