// Search from outside: what was said and who said it, behind ingest, through edits and restarts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startAppFake } from '../fakes/app/app.mjs';
import { AppClient } from '../fakes/app/client.mjs';
import { startParley, until } from './harness.mjs';

/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {Awaited<ReturnType<typeof startAppFake>>} */ let app;
/** @type {import('./harness.mjs').Operator} */ let olga;
/** @type {AppClient} */ let client;

before(async () => {
  app = await startAppFake();
  parley = await startParley();
  olga = await parley.operator();
  const secrets = { inbound_secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`, outbound_secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` };
  app.secrets = [secrets.outbound_secret];
  const channel = await parley.addChannel('api', 'App', { ...secrets, webhook_url: app.url });
  client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: secrets.inbound_secret });
});
after(async () => {
  await parley?.stop();
  await app?.close();
});

const search = (words) => olga.must('GET', `/search?q=${encodeURIComponent(words)}`);
const texts = (answer) => answer.messages.map((hit) => hit.message.text);
const found = (words, wanted) => until(async () => {
  const answer = await search(words);
  return JSON.stringify(texts(answer)) === JSON.stringify(wanted) ? answer : null;
}, `${words} finds ${JSON.stringify(wanted)}`);

test('a message is found by its words, newest first, with its conversation and a marked snippet', async () => {
  const contact = { id: 'zofia', name: 'Zofia Żółkiewska', phone: '+48600100200', email: 'zofia@example.com' };
  await client.events([client.message({ contact, text: 'Czy gravel w rozmiarze L jest w Łodzi?' })]);
  await client.events([client.message({ contact, text: 'Gravel, ten niebieski' })]);
  const answer = await found('grav', ['Gravel, ten niebieski', 'Czy gravel w rozmiarze L jest w Łodzi?']);
  const [hit] = answer.messages;
  assert.equal(hit.snippet, '\u0002Gravel\u0003, ten niebieski');
  assert.deepEqual([hit.conversation.contact.name, hit.message.conversation_id], ['Zofia Żółkiewska', hit.conversation.id]);
  assert.equal(answer.partial, false);
  await found('gravel LODZI', ['Czy gravel w rozmiarze L jest w Łodzi?']);
});
test('operators narrow: whose, where, when, with what, and alone they list', async () => {
  const contact = { id: 'adam', name: 'Adam Operator' };
  const { json } = await client.events([client.message({ contact, text: 'the invoice number one' })]);
  const conversation = Number(json.results[0].conversation_id.replace(/\D+/, ''));
  await olga.send(conversation, { text: 'the invoice is on its way' });
  await client.events([client.message({ contact, text: 'the invoice as a file', attachments: [{ inline_base64: 'aGVsbG8=', name: 'invoice.txt', content_type: 'text/plain' }] })]);
  await olga.must('PATCH', `/conversations/${conversation}`, { add_tags: ['Billing desk'] });
  await client.events([client.message({ contact: { id: 'eve', name: 'Eve' }, text: 'another invoice' })]);
  const all = ['another invoice', 'the invoice as a file', 'the invoice is on its way', 'the invoice number one'];
  await found('invoice', all);
  await found('invoice from:adam', [all[1], all[3]]);
  await found('from:me invoice', [all[2]]);
  await found('from:"adam operator" has:file', [all[1]]);
  await found('tag:"billing desk"', all.slice(1));
  await found('invoice channel:app', all);
  await found('invoice channel:telegram', []);
  await found('invoice before:2020', []);
  await found('invoice after:2020-01-01', all);
  const answer = await search('from:adam');
  assert.deepEqual([answer.contacts, answer.conversations], [[], []], 'operators speak of messages');
  assert.equal(answer.messages[0].snippet, 'the invoice as a file');
  const wrong = await olga.call('GET', '/search?q=before:soon');
  assert.deepEqual([wrong.status, wrong.json.errors[0].pointer ?? wrong.json.errors[0].field], [422, wrong.json.errors[0].pointer ? '/q' : 'q']);
});
test('ё is е, and a Russian word is found in any case', async () => {
  await client.events([client.message({ contact: { id: 'pyotr', name: 'Пётр' }, text: 'Нужна ёмкость' })]);
  await found('ЕМКОСТ', ['Нужна ёмкость']);
  const { contacts, conversations } = await search('петр');
  assert.deepEqual([contacts[0].name, conversations[0].contact.name], ['Пётр', 'Пётр']);
});
test('a contact is found by parts of name, phone and email, with its conversation', async () => {
  for (const words of ['zolkiew', 'ŻÓŁK', '600100', '600 100 200', 'zofia@exam']) {
    const { contacts, conversations } = await until(async () => {
      const answer = await search(words);
      return answer.contacts.length ? answer : null;
    }, words);
    assert.deepEqual(contacts.map((one) => one.name), ['Zofia Żółkiewska'], words);
    assert.deepEqual(conversations.map((one) => one.contact.id), [contacts[0].id], words);
    assert.equal((await olga.must('GET', `/contacts?q=${encodeURIComponent(words)}`)).items[0].id, contacts[0].id);
    assert.equal((await olga.must('GET', `/conversations?view=all&q=${encodeURIComponent(words)}`)).items[0].contact.id, contacts[0].id);
  }
});
test('an edit and a deletion are followed', async () => {
  const contact = { id: 'ed', name: 'Ed' };
  const [one, two] = [client.id('m'), client.id('m')];
  await client.events([client.message({ id: one, contact, text: 'wronk' }), client.message({ id: two, contact, text: 'regretted' })]);
  await found('wronk', ['wronk']);
  await found('regretted', ['regretted']);
  await client.events([client.event('message.updated', { message: { id: one, text: 'correct', edited_at: new Date().toISOString() } }), client.event('message.deleted', { message: { id: two, deleted_at: new Date().toISOString() } })]);
  assert.deepEqual(texts(await search('wronk')), []);
  assert.deepEqual(texts(await search('regretted')), []);
  await found('correct', ['correct']);
});
test('notes and our own answers are found', async () => {
  const conversation = await olga.conversationOf('Ed');
  await olga.send(conversation.id, { text: 'promised rebate', note: true });
  await found('rebate', ['promised rebate']);
});
test('after a crash the index catches up', async () => {
  const contact = { id: 'late', name: 'Late' };
  await client.events(Array.from({ length: 100 }, (_, i) => client.message({ contact, text: `straggler ${i}` })));
  await parley.restart('SIGKILL');
  const answer = await until(async () => {
    const now = await olga.must('GET', '/search?q=straggler&limit=50');
    return now.messages.length === 50 && now.messages[0].message.text === 'straggler 99' ? now : null;
  }, 'the newest 50');
  assert.deepEqual(texts(answer).slice(0, 2), ['straggler 99', 'straggler 98']);
  await found('straggler 0', ['straggler 0']);
});
test('whatever is typed is answered; nothing is syntax', async () => {
  for (const typed of ['"', "'", 'a"b', '*', 'NEAR(', 'AND', 'a OR', '%', '_', '(((', '\\', '-x', 'body:x', '{', '\u0000', '😀', '\u0002x\u0003', 'x'.repeat(300), '‮מילה']) {
    const answer = await olga.call('GET', `/search?q=${encodeURIComponent(typed)}`);
    assert.ok([200, 400, 422].includes(answer.status), `${typed}: ${answer.status}`);
  }
  const blank = await olga.call('GET', '/search?q=%20');
  assert.deepEqual([blank.status, blank.json.errors[0].field], [blank.status, 'q']);
  assert.ok(blank.status === 400 || blank.status === 422);
  assert.equal((await fetch(`${parley.url}/api/v1/search?q=x`)).status, 401);
});
