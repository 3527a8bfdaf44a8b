// What an operator sets apart by signs is set apart at the customer and in the inbox; where a channel cannot, it goes as typed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { startAppFake } from '../fakes/app/app.mjs';
import { AppClient } from '../fakes/app/client.mjs';
import { png } from '../fakes/telegram/files.mjs';
import { checkCalls, missing } from '../fakes/telegram/oracles.mjs';
import { startParley, until } from './harness.mjs';
import { joinTelegram, startTelegramFake } from './harness/telegram.mjs';

/** @type {import('./harness.mjs').Parley} */ let parley;
/** @type {import('./harness.mjs').Operator} */ let olga;
before(async () => {
  parley = await startParley();
  olga = await parley.operator();
});
after(() => parley?.stop());
const at = (id, message) => `/conversations/${id}/messages/${message}`;
const now = async (id, message) => (await olga.messages(id)).find((one) => one.id === message);

describe('formatting on Telegram', () => {
  /** @type {Awaited<ReturnType<typeof startTelegramFake>>} */ let fake;
  let bot, serial = 0;
  before(async () => {
    fake = await startTelegramFake();
    ({ bot } = await joinTelegram(parley, fake, 'webhook'));
  });
  after(() => fake?.close());
  async function acquaintance() {
    const name = `Reader ${++serial}`, person = fake.person({ first_name: name });
    person.start(bot);
    person.write(bot, 'hello');
    return { person, id: (await olga.conversationOf(name)).id };
  }
  const last = (person) => person.received(bot).at(-1);

  test('a text goes with entities, and is kept without its signs', async () => {
    const { person, id } = await acquaintance();
    assert.equal((await olga.must('GET', `/conversations/${id}`)).channel_can.formats, true);
    const typed = '👋 **Привет, _мир_!** Цена ~~100~~ `90` на [сайте](https://shop.example/a_b), файл my_file_v2.txt\n```\nls _x_\n```';
    const said = await olga.send(id, { text: typed });
    const text = '👋 Привет, мир! Цена 100 90 на сайте, файл my_file_v2.txt\nls _x_';
    const marks = [
      { type: 'bold', offset: 3, length: 12 }, { type: 'italic', offset: 11, length: 3 }, { type: 'strikethrough', offset: 21, length: 3 },
      { type: 'code', offset: 25, length: 2 }, { type: 'link', offset: 31, length: 5, url: 'https://shop.example/a_b' }, { type: 'pre', offset: 58, length: 6 },
    ];
    assert.equal(text.slice(58), 'ls _x_');
    assert.deepEqual([said.text, said.content.marks, said.content.typed], [text, marks, typed]);
    await olga.reaches(id, said.id, ['sent']);
    assert.equal(last(person).text, text);
    assert.deepEqual(last(person).entities, marks.map((one) => (one.type === 'link' ? { ...one, type: 'text_link' } : one)));
    assert.equal(fake.calls.some((call) => call.body.includes('parse_mode')), false);
  });
  test('a text without signs has no entities and nothing beside it', async () => {
    const { person, id } = await acquaintance();
    const said = await olga.send(id, { text: 'snake_case and https://x.example/_a_' });
    await olga.reaches(id, said.id, ['sent']);
    assert.deepEqual([said.content, last(person).text, last(person).entities], [null, 'snake_case and https://x.example/_a_', undefined]);
  });
  test('a caption, of one file and of an album', async () => {
    const { person, id } = await acquaintance();
    const picture = async () => (await olga.upload(png(40, 30), 'image/png', 'plan.png')).id;
    for (const attachments of [[await picture()], [await picture(), await picture()]]) {
      const said = await olga.send(id, { text: 'the **plan** 😀', attachments });
      await olga.reaches(id, said.id, ['sent']);
      const first = person.received(bot).at(-attachments.length);
      assert.deepEqual([first.caption, first.caption_entities], ['the plan 😀', [{ type: 'bold', offset: 4, length: 4 }]]);
      await olga.must('PATCH', at(id, said.id), { text: '😀 _the_ plan' });
      await until(() => person.thread(bot).messages.get(first.message_id).caption === '😀 the plan', 'the new caption');
      assert.deepEqual(person.thread(bot).messages.get(first.message_id).caption_entities, [{ type: 'italic', offset: 3, length: 3 }]);
    }
  });
  test('a long text keeps its marks over the parts', async () => {
    const { person, id } = await acquaintance();
    const said = await olga.send(id, { text: `${'слово '.repeat(600)}**${'жирно '.repeat(200)}конец**` });
    await olga.reaches(id, said.id, ['sent']);
    const [one, two] = person.received(bot);
    assert.equal(said.text, `${one.text} ${two.text}`);
    assert.deepEqual(one.entities, [{ type: 'bold', offset: 3600, length: one.text.length - 3600 }]);
    assert.deepEqual(two.entities, [{ type: 'bold', offset: 0, length: two.text.length }]);
  });
  test('changed: the words, the marks alone, and without any; the earlier ones are kept', async () => {
    const { person, id } = await acquaintance();
    const said = await olga.send(id, { text: 'on **Tuesday**' });
    await olga.reaches(id, said.id, ['sent']);
    const steps = /** @type {[string, string, any][]} */ ([
      ['on **Wednesday**', 'on Wednesday', [{ type: 'bold', offset: 3, length: 9 }]],
      ['on _Wednesday_', 'on Wednesday', [{ type: 'italic', offset: 3, length: 9 }]],
      ['on Wednesday', 'on Wednesday', undefined],
    ]);
    for (const [typed, text, entities] of steps) {
      const changed = await olga.must('PATCH', at(id, said.id), { text: typed });
      assert.deepEqual([changed.text, changed.content.marks], [text, entities]);
      assert.equal(changed.content.typed, entities ? typed : undefined);
      await until(() => last(person).text === text && isDeepStrictEqual(last(person).entities, entities), typed);
    }
    const { before } = (await now(id, said.id)).content;
    assert.deepEqual(before.map((one) => [one.text, one.marks?.[0].type]), [['on Tuesday', 'bold'], ['on Wednesday', 'bold'], ['on Wednesday', 'italic']]);
    await olga.must('PATCH', at(id, said.id), { text: 'on Wednesday' });
    assert.equal((await now(id, said.id)).content.before.length, 3, 'the same again changes nothing');
  });
  test('a change that is refused shows the words as they were, set apart as they were', async () => {
    const { person, id } = await acquaintance();
    const said = await olga.send(id, { text: '**as it was**' });
    await olga.reaches(id, said.id, ['sent']);
    fake.faults.next('editMessageText', { kind: 'error', code: 400, description: "Bad Request: message can't be edited", chat_id: person.id });
    await olga.must('PATCH', at(id, said.id), { text: '_as it is not_' });
    await until(async () => (await olga.messages(id)).find((one) => one.content?.activity === 'edit_failed'), 'a line');
    const shown = await now(id, said.id);
    assert.deepEqual([shown.text, shown.edited_at, shown.content], ['as it was', null, { marks: [{ type: 'bold', offset: 0, length: 9 }], typed: '**as it was**' }]);
  });
  test('sent again, and deleted: the marks go with the words', async () => {
    const { person, id } = await acquaintance();
    fake.faults.next('sendMessage', { kind: 'cut_before', chat_id: person.id });
    const said = await olga.send(id, { text: '[secret](https://x.example/secret)' });
    await olga.reaches(id, said.id, ['unconfirmed']);
    await olga.must('POST', `${at(id, said.id)}/retry`);
    await olga.reaches(id, said.id, ['sent']);
    assert.equal(last(person).entities[0].url, 'https://x.example/secret');
    await olga.must('DELETE', at(id, said.id));
    assert.equal(JSON.stringify(await now(id, said.id)).includes('secret'), false);
  });
  test('formatting that Telegram refuses is left out: the words arrive', async () => {
    const { person, id } = await acquaintance();
    fake.faults.next('sendMessage', { kind: 'error', code: 400, description: "Bad Request: can't parse entities: something new", chat_id: person.id });
    const said = await olga.send(id, { text: '**important**' });
    await olga.reaches(id, said.id, ['sent']);
    assert.deepEqual([last(person).text, last(person).entities], ['important', undefined]);
  });
  test('a note says what was typed', async () => {
    const { id } = await acquaintance();
    const note = await olga.send(id, { text: 'ask **Piotr**', note: true });
    assert.deepEqual([note.text, note.content], ['ask **Piotr**', null]);
    assert.equal((await olga.must('PATCH', at(id, note.id), { text: 'ask _Piotr_' })).text, 'ask _Piotr_');
  });
  test('no call was against the rules of the fake', () => {
    assert.deepEqual(fake.violations, []);
  });
  test('every call passes the published object model', { skip: missing }, async () => {
    const verdict = await checkCalls(fake.calls);
    assert.equal(verdict.ok, true, verdict.text);
  });
});

test('on a channel without formatting a text goes as it was typed', async () => {
  const app = await startAppFake();
  try {
    const secrets = { inbound_secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`, outbound_secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` };
    app.secrets = [secrets.outbound_secret];
    const channel = await parley.addChannel('api', 'App', { ...secrets, webhook_url: app.url });
    const client = new AppClient({ url: parley.url, channelKey: channel.channel_key, inboundSecret: secrets.inbound_secret });
    const { json } = await client.events([client.message({ contact: { id: 'p-1', name: 'App user' }, text: 'hello' })]);
    const id = Number(json.results[0].conversation_id.replace(/\D+/, ''));
    assert.equal((await olga.must('GET', `/conversations/${id}`)).channel_can.formats, false);
    const said = await olga.send(id, { text: 'a **bold** \\_word_' });
    await olga.reaches(id, said.id, ['sent', 'delivered']);
    assert.deepEqual([said.text, said.content, app.about('a **bold** \\_word_').length], ['a **bold** \\_word_', null, 1]);
    assert.deepEqual(app.violations, []);
  } finally {
    await app.close();
  }
});
