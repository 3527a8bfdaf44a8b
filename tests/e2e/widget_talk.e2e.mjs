// The website chat as a conversation against the real server: socket, receipts, files, and the end of the server.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startParley, until } from './harness.mjs';
import { Site, Visitor, clientId } from './harness/visitor.mjs';
import { connect } from './harness/ws.mjs';

/** @type {Site} */ let site;
/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {import('./harness.mjs').Operator} */ let olga;
let channel;
before(async () => {
  site = await Site.open(await startParley());
  ({ parley, olga, channel } = site);
});
after(() => site?.close());

describe('talking', () => {
  test('typing, answer, receipts and read marks pass both ways', async () => {
    const one = await site.visitor();
    await one.listen();
    await one.says('is anybody there?');
    await one.hears('his own message', (frame) => frame.type === 'message' && frame.message.text === 'is anybody there?');
    const conversation = await site.conversationOf('is anybody there?');

    one.tell({ type: 'typing', on: true });
    await until(() => olga.events.find((event) => event.type === 'typing' && event.by === 'contact' && event.conversation_id === conversation.id && event.on), 'typing of the visitor');
    olga.tell({ type: 'seen', conversation_id: conversation.id, message_id: conversation.last_message.id });
    await one.hears('read', (frame) => frame.type === 'read' && frame.up_to >= conversation.last_message.id);
    assert.equal((await one.messages())[0].status, 'read');
    olga.tell({ type: 'typing', conversation_id: conversation.id, on: true });
    await one.hears('typing of the operator', (frame) => frame.type === 'typing' && frame.on && frame.name === 'Olga');
    olga.tell({ type: 'typing', conversation_id: conversation.id, on: false });
    await one.hears('the end of it', (frame) => frame.type === 'typing' && !frame.on);

    const note = await olga.send(conversation.id, { text: 'a difficult customer', note: true });
    const sent = await olga.send(conversation.id, { text: 'Good day, how can I help?' });
    const { message } = await one.hears('the answer', (frame) => frame.type === 'message' && frame.message.from === 'operator');
    assert.deepEqual([message.id, message.name, message.text], [sent.id, 'Olga', 'Good day, how can I help?']);
    await olga.reaches(conversation.id, sent.id, ['sent', 'delivered']);
    one.tell({ type: 'delivered', up_to: sent.id });
    await olga.reaches(conversation.id, sent.id, ['delivered']);
    one.tell({ type: 'read', up_to: sent.id });
    await olga.reaches(conversation.id, sent.id, ['read']);
    one.tell({ type: 'delivered', up_to: sent.id });
    await one.says('thank you');
    const thread = await olga.messages(conversation.id);
    assert.equal(thread.find((one) => one.id === sent.id).status, 'read', 'marks never go back');

    const all = JSON.stringify([one.frames, await one.messages()]);
    for (const inside of ['a difficult customer', 'olga@example.com', 'activity', 'assigned', String(note.id)]) assert.ok(!all.includes(inside), `the visitor was told ${inside}`);
    one.close();
  });

  test('a message that is read before its delivery is settled stays read', async () => {
    const one = await site.visitor();
    await one.says('quick reader');
    const conversation = await site.conversationOf('quick reader');
    await one.listen();
    const seen = [];
    const answer = one.socket.onText;
    one.socket.onText = (text) => {
      answer(text);
      for (const frame of [JSON.parse(text)].flat()) if (frame.type === 'message' && frame.message.from === 'operator') seen.push(frame.message.id), one.tell({ type: 'read', up_to: frame.message.id });
    };
    const sent = [];
    for (let i = 0; i < 10; i++) sent.push(await olga.send(conversation.id, { text: `part ${i}` }));
    for (const { id } of sent) await olga.reaches(conversation.id, id, ['read']);
    assert.deepEqual(seen, sent.map((message) => message.id), 'in order, each once');
    one.close();
  });

  test('what an operator changes or takes back changes on the open page and on the next', async () => {
    const one = await site.visitor();
    await one.says('what does it cost?');
    await one.listen();
    const { id } = await site.conversationOf('what does it cost?');
    const sent = await olga.send(id, { text: 'It costs 100' });
    await olga.reaches(id, sent.id, ['sent', 'delivered']);
    await one.hears('the price', (frame) => frame.message?.text === 'It costs 100');
    await olga.must('PATCH', `/conversations/${id}/messages/${sent.id}`, { text: 'It costs 120' });
    await one.hears('the other price', (frame) => frame.type === 'message_updated' && frame.message.text === 'It costs 120');
    assert.ok(!JSON.stringify(await one.messages()).includes('It costs 100'), 'nobody reads the old words any more');
    await olga.must('DELETE', `/conversations/${id}/messages/${sent.id}`);
    await one.hears('that it is gone', (frame) => frame.message?.deleted === true);
    assert.ok(!JSON.stringify(await one.messages()).includes('It costs'));
    assert.equal((await olga.messages(id)).some((line) => /_failed$/.test(line.content?.activity ?? '')), false);
    one.close();
  });

  test('what is earlier than the newest comes page by page, each once', async () => {
    const one = await site.visitor();
    await one.says('long talk');
    const conversation = await site.conversationOf('long talk');
    assert.equal((await one.boot({ token: one.token })).json.conversation.earlier, null);
    const sent = [];
    for (let i = 0; i < 210; i++) sent.push((await olga.send(conversation.id, { text: `line ${i}`, note: i === 3 })).id);
    const booted = (await one.boot({ token: one.token })).json.conversation;
    assert.equal(booted.messages.length, 200);
    const page = async (/** @type {number} */ before) => (await one.call('GET', `api/messages?before=${before}`)).json;
    const older = await page(booted.earlier);
    assert.equal(older.earlier, null);
    assert.deepEqual([...older.items, ...booted.messages].map((message) => message.text), ['long talk', ...sent.map((_, i) => `line ${i}`).filter((line) => line !== 'line 3')]);
    one.close();
  });

  test("receipts do not reach into others' conversations", async () => {
    const [one, other] = [await site.visitor(), await site.visitor()];
    await one.says('first conversation');
    await other.says('second conversation');
    const mine = await site.conversationOf('first conversation');
    const foreign = await olga.send(mine.id, { text: 'for the first only' });
    await other.listen();
    other.tell({ type: 'read', up_to: foreign.id });
    await one.listen();
    one.tell({ type: 'delivered', up_to: foreign.id });
    await olga.reaches(mine.id, foreign.id, ['delivered']);
    other.close();
    one.close();
  });

  test('closing is told, and writing opens it again', async () => {
    const one = await site.visitor();
    await one.says('please close me');
    await one.listen();
    const { id } = await site.conversationOf('please close me');
    await olga.must('PATCH', `/conversations/${id}`, { status: 'closed' });
    await one.hears('closed', (frame) => frame.type === 'closed');
    assert.equal((await one.boot({ token: one.token })).json.conversation.status, 'closed');
    await one.says('one more thing');
    assert.equal((await olga.must('GET', `/conversations/${id}`)).status, 'open');
    one.close();
  });

  test('resumes after a lost line: every event once, in order', async () => {
    const one = await site.visitor();
    await one.says('I go through a tunnel');
    const conversation = await site.conversationOf('I go through a tunnel');
    await one.listen();
    const first = await olga.send(conversation.id, { text: 'before the tunnel' });
    const { seq } = await one.hears('the first', (frame) => frame.message?.id === first.id);
    one.socket.socket.destroy();
    const missed = [await olga.send(conversation.id, { text: 'in the tunnel 1' }), await olga.send(conversation.id, { text: 'in the tunnel 2' })];
    await one.listen(seq);
    await one.hears('the second', (frame) => frame.message?.id === missed[1].id);
    const ids = one.frames.filter((frame) => frame.type === 'message').map((frame) => frame.message.id);
    assert.deepEqual(ids, missed.map((message) => message.id));
    assert.deepEqual((await one.messages(first.id)).map((message) => message.id), missed.map((message) => message.id));
    one.close();
  });

  test('a socket without a good first frame is shown out', async () => {
    for (const [first, code] of [['{"type":"auth","token":"no"}', 4401], ['hello', 1008], ['{"type":"read","up_to":1}', 1008]]) {
      const socket = await connect(`${parley.url}/widget/socket`, { origin: parley.url });
      socket.send(first);
      await until(() => socket.closed, `closed after ${first}`);
      assert.equal(socket.closeCode, code);
    }
  });

  test('a page gone wild is stopped', async () => {
    const one = await site.visitor();
    await one.says('wild page');
    await one.listen();
    for (let i = 0; i < 100; i++) one.tell({ type: 'page', url: 'x', title: 'y' });
    await until(() => one.socket?.closed, 'the socket closes');
    assert.equal(one.socket?.closeCode, 1008);
  });
});

