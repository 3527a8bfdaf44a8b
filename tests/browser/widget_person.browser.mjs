// Who the site says a visitor is, and what the visitor thinks of a closed conversation, in real Chromium.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, afterEach, before, it } from 'node:test';
import { Shop, until } from './shop.mjs';

const SECRET = 'a secret between the shop and its desk';
/** @type {Shop} */ let shop;
before(async () => {
  shop = await Shop.open({ identity_secret: SECRET });
});
after(() => shop?.close());
afterEach(() => shop.leaveAll());
const contact = async (/** @type {string} */ text) => (await shop.olga.must('GET', `/conversations/${(await shop.conversationOf(text)).id}`)).contact_detail;

it('identify with a proof makes one contact of two browsers; without one it is only what the page says', async () => {
  const proof = createHmac('sha256', SECRET).update('u-17').digest('hex');
  const write = async (/** @type {string} */ text, /** @type {string | undefined} */ hmac) => {
    const { page, frame, open, say, sent } = await shop.visit(shop.near);
    await page.evaluate(([hmac]) => window.Parley('identify', { id: 'u-17', name: 'Anna Kowalska', plan: 'gold' }, hmac), [hmac]);
    await open();
    await frame.locator('.write textarea').waitFor();
    await say(text);
    await sent();
    return contact(text);
  };
  const [first, second, third] = [await write('from home', proof), await write('from work', proof), await write('from a thief', undefined)];
  assert.equal(first.id, second.id);
  assert.equal(first.name, 'Anna Kowalska');
  assert.equal(first.attributes.plan, 'gold');
  assert.equal(first.attributes.id, undefined);
  assert.notEqual(third.id, first.id);
});

for (const colorScheme of /** @type {const} */ (['light', 'dark']))
  it(`a closed conversation is rated with one press and a word more, ${colorScheme}`, async () => {
    const { page, frame, open, say, sent, requests } = await shop.visit(shop.near, { colorScheme });
    await open();
    await say(`please help, ${colorScheme}`);
    await sent();
    const { id } = await shop.conversationOf(`please help, ${colorScheme}`);
    assert.ok(!requests.some((one) => /Rating-/.test(one.url)), 'nothing of it is loaded before');
    await page.evaluate(() => window.Parley('on', 'rated', (/** @type {any} */ detail) => { window.rated = detail; }));
    await shop.olga.must('PATCH', `/conversations/${id}`, { status: 'closed' });
    const stars = frame.getByRole('group', { name: 'How was it?' });
    await stars.getByRole('button', { name: '4 of 5' }).click();
    await frame.getByText('Thank you').waitFor();
    await frame.getByLabel('What could be better?').fill('A shorter wait');
    if (process.env.PARLEY_SHOTS) await page.screenshot({ path: `${process.env.PARLEY_SHOTS}/rating-${colorScheme}.png` });
    await frame.getByLabel('What could be better?').press('Enter');
    const line = await until(async () => (await shop.olga.messages(id)).find((one) => one.content?.comment), 'the line of the thread');
    assert.deepEqual(line.content, { activity: 'rated', score: 4, comment: 'A shorter wait' });
    assert.deepEqual(await page.evaluate(() => window.rated), { score: 4 });
    await page.reload();
    await open();
    assert.equal(await stars.getByRole('button', { name: '4 of 5' }).getAttribute('aria-pressed'), 'true');
    await say('one thing more');
    await stars.waitFor({ state: 'detached' });
  });
