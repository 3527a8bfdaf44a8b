import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { AppClient } from '../fakes/app/client.mjs';
import { pause, startParley, until } from './harness.mjs';
import { assertThreads, lanes, texts, total } from './harness/threads.mjs';

/** @type {(() => Promise<void> | void)[]} */ const closers = [];
after(async () => {
  for (const close of closers.reverse()) await close();
});

describe('kill -9 while messages stream in', () => {
  test('over the API channel: every acknowledged one is there once and in order', { timeout: 300_000 }, async () => {
    const parley = await startParley();
    closers.push(() => parley.stop());
    const olga = await parley.operator();
    const channel = await parley.addChannel('api', 'App', {});
    const acknowledged = Array.from({ length: lanes }, () => /** @type {string[]} */ ([]));
    const count = () => acknowledged.reduce((sum, lane) => sum + lane.length, 0);
    let stopped = false;
    const stream = async (lane) => {
      const client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: channel.inbound_secret });
      const all = texts(lane);
      for (let i = 0; i < all.length && !stopped; ) {
        const batch = all.slice(i, i + 1 + (i % 4));
        const events = batch.map((text) => client.message({ id: `m-${text}`, contact: { id: `lane-${lane}`, name: `Lane ${lane}` }, text }));
        const id = client.id('msg');
        for (;;) {
          const answer = await client.events(events, { id }).catch(() => null);
          if (answer?.status === 200) {
            for (const result of answer.json.results) assert.ok(['accepted', 'duplicate'].includes(result.status), JSON.stringify(result));
            acknowledged[lane].push(...batch);
            break;
          }
          assert.ok(!answer || answer.status === 429 || answer.status === 425 || answer.status >= 500, answer?.text);
          await pause(answer?.status === 429 ? 1000 * Number(answer.headers.get('retry-after') ?? 1) : 50);
        }
        i += batch.length;
      }
    };
    const streams = Promise.all(Array.from({ length: lanes }, (_, lane) => stream(lane)));
    streams.catch(() => (stopped = true));
    for (const at of [250, 600]) {
      await until(() => stopped || count() >= at, `${at} acknowledged`, { seconds: 90, every: 1 });
      await parley.kill('SIGKILL');
      const before = acknowledged.map((lane) => [...lane]);
      await parley.start();
      const conversations = await olga.conversations();
      for (const [lane, known] of before.entries()) {
        const own = conversations.find((one) => one.contact.name === `Lane ${lane}`);
        const kept = own ? (await olga.spoken(own.id)).map((message) => message.text) : [];
        assert.deepEqual(kept.slice(0, known.length), known, `lane ${lane} after the crash`);
      }
    }
    await streams;
    assert.equal(count(), total);
    await assertThreads(olga);
    assert.match(await parley.cli(['verify']), /./);
  });
});
