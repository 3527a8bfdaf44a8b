import assert from 'node:assert/strict';
import { AppClient } from '../../fakes/app/client.mjs';
import { pause } from './until.mjs';
import { lanes, texts } from './threads.mjs';

/** People who write over the API channel, each in order, and try again until they are acknowledged. */
export class Stream {
  /** @param {import('../harness.mjs').Parley} parley @param {any} channel what addChannel gave @param {{number?: number, lines?: (lane: number) => string[]}} [more] */
  constructor(parley, channel, { number = lanes, lines = texts } = {}) {
    this.acknowledged = Array.from({ length: number }, () => /** @type {string[]} */ ([]));
    /** Answers other than 200, by status; 0 where the connection failed. @type {Map<number, number>} */ this.refused = new Map();
    this.stopped = false;
    const lane = async (i) => {
      const client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: channel.inbound_secret });
      const all = lines(i);
      for (let at = 0; at < all.length && !this.stopped; ) {
        const batch = all.slice(at, at + 1 + (at % 4));
        await this.deliver(client, i, batch);
        at += batch.length;
      }
    };
    this.done = Promise.all(Array.from({ length: number }, (_, i) => lane(i)));
    this.done.catch(() => (this.stopped = true));
  }
  /** @param {AppClient} client @param {number} lane @param {string[]} batch */
  async deliver(client, lane, batch) {
    const events = batch.map((text) => client.message({ id: `m-${text.split(' ')[0]}`, contact: { id: `lane-${lane}`, name: `Lane ${lane}` }, text }));
    const id = client.id('msg');
    while (!this.stopped) {
      const answer = await client.events(events, { id }).catch(() => null);
      if (answer?.status === 200) {
        for (const result of answer.json.results) assert.ok(['accepted', 'duplicate'].includes(result.status), JSON.stringify(result));
        this.acknowledged[lane].push(...batch);
        return;
      }
      this.refused.set(answer?.status ?? 0, (this.refused.get(answer?.status ?? 0) ?? 0) + 1);
      assert.ok(!answer || answer.status === 429 || answer.status === 425 || answer.status >= 500, answer?.text);
      await pause(answer?.status === 429 ? 1000 * Number(answer.headers.get('retry-after') ?? 1) : 50);
    }
  }
  /** Nobody tries again: a test that failed must not go on for ever. */
  stop() {
    this.stopped = true;
  }
  get count() {
    return this.acknowledged.reduce((sum, lane) => sum + lane.length, 0);
  }
  /** A copy of what is acknowledged now. */
  get known() {
    return this.acknowledged.map((lane) => [...lane]);
  }
}

/** Whoever was told "I have it" was told the truth: each lane's thread begins with what it knew. @param {import('../harness.mjs').Operator} olga @param {string[][]} known */
export async function assertKept(olga, known) {
  const conversations = await olga.conversations();
  for (const [lane, own] of known.entries()) {
    const found = conversations.find((one) => one.contact.name === `Lane ${lane}`);
    const kept = found ? (await olga.spoken(found.id)).map((message) => message.text) : [];
    assert.deepEqual(kept.slice(0, own.length), own, `lane ${lane}`);
    assert.equal(new Set(kept).size, kept.length, `lane ${lane} holds nothing twice`);
  }
}
