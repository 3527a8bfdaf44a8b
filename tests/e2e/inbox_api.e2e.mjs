// What the browser inbox asks of the server beside threads and search.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startAppFake } from '../fakes/app/app.mjs';
import { AppClient } from '../fakes/app/client.mjs';
import { png } from '../fakes/telegram/files.mjs';
import { Operator, startParley, until } from './harness.mjs';

const number = (id) => Number(String(id).replace(/^\D+/, ''));
/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {Awaited<ReturnType<typeof startAppFake>>} */ let app;
/** @type {Operator} */ let olga;
/** @type {Operator} */ let piotr;
/** @type {AppClient} */ let client;
let people;

before(async () => {
  app = await startAppFake();
  parley = await startParley();
  olga = await parley.operator();
  piotr = await parley.operator({ email: 'piotr@example.com', name: 'Piotr', role: 'operator' });
  const secrets = { inbound_secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`, outbound_secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` };
  app.secrets = [secrets.outbound_secret];
  const channel = await parley.addChannel('api', 'App', { ...secrets, webhook_url: app.url });
  client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: secrets.inbound_secret });
  people = Object.fromEntries((await olga.must('GET', '/users')).items.map((user) => [user.name, user]));
});
after(async () => {
  olga?.close();
  piotr?.close();
  await parley?.stop();
  await app?.close();
});

let count = 0;
async function acquaintance(text = 'hello', more = {}) {
  const contact = { id: `person-${++count}`, name: `Person ${count}` };
  const { json } = await client.events([client.message({ contact, text, ...more })]);
  return { contact, id: number(json.results[0].conversation_id) };
}
const show = (id) => olga.must('GET', `/conversations/${id}`);
const lines = async (id) => (await olga.messages(id)).filter((one) => one.kind === 'activity').map((one) => one.content);
const refused = async (method, path, body, field, who = olga) => {
  const answer = await who.call(method, path, body);
  assert.ok([400, 422].includes(answer.status), `${path} ${JSON.stringify(body)}: ${answer.status}`);
  assert.equal(answer.json.errors[0].field, field, JSON.stringify(answer.json));
};

describe('conversations', () => {
  test('of one contact, also closed ones', async () => {
    const { id } = await acquaintance();
    await acquaintance();
    const { contact } = await show(id);
    await olga.must('PATCH', `/conversations/${id}`, { status: 'closed' });
    const page = await olga.must('GET', `/conversations?contact=${contact.id}`);
    assert.deepEqual(page.items.map((one) => one.id), [id]);
    assert.deepEqual((await olga.must('GET', `/conversations?contact=${contact.id}&status=open`)).items, []);
  });
  test('sort=wait: those who wait first, in every size of page', async () => {
    const first = await acquaintance();
    const second = await acquaintance();
    const answered = await acquaintance();
    await olga.send(answered.id, { text: 'yes' });
    const ids = [];
    let cursor = '';
    do {
      const page = await olga.must('GET', `/conversations?view=all&sort=wait&limit=2${cursor}`);
      ids.push(...page.items.map((one) => one.id));
      cursor = page.next_cursor ? `&cursor=${page.next_cursor}` : '';
    } while (cursor);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.indexOf(first.id) < ids.indexOf(second.id) && ids.indexOf(second.id) < ids.indexOf(answered.id), JSON.stringify(ids));
    await refused('GET', '/conversations?sort=name', undefined, 'sort');
  });
  test('a note does not look like an answer in the list', async () => {
    const { id } = await acquaintance();
    await olga.send(id, { text: 'careful', note: true });
    const { last_message: last } = await show(id);
    assert.deepEqual([last.note, last.author, last.text], [true, { type: 'operator', id: people.Olga.id, name: 'Olga' }, 'careful']);
    await olga.send(id, { text: 'an answer' });
    assert.equal((await show(id)).last_message.note, false);
  });
  test('a picture has its size', async () => {
    const upload = await olga.upload(png(31, 17), 'image/png', 'p.png');
    assert.deepEqual([upload.width, upload.height], [31, 17]);
    const { id } = await acquaintance('look', { attachments: [{ inline_base64: png(12, 34).toString('base64'), name: 'x.png', content_type: 'image/png', kind: 'image' }] });
    const [message] = await olga.spoken(id);
    assert.deepEqual([message.attachments[0].width, message.attachments[0].height], [12, 34]);
  });
});

