// A long thread is left for a day of it: by a day's mark, by the key, to the first message, back to the end.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { axe, bubble, Desk, until, words } from './harness.mjs';

const en = words.en;
const day = 86_400_000;
/** @type {Desk} */ let desk;
/** @type {Awaited<ReturnType<Desk['signedIn']>>} */ let olga;
let conversation = 0;
const start = Date.UTC(2026, 2, 1, 9);
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  const contact = { id: 'faithful', name: 'Faithful' };
  // Four a day for a hundred days.
  for (let part = 0; part < 4; part++) {
    const events = Array.from({ length: 100 }, (_, i) => part * 100 + i).map((n) => desk.client.message({ contact, text: `line ${n} of day ${Math.floor(n / 4)}`, sent_at: new Date(start + Math.floor(n / 4) * day + (n % 4) * 60_000).toISOString() }));
    const { json } = await desk.client.events(events);
    conversation = Number(json.results[0].conversation_id.replace(/^\D+/, ''));
  }
  olga = await desk.signedIn('olga@example.com', `/inbox/all/${conversation}`);
  await bubble(olga.page, 'line 399 of day 99').waitFor();
});
afterEach(() => olga.watch.assertQuiet());
after(() => desk.close());

const dialog = () => olga.page.getByRole('dialog', { name: en.keys.day });
const isInSight = async (/** @type {string} */ text) => {
  const message = bubble(olga.page, text);
  await message.waitFor();
  await until(async () => {
    const [box, log] = [await message.boundingBox(), await olga.page.getByRole('log').boundingBox()];
    return box && log && box.y >= log.y && box.y + box.height <= log.y + log.height;
  }, `${text} is in sight`);
};

test('the key asks for a day, and the thread goes to its first message', async () => {
  const { page } = olga;
  await page.getByRole('log').focus();
  await page.keyboard.press('d');
  await dialog().getByLabel(en.goTo.day).fill('2026-03-21');
  await page.keyboard.press('Enter');
  await dialog().waitFor({ state: 'detached' });
  await isInSight('line 80 of day 20');
  assert.equal(await bubble(page, 'line 399 of day 99').count(), 0, 'the end is not on the page');
});
test("a day's mark asks with its own day, and goes to the first of all", async () => {
  const { page } = olga;
  await page.getByRole('log').locator('.day').filter({ hasText: /\b20 Mar|\bMar(ch)? 20\b/ }).click();
  assert.equal(await dialog().getByLabel(en.goTo.day).inputValue(), '2026-03-20');
  await axe(page);
  await dialog().getByRole('button', { name: en.goTo.first }).click();
  await isInSight('line 0 of day 0');
});
test('the same day is found again after scrolling away, and the end is one click away', async () => {
  const { page } = olga;
  const go = async (/** @type {string} */ date) => {
    await page.getByRole('log').focus();
    await page.keyboard.press('d');
    await dialog().getByLabel(en.goTo.day).fill(date);
    await page.keyboard.press('Enter');
    await dialog().waitFor({ state: 'detached' });
  };
  await go('2026-04-10');
  await isInSight('line 160 of day 40');
  await page.getByRole('button', { name: en.thread.toEnd }).click();
  await isInSight('line 399 of day 99');
  await go('2026-04-10');
  await isInSight('line 160 of day 40');
});
test('a day nobody wrote on or after is said in words, and what is no day too', async () => {
  const { page } = olga;
  await page.keyboard.press('d');
  await dialog().getByLabel(en.goTo.day).fill('2026-11-01');
  await page.keyboard.press('Enter');
  await dialog().getByRole('alert').filter({ hasText: en.goTo.later }).waitFor();
  await dialog().getByLabel(en.goTo.day).fill('');
  await page.keyboard.press('Enter');
  await dialog().getByRole('alert').filter({ hasText: en.goTo.noDay }).waitFor();
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
});
