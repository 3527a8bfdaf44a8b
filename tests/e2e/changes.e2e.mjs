// Who changed what is known of a contact, a lead and the tags of a conversation, and when.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AppClient } from '../fakes/app/client.mjs';
import { startParley } from './harness.mjs';

const number = (/** @type {string} */ id) => Number(String(id).replace(/^\D+/, ''));
/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {import('./harness.mjs').Operator} */ let maja;
/** @type {import('./harness.mjs').Operator} */ let olga;
/** @type {AppClient} */ let client;
/** @type {any} */ let channel;
/** @type {Record<string, number>} */ let people;
before(async () => {
  parley = await startParley();
  maja = await parley.operator({ email: 'maja@example.com', name: 'Maja', role: 'manager' });
  olga = await parley.operator({ email: 'olga@example.com', name: 'Olga', role: 'operator' });
  channel = await parley.addChannel('api', 'App', { inbound_secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`, webhook_url: 'http://127.0.0.1:9/' });
  client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` });
  people = Object.fromEntries((await olga.must('GET', '/users')).items.map((/** @type {any} */ user) => [user.name, user.id]));
});
after(async () => {
  for (const one of [maja, olga]) one?.close();
  await parley?.stop();
});

let count = 0;
async function acquaintance(more = {}) {
  const contact = { id: `person-${++count}`, name: `Person ${count}`, ...more };
  const { json } = await client.events([client.message({ contact, text: 'hello' })]);
  const id = number(json.results[0].conversation_id);
  const whole = await olga.must('GET', `/conversations/${id}`);
  return { id, contact: whole.contact.id, lead: whole.lead_detail, who: contact };
}
const changes = async (/** @type {number} */ contact, rest = '') => (await olga.must('GET', `/contacts/${contact}/changes${rest}`)).items;
const line = (/** @type {any} */ one) => [one.of, one.field, one.before, one.after, one.by?.name ?? one.channel?.name ?? null];

test('facts of a contact: by whom and what they were; what stays the same is no change', async () => {
  const { contact } = await acquaintance();
  assert.deepEqual(await changes(contact), [], 'what it was at first is none');
  await olga.must('PATCH', `/contacts/${contact}`, { name: 'Anna', phone: '+48 600 100 200' });
  await maja.must('PATCH', `/contacts/${contact}`, { name: 'Anna', email: 'anna@example.com', language: 'pl' });
  await maja.must('PATCH', `/contacts/${contact}`, { phone: null });
  const found = await changes(contact);
  assert.deepEqual(found.map(line), [
    ['contact', 'phone', '+48600100200', null, 'Maja'],
    ['contact', 'language', null, 'pl', 'Maja'],
    ['contact', 'email', null, 'anna@example.com', 'Maja'],
    ['contact', 'phone', null, '+48600100200', 'Olga'],
    ['contact', 'name', `Person ${count}`, 'Anna', 'Olga'],
  ]);
  for (const one of found) assert.ok(Math.abs(Date.parse(one.at) - Date.now()) < 60_000);
});

test('what a channel tells anew names the channel', async () => {
  const { contact, who } = await acquaintance();
  await client.events([client.message({ contact: { ...who, name: 'New name', email: 'new@example.com' }, text: 'again' })]);
  assert.deepEqual((await changes(contact)).map(line), [
    ['contact', 'email', null, 'new@example.com', 'App'],
    ['contact', 'name', `Person ${count}`, 'New name', 'App'],
  ]);
});

test('title, amount and owner of a lead', async () => {
  const { contact, lead } = await acquaintance();
  const path = `/leads/${lead.id}`;
  await olga.must('PATCH', path, { title: 'Twelve bikes', amount_minor: 500_000, currency: 'EUR' });
  await olga.must('PATCH', path, { owner_id: people.Maja });
  await maja.must('PATCH', path, { owner_id: null, amount_minor: null });
  await maja.must('PATCH', path, { title: 'Twelve bikes' });
  assert.deepEqual((await changes(contact)).map(line).filter(([of]) => of === 'lead'), [
    ['lead', 'amount', { amount_minor: 500_000, currency: 'EUR' }, null, 'Maja'],
    ['lead', 'owner', { id: people.Maja, name: 'Maja' }, null, 'Maja'],
    ['lead', 'owner', null, { id: people.Maja, name: 'Maja' }, 'Olga'],
    ['lead', 'amount', null, { amount_minor: 500_000, currency: 'EUR' }, 'Olga'],
    ['lead', 'title', lead.title, 'Twelve bikes', 'Olga'],
  ]);
});