describe('files', () => {
  test('a type that is no type is refused by name', async () => {
    const answer = await olga.call('POST', '/attachments?name=x', Buffer.from('x'), { 'content-type': `text/${'x'.repeat(200)}` });
    assert.deepEqual([answer.status, answer.json.errors[0].field], [422, 'Content-Type']);
  });
});

describe('settings', () => {
  test('the target is what the admin says; operators may look', async () => {
    const { id } = await acquaintance();
    assert.equal((await show(id)).wait.target_seconds, 300);
    assert.equal((await olga.must('PATCH', '/settings', { target_seconds: 120, company: 'Velo' })).target_seconds, 120);
    assert.equal((await show(id)).wait.target_seconds, 120);
    assert.equal((await piotr.must('GET', '/settings')).company, 'Velo');
    assert.equal((await piotr.call('PATCH', '/settings', { target_seconds: 1 })).status, 403);
    await refused('PATCH', '/settings', { target_seconds: 0 }, 'target_seconds');
    await refused('PATCH', '/settings', { company: ' ' }, 'company');
    await refused('PATCH', '/settings', { calendar: { zone: 'Mars/Base', week: [[], [], [], [], [], [], []] } }, 'zone');
  });
  test('the company is part of the session', async () => {
    const answer = await fetch(`${parley.url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: 'olga@example.com', password: 'correct horse battery staple' }) });
    assert.equal((await answer.json()).company, 'Velo');
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0];
    assert.equal((await (await fetch(`${parley.url}/api/v1/session`, { headers: { cookie } })).json()).company, 'Velo');
  });
});

describe('people', () => {
  test('a contact is changed field by field and announced', async () => {
    const { id } = await acquaintance();
    const { contact } = await show(id);
    await olga.listen();
    const path = `/contacts/${contact.id}`;
    const changed = await olga.must('PATCH', path, { name: ' Anna  K ', phone: '0048 600-100-201', email: 'Anna@Example.COM', language: 'pl', attributes: { vip: true, size: 'L' } });
    assert.deepEqual([changed.name, changed.phone, changed.phone_verified, changed.email, changed.language, changed.attributes], ['Anna  K', '+48600100201', false, 'anna@example.com', 'pl', { vip: true, size: 'L' }]);
    await until(() => olga.events.find((event) => event.type === 'contact.updated' && event.data.contact.id === contact.id), 'contact.updated');
    const less = await olga.must('PATCH', path, { phone: null, attributes: { size: null } });
    assert.deepEqual([less.phone, less.attributes, less.email], [null, { vip: true }, 'anna@example.com']);
    for (const [body, field] of /** @type {[any, string][]} */ ([
      [{ name: '' }, 'name'], [{ name: 5 }, 'name'], [{ phone: '600100200' }, 'phone'], [{ email: 'nobody' }, 'email'], [{ attributes: [] }, 'attributes'],
      [{ attributes: { a: {} } }, 'attributes/a'], [{ blocked: true }, 'blocked'], [{ name: 'x'.repeat(201) }, 'name'],
    ])) await refused('PATCH', path, body, field);
    assert.equal((await olga.call('PATCH', '/contacts/1', { name: 'x' })).status, 404);
  });
  test('an admin takes in a colleague, who can sign in', async () => {
    const facts = { email: 'New@Example.com', name: 'New', role: 'operator', password: 'a long enough one', language: 'pl' };
    const made = await olga.must('POST', '/users', facts);
    assert.deepEqual([made.email, made.role, made.language, made.active], ['new@example.com', 'operator', 'pl', true]);
    const session = await fetch(`${parley.url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: 'new@example.com', password: facts.password }) });
    assert.equal(session.status, 200);
    await refused('POST', '/users', facts, 'email');
    await refused('POST', '/users', { ...facts, email: 'x@example.com', role: 'boss' }, 'role');
    await refused('POST', '/users', { ...facts, email: 'x@example.com', password: 'short' }, 'password');
    assert.equal((await piotr.call('POST', '/users', facts)).status, 403);
  });
  test('a lead moves, with a line that says from where to where and by whom', async () => {
    const { id } = await acquaintance();
    const { lead } = await show(id);
    const [pipeline] = (await olga.must('GET', '/pipelines')).items;
    const won = pipeline.stages.find((stage) => stage.group === 'won');
    const moved = await olga.must('PATCH', `/leads/${lead.id}`, { stage_id: won.id, amount_minor: 12300, currency: 'PLN', title: 'Bike', owner_id: people.Piotr.id });
    assert.deepEqual([moved.stage.group, moved.amount_minor, moved.currency, moved.title, moved.owner.name], ['won', 12300, 'PLN', 'Bike', 'Piotr']);
    assert.deepEqual(moved.history.map((step) => step.stage.name), ['New', won.name]);
    const line = (await lines(id)).find((one) => one.activity === 'stage_moved');
    assert.deepEqual([line.from.name, line.to.name, line.by], ['New', won.name, { id: people.Olga.id, name: 'Olga' }]);
    const none = await olga.must('PATCH', `/leads/${lead.id}`, { owner_id: null, amount_minor: null, currency: null });
    assert.deepEqual([none.owner, none.amount_minor, none.currency, none.title], [null, null, null, 'Bike']);
    for (const [body, field] of /** @type {[any, string][]} */ ([
      [{ stage_id: 'won' }, 'stage_id'], [{ stage_id: 1 }, 'stage_id'], [{ stage_id: null }, 'stage_id'], [{ owner_id: 1 }, 'owner_id'], [{ owner_id: '5' }, 'owner_id'],
      [{ currency: 'zł' }, 'currency'], [{ amount_minor: 1.5 }, 'amount_minor'], [{ amount_minor: -1 }, 'amount_minor'], [{ title: '' }, 'title'], [{ colour: 1 }, 'colour'],
    ])) await refused('PATCH', `/leads/${lead.id}`, body, field);
  });
});

