// Lists under a name: own ones, shared ones, those of teams; their order, their counts; priority; what a person likes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AppClient } from '../fakes/app/client.mjs';
import { startParley, until } from './harness.mjs';

const number = (/** @type {string} */ id) => Number(String(id).replace(/^\D+/, ''));
/** @typedef {import('./harness.mjs').Operator} Operator */
/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {Operator} */ let admin;
/** @type {Operator} */ let maja;
/** @type {Operator} */ let olga;
/** @type {Operator} */ let tomasz;
/** @type {AppClient} */ let client;
/** @type {Record<string, any>} */ let people;
/** @type {number} */ let sales;
before(async () => {
  parley = await startParley();
  admin = await parley.operator({ email: 'admin@example.com', name: 'Admin', role: 'admin' });
  maja = await parley.operator({ email: 'maja@example.com', name: 'Maja', role: 'manager' });
  olga = await parley.operator({ email: 'olga@example.com', name: 'Olga', role: 'operator' });
  tomasz = await parley.operator({ email: 'tomasz@example.com', name: 'Tomasz', role: 'operator' });
  const secrets = { inbound_secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`, outbound_secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` };
  const channel = await parley.addChannel('api', 'App', { ...secrets, webhook_url: 'http://127.0.0.1:9/' });
  client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: secrets.inbound_secret });
  people = Object.fromEntries((await olga.must('GET', '/users')).items.map((/** @type {any} */ user) => [user.name, user]));
  sales = (await admin.must('POST', '/teams', { name: 'Sales', members: [people.Olga.id] })).id;
  await admin.must('POST', '/rules', { name: 'To sales', conditions: { words: ['bike'] }, action: { team_id: sales } });
});
after(async () => {
  for (const one of [admin, maja, olga, tomasz]) one?.close();
  await parley?.stop();
});

let count = 0;
async function acquaintance(text = 'hello', more = {}) {
  const contact = { id: `person-${++count}`, name: `Person ${count}` };
  const { json } = await client.events([client.message({ contact, text }, more)]);
  return number(json.results[0].conversation_id);
}
/** Without the team that is there from the start. */
const names = async (/** @type {Operator} */ who) => (await who.must('GET', '/views')).items.map((/** @type {any} */ one) => one.name).filter((/** @type {string} */ name) => name !== 'Everyone');
const make = (/** @type {Operator} */ who, /** @type {object} */ body) => who.must('POST', '/views', body);
/** A count is at most a second old. @param {Operator} who @param {string} key @param {any} wanted */
const counts = (who, key, wanted) => until(async () => {
  const found = (await who.must('GET', '/views/counts')).items.find((/** @type {any} */ one) => one.key === key);
  return found && found.count === wanted ? found : undefined;
}, `${key} counts ${wanted}`);
async function refused(/** @type {Operator} */ who, /** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ body, /** @type {string} */ field) {
  const answer = await who.call(method, path, body);
  assert.equal(answer.status, 422, `${path} ${JSON.stringify(body)}: ${answer.raw}`);
  assert.equal(answer.json.errors[0].field, field, answer.raw);
}