describe('files', () => {
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

  test('go up, become a message, and come down by their signed address', async () => {
    const one = await site.visitor();
    const { status, json: file } = await one.upload(png, 'image/png', 'bike.png');
    assert.equal(status, 201);
    assert.deepEqual([file.kind, file.name, file.size], ['image', 'bike.png', png.length]);
    const message = await one.says('', { attachments: [file.id] });
    assert.equal(message.attachments[0].id, file.id);
    const bytes = await fetch(parley.url + message.attachments[0].url);
    assert.equal(bytes.headers.get('content-type'), 'image/png');
    assert.deepEqual(Buffer.from(await bytes.arrayBuffer()), png);
    for (const url of [`/widget/api/attachments/${file.id}`, message.attachments[0].url.replace(/.$/, (end) => (end === '0' ? '1' : '0')), message.attachments[0].url.replace(String(file.id), String(file.id + 1))])
      assert.equal((await fetch(parley.url + url)).status, 404, url);
    const conversation = (await olga.conversations()).find((found) => found.last_message.kind === 'image');
    const [seen] = await olga.spoken(conversation.id);
    assert.equal(seen.attachments[0].name, 'bike.png');
    assert.deepEqual((await olga.call('GET', `/attachments/${file.id}`)).raw, png);
  });

  test("nobody attaches somebody else's file, nor one twice", async () => {
    const [one, other] = [await site.visitor(), await site.visitor()];
    const { json: file } = await one.upload(Buffer.from('secret plan'), 'text/plain', 'plan.txt');
    const stolen = await other.post('look', { attachments: [file.id] });
    assert.deepEqual([stolen.status, stolen.json.errors[0].field], [422, 'attachments']);
    const client_id = clientId();
    assert.equal((await one.post('mine', { attachments: [file.id], client_id })).status, 201);
    assert.equal((await one.post('mine', { attachments: [file.id], client_id })).status, 200);
    assert.equal((await one.post('mine again', { attachments: [file.id] })).status, 422);
  });

  test("the operator's files reach the visitor, pages only as downloads", async () => {
    const one = await site.visitor();
    await one.says('send me the offer');
    const conversation = await site.conversationOf('send me the offer');
    const file = await olga.upload(Buffer.from('<script>alert(1)</script>'), 'text/html', 'offer.html');
    await olga.send(conversation.id, { text: 'here it is', attachments: [file.id] });
    const found = (await one.messages()).find((message) => message.attachments.length);
    const bytes = await fetch(parley.url + found.attachments[0].url);
    assert.match(bytes.headers.get('content-disposition'), /^attachment/);
    assert.equal(bytes.headers.get('content-type'), 'application/octet-stream');
  });

  test('empty and too large ones are refused', async () => {
    const one = await site.visitor();
    assert.equal((await one.upload(Buffer.alloc(0), 'text/plain', 'empty.txt')).status, 400);
    const answer = await one.upload(Buffer.alloc((25 << 20) + 1), 'application/octet-stream', 'big.bin').catch((error) => error);
    assert.ok(answer.status === 413 || /fetch failed/.test(String(answer)), String(answer.status ?? answer));
  });
});