describe('contacts', () => {
  test('what an operator wrote of somebody is not replaced by what the platform says again', async () => {
    const { contact, id } = await acquaintance();
    const who = { ...contact, phone: '+48600100200', email: 'old@example.com', locale: 'en' };
    const says = (/** @type {object} */ more = {}) => client.events([client.event('contact.updated', { contact: { ...who, ...more } })]);
    await says();
    const known = (await show(id)).contact;
    const read = async () => (({ name, phone, email, language }) => ({ name, phone, email, language }))(await olga.must('GET', `/contacts/${known.id}`));
    const wrong = await read();
    assert.deepEqual([wrong.phone, wrong.email], ['+48600100200', 'old@example.com']);
    await olga.must('PATCH', `/contacts/${known.id}`, { name: 'Anna Nowak', phone: null, language: 'pl' });
    await says({ email: 'new@example.com' });
    assert.deepEqual(await read(), { name: 'Anna Nowak', phone: null, email: 'new@example.com', language: 'pl' }, 'only what nobody wrote is learnt');
    await olga.must('PATCH', `/contacts/${known.id}`, { email: 'anna@example.com' });
    await says({ email: 'new@example.com' });
    await client.events([client.message({ contact: { ...who, email: 'new@example.com' }, conversation_id: `${contact.id}-2`, text: 'once more' })]);
    assert.equal((await read()).email, 'anna@example.com');
    await says({ email: 'new@example.com', verified: { email: true } });
    assert.deepEqual(await read(), { name: 'Anna Nowak', phone: null, email: 'new@example.com', language: 'pl' }, 'what is proven counts more');
  });
  test('notes and files of all conversations with a contact, newest first, in pages', async () => {
    const { contact, id } = await acquaintance('hello', { attachments: [{ inline_base64: 'aGVsbG8=', name: 'a.txt', content_type: 'text/plain' }] });
    const second = await client.events([client.message({ contact, conversation_id: 'second', text: 'and this' })]);
    const other = number(second.json.results[0].conversation_id);
    const one = await olga.send(id, { text: 'first note', note: true });
    const file = await olga.upload(png(8, 8), 'image/png', 'b.png');
    const two = await olga.send(other, { text: 'second note', note: true, attachments: [file.id] });
    const taken = client.message({ contact, attachments: [{ inline_base64: 'aGVsbG8=', name: 'c.txt', content_type: 'text/plain' }] });
    await client.events([taken]);
    await client.events([client.event('message.deleted', { message: { id: /** @type {any} */ (taken.data).message.id, deleted_at: new Date().toISOString() } })]);
    const of = (await show(id)).contact.id;
    const list = (/** @type {string} */ rest) => olga.must('GET', `/contacts/${of}/messages?${rest}`);
    assert.deepEqual((await list('only=notes')).items.map((/** @type {any} */ item) => item.id), [two.id, one.id]);
    const files = (await list('only=files')).items;
    assert.deepEqual(files.map((/** @type {any} */ item) => item.attachments.map((/** @type {any} */ file) => file.name).join()), ['b.png', 'a.txt']);
    const page = await list('only=notes&limit=1');
    assert.deepEqual([page.items[0].id, page.next_cursor], [two.id, String(two.id)]);
    assert.deepEqual((await list(`only=notes&cursor=${page.next_cursor}`)).items.map((/** @type {any} */ item) => item.id), [one.id]);
    await refused('GET', `/contacts/${of}/messages?only=all`, undefined, 'only');
    assert.equal((await olga.call('GET', '/contacts/1/messages?only=notes')).status, 404);
  });
});