describe('views', () => {
  test('those of teams are there of themselves: for their people, and all of them for who manages', async () => {
    assert.deepEqual(await names(olga), ['Sales']);
    assert.deepEqual(await names(tomasz), []);
    assert.ok((await names(maja)).includes('Sales'));
    const team = (await olga.must('GET', '/views')).items.find((/** @type {any} */ one) => one.name === 'Sales');
    assert.deepEqual([team.key, team.id, team.editable, team.query], [`team-${sales}`, null, false, { view: 'all', team: String(sales) }]);
    const id = await acquaintance('a bike, please');
    assert.deepEqual((await olga.must('GET', `/conversations?view=all&team=${sales}`)).items.map((/** @type {any} */ one) => one.id), [id]);
    await counts(olga, team.key, 1);
    await olga.must('PATCH', `/conversations/${id}`, { status: 'closed' });
    await counts(olga, team.key, 0);
    assert.deepEqual((await olga.must('GET', `/conversations?view=closed&team=${sales}`)).items.map((/** @type {any} */ one) => one.id), [id]);
    assert.deepEqual((await olga.must('GET', `/conversations?view=closed&team=${sales + 1}`)).items, []);
  });
  test('own ones are kept, renamed, changed and deleted, and nobody else has them', async () => {
    const view = await make(olga, { name: '  My hot ones ', query: { view: 'all', tag: 'Hot', channel: '' } });
    assert.deepEqual([view.name, view.scope, view.editable, view.query], ['My hot ones', 'mine', true, { view: 'all', tag: 'Hot' }]);
    assert.deepEqual([await names(olga), await names(maja), await names(tomasz)], [['Sales', 'My hot ones'], ['Sales'], []]);
    for (const who of [maja, tomasz]) {
      assert.equal((await who.call('PATCH', `/views/${view.id}`, { name: 'Yours' })).status, 404);
      assert.equal((await who.call('DELETE', `/views/${view.id}`)).status, 404);
    }
    const changed = await olga.must('PATCH', `/views/${view.id}`, { name: 'Renamed' });
    assert.deepEqual([changed.name, changed.query], ['Renamed', { view: 'all', tag: 'Hot' }]);
    assert.deepEqual((await olga.must('PATCH', `/views/${view.id}`, { query: { view: 'closed' } })).query, { view: 'closed' });
    assert.equal((await olga.call('DELETE', `/views/${view.id}`)).status, 204);
    assert.deepEqual(await names(olga), ['Sales']);
  });
  test('managers and admins share, with a team or with all; others see and cannot change', async () => {
    assert.equal((await olga.call('POST', '/views', { name: 'For all', query: {}, scope: 'all' })).status, 403);
    const own = await make(olga, { name: 'Own', query: {} });
    assert.equal((await olga.call('PATCH', `/views/${own.id}`, { scope: 'all' })).status, 403);
    const team = await make(maja, { name: 'For sales', query: { view: 'waiting' }, scope: 'team', team_id: sales });
    const all = await make(maja, { name: 'For all', query: { view: 'unassigned' }, scope: 'all' });
    assert.deepEqual(await names(tomasz), ['For all']);
    assert.deepEqual(await names(olga), ['Sales', 'Own', 'For sales', 'For all']);
    assert.deepEqual(await names(admin), ['Sales', 'For sales', 'For all'], 'who manages sees all that are shared');
    const seen = (await olga.must('GET', '/views')).items.find((/** @type {any} */ one) => one.id === team.id);
    assert.deepEqual([seen.editable, seen.team.name, seen.owner.name], [false, 'Sales', 'Maja']);
    assert.equal((await olga.call('PATCH', `/views/${all.id}`, { name: 'Mine now' })).status, 403);
    assert.equal((await olga.call('DELETE', `/views/${all.id}`)).status, 403);
    assert.equal((await admin.must('PATCH', `/views/${all.id}`, { name: 'For everybody' })).name, 'For everybody');
    assert.equal((await admin.must('PATCH', `/views/${all.id}`, { scope: 'mine' })).scope, 'mine', 'it is its maker\'s again');
    assert.deepEqual(await names(tomasz), []);
    assert.ok((await names(maja)).includes('For everybody'));
    for (const [who, id] of /** @type {[Operator, number][]} */ ([[olga, own.id], [maja, team.id], [maja, all.id]])) await who.must('DELETE', `/views/${id}`);
  });
  test('what no list would take is refused by name', async () => {
    await refused(olga, 'POST', '/views', {}, 'name');
    await refused(olga, 'POST', '/views', { name: ' ', query: {} }, 'name');
    await refused(olga, 'POST', '/views', { name: 'x'.repeat(41), query: {} }, 'name');
    await refused(olga, 'POST', '/views', { name: 'X' }, 'query');
    for (const query of [[], 'x', { view: 'nowhere' }, { colour: 'red' }, { channel: 'x' }, { tag: 7 }, { status: 'lost' }, { tag: 'x'.repeat(201) }]) await refused(olga, 'POST', '/views', { name: 'X', query }, 'query');
    await refused(olga, 'POST', '/views', { name: 'X', query: {}, scope: 'some' }, 'scope');
    await refused(maja, 'POST', '/views', { name: 'X', query: {}, scope: 'team' }, 'team_id');
    await refused(maja, 'POST', '/views', { name: 'X', query: {}, scope: 'team', team_id: 999_999 }, 'team_id');
    await refused(olga, 'POST', '/views/order', { keys: 'x' }, 'keys');
  });
  test('everybody has an order of his own; what is new comes last', async () => {
    const [a, b] = [await make(maja, { name: 'A', query: {}, scope: 'all' }), await make(maja, { name: 'B', query: {}, scope: 'all' })];
    await olga.must('POST', '/views/order', { keys: [b.key, `team-${sales}`, a.key] });
    const c = await make(maja, { name: 'C', query: {}, scope: 'all' });
    assert.deepEqual(await names(olga), ['B', 'Sales', 'A', 'C']);
    assert.deepEqual(await names(tomasz), ['A', 'B', 'C']);
    for (const one of [a, b, c]) await maja.must('DELETE', `/views/${one.id}`);
    assert.deepEqual(await names(olga), ['Sales']);
  });
  test('all browsers hear of a change', async () => {
    await tomasz.listen();
    const heard = () => tomasz.events.filter((/** @type {any} */ event) => event.type === 'views.updated').length;
    const view = await make(maja, { name: 'Heard', query: {}, scope: 'all' });
    await until(() => heard() === 1, 'made');
    await maja.must('PATCH', `/views/${view.id}`, { name: 'Heard again' });
    await until(() => heard() === 2, 'renamed');
    await admin.must('PATCH', `/teams/${sales}`, { name: 'Sales', strategy: 'round_robin' });
    await until(() => heard() === 3, 'a team may have another name');
    await maja.must('DELETE', `/views/${view.id}`);
    await until(() => heard() === 4, 'deleted');
  });
  test('counts follow tags, sources, people and states; closed ones are not counted', async () => {
    const hot = await make(olga, { name: 'Hot', query: { view: 'all', tag: 'hot' } });
    const from = await make(olga, { name: 'From', query: { view: 'all', source: 'counted', tag: 'Hot' } });
    const mine = await make(olga, { name: 'Mine', query: { view: 'all', assignee: 'me', tag: 'hot' } });
    const closed = await make(olga, { name: 'Closed', query: { view: 'closed' } });
    const ids = [await acquaintance(), await acquaintance('hello', { attribution: { source: 'counted', medium: 'cpc' } })];
    for (const id of ids) await olga.must('PATCH', `/conversations/${id}`, { add_tags: ['Hot'], assignee_id: people.Tomasz.id });
    await counts(olga, hot.key, 2);
    await counts(olga, from.key, 1);
    await counts(olga, mine.key, 0);
    await olga.must('PATCH', `/conversations/${ids[0]}`, { assignee_id: people.Olga.id });
    await counts(olga, mine.key, 1);
    await olga.must('PATCH', `/conversations/${ids[1]}`, { status: 'closed' });
    await counts(olga, hot.key, 1);
    assert.deepEqual(await counts(olga, closed.key, null), { key: closed.key, count: null, more: false });
    for (const one of [hot, from, mine, closed]) await olga.must('DELETE', `/views/${one.id}`);
  });
  test('a tag that is renamed is asked for under its new name', async () => {
    const view = await make(olga, { name: 'Tagged', query: { view: 'all', tag: 'before' } });
    const tag = await maja.must('POST', '/tags', { name: 'Before' });
    await maja.must('PATCH', `/tags/${tag.id}`, { name: 'After' });
    assert.equal((await olga.must('GET', '/views')).items.find((/** @type {any} */ one) => one.id === view.id).query.tag, 'After');
    await olga.must('DELETE', `/views/${view.id}`);
  });
});

