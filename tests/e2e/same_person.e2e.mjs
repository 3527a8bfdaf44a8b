// One person under two contacts: suggested, merged by somebody, taken apart again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startAppFake } from '../fakes/app/app.mjs';
import { AppClient } from '../fakes/app/client.mjs';
import { startParley, until } from './harness.mjs';

const number = (/** @type {string} */ id) => Number(String(id).replace(/^\D+/, ''));
/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {Awaited<ReturnType<typeof startAppFake>>} */ let fake;
/** @type {import('./harness.mjs').Operator} */ let olga;
/** @type {import('./harness.mjs').Operator} */ let piotr;
/** @type {AppClient} */ let app;

before(async () => {
  fake = await startAppFake();
  parley = await startParley();
  olga = await parley.operator();
  piotr = await parley.operator({ email: 'piotr@example.com', name: 'Piotr', role: 'operator' });
  const secrets = { inbound_secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`, outbound_secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` };
  fake.secrets = [secrets.outbound_secret];
  const channel = await parley.addChannel('api', 'App', { ...secrets, webhook_url: fake.url });
  app = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: secrets.inbound_secret });
});
after(async () => {
  olga?.close();
  piotr?.close();
  await parley?.stop();
  await fake?.close();
});

let people = 0;
/** Somebody writes. @param {Record<string, any>} facts @param {string} [text] */
async function writes(facts, text = 'Hello') {
  const contact = { id: `who-${++people}`, name: `Person ${people}`, ...facts };
  const { json } = await app.events([app.message({ contact, text })]);
  const conversation = number(json.results[0].conversation_id);
  const { id } = (await olga.must('GET', `/conversations/${conversation}`)).contact;
  return { contact, conversation, id };
}
const says = async (/** @type {object} */ contact, /** @type {string} */ text) => (await app.events([app.message({ contact, text })])).json.results[0];
const texts = async (/** @type {number} */ conversation) => (await olga.spoken(conversation)).map((one) => one.text);
const lines = async (/** @type {number} */ conversation) => (await olga.messages(conversation)).filter((one) => one.kind === 'activity').map((one) => one.content);
const contact = (/** @type {number} */ id) => olga.must('GET', `/contacts/${id}`);
const merge = (/** @type {number} */ own, /** @type {number} */ other, /** @type {object} */ more = {}) => piotr.must('POST', `/contacts/${own}/merge`, { contact_id: other, ...more });
const ownerOf = async (/** @type {number} */ conversation) => (await olga.must('GET', `/conversations/${conversation}`)).contact.id;

test('who has the same phone is suggested with the evidence, and nothing is merged by that', async () => {
  const anna = await writes({ name: 'Anna', phone: '+48600100200', email: 'anna@example.com' });
  const other = await writes({ name: 'anna', phone: '+48600100200', email: 'work@example.com' });
  const namesake = await writes({ name: 'Anna' });
  const { items, next_cursor } = await olga.must('GET', `/contacts/${anna.id}/duplicates`);
  assert.equal(next_cursor, null);
  assert.deepEqual(items.map((/** @type {any} */ one) => [one.contact.id, one.evidence]), [
    [other.id, [{ what: 'phone', value: '+48600100200' }, { what: 'name', value: 'anna' }]],
  ]);
  assert.deepEqual((await olga.must('GET', `/contacts/${namesake.id}/duplicates`)).items, []);
  assert.equal(await ownerOf(other.conversation), other.id);
  const preview = await olga.must('GET', `/contacts/${anna.id}/merge?contact_id=${other.id}`);
  assert.deepEqual(preview.moves, { identities: 1, conversations: 1, leads: 1 });
  assert.deepEqual(preview.fields, [
    { field: 'name', own: 'Anna', other: 'anna', wins: 'own' },
    { field: 'email', own: 'anna@example.com', other: 'work@example.com', wins: 'own' },
  ]);
  assert.equal(await ownerOf(other.conversation), other.id, 'a preview does nothing');
});

test('who was called a different person is suggested no more, on either side and after merges, until that is taken back', async () => {
  const phone = '+48600100250';
  const one = await writes({ name: 'Ewa', phone });
  const two = await writes({ name: 'Adam', phone });
  const suggested = async (/** @type {number} */ id) => (await olga.must('GET', `/contacts/${id}/duplicates`)).items.map((/** @type {any} */ found) => found.contact.id);
  assert.deepEqual([await suggested(one.id), await suggested(two.id)], [[two.id], [one.id]]);
  for (let i = 0; i < 2; i++) await piotr.must('PUT', `/contacts/${one.id}/apart/${two.id}`);
  assert.deepEqual([await suggested(one.id), await suggested(two.id)], [[], []]);
  const three = await writes({ name: 'Ewa K.', phone });
  assert.deepEqual(await suggested(one.id), [three.id]);
  await merge(three.id, one.id);
  assert.deepEqual([await suggested(three.id), await suggested(two.id)], [[], []], 'one who is part of somebody stays a different person');
  await olga.must('POST', `/contacts/${one.id}/unmerge`);
  await piotr.must('DELETE', `/contacts/${two.id}/apart/${one.id}`);
  assert.deepEqual((await suggested(one.id)).sort(), [two.id, three.id].sort());
  assert.equal((await piotr.call('PUT', `/contacts/${one.id}/apart/${one.id}`)).status, 422);
  assert.equal((await piotr.call('PUT', `/contacts/${one.id}/apart/999999`)).status, 404);
});

