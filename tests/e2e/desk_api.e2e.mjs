// What people at the desk add to conversations: tags, templates, drafts, mentions, and changes of many at once.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AppClient } from '../fakes/app/client.mjs';
import { startParley, until } from './harness.mjs';

const number = (/** @type {string} */ id) => Number(String(id).replace(/^\D+/, ''));
/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {import('./harness.mjs').Operator} */ let maja;
/** @type {import('./harness.mjs').Operator} */ let olga;
/** @type {import('./harness.mjs').Operator} */ let tomasz;
/** @type {AppClient} */ let client;
/** @type {Record<string, any>} */ let people;
before(async () => {
  parley = await startParley();
  maja = await parley.operator({ email: 'maja@example.com', name: 'Maja', role: 'manager' });
  olga = await parley.operator({ email: 'olga@example.com', name: 'Olga', role: 'operator' });
  tomasz = await parley.operator({ email: 'tomasz@example.com', name: 'Tomasz', role: 'operator' });
  const secrets = { inbound_secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`, outbound_secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` };
  const channel = await parley.addChannel('api', 'App', { ...secrets, webhook_url: 'http://127.0.0.1:9/' });
  client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: secrets.inbound_secret });
  people = Object.fromEntries((await olga.must('GET', '/users')).items.map((/** @type {any} */ user) => [user.name, user]));
});
after(async () => {
  for (const one of [maja, olga, tomasz]) one?.close();
  await parley?.stop();
});

let count = 0;
async function acquaintance(more = {}) {
  const contact = { id: `person-${++count}`, name: `Person ${count}` };
  const { json } = await client.events([client.message({ contact, text: 'hello' }, more)]);
  return number(json.results[0].conversation_id);
}
const show = (/** @type {number} */ id) => olga.must('GET', `/conversations/${id}`);
const change = (/** @type {number} */ id, /** @type {object} */ body) => olga.must('PATCH', `/conversations/${id}`, body);
const idsOf = async (/** @type {string} */ query) => (await olga.must('GET', `/conversations?${query}`)).items.map((/** @type {any} */ one) => one.id);
async function refused(/** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ body, /** @type {string} */ field, who = olga) {
  const answer = await who.call(method, path, body);
  assert.ok([400, 422].includes(answer.status), `${path} ${JSON.stringify(body)}: ${answer.status}`);
  assert.equal(answer.json.errors[0].field, field, JSON.stringify(answer.json));
}

describe('tags', () => {
  test('are put on and taken off by name, whatever the case and accents; a new name makes one', async () => {
    const id = await acquaintance();
    assert.deepEqual((await show(id)).tags, []);
    assert.deepEqual((await change(id, { add_tags: ['Żółty rower', 'Wholesale'] })).tags, ['Żółty rower', 'Wholesale']);
    assert.deepEqual((await change(id, { add_tags: ['zolty ROWER'], remove_tags: ['WHOLESALE'] })).tags, ['Żółty rower']);
    const all = (await olga.must('GET', '/tags')).items;
    assert.deepEqual(all.map((/** @type {any} */ tag) => [tag.name, tag.count]), [['Wholesale', 0], ['Żółty rower', 1]]);
    await refused('PATCH', `/conversations/${id}`, { add_tags: [' '] }, 'add_tags');
    await refused('PATCH', `/conversations/${id}`, { add_tags: ['x'.repeat(41)] }, 'add_tags');
    await refused('PATCH', `/conversations/${id}`, { add_tags: 'Wholesale' }, 'add_tags');
  });
  test('two people tag at the same time and neither loses', async () => {
    const id = await acquaintance();
    await Promise.all([change(id, { add_tags: ['A'] }), tomasz.must('PATCH', `/conversations/${id}`, { add_tags: ['B'] })]);
    assert.deepEqual((await show(id)).tags.sort(), ['A', 'B']);
  });
  test('everybody hears of it by socket, also of those a message brings along', async () => {
    const id = await acquaintance();
    await olga.listen();
    await tomasz.must('PATCH', `/conversations/${id}`, { add_tags: ['Heard'] });
    const told = await until(() => olga.events.findLast((/** @type {any} */ event) => event.type === 'conversation.updated' && event.conversation_id === id && event.data.conversation.tags.length), 'told');
    assert.deepEqual(told.data.conversation.tags, ['Heard']);
    await tomasz.send(id, { text: 'an answer' });
    const said = await until(() => olga.events.find((/** @type {any} */ event) => event.type === 'message.created' && event.conversation_id === id && event.data.conversation), 'said');
    assert.deepEqual(said.data.conversation.tags, ['Heard']);
  });
  test('a manager renames and deletes; it is so everywhere at once', async () => {
    const id = await acquaintance();
    await change(id, { add_tags: ['Old name'] });
    const tag = (await olga.must('GET', '/tags')).items.find((/** @type {any} */ one) => one.name === 'Old name');
    assert.equal((await olga.call('PATCH', `/tags/${tag.id}`, { name: 'Mine' })).status, 403);
    await refused('PATCH', `/tags/${tag.id}`, { name: 'wholesale' }, 'name', maja);
    assert.equal((await maja.call('PATCH', `/tags/${tag.id}`, { name: 'New name' })).status, 204);
    assert.deepEqual((await show(id)).tags, ['New name']);
    assert.equal((await maja.call('DELETE', `/tags/${tag.id}`)).status, 204);
    assert.deepEqual((await show(id)).tags, []);
    await refused('POST', '/tags', { name: 'WHOLESALE' }, 'name');
  });
});