describe('a day of the thread', () => {
  test('the page begins with the first message sent then or later', async () => {
    const contact = { id: 'of-old', name: 'Of old' };
    const days = ['2026-01-05T10:00:00Z', '2026-01-05T11:00:00Z', '2026-03-01T09:30:00Z'];
    const sent = await client.events(days.map((sent_at, i) => client.message({ contact, text: `day ${i}`, sent_at })));
    const id = number(sent.json.results[0].conversation_id);
    const since = async (/** @type {string} */ time, rest = '') => {
      const page = await olga.must('GET', `/conversations/${id}/messages?since=${time}${rest}`);
      return [page.items.filter((/** @type {any} */ one) => one.kind !== 'activity').map((/** @type {any} */ one) => one.text).slice(0, 2), page.has_before];
    };
    assert.deepEqual(await since('2026-01-05T10:30:00Z'), [['day 1', 'day 2'], true]);
    assert.deepEqual(await since('2026-01-06T00:00:00%2B01:00'), [['day 2'], true]);
    assert.deepEqual(await since('1970-01-01T00:00:00Z', '&limit=3'), [['day 0', 'day 1'], false]);
    assert.deepEqual(await since('2100-01-01T00:00:00Z'), [[], false]);
    await refused('GET', `/conversations/${id}/messages?since=yesterday`, undefined, 'since');
  });
});

