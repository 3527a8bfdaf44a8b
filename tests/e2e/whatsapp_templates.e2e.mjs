// The 24 hours, and the lawful way out of them: templates, as the platform approved them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { pdf, png } from '../fakes/telegram/files.mjs';
import { systemClock } from '../fakes/telegram/clock.mjs';
import { startParley, until } from './harness.mjs';
import { Faults } from './harness/faults.mjs';
import { joinWhatsapp, startWhatsappFake } from './harness/whatsapp.mjs';

const listed = JSON.parse(readFileSync(new URL('../fixtures/whatsapp/response_templates_list.json', import.meta.url), 'utf8')).data;
const extra = [
  { id: '600000000000003', name: 'offer_picture', language: 'en', status: 'APPROVED', category: 'MARKETING', components: [{ type: 'HEADER', format: 'IMAGE' }, { type: 'BODY', text: 'Look at this, {{1}}!' }] },
  { id: '600000000000004', name: 'contract', language: 'en', status: 'APPROVED', category: 'UTILITY', components: [{ type: 'HEADER', format: 'DOCUMENT' }, { type: 'BODY', text: 'Your contract is attached.' }] },
  { id: '600000000000005', name: 'visit', language: 'uk', status: 'APPROVED', category: 'UTILITY', parameter_format: 'NAMED', components: [{ type: 'BODY', text: 'Нагадуємо про візит {{visit_date}}', example: { body_text_named_params: [{ param_name: 'visit_date', example: '1 вересня' }] } }] },
  { id: '600000000000006', name: 'code', language: 'en', status: 'APPROVED', category: 'AUTHENTICATION', components: [{ type: 'BODY', text: '{{1}} is your code' }] },
];