describe('priority', () => {
  test('is given by hand and orders the list', async () => {
    const [low, high, none] = [await acquaintance(), await acquaintance(), await acquaintance()];
    await maja.must('POST', '/conversations/bulk', { ids: [low, high, none], add_tags: ['Ordered'] });
    assert.equal((await olga.must('PATCH', `/conversations/${low}`, { priority: 1 })).priority, 1);
    await olga.must('PATCH', `/conversations/${high}`, { priority: 3 });
    const order = async (/** @type {string} */ sort) => (await olga.must('GET', `/conversations?view=all&tag=ordered&sort=${sort}`)).items.map((/** @type {any} */ one) => one.id);
    assert.deepEqual(await order('priority'), [high, low, none]);
    assert.deepEqual(await order('newest'), [none, high, low]);
    assert.deepEqual(await order('oldest'), [low, high, none]);
    await refused(olga, 'PATCH', `/conversations/${low}`, { priority: 11 }, 'priority');
    assert.equal((await olga.call('GET', '/conversations?sort=loudest')).status, 422);
  });
});

describe('what a person likes', () => {
  test('is his alone, the same at every log-in, and what is wrong is said', async () => {
    assert.deepEqual(await olga.must('GET', '/me/preferences'), { density: 'comfortable', quiet_hours: null, report: '' });
    const liked = { density: 'compact', quiet_hours: { from: '22:00', to: '07:00' }, report: 'days=30&clock=business' };
    assert.deepEqual(await olga.must('PATCH', '/me/preferences', liked), liked);
    assert.deepEqual((await olga.must('GET', '/session')).preferences, liked);
    assert.equal((await tomasz.must('GET', '/session')).preferences.density, 'comfortable');
    assert.deepEqual(await olga.must('PATCH', '/me/preferences', { quiet_hours: null }), { ...liked, quiet_hours: null });
    await refused(olga, 'PATCH', '/me/preferences', { density: 'huge' }, 'density');
    for (const wrong of [7, null, 'x'.repeat(301)]) await refused(olga, 'PATCH', '/me/preferences', { report: wrong }, 'report');
    for (const wrong of [{ from: '22:00' }, { from: '24:00', to: '07:00' }, { from: '7:00', to: '08:00' }, { from: '08:00', to: '08:00' }, 'night', { from: '22:00', to: '07:00', more: 1 }]) await refused(olga, 'PATCH', '/me/preferences', { quiet_hours: wrong }, 'quiet_hours');
  });
});
