import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';
import { AppClient } from '../fakes/app/client.mjs';
import { Operator, startParley, until } from './harness.mjs';

/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {Operator} */ let olga;
/** @type {AppClient} */ let client;

before(async () => {
  parley = await startParley({ env: { PARLEY_CHANNEL_REQUESTS_PER_SECOND: '0' } });
  olga = await parley.operator();
  const channel = await parley.addChannel('api', 'App', {});
  client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: channel.inbound_secret });
  await olga.listen();
});
after(async () => {
  olga?.close();
  await parley?.stop();
});

const residentMb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${parley.child?.pid}/status`, 'utf8'))?.[1]) / 1024;
const metric = async (name) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(await (await fetch(`${parley.url}/metrics`)).text())?.[1]);
let serial = 0;
/** A batch of messages, all long, from one person. */
const batch = (size) => client.events(Array.from({ length: size }, () => client.message({ id: `s-${++serial}`, contact: { id: 'tess', name: 'Tess' }, text: `${serial} ${'x'.repeat(1500)}` })));

describe('operators whose sockets do not read', () => {
  test('500 of them cost bounded memory, nobody else notices, and each comes back without a gap', { timeout: 240_000 }, async () => {
    const stalled = [];
    for (let i = 0; i < 500; i++) {
      const one = new Operator(parley.url, olga.token);
      await one.listen();
      one.socket?.socket.pause();
      stalled.push(one);
    }
    const before = residentMb();
    let slowest = 0;
    for (let round = 0; (await metric('parley_sockets_fallen_behind_total')) < stalled.length; round++) {
      assert.ok(round < 200, `${await metric('parley_sockets_fallen_behind_total')} of ${stalled.length} fell behind after ${serial} messages`);
      const sent = Date.now();
      const answer = await batch(20);
      assert.equal(answer.status, 200);
      const last = `${serial} `;
      await until(() => olga.events.some((event) => event.type === 'message.created' && event.data.message.text.startsWith(last)), 'Olga sees the newest', { every: 2 });
      slowest = Math.max(slowest, Date.now() - sent);
    }
    const grown = residentMb() - before;
    console.log(`# ${serial} messages, the slowest batch of 20 seen by Olga after ${slowest} ms, memory +${grown.toFixed(0)} MiB`);
    assert.equal(olga.socket?.closed, false);
    assert.ok(slowest < 5000, `${slowest} ms`);
    assert.ok(grown < 400, `${grown} MiB`);

    const newest = olga.events.reduce((seq, event) => Math.max(seq, event.seq ?? 0), 0);
    for (const one of stalled) one.socket?.socket.resume();
    await until(() => stalled.every((one) => one.socket?.closed), 'all are closed', { seconds: 60 });
    const told = stalled.filter((one) => one.socket?.closeCode === 1013).length;
    console.log(`# ${told} of ${stalled.length} were told 1013, the others were cut`);
    assert.ok(told > 0);
    for (const one of stalled.slice(0, 20)) {
      const seen = one.events.map((event) => event.seq ?? 0).reduce((a, b) => Math.max(a, b), 0);
      await one.listen(seen);
      await until(() => one.events.some((event) => event.seq === newest), 'caught up', { seconds: 30 });
      one.close();
      const seqs = one.events.filter((event) => event.seq && event.type !== 'hello').map((event) => event.seq);
      assert.deepEqual(seqs, Array.from({ length: seqs.length }, (_, i) => seqs[0] + i), 'no gap, nothing twice');
    }
  });
});

describe('peers that hold connections', () => {
  test('300 that never finish their request are cut in time, and meanwhile everybody is served', { timeout: 120_000 }, async () => {
    const port = parley.port;
    const slow = await Promise.all(Array.from({ length: 300 }, () => new Promise((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(socket));
      socket.on('error', () => {});
      socket.once('error', reject);
      socket.once('close', () => (socket.cut = true));
      socket.resume();
    })));
    for (const socket of slow) socket.write('GET /api/v1/conversations HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    const drip = setInterval(() => { for (const socket of slow) if (!socket.cut) socket.write('y'); }, 250);
    try {
      let slowest = 0;
      for (let i = 0; i < 100; i++) {
        const asked = Date.now();
        await olga.must('GET', '/conversations?view=all');
        slowest = Math.max(slowest, Date.now() - asked);
      }
      assert.ok(slowest < 1000, `${slowest} ms`);
      await until(() => slow.every((socket) => socket.cut), 'all of them are cut', { seconds: 40 });
    } finally {
      clearInterval(drip);
      for (const socket of slow) socket.destroy();
    }
    assert.equal((await batch(1)).status, 200);
  });
});