describe('lines of the thread', () => {
  test('an assignment names rule, team and reason; closing and the like name who did it', async () => {
    const team = await olga.must('POST', '/teams', { name: 'Sales', members: [people.Piotr.id] });
    const rule = await olga.must('POST', '/rules', { name: 'To sales', position: 1, conditions: { words: ['bike'] }, action: { team_id: team.id } });
    const queued = await acquaintance('a bike please');
    const [waiting] = (await lines(queued.id)).filter((one) => one.activity === 'queued');
    assert.deepEqual([waiting.rule, waiting.team, waiting.reason], [{ id: rule.id, name: 'To sales' }, { id: team.id, name: 'Sales' }, 'queued_nobody_able']);
    await piotr.listen();
    const assigned = await until(async () => (await lines(queued.id)).find((one) => one.activity === 'assigned'), 'assigned');
    assert.deepEqual([assigned.user, assigned.rule?.name, assigned.team?.name, assigned.reason], [{ id: people.Piotr.id, name: 'Piotr' }, 'To sales', 'Sales', 'queue_drained']);
    piotr.close();
    const by = { id: people.Olga.id, name: 'Olga' };
    await olga.must('POST', `/conversations/${queued.id}/no-reply-needed`);
    await olga.must('PATCH', `/conversations/${queued.id}`, { status: 'snoozed', snoozed_until: new Date(Date.now() + 3600_000).toISOString() });
    await olga.must('PATCH', `/conversations/${queued.id}`, { status: 'closed' });
    await olga.must('PATCH', `/conversations/${queued.id}`, { status: 'open' });
    const said = await lines(queued.id);
    for (const activity of ['no_reply_needed', 'snoozed', 'closed', 'reopened']) assert.deepEqual(said.find((one) => one.activity === activity)?.by, by, activity);
    await olga.must('DELETE', `/rules/${rule.id}`);
  });
});

describe('a closing taken back', () => {
  test('who was left without an answer waits on, who was answered does not', async () => {
    const { id } = await acquaintance('is anybody there');
    const change = (/** @type {string} */ status) => olga.must('PATCH', `/conversations/${id}`, { status });
    const wait = async () => (await olga.must('GET', `/conversations/${id}`)).wait;
    const before = await wait();
    assert.ok(before?.opened_at);
    await change('closed');
    assert.equal(await wait(), null);
    await change('open');
    assert.deepEqual(await wait(), before, 'the same wait, from when it began');
    await olga.send(id, { text: 'here I am' });
    await change('closed');
    await change('open');
    assert.equal(await wait(), null);
  });
});

describe('channels', () => {
  test('a channel is renamed, switched off and on, and set anew; its secrets stay inside', async () => {
    const channel = await olga.must('POST', '/channels', { kind: 'api', name: 'Second', settings: {} });
    const path = `/channels/${channel.id}`;
    const off = await olga.must('PATCH', path, { name: 'Shop', enabled: false });
    assert.deepEqual([off.name, off.enabled, off.key], ['Shop', false, channel.key]);
    const second = new AppClient({ url: parley.url, channelKey: channel.key, inboundSecret: channel.made.inbound_secret });
    const event = () => second.message({ contact: { id: 'second' }, text: 'x' });
    assert.equal((await second.events([event()])).status, 403);
    assert.equal((await olga.must('PATCH', path, { enabled: true })).enabled, true);
    assert.equal((await second.events([event()])).json.results[0].status, 'accepted');
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const changed = await olga.must('PATCH', path, { settings: { inbound_secret: secret } });
    assert.ok(!JSON.stringify(changed).includes(secret));
    assert.equal((await second.events([event()])).status, 401);
    second.secrets = [secret];
    assert.equal((await second.events([event()])).json.results[0].status, 'accepted');
    await refused('PATCH', path, { name: ' ' }, 'name');
    await refused('PATCH', path, { enabled: 'yes' }, 'enabled');
    await refused('PATCH', path, { settings: { colour: 'red' } }, 'colour');
    assert.equal((await piotr.call('PATCH', path, { name: 'x' })).status, 403);
    assert.equal((await olga.call('PATCH', '/channels/1', { name: 'x' })).status, 404);
  });
});

describe('messages', () => {
  test('only an unconfirmed message can be confirmed', async () => {
    const { id } = await acquaintance();
    const sent = await olga.send(id, { text: 'hi' });
    await olga.reaches(id, sent.id, ['sent', 'delivered']);
    const answer = await olga.call('POST', `/conversations/${id}/messages/${sent.id}/confirm`);
    assert.deepEqual([answer.status, answer.json.code], [409, 'not_unconfirmed']);
    assert.equal((await olga.call('POST', `/conversations/${id}/messages/1/confirm`)).status, 404);
  });
});