describe('over the end of the server', () => {
  test('a restart changes nothing for a visitor: token, ticket, seal key, history', async () => {
    const [one, stranger] = [await site.visitor(), await site.visitor()];
    const before = (await stranger.boot({ token: stranger.token })).json;
    await one.says('before the restart');
    await one.listen();
    await parley.restart();
    await until(() => one.socket?.closed, 'the line breaks');
    assert.deepEqual((await one.messages()).map((message) => message.text), ['before the restart']);
    assert.equal((await stranger.boot({ token: stranger.token })).json.seal_key, before.seal_key);
    assert.equal((await new Visitor(parley.url, channel.key).boot({ ticket: one.ticket })).status, 200);
    await one.listen();
    await one.says('after the restart');
    await one.hears('it', (frame) => frame.message?.text === 'after the restart');
    one.close();
  });

  test('kill -9 loses no acknowledged message and doubles none', { timeout: 120_000 }, async () => {
    const visitors = await Promise.all(Array.from({ length: 8 }, () => site.visitor()));
    /** @type {Map<Visitor, string[]>} */ const acknowledged = new Map(visitors.map((one) => [one, []]));
    const count = () => [...acknowledged.values()].reduce((sum, texts) => sum + texts.length, 0);
    const write = async (one) => {
      for (let i = 0; i < 15; i++) {
        const message = { client_id: clientId(), text: `line ${i}` };
        for (;;) {
          const answer = await one.call('POST', 'api/messages', message).catch(() => null);
          if (answer && [200, 201].includes(answer.status)) break;
          assert.ok(!answer || answer.status === 429 || answer.status >= 500, answer?.raw.toString());
          await new Promise((done) => setTimeout(done, answer?.status === 429 ? 1000 : 30));
        }
        acknowledged.get(one).push(message.text);
      }
    };
    const writing = Promise.all(visitors.map(write));
    writing.catch(() => {});
    for (const at of [30, 75]) {
      await until(() => count() >= at, `${at} acknowledged`, { every: 1 });
      const before = new Map([...acknowledged].map(([one, texts]) => [one, [...texts]]));
      await parley.kill('SIGKILL');
      await parley.start();
      for (const [one, texts] of before) {
        const kept = (await one.messages()).map((message) => message.text);
        assert.deepEqual(kept.slice(0, texts.length), texts);
      }
    }
    await writing;
    for (const one of visitors) assert.deepEqual((await one.messages()).map((message) => message.text), Array.from({ length: 15 }, (_, i) => `line ${i}`));
    assert.match(await parley.cli(['verify']), /./);
  });
});