test('merged by one, followed by all; later messages come to the survivor, in their order and once', async () => {
  const anna = await writes({ name: 'Vera', email: 'vera@example.com' }, 'First');
  const other = await writes({ name: 'Vera K.', phone: '+48600100300' }, 'Second');
  await olga.listen();
  const answer = await merge(anna.id, other.id, { fields: { name: 'other' } });
  assert.deepEqual([answer.id, answer.name, answer.phone, answer.email], [anna.id, 'Vera K.', '+48600100300', 'vera@example.com']);
  assert.deepEqual(answer.merged.map((/** @type {any} */ one) => [one.id, one.name, one.by.name]), [[other.id, 'Vera K.', 'Piotr']]);
  const told = await until(() => olga.events.find((one) => one.type === 'conversation.updated' && one.conversation_id === other.conversation && one.data.conversation.contact.id === anna.id), 'the conversation is told of');
  assert.deepEqual(told.data.conversation.contact, { id: anna.id, name: 'Vera K.', avatar_url: null });
  const facts = await until(() => olga.events.find((one) => one.type === 'contact.updated' && one.data.contact.id === anna.id), 'the contact is told of');
  assert.equal(facts.data.contact.merged.length, 1);
  assert.ok(facts.seq > told.seq, 'a browser puts the contact into the conversation');
  assert.equal((await contact(other.id)).merged_into, anna.id);
  assert.equal((await olga.call('PATCH', `/contacts/${other.id}`, { name: 'X' })).json.code, 'merged');
  assert.deepEqual((await lines(other.conversation)).at(-1), { activity: 'merged', contact: { id: other.id, name: 'Vera K.' }, into: { id: anna.id, name: 'Vera' }, by: answer.merged[0].by });

  const event = app.message({ contact: other.contact, text: 'Third' });
  for (let i = 0; i < 2; i++) await app.events([event]);
  await says(anna.contact, 'Fourth');
  assert.equal(await ownerOf(other.conversation), anna.id);
  assert.deepEqual(await texts(other.conversation), ['Second', 'Third']);
  assert.deepEqual(await texts(anna.conversation), ['First', 'Fourth']);
  const ids = (await olga.must('GET', `/conversations?contact=${anna.id}`)).items.map((/** @type {any} */ one) => one.id);
  assert.deepEqual(new Set(ids), new Set([anna.conversation, other.conversation]));
  const listed = (await olga.must('GET', '/contacts?limit=200')).items.map((/** @type {any} */ one) => one.id);
  assert.ok(listed.includes(anna.id) && !listed.includes(other.id));
  await until(async () => (await olga.must('GET', '/contacts?q=600100300')).items.map((/** @type {any} */ one) => one.id).join() === String(anna.id), 'found by the number');

  await parley.restart();
  assert.equal((await says(other.contact, 'Fifth')).status, 'accepted');
  assert.equal(await ownerOf(other.conversation), anna.id);
  const alone = await piotr.must('POST', `/contacts/${other.id}/unmerge`);
  assert.deepEqual([alone.merged_into, alone.name, alone.phone], [null, 'Vera K.', '+48600100300']);
  const back = await contact(anna.id);
  assert.deepEqual([back.name, back.phone, back.merged], ['Vera', null, []]);
  assert.equal(await ownerOf(other.conversation), other.id);
  assert.deepEqual(await texts(other.conversation), ['Second', 'Third', 'Fifth']);
  assert.equal((await lines(anna.conversation)).at(-1).activity, 'unmerged');
  await piotr.must('POST', `/contacts/${other.id}/unmerge`);
  assert.equal((await lines(anna.conversation)).filter((one) => one.activity === 'unmerged').length, 1, 'twice is once');
  assert.equal((await says(other.contact, 'Sixth')).status, 'accepted');
  assert.equal(await ownerOf(other.conversation), other.id);
});

test('people who merge the same at once, either way round, end with one contact', async () => {
  const all = [];
  for (let i = 0; i < 3; i++) all.push(await writes({}));
  const [a, b, c] = all;
  await Promise.all([merge(a.id, b.id), merge(b.id, a.id), merge(b.id, c.id), merge(a.id, b.id), merge(c.id, a.id)]);
  const owners = new Set(await Promise.all(all.map((one) => ownerOf(one.conversation))));
  assert.equal(owners.size, 1);
  const [root] = owners;
  assert.equal((await contact(root)).identities.length, 3);
  for (const one of all) await piotr.must('POST', `/contacts/${one.id}/unmerge`);
  for (const one of all) assert.equal(await ownerOf(one.conversation), one.id);
});

test('what makes no sense is refused by its name', async () => {
  const { id } = await writes({ name: 'Ewa' });
  const other = await writes({ name: 'Ewa B.' });
  const fieldOf = async (/** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ body) => {
    const answer = await piotr.call(method, path, body);
    return [answer.status, answer.json.errors?.[0]?.field];
  };
  assert.deepEqual(await fieldOf('POST', `/contacts/${id}/merge`, {}), [422, 'contact_id']);
  assert.deepEqual(await fieldOf('POST', `/contacts/${id}/merge`, { contact_id: id }), [422, 'contact_id']);
  assert.deepEqual(await fieldOf('POST', `/contacts/${id}/merge`, { contact_id: 1 }), [422, 'contact_id']);
  assert.deepEqual(await fieldOf('POST', `/contacts/${id}/merge`, { contact_id: other.id, fields: { name: 'mine' } }), [422, 'fields/name']);
  assert.deepEqual(await fieldOf('POST', `/contacts/${id}/merge`, { contact_id: other.id, fields: { phone: 'other' } }), [422, 'fields/phone']);
  assert.deepEqual(await fieldOf('GET', `/contacts/${id}/merge`, undefined), [422, 'contact_id']);
  assert.equal((await piotr.call('POST', '/contacts/1/merge', { contact_id: id })).status, 404);
  assert.equal(await ownerOf(other.conversation), other.id);
});
