// Files that were sent up and never written about, by visitors and by operators: gone after a day, the others stay.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startParley, until } from './harness.mjs';
import { Faults } from './harness/faults.mjs';
import { Site } from './harness/visitor.mjs';

const hour = 3600;
/** @type {Site} */ let site;
/** @type {Faults} */ let faults;
before(async () => {
  faults = new Faults();
  site = await Site.open(await startParley({ env: faults.env }));
});
after(async () => {
  await site?.close();
  faults?.close();
});

test('uploads that no message took are gone after a day', async () => {
  const { parley, olga } = site;
  const one = await site.visitor();
  const [left, sent] = [(await one.upload(Buffer.from('left'), 'text/plain', 'left.txt')).json, (await one.upload(Buffer.from('sent'), 'text/plain', 'sent.txt')).json];
  await one.says('see this', { attachments: [sent.id] });
  const { id } = await site.conversationOf('see this');
  const [mine, answer] = [await olga.upload(Buffer.from('mine'), 'text/plain', 'mine.txt'), await olga.upload(Buffer.from('answer'), 'text/plain', 'answer.txt')];
  await olga.send(id, { text: 'and this', attachments: [answer.id] });
  const there = async () => {
    const found = [];
    for (const [name, file] of Object.entries({ left, sent, mine, answer })) if ((await olga.call('GET', `/attachments/${file.id}`)).status === 200) found.push(name);
    return found.join(' ');
  };
  faults.clock(23 * hour);
  await parley.restart();
  assert.equal(await there(), 'left sent mine answer');
  faults.clock(25 * hour);
  await parley.restart();
  await until(async () => (await there()) === 'sent answer', 'only the sent ones are there');
  const late = await one.post('too late', { attachments: [left.id] });
  assert.deepEqual([late.status, late.json.errors[0].field], [422, 'attachments']);
});