describe('the list', () => {
  test('is narrowed by tag and source, open and closed, in every size of page', async () => {
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push(await acquaintance({ attribution: { source: i < 3 ? 'narrow' : 'other', medium: 'cpc' } }));
    for (const id of ids.slice(1)) await change(id, { add_tags: ['Narrow'] });
    const tag = 'narrow';
    assert.deepEqual((await idsOf(`view=all&tag=${tag}`)).sort(), ids.slice(1));
    assert.deepEqual((await idsOf('view=all&source=narrow')).sort(), ids.slice(0, 3));
    assert.deepEqual((await idsOf(`view=all&source=narrow&tag=${tag}`)).sort(), ids.slice(1, 3));
    assert.deepEqual((await olga.must('GET', `/conversations/ids?view=all&tag=${tag}`)).ids.sort(), ids.slice(1));
    const paged = [];
    let cursor = '';
    do {
      const page = await olga.must('GET', `/conversations?view=all&tag=${tag}&limit=1${cursor}`);
      paged.push(...page.items.map((/** @type {any} */ one) => one.id));
      cursor = page.next_cursor ? `&cursor=${page.next_cursor}` : '';
    } while (cursor);
    assert.deepEqual(paged.sort(), ids.slice(1));
    for (const id of ids.slice(2, 4)) await change(id, { status: 'closed' });
    assert.deepEqual((await idsOf(`view=closed&tag=${tag}`)).sort(), ids.slice(2, 4));
    assert.deepEqual(await idsOf(`view=closed&tag=${tag}&source=narrow`), [ids[2]]);
    const sources = (await olga.must('GET', '/conversations/sources')).items;
    assert.deepEqual(sources.find((/** @type {any} */ one) => one.name === 'narrow'), { name: 'narrow', count: 3 });
  });
});