describe('the socket', () => {
  const fresh = (who) => new Operator(who.url, who.token);
  test('says who else looks at a conversation, until he turns away or goes', async () => {
    const { id } = await acquaintance();
    const [one, two] = [fresh(olga), fresh(piotr)];
    await one.listen();
    await two.listen();
    const last = (who) => who.events.filter((event) => event.type === 'viewing' && event.conversation_id === id).at(-1)?.user_ids;
    const sees = (who, ids) => until(() => JSON.stringify(last(who)) === JSON.stringify(ids), `viewing ${ids}`);
    two.tell({ type: 'viewing', conversation_id: id });
    await sees(one, [people.Piotr.id]);
    const late = fresh(olga);
    await late.listen();
    await sees(late, [people.Piotr.id]);
    two.tell({ type: 'viewing', conversation_id: null });
    await sees(one, []);
    two.tell({ type: 'viewing', conversation_id: id });
    await sees(one, [people.Piotr.id]);
    two.close();
    await sees(one, []);
    one.close();
    late.close();
  });
  test('hello tells who is away', async () => {
    const one = fresh(piotr);
    await one.listen();
    one.tell({ type: 'presence', state: 'away' });
    await until(() => one.events.find((event) => event.type === 'presence' && event.state === 'away'), 'away');
    const two = fresh(olga);
    const hello = await two.listen();
    assert.deepEqual(hello.presence.find((each) => each.user_id === people.Piotr.id), { user_id: people.Piotr.id, state: 'away' });
    one.close();
    two.close();
  });
  test('more than 20 frames a second end it with 1008', async () => {
    const one = fresh(olga);
    await one.listen();
    for (let i = 0; i < 25; i++) one.tell({ type: 'nothing' });
    await until(() => one.socket?.closeCode, 'closed');
    assert.equal(one.socket?.closeCode, 1008);
  });
  test('a frame over 64 KiB ends it with 1009; one below does not', async () => {
    const one = fresh(olga);
    await one.listen();
    one.tell({ type: 'nothing', text: 'x'.repeat(60 * 1024) });
    one.tell({ type: 'presence', state: 'online' });
    await until(() => one.events.find((event) => event.type === 'presence'), 'it still listens');
    one.tell({ type: 'nothing', text: 'x'.repeat(70 * 1024) });
    await until(() => one.socket?.closeCode, 'closed');
    assert.equal(one.socket?.closeCode, 1009);
  });
});