describe('templates', () => {
  /** @type {import('./harness.mjs').Parley} */ let parley;
  /** @type {Awaited<ReturnType<typeof startWhatsappFake>>} */ let fake;
  /** @type {import('./harness.mjs').Operator} */ let olga;
  /** @type {Faults} */ let faults;
  let business, number, channel, offset = 0;
  const step = (hours) => faults.clock((offset = hours * 3600));
  before(async () => {
    faults = new Faults();
    fake = await startWhatsappFake({ clock: { ...systemClock, now: () => Date.now() + offset * 1000 } });
    business = fake.addBusiness();
    business.templates = [...listed, ...extra];
    parley = await startParley({ env: faults.env });
    olga = await parley.operator();
    ({ number, channel } = await joinWhatsapp(parley, fake, { business }));
  });
  after(async () => {
    await parley?.stop();
    await fake?.close();
    faults?.close();
  });
  const list = async () => (await olga.must('GET', `/channels/${channel.id}/templates`)).items;
  const named = async (name) => (await list()).find((one) => one.name === name);
  let serial = 0;
  async function acquaintance() {
    const name = `Guest ${++serial}`;
    const person = fake.person({ name });
    person.write(number, 'hello');
    return { person, id: (await olga.conversationOf(name)).id };
  }
  const tries = (id, body) => olga.call('POST', `/conversations/${id}/messages`, body);
  const fieldsOf = (answer) => (answer.json.errors ?? []).map((one) => one.field);

  test('are fetched page by page when the channel is connected, with what the platform thinks of each', async () => {
    const all = await until(async () => ((await list()).length === 6 ? list() : null), 'six templates');
    assert.deepEqual(all.map((one) => [one.name, one.language, one.status, one.category]), [
      ['code', 'en', 'approved', 'authentication'], ['contract', 'en', 'approved', 'utility'], ['offer_picture', 'en', 'approved', 'marketing'],
      ['order_ready_pl', 'pl', 'approved', 'utility'], ['reminder_uk', 'uk', 'paused', 'marketing'], ['visit', 'uk', 'approved', 'utility'],
    ]);
    const order = all[3].parts;
    assert.deepEqual([order.header.places, order.body.places.map((one) => one.example), order.footer], [[{ name: '1', example: '1042' }], ['Anna', '1042'], 'Demo Shop']);
    assert.deepEqual(order.buttons.map((one) => [one.type, one.text, one.places.length]), [['quick_reply', 'Potwierdzam', 0], ['url', 'Szczegóły', 1], ['phone_number', 'Zadzwoń', 0]]);
    assert.deepEqual(all.map((one) => one.parts.sendable), [false, true, true, true, true, true]);
  });
  test('a refusal is told with its reason, quality where it is told, and when it was asked for', async () => {
    const page = () => olga.must('GET', `/channels/${channel.id}/templates`);
    assert.ok((await page()).synced_at);
    assert.deepEqual((await list()).map((one) => one.quality), Array(6).fill(null));
    fake.decideTemplate(business, 'visit', 'uk', 'REJECTED', 'TAG_CONTENT_MISMATCH');
    await until(async () => (await named('visit')).status === 'rejected', 'it is refused');
    assert.equal((await named('visit')).reason, 'tag_content_mismatch');
    fake.judgeTemplate(business, 'order_ready_pl', 'pl', 'YELLOW');
    const judged = await until(async () => ((await named('order_ready_pl')).quality ? named('order_ready_pl') : null), 'its quality');
    assert.deepEqual([judged.quality, judged.status, judged.parts.quality], ['yellow', 'approved', undefined]);
    fake.decideTemplate(business, 'visit', 'uk', 'APPROVED');
    await until(async () => (await named('visit')).status === 'approved', 'it is approved after all');
    assert.equal((await named('visit')).reason, '');
  });
  test('what cannot be asked for leaves the list and the time of its last answer', async () => {
    const before = await olga.must('GET', `/channels/${channel.id}/templates`);
    // Neither is about who asks: a 401 would end their session, a 403 tell them that they may not.
    for (const code of [190, 200]) {
      fake.faults.next('message_templates', { kind: 'error', code });
      const { status, json } = await olga.call('POST', `/channels/${channel.id}/templates/sync`);
      assert.deepEqual([status, /token/.test(json.detail)], [409, true], json.detail);
    }
    assert.deepEqual(await olga.must('GET', `/channels/${channel.id}/templates`), before);
  });
  test('a decision of the platform refreshes the list, and so does asking', async () => {
    fake.decideTemplate(business, 'reminder_uk', 'uk', 'APPROVED');
    await until(async () => (await named('reminder_uk')).status === 'approved', 'it is approved');
    business.templates = business.templates.filter((one) => one.name !== 'reminder_uk');
    const { items } = await olga.must('POST', `/channels/${channel.id}/templates/sync`);
    assert.equal(items.length, 5);
  });
  test('goes with its values, and reads so in the thread', async () => {
    const { person, id } = await acquaintance();
    const { id: template } = await named('order_ready_pl');
    const sent = await olga.send(id, { template: { id: template, header: ['1042'], body: ['Anna', '1042'], buttons: ['1042'] } });
    assert.equal(sent.text, 'Zamówienie 1042\n\nCześć Anna, Twoje zamówienie 1042 jest gotowe do odbioru. 📦\n\nDemo Shop');
    await olga.reaches(id, sent.id, ['delivered']);
    const { object, kind } = fake.sentTo(person)[0];
    assert.equal(kind, 'template');
    assert.deepEqual([object.name, object.language.code, object.components.map((one) => one.type)], ['order_ready_pl', 'pl', ['header', 'body', 'button']]);
    const visit = await olga.send(id, { template: { id: (await named('visit')).id, body: ['1 вересня'] } });
    await olga.reaches(id, visit.id, ['delivered']);
    assert.equal(fake.sentTo(person)[1].object.components[0].parameters[0].parameter_name, 'visit_date');
  });
  test('with a picture or a document on top', async () => {
    const { person, id } = await acquaintance();
    const picture = await olga.upload(png(30, 20), 'image/png', 'offer.png');
    const first = await olga.send(id, { attachments: [picture.id], template: { id: (await named('offer_picture')).id, body: ['Anna'] } });
    await olga.reaches(id, first.id, ['delivered']);
    const paper = await olga.upload(pdf('Contract'), 'application/pdf', 'Contract 7.pdf');
    const second = await olga.send(id, { attachments: [paper.id], template: { id: (await named('contract')).id } });
    await olga.reaches(id, second.id, ['delivered']);
    const headers = fake.sentTo(person).map((one) => one.object.components[0].parameters[0]);
    assert.ok(fake.media.get(headers[0].image.id)?.bytes.equals(png(30, 20)));
    assert.equal(headers[1].document.filename, 'Contract 7.pdf');
  });
  test('what does not fit is refused by its name, and nothing is lost', async () => {
    const { id } = await acquaintance();
    const order = (await named('order_ready_pl')).id, offer = (await named('offer_picture')).id;
    const refused = async (body, field) => {
      const answer = await tries(id, body);
      assert.deepEqual([answer.status, fieldsOf(answer)], [422, [field]], JSON.stringify(answer.json));
    };
    await refused({ template: { id: order, header: ['1'], body: ['only one'], buttons: ['1'] } }, 'template.body');
    await refused({ template: { id: order, header: ['1'], body: ['a', ' '], buttons: ['1'] } }, 'template.body');
    await refused({ template: { id: order, header: ['1'], body: ['a', 'two\nlines'], buttons: ['1'] } }, 'template.body');
    await refused({ template: { id: order, header: [], body: ['a', 'b'], buttons: ['1'] } }, 'template.header');
    await refused({ template: { id: order, header: ['1'], body: ['a', 'b'] } }, 'template.buttons');
    await refused({ template: { id: offer, body: ['a'] } }, 'attachments');
    await refused({ template: { id: (await named('code')).id, body: ['a'] } }, 'template');
    await refused({ template: { id: 1 } }, 'template');
    await refused({ template: { id: order, header: ['1'], body: ['a', 'b'], buttons: ['1'] }, buttons: [{ title: 'a' }] }, 'buttons');
    await refused({ template: 'order' }, 'template');
    await refused({ template: { id: order }, text: 'and words' }, 'text');
    await refused({ template: { id: order }, note: true }, 'template');
    assert.equal((await olga.spoken(id)).length, 1);
  });
  test('after a day free words are refused here already; a template goes, and an answer opens the window', async () => {
    const { person, id } = await acquaintance();
    try {
      step(24);
      await until(async () => (await tries(id, { text: 'too late' })).status === 409, 'the window is over');
      const refused = await tries(id, { text: 'too late' });
      assert.deepEqual([refused.status, refused.json.code], [409, 'cannot_reply']);
      assert.match(refused.json.detail, /template/);
      assert.equal((await tries(id, { text: 'for us', note: true })).status, 201, 'a note may be left');
      const sent = await olga.send(id, { template: { id: (await named('visit')).id, body: ['tomorrow'] } });
      await olga.reaches(id, sent.id, ['delivered']);
      assert.equal((await tries(id, { text: 'still' })).status, 409, 'our own message opens nothing');
      person.write(number, 'yes?');
      await until(async () => (await olga.spoken(id)).some((one) => one.text === 'yes?'), 'the answer');
      const free = await olga.send(id, { text: 'free again' });
      await olga.reaches(id, free.id, ['delivered']);
    } finally {
      step(0);
    }
  });
  test('a window that only the platform knows to be closed: told, and a template still goes', async () => {
    const { person, id } = await acquaintance();
    fake.faults.next('messages', { kind: 'error', code: 131047, to: person.phone });
    const sent = await olga.send(id, { text: 'hello?' });
    const failed = await olga.reaches(id, sent.id, ['failed']);
    assert.equal(failed.error.code, 'window_closed');
    const { can_reply: can } = (await olga.conversations()).find((one) => one.id === id);
    assert.deepEqual([can.allowed, can.code], [false, 'window_closed']);
    assert.equal((await tries(id, { text: 'again' })).status, 409);
    const template = await olga.send(id, { template: { id: (await named('visit')).id, body: ['tomorrow'] } });
    await olga.reaches(id, template.id, ['delivered']);
  });
  test('one that was paused meanwhile fails in words', async () => {
    const { id } = await acquaintance();
    business.templates.find((one) => one.name === 'visit').status = 'PAUSED';
    const sent = await olga.send(id, { template: { id: (await named('visit')).id, body: ['tomorrow'] } });
    const { error } = await olga.reaches(id, sent.id, ['failed']);
    assert.deepEqual([error.code, /choose another/.test(error.message)], ['template_paused', true]);
  });
});