describe('many at once', () => {
  test('are changed, and told with what they were, so that it can be taken back', async () => {
    const [a, b, c] = [await acquaintance(), await acquaintance(), await acquaintance()];
    await change(a, { add_tags: ['Before'], assignee_id: people.Tomasz.id });
    await change(c, { status: 'closed' });
    const { items } = await olga.must('POST', '/conversations/bulk', { ids: [a, b, c, 999_999], status: 'snoozed', snoozed_until: '2100-01-01T00:00:00Z', add_tags: ['Bulk'], unread: 0 });
    assert.deepEqual(items.map((/** @type {any} */ one) => one.id), [a, b], 'the closed one and the unknown one are left alone');
    assert.deepEqual(items[0].before, { status: 'open', snoozed_until: null, assignee_id: people.Tomasz.id, unread: 1, priority: 0, tags: ['Before'], stage_id: null });
    const now = await show(a);
    assert.deepEqual([now.status, now.tags, now.unread], ['snoozed', ['Before', 'Bulk'], 0]);
    await olga.must('POST', '/conversations/bulk', { ids: [a, b], status: 'open', remove_tags: ['Bulk'], unread: 1 });
    const back = await show(a);
    assert.deepEqual([back.status, back.tags, back.unread], ['open', ['Before'], 1]);
  });
  test('their leads are moved together, and those without one are left alone', async () => {
    const [a, b] = [await acquaintance(), await acquaintance()];
    const first = (await show(a)).lead.stage;
    const [pipeline] = (await olga.must('GET', '/pipelines')).items;
    const won = pipeline.stages.find((/** @type {any} */ stage) => stage.group === 'won');
    const { items } = await olga.must('POST', '/conversations/bulk', { ids: [a, b], stage_id: won.id });
    assert.deepEqual(items.map((/** @type {any} */ one) => [one.id, one.before.stage_id]), [[a, first.id], [b, first.id]]);
    const moved = await show(a);
    assert.deepEqual([moved.lead.stage.id, moved.lead_detail.history.map((/** @type {any} */ step) => step.stage.name)], [won.id, [first.name, won.name]]);
    await refused('POST', '/conversations/bulk', { ids: [a], stage_id: 1 }, 'stage_id');
    await refused('POST', '/conversations/bulk', { ids: [a], stage_id: null }, 'stage_id');
  });
  test('asked for again under its key, nothing is changed and the answer is the first one', async () => {
    const id = await acquaintance();
    const call = () => olga.call('POST', '/conversations/bulk', { ids: [id], status: 'closed' }, { 'idempotency-key': `many-${id}` });
    const first = await call();
    assert.equal(first.json.items[0].before.status, 'open');
    await change(id, { status: 'open' });
    const second = await call();
    assert.deepEqual([second.status, second.json, second.headers.get('idempotent-replayed')], [200, first.json, 'true']);
    assert.equal((await show(id)).status, 'open');
  });
  test('what is wrong with one change changes none', async () => {
    const id = await acquaintance();
    await refused('POST', '/conversations/bulk', { ids: [id], status: 'closed', add_tags: [''] }, 'add_tags');
    assert.equal((await show(id)).status, 'open');
    await refused('POST', '/conversations/bulk', { ids: [] }, 'ids');
    await refused('POST', '/conversations/bulk', { ids: Array.from({ length: 201 }, (_, i) => i) }, 'ids');
    await refused('POST', '/conversations/bulk', { ids: [id], unread: -1 }, 'unread');
  });
});

describe('templates', () => {
  const body = { title: 'Shipping', shortcut: '/ship', text: 'Hello {first_name|there}, we ship tomorrow.', folder: 'Orders' };
  test('own ones by everyone, those of all by managers', async () => {
    const own = await olga.must('POST', '/templates', body);
    assert.deepEqual([own.scope, own.shortcut, own.used], ['mine', 'ship', 0]);
    assert.equal((await olga.call('POST', '/templates', { ...body, shortcut: '', scope: 'all' })).status, 403);
    const shared = await maja.must('POST', '/templates', { ...body, title: 'For all', scope: 'all', shortcut: 'all' });
    assert.deepEqual((await olga.must('GET', '/templates')).items.map((/** @type {any} */ one) => one.title), ['For all', 'Shipping']);
    assert.deepEqual((await tomasz.must('GET', '/templates')).items.map((/** @type {any} */ one) => one.title), ['For all']);
    assert.equal((await tomasz.call('PATCH', `/templates/${own.id}`, { title: 'x' })).status, 404);
    assert.equal((await tomasz.call('PATCH', `/templates/${shared.id}`, { title: 'x' })).status, 403);
    assert.equal((await tomasz.call('DELETE', `/templates/${shared.id}`)).status, 403);
    assert.equal((await tomasz.call('POST', `/templates/${shared.id}/used`)).status, 204);
    assert.equal((await maja.must('PATCH', `/templates/${shared.id}`, { title: 'For everybody' })).used, 1);
    assert.equal((await olga.call('PATCH', `/templates/${own.id}`, { scope: 'all' })).status, 403);
    assert.equal((await olga.call('DELETE', `/templates/${own.id}`)).status, 204);
    assert.equal((await olga.call('DELETE', `/templates/${own.id}`)).status, 404);
  });
  test('wrong fields are named', async () => {
    await refused('POST', '/templates', { title: '', text: 'x' }, 'title');
    await refused('POST', '/templates', { title: 'x' }, 'text');
    await refused('POST', '/templates', { ...body, shortcut: 'two words' }, 'shortcut');
    await refused('POST', '/templates', { ...body, shortcut: 'ALL' }, 'shortcut');
    await refused('POST', '/templates', { ...body, scope: 'team' }, 'scope');
  });
});

