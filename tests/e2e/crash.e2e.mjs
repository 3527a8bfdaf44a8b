import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { AppClient } from '../fakes/app/client.mjs';
import { startParley, until } from './harness.mjs';
import { assertKept, Stream } from './harness/stream.mjs';
import { assertThreads, total } from './harness/threads.mjs';

/** @type {(() => Promise<void> | void)[]} */ const closers = [];
after(async () => {
  for (const close of closers.reverse()) await close();
});

async function desk() {
  const parley = await startParley();
  closers.push(() => parley.stop());
  const olga = await parley.operator();
  const channel = await parley.addChannel('api', 'App', {});
  return { parley, olga, channel };
}

describe('kill -9 while messages stream in', () => {
  test('over the API channel: every acknowledged one is there once and in order', { timeout: 300_000 }, async () => {
    const { parley, olga, channel } = await desk();
    const stream = new Stream(parley, channel);
    closers.push(() => stream.stop());
    for (const at of [250, 600]) {
      await until(() => stream.stopped || stream.count >= at, `${at} acknowledged`, { seconds: 90, every: 1 });
      await parley.kill('SIGKILL');
      const known = stream.known;
      await parley.start();
      await assertKept(olga, known);
    }
    await stream.done;
    assert.equal(stream.count, total);
    await assertThreads(olga);
    assert.match(await parley.cli(['verify']), /./);
  });

  test('repeats, edits before their message and deletions, killed at random: the end is the same as without', { timeout: 300_000 }, async () => {
    const { parley, olga, channel } = await desk();
    const seed = Number(process.env.PARLEY_SEED ?? Date.now() % 1_000_000);
    let state = seed;
    const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
    const client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: channel.inbound_secret });
    const contact = { id: 'edith', name: 'Edith' };
    const at = (second) => new Date(Date.UTC(2026, 10, 20, 10, 0, second)).toISOString();
    /** What is delivered: every event up to three times, edits and deletions also before their message. */
    const events = [];
    const wanted = [];
    for (let i = 0; i < 200; i++) {
      const id = `e-${i}`;
      const parts = [client.message({ id, contact, text: `first ${i}`, sent_at: at(0) })];
      for (let n = 1; n <= i % 3; n++) parts.push(client.event('message.updated', { message: { id, text: `edit ${n} of ${i}`, edited_at: at(n) } }));
      if (i % 7 === 0) parts.push(client.event('message.deleted', { message: { id, deleted_at: at(9) } }));
      wanted.push({ text: i % 3 ? `edit ${i % 3} of ${i}` : `first ${i}`, deleted: i % 7 === 0 });
      const many = parts.flatMap((part) => Array.from({ length: 1 + Math.floor(random() * 3) }, () => part));
      events.push(...many.map((part) => ({ part, key: random() })).sort((a, b) => a.key - b.key).map(({ part }) => part));
    }
    let delivered = 0;
    let stopped = false;
    closers.push(() => void (stopped = true));
    const deliver = (async () => {
      while (delivered < events.length && !stopped) {
        const batch = events.slice(delivered, delivered + 1 + Math.floor(random() * 5));
        const answer = await client.events(batch).catch(() => null);
        if (answer?.status === 200) delivered += batch.length;
        else await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    for (let kill = 1; kill <= 5; kill++) {
      const goal = Math.floor((events.length * (kill - random() / 2)) / 6);
      await until(() => delivered >= goal, `${goal} delivered (seed ${seed})`, { seconds: 60, every: 1 });
      await parley.kill('SIGKILL');
      await parley.start();
    }
    await deliver;
    const conversation = await olga.conversationOf('Edith');
    const found = (await olga.spoken(conversation.id)).map(({ text, deleted_at }) => ({ text, deleted: deleted_at !== null }));
    const sorted = (list) => list.map(({ text, deleted }) => `${deleted ? 'deleted' : text}`).sort();
    assert.deepEqual(sorted(found), sorted(wanted), `seed ${seed}`);
  });
});

describe('SIGTERM while messages stream in', () => {
  test('those under way are answered or cut, nothing acknowledged is lost, the end is clean and soon', { timeout: 120_000 }, async () => {
    const { parley, olga, channel } = await desk();
    await olga.listen();
    const stream = new Stream(parley, channel);
    closers.push(() => stream.stop());
    await until(() => stream.stopped || stream.count >= 300, '300 acknowledged', { seconds: 60, every: 1 });
    const { child } = parley;
    const ended = new Promise((resolve) => child?.once('exit', (code, signal) => resolve({ code, signal })));
    const began = Date.now();
    child?.kill('SIGTERM');
    assert.deepEqual(await ended, { code: 0, signal: null });
    assert.ok(Date.now() - began < 10_000, `it took ${Date.now() - began} ms`);
    await until(() => olga.socket?.closed, 'the socket is closed');
    assert.equal(olga.socket?.closeCode, 1012, 'operators are told to come back');
    const known = stream.known;
    await parley.start();
    await assertKept(olga, known);
    await stream.done;
    await assertThreads(olga);
    for (const status of stream.refused.keys()) assert.ok([0, 429, 503].includes(status), `answered ${status}`);
  });
});