describe('reports', () => {
  const path = '/reports/response';
  const rows = async (query, who = olga) => {
    const items = [];
    for (let cursor = ''; ; ) {
      const page = await who.must('GET', `${path}/conversations?days=2&limit=2&${query}${cursor}`);
      items.push(...page.items);
      if (!page.next_cursor) return items;
      cursor = `&cursor=${page.next_cursor}`;
    }
  };
  test('every figure is the number of rows behind it, whole and in parts', async () => {
    for (const who of [olga, piotr]) {
      const { id } = await acquaintance();
      await who.send(id, { text: 'answer' });
    }
    const given = await acquaintance();
    await piotr.must('PATCH', `/conversations/${given.id}`, { status: 'closed' });
    const waits = await acquaintance();
    await olga.must('PATCH', `/conversations/${waits.id}`, { assignee_id: people.Piotr.id });
    const report = await olga.must('GET', `${path}?days=2`);
    for (const figure of ['first_response', 'response']) {
      const figures = report[figure];
      assert.ok(figures.count > 0 && figures.never > 0);
      assert.equal((await rows(`figure=${figure}`)).length, figures.count);
      assert.equal((await rows(`figure=${figure}&bucket=never`)).length, figures.never);
      for (const [i, bucket] of figures.buckets.entries()) assert.equal((await rows(`figure=${figure}&bucket=${i}`)).length, bucket.count, `bucket ${i}`);
      for (const [part, key] of /** @type {const} */ ([['by_operator', 'user'], ['by_channel', 'channel']])) {
        const parts = report[part];
        assert.equal(parts.reduce((sum, each) => sum + each[figure].count, 0), figures.count, `${part} of ${figure}`);
        for (const each of parts) {
          assert.equal((await rows(`figure=${figure}&${key}=${each[key].id}`)).length, each[figure].count);
          assert.equal((await rows(`figure=${figure}&${key}=${each[key].id}&bucket=never`)).length, each[figure].never);
          assert.equal((await rows(`figure=waiting&${key}=${each[key].id}`)).length, each.waiting);
          const alone = await olga.must('GET', `${path}?days=2&${key}=${each[key].id}`);
          assert.deepEqual([alone[figure], alone.waiting.count], [each[figure], each.waiting]);
        }
      }
      assert.equal(report.by_day.reduce((sum, each) => sum + each[figure].count, 0), figures.count);
    }
    const { cells } = report.by_hour;
    assert.equal(cells.reduce((sum, each) => sum + each.count, 0), report.first_response.count);
    assert.equal(cells.reduce((sum, each) => sum + each.never, 0), report.first_response.never);
    for (const { weekday, hour, count } of cells)
      assert.equal((await rows(`figure=first_response&weekday=${weekday}&hour=${hour}`)).length, count);
    assert.equal((await rows(`figure=response&within=${report.target_seconds}`)).length, report.response.in_target);
    assert.equal((await rows('figure=response&within=0')).length, 0);
    assert.equal((await rows('figure=waiting')).length, report.waiting.count);
    assert.equal(report.by_channel.reduce((sum, each) => sum + each.waiting, 0), report.waiting.count);
    const never = (await rows('figure=response&bucket=never')).find((row) => row.conversation.id === given.id);
    assert.deepEqual([never.wait.response_ms, never.wait.answered_by], [null, null]);
    for (const [query, field] of [['figure=x', 'figure'], ['bucket=7', 'bucket'], ['bucket=x', 'bucket'], ['clock=x', 'clock'], ['tz=x', 'tz'], ['days=0', 'days'], ['within=x', 'within'], ['hour=24&weekday=1', 'hour'], ['hour=3', 'hour'], ['hour=3&weekday=7', 'weekday']])
      await refused('GET', `${path}/conversations?${query}`, undefined, field);
  });
  test('an operator sees his own figures only', async () => {
    const whole = await olga.must('GET', `${path}?days=2&user=${people.Piotr.id}`);
    const own = await piotr.must('GET', `${path}?days=2`);
    assert.deepEqual([own.response, own.by_operator.map((each) => each.user.name)], [whole.response, ['Piotr']]);
    assert.deepEqual((await rows('figure=response', piotr)).map((row) => row.wait.answered_by.name), Array(own.response.count).fill('Piotr'));
    assert.equal((await piotr.call('GET', `${path}?days=2&user=${people.Olga.id}`)).status, 403);
    const waiting = await piotr.must('GET', '/reports/waiting');
    assert.deepEqual(waiting.operators.map((each) => each.user.name), ['Piotr']);
    assert.ok(waiting.items.every((one) => one.assignee?.name === 'Piotr'));
  });
  test('a team is what its people answered and have, and what waits for it; a source is where the lead came from', async () => {
    const team = await olga.must('POST', '/teams', { name: 'Night', members: [people.Piotr.id] });
    const cameFrom = async (/** @type {string} */ source) => {
      const contact = { id: `person-${++count}`, name: `Person ${count}` };
      const { json } = await client.events([client.message({ contact, text: 'hello' }, { attribution: { source } })]);
      return { id: number(json.results[0].conversation_id) };
    };
    const [his, hers, waits] = [await cameFrom('night'), await cameFrom('night'), await cameFrom('night')];
    await piotr.send(his.id, { text: 'answer' });
    await olga.send(hers.id, { text: 'answer' });
    const answered = async (/** @type {string} */ query) => (await rows(`figure=first_response&${query}`)).map((row) => row.conversation.id).sort();
    assert.deepEqual(await answered('source=night'), [his.id, hers.id].sort());
    assert.deepEqual(await answered(`source=night&team=${team.id}`), [his.id]);
    assert.deepEqual(await answered('source=nowhere'), []);
    const waiting = async (/** @type {string} */ query) => (await rows(`figure=waiting&${query}`)).map((row) => row.conversation.id);
    assert.deepEqual(await waiting('source=night'), [waits.id]);
    assert.deepEqual(await waiting(`source=night&team=${team.id}`), []);
    await olga.must('PATCH', `/conversations/${waits.id}`, { assignee_id: people.Piotr.id });
    assert.deepEqual(await waiting(`source=night&team=${team.id}`), [waits.id]);
    for (const [query, ids] of [['source=night', [waits.id]], [`team=${team.id}&source=night`, [waits.id]], [`user=${people.Olga.id}&source=night`, []], ['source=nowhere', []]])
      assert.deepEqual((await olga.must('GET', `/reports/waiting?${query}`)).items.map((one) => one.id), ids, String(query));
    assert.equal((await piotr.call('GET', `/reports/waiting?user=${people.Olga.id}`)).status, 403);
    const report = await olga.must('GET', `${path}?days=2&source=night&team=${team.id}`);
    assert.deepEqual([report.first_response.count, report.waiting.count, report.cause], [1, 1, null]);
    assert.deepEqual(report.by_operator.map((/** @type {any} */ each) => each.user.name), ['Piotr']);
    await olga.must('PATCH', `/conversations/${waits.id}`, { status: 'closed' });
    for (const report of [path, '/reports/waiting']) await refused('GET', `${report}?team=night`, undefined, 'team');
  });
  test('business time stands beside calendar time: outside the hours nobody was late', async () => {
    const closed = { zone: 'UTC', week: [[], [], [], [], [], [], []] };
    await olga.must('PATCH', '/settings', { calendar: closed });
    const { id } = await acquaintance('anybody?', { sent_at: new Date(Date.now() - 120_000).toISOString() });
    await olga.send(id, { text: 'here' });
    const row = async (clock) => (await rows(`figure=response&clock=${clock}`)).find((each) => each.conversation.id === id).wait.response_ms;
    assert.equal(await row('business'), 0);
    assert.ok((await row('calendar')) >= 120_000);
    assert.equal((await olga.must('GET', `${path}?days=2&clock=business`)).clock, 'business');
    const still = await acquaintance('and me?', { sent_at: new Date(Date.now() - 120_000).toISOString() });
    await olga.must('PATCH', '/settings', { calendar: null });
    await olga.send(still.id, { text: 'here' });
    const open = await acquaintance();
    await olga.send(open.id, { text: 'here' });
    const both = (one) => Promise.all(['business', 'calendar'].map(async (clock) => (await rows(`figure=response&clock=${clock}`)).find((each) => each.conversation.id === one.id).wait.response_ms));
    for (const one of [open, still]) {
      const [business, calendar] = await both(one);
      assert.equal(business, calendar, 'a wait takes the hours as they stand when it ends');
    }
    assert.equal(await row('business'), 0, 'and keeps them: new hours change no figure of the past');
  });
});

describe('figures for monitoring', () => {
  test('need an admin\'s token unless the setting opens them to this machine', async () => {
    const shut = await startParley({ env: { PARLEY_METRICS: 'token' } });
    try {
      const admin = await shut.operator();
      const operator = await shut.operator({ email: 'o@example.com', name: 'O', role: 'operator' });
      const ask = async (headers = {}) => (await fetch(`${shut.url}/metrics`, { headers })).status;
      assert.equal(await ask(), 404);
      assert.equal(await ask({ 'x-forwarded-for': '203.0.113.7' }), 404);
      assert.equal(await ask({ authorization: `Bearer ${operator.token}` }), 404);
      assert.equal(await ask({ authorization: `Bearer ${admin.token}` }), 200);
    } finally {
      await shut.stop();
    }
    assert.equal((await fetch(`${parley.url}/metrics`)).status, 200);
  });
});
