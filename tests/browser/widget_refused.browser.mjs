// What the server refuses: the visitor sees that it was not sent and why, and can send it again or delete it.
import assert from 'node:assert/strict';
import { after, afterEach, before, it } from 'node:test';
import { axe } from './harness.mjs';
import { Shop, until } from './shop.mjs';

/** @type {Shop} */ let shop;
before(async () => {
  shop = await Shop.open();
});
after(() => shop?.close());
afterEach(async () => {
  await turn(true);
  await shop.leaveAll();
});
const turn = (/** @type {boolean} */ enabled) => shop.olga.must('PATCH', `/channels/${shop.channel.id}`, { enabled });
const refused = /status of 4\d\d|WebSocket/;

for (const [language, said, again, gone] of [
  ['en', 'Not sent. This chat is switched off just now.', 'Try again', 'Delete'],
  ['ru', 'Не отправлено. Чат сейчас отключён.', 'Повторить', 'Удалить'],
  ['pl', 'Nie wysłano. Czat jest teraz wyłączony.', 'Spróbuj ponownie', 'Usuń'],
]) {
  it(`says that the chat was switched off, sends again and deletes, in ${language}`, async () => {
    const { page, frame, open, say, shows, inner } = await shop.visit(`${shop.near}?lang=${language}`, { expected: refused });
    await open();
    const first = `first in ${language}`;
    await say(first);
    const { id } = await shop.conversationOf(first);
    await turn(false);
    await say('while it is off');
    await say('never mind');
    const bad = frame.locator('.under.bad');
    await until(async () => (await bad.count()) === 2, 'both are refused');
    for (const text of await bad.locator('> span:first-of-type').allTextContents()) assert.equal(text, said);
    assert.deepEqual(await axe(inner()), []);
    await bad.first().getByRole('button', { name: again }).click();
    await until(async () => (await bad.count()) === 2, 'refused again');
    await turn(true);

    await page.reload();
    await open();
    await shows([first, 'while it is off', 'never mind']);
    assert.equal(await bad.count(), 2, 'they wait for a word of the visitor');
    await bad.first().getByRole('button', { name: again }).click();
    await until(async () => (await bad.count()) === 1, 'the first is sent');
    await bad.getByRole('button', { name: gone }).click();
    await shows([first, 'while it is off']);
    await page.reload();
    await open();
    await shows([first, 'while it is off']);
    assert.deepEqual((await shop.olga.spoken(id)).map((message) => message.text), [first, 'while it is off']);
  });
}

it('says that a message is too long, and goes on with the next', async () => {
  const { page, frame, open, say, shows, sent } = await shop.visit(shop.near, { expected: refused });
  await open();
  let cut = false;
  await page.route('**/widget/api/messages', (route) => {
    const body = route.request().postDataJSON();
    if (!cut && body?.text === 'a long story') return route.continue({ postData: JSON.stringify({ ...body, text: 'x'.repeat(16_001) }) });
    return route.continue();
  });
  await say('a long story');
  await say('a short one');
  await frame.getByText('Not sent. The message is too long.').waitFor();
  const { id } = await shop.conversationOf('a short one');
  cut = true;
  await frame.getByRole('button', { name: 'Try again' }).click();
  await shows(['a short one', 'a long story']);
  await sent();
  assert.deepEqual((await shop.olga.spoken(id)).map((message) => message.text), ['a short one', 'a long story']);
});

it('says that consent is asked for since, and offers the form once the message is deleted', async () => {
  const chat = await shop.chat({});
  const { frame, open, say } = await shop.visit(`${shop.near}?key=${chat.key}`, { expected: refused });
  await open();
  await frame.locator('.start').waitFor();
  await shop.olga.must('PATCH', `/channels/${chat.id}`, { settings: { consent: 'I agree that you answer me' } });
  await say('hello without consent');
  await frame.getByText('Not sent. Your consent is needed first: delete this and fill in the form.').waitFor();
  await frame.getByRole('button', { name: 'Delete' }).click();
  await frame.getByLabel('Message').fill('hello with consent');
  await frame.getByRole('checkbox', { name: 'I agree that you answer me' }).check();
  await frame.getByRole('button', { name: 'Send message' }).click();
  const { id } = await shop.conversationOf('hello with consent');
  assert.equal((await shop.olga.must('GET', `/conversations/${id}`)).contact_detail.consents[0].text, 'I agree that you answer me');
});

it('opened while the chat is switched off, says so, and sends once it is on again', async () => {
  const { frame, open, say, sent } = await shop.visit(shop.near, { expected: refused });
  await turn(false);
  await open();
  await frame.getByText('This chat is switched off just now. We will send when it is back').waitFor();
  await say('I can wait');
  await frame.locator('.under.mine', { hasText: 'Waiting for the connection' }).waitFor();
  await turn(true);
  await sent();
  await frame.getByText('This chat is switched off').waitFor({ state: 'detached' });
  await shop.conversationOf('I can wait');
});