describe('drafts', () => {
  const save = (/** @type {number} */ id, /** @type {object} */ draft, who = olga) => who.must('PATCH', `/conversations/${id}/draft`, draft);
  const at = (/** @type {number} */ seconds) => new Date(Date.now() - 60_000 + seconds * 1000).toISOString();
  const mine = async (/** @type {number} */ id, who = olga) => (await who.must('GET', '/drafts')).items.filter((/** @type {any} */ one) => one.conversation_id === id);
  test('are kept by person, conversation and kind, with their files and quote, to the last space', async () => {
    const id = await acquaintance();
    const [first] = await olga.spoken(id);
    const file = await olga.upload(Buffer.from('hello'), 'text/plain', 'a.txt');
    const { draft, other } = await save(id, { text: 'Dear ', attachments: [file.id], reply_to: first.id, edited_at: at(1) });
    assert.deepEqual([draft.text, draft.attachments[0].name, draft.reply_to.text, other], ['Dear ', 'a.txt', 'hello', null]);
    await save(id, { text: 'a note', note: true, edited_at: at(1) });
    assert.equal((await mine(id)).length, 2);
    assert.deepEqual(await mine(id, tomasz), [], 'nobody else sees them');
    await save(id, { text: '', edited_at: at(2), base: draft.edited_at });
    assert.deepEqual((await mine(id)).map((/** @type {any} */ one) => one.text), ['a note']);
  });
  test('the newest edit stands, and the one it did not grow from is not lost', async () => {
    const id = await acquaintance();
    const first = (await save(id, { text: 'desk', edited_at: at(1) })).draft;
    const phone = await save(id, { text: 'phone', edited_at: at(3), base: null });
    assert.deepEqual([phone.draft.text, phone.other.text], ['phone', 'desk']);
    const late = await save(id, { text: 'desk, later', edited_at: at(2), base: first.edited_at });
    assert.deepEqual([late.draft.text, late.other.text], ['phone', 'desk, later']);
    const grown = await save(id, { text: 'phone, on', edited_at: at(4), base: phone.draft.edited_at });
    assert.deepEqual([grown.draft.text, grown.other], ['phone, on', null]);
  });
  test('what was begun for one person alone is kept as such, and may be turned', async () => {
    const id = await acquaintance();
    const { draft } = await save(id, { text: 'Your discount', private: true, edited_at: at(1) });
    assert.equal(draft.private, true);
    assert.deepEqual((await mine(id)).map((/** @type {any} */ one) => one.private), [true]);
    const turned = await save(id, { text: 'Your discount', edited_at: at(2), base: draft.edited_at });
    assert.deepEqual([turned.draft.private, turned.other, (await mine(id))[0].private], [false, null, false]);
  });
  test('a sent one is not brought back by an older version', async () => {
    const id = await acquaintance();
    await save(id, { text: 'sent', edited_at: at(1) });
    await save(id, { text: '', edited_at: at(5) });
    const { draft } = await save(id, { text: 'sen', edited_at: at(0) });
    assert.equal(draft.text, '');
    assert.deepEqual(await mine(id), []);
  });
});

describe('mentions', () => {
  const counts = async (/** @type {any} */ who) => (await who.must('GET', '/conversations/counts')).mentions;
  test('a note calls on people until they look', async () => {
    const id = await acquaintance();
    const note = await olga.send(id, { text: 'Tomasz, is one left?', note: true, mentions: [people.Tomasz.id, people.Olga.id] });
    assert.deepEqual(note.content.mentions.map((/** @type {any} */ one) => one.name), ['Tomasz', 'Olga']);
    assert.equal(await counts(tomasz), 1);
    assert.equal(await counts(olga), 0, 'one does not call on oneself');
    assert.deepEqual((await tomasz.must('GET', '/conversations?view=mentions')).items.map((/** @type {any} */ one) => one.id), [id]);
    await tomasz.must('POST', `/conversations/${id}/seen`, { message_id: note.id });
    assert.equal(await counts(tomasz), 0);
    assert.equal((await tomasz.must('GET', '/conversations?view=mentions')).items.length, 1, 'and are found again');
    await refused('POST', `/conversations/${id}/messages`, { text: 'x', mentions: [people.Tomasz.id] }, 'mentions');
    await refused('POST', `/conversations/${id}/messages`, { text: 'x', note: true, mentions: [1] }, 'mentions');
  });
});