test('tags, one by one and of many', async () => {
  const { id, contact } = await acquaintance();
  await olga.must('PATCH', `/conversations/${id}`, { add_tags: ['Wholesale', 'Bikes'] });
  await olga.must('PATCH', `/conversations/${id}`, { add_tags: ['wholesale'] });
  await maja.must('POST', '/conversations/bulk', { ids: [id], remove_tags: ['WHOLESALE'] });
  assert.deepEqual((await changes(contact)).map(line), [
    ['conversation', 'tag', 'Wholesale', null, 'Maja'],
    ['conversation', 'tag', null, 'Bikes', 'Olga'],
    ['conversation', 'tag', null, 'Wholesale', 'Olga'],
  ]);
});

test('a tag of many letters is one tag, however it is written', async () => {
  const { id, contact } = await acquaintance(), name = 'Bicycles with electric motors, big';
  await olga.must('PATCH', `/conversations/${id}`, { add_tags: [name] });
  await maja.must('PATCH', `/conversations/${id}`, { add_tags: [name.toUpperCase()] });
  await maja.must('PATCH', `/conversations/${id}`, { remove_tags: [name.toLowerCase()] });
  assert.deepEqual((await changes(contact)).map(line), [
    ['conversation', 'tag', name, null, 'Maja'],
    ['conversation', 'tag', null, name, 'Olga'],
  ]);
});

test('a refused change leaves nothing behind', async () => {
  const { contact } = await acquaintance();
  const answer = await olga.call('PATCH', `/contacts/${contact}`, { name: 'Never', phone: 'no phone' });
  assert.equal(answer.status, 422);
  assert.deepEqual(await changes(contact), []);
});

test('two contacts that become one bring theirs along, and part with them', async () => {
  const one = await acquaintance();
  const two = await acquaintance();
  await olga.must('PATCH', `/contacts/${one.contact}`, { name: 'One' });
  await olga.must('PATCH', `/contacts/${two.contact}`, { name: 'Two', phone: '+48600100300' });
  await olga.must('PATCH', `/conversations/${two.id}`, { add_tags: ['Two'] });
  await maja.must('POST', `/contacts/${one.contact}/merge`, { contact_id: two.contact, fields: { name: 'own' } });
  const joined = (await changes(one.contact)).map(line);
  assert.deepEqual(joined[0], ['contact', 'phone', null, '+48600100300', 'Maja'], 'taken over by the merge');
  assert.equal(joined.length, 5);
  await maja.must('POST', `/contacts/${two.contact}/unmerge`, {});
  assert.deepEqual((await changes(one.contact)).map(line), [
    ['contact', 'phone', '+48600100300', null, 'Maja'],
    ['contact', 'phone', null, '+48600100300', 'Maja'],
    ['contact', 'name', `Person ${count - 1}`, 'One', 'Olga'],
  ]);
  assert.equal((await changes(two.contact)).length, 3);
});

test('in pages', async () => {
  const { contact } = await acquaintance();
  for (let i = 0; i < 5; i++) await olga.must('PATCH', `/contacts/${contact}`, { name: `Name ${i}` });
  const seen = [];
  for (let cursor = ''; ; ) {
    const page = await olga.must('GET', `/contacts/${contact}/changes?limit=2${cursor}`);
    seen.push(...page.items.map((/** @type {any} */ one) => one.after));
    if (!page.next_cursor) break;
    cursor = `&cursor=${page.next_cursor}`;
  }
  assert.deepEqual(seen, ['Name 4', 'Name 3', 'Name 2', 'Name 1', 'Name 0']);
});
