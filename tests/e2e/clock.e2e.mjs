import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startAppFake } from '../fakes/app/app.mjs';
import { AppClient } from '../fakes/app/client.mjs';
import { startParley, until } from './harness.mjs';
import { Faults } from './harness/faults.mjs';

/** @type {(() => Promise<void> | void)[]} */ const closers = [];
after(async () => {
  for (const close of closers.reverse()) await close();
});

describe('a wall clock that steps', () => {
  test('an hour back and two ahead: order, stream, delivery and the reply clock hold', { timeout: 120_000 }, async () => {
    const faults = new Faults();
    closers.push(() => faults.close());
    let offset = 0;
    const now = () => Math.floor(Date.now() / 1000) + offset;
    const app = await startAppFake({ now });
    closers.push(() => app.close());
    const parley = await startParley({ env: faults.env });
    closers.push(() => parley.stop());
    const olga = await parley.operator();
    const secret = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
    app.secrets = [secret];
    const channel = await parley.addChannel('api', 'App', { outbound_secret: secret, webhook_url: app.url });
    const client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: channel.inbound_secret });
    await olga.listen();
    const said = [];
    const write = async () => {
      const text = `line ${said.length}`;
      said.push(text);
      const answer = await client.events([client.message({ id: `k-${said.length}`, contact: { id: 'kay', name: 'Kay' }, text, sent_at: new Date(now() * 1000).toISOString() })], { now: now() });
      assert.equal(answer.status, 200, answer.text);
    };
    const reply = async (text) => {
      const conversation = await olga.conversationOf('Kay');
      const sent = await olga.send(conversation.id, { text });
      said.push(text);
      await olga.reaches(conversation.id, sent.id, ['sent', 'delivered'], 10);
    };
    const step = (seconds) => faults.clock((offset = seconds));

    await write();
    step(-3600);
    await write();
    await reply('an hour ago');
    await write();
    step(7200);
    await write();
    await reply('in two hours');
    step(0);
    await write();
    const conversation = await olga.conversationOf('Kay');
    assert.ok(conversation.wait, 'Kay waits again');
    await reply('and now');
    assert.deepEqual((await olga.spoken(conversation.id)).map((message) => message.text), said, 'the thread is in the order it happened');
    await until(() => olga.events.some((event) => event.type === 'message.updated' && event.data.message.text === 'and now' && event.data.message.status !== 'queued'), 'the stream goes on');
    const seqs = olga.events.filter((event) => event.seq && event.type !== 'hello').map((event) => event.seq);
    assert.deepEqual(seqs, Array.from({ length: seqs.length }, (_, i) => seqs[0] + i));
    const report = await olga.must('GET', '/reports/response?days=1&tz=UTC');
    for (const figure of [report.first_response, report.response]) {
      assert.ok(figure.p50_ms === null || figure.p50_ms >= 0, JSON.stringify(figure));
      assert.ok(figure.mean_ms === null || figure.mean_ms >= 0, JSON.stringify(figure));
    }
    assert.equal(olga.socket?.closed, false, 'no time-out is measured by the wall clock');
    assert.deepEqual(app.violations, []);
  });
});
