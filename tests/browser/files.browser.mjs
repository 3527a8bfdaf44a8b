// Files both ways: picked, sent, shown, looked at; what is too big is said before it travels.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { png } from '../fakes/telegram/files.mjs';
import { axe, bubble, composer, Desk, until, words } from './harness.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
/** @type {Awaited<ReturnType<Desk['signedIn']>>} */ let olga;
let conversation = 0;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  ({ conversation } = await desk.writes('Could you send pictures?', { contact: { id: 'looker', name: 'Looker' } }));
  olga = await desk.signedIn('olga@example.com', `/inbox/all/${conversation}`);
  await bubble(olga.page, 'Could you send pictures?').waitFor();
});
afterEach(() => olga.watch.assertQuiet());
after(() => desk.close());

test('picked files are shown, one is taken back, the rest goes with the message', async () => {
  const { page } = olga;
  await page.locator('input[type=file]').setInputFiles([
    { name: 'front.png', mimeType: 'image/png', buffer: png(400, 300) },
    { name: 'side.png', mimeType: 'image/png', buffer: png(300, 400, 60) },
    { name: 'geometry.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') },
  ]);
  const files = page.getByRole('list', { name: en.files.label });
  await until(async () => (await files.getByRole('button', { name: /^Remove / }).count()) === 3, 'all three are up');
  const order = () => files.getByRole('listitem').evaluateAll((items) => items.map((one) => one.querySelector('.cut')?.textContent));
  assert.equal(await files.getByRole('button', { name: 'Move front.png one place forward' }).count(), 0, 'it is the first');
  await files.getByRole('button', { name: 'Move side.png one place forward' }).click();
  await until(async () => String(await order()) === 'side.png,front.png,geometry.pdf', 'moved by a click');
  await files.getByRole('listitem').filter({ hasText: 'geometry.pdf' }).dragTo(files.getByRole('listitem').filter({ hasText: 'side.png' }));
  await until(async () => String(await order()) === 'geometry.pdf,side.png,front.png', 'drawn');
  await files.getByRole('button', { name: 'Remove geometry.pdf' }).click();
  await files.getByRole('button', { name: 'Move front.png one place forward' }).click();
  await until(async () => String(await order()) === 'front.png,side.png', 'as they were');
  await composer(page).fill('Here they are');
  await page.getByRole('button', { name: en.composer.send }).click();
  const sent = bubble(page, 'Here they are');
  await sent.getByRole('button', { name: 'Open image front.png' }).waitFor();
  await files.waitFor({ state: 'detached' });
  const [event] = await until(() => (desk.app.about('Here they are').length ? desk.app.about('Here they are') : null), 'the callback');
  assert.deepEqual(event.event.data.message.attachments.map((/** @type {any} */ one) => one.name ?? one.file_name), ['front.png', 'side.png']);
});
test('a picture opens over everything, arrows turn, Esc closes and the focus is back', async () => {
  const { page } = olga;
  const open = page.getByRole('log').getByRole('button', { name: 'Open image front.png' });
  await open.click();
  await page.getByRole('dialog', { name: 'front.png' }).waitFor();
  const size = await page.locator('dialog img').evaluate((one) => [one.naturalWidth, one.naturalHeight]);
  assert.deepEqual(size, [400, 300]);
  await page.keyboard.press('ArrowRight');
  await page.getByRole('dialog', { name: 'side.png' }).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: en.viewer.download }).click()]);
  assert.equal(download.suggestedFilename(), 'side.png');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await open.evaluate((one) => one === document.activeElement), true);
});
test('a picture is zoomed by keys, wheel, double click and buttons, moved when it is large, and whole again by 0', async () => {
  const { page } = olga;
  await page.getByRole('log').getByRole('button', { name: 'Open image front.png' }).click();
  const image = page.getByRole('dialog', { name: 'front.png' }).getByRole('img');
  const box = async () => (await image.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const wide = (/** @type {number} */ times) => until(async () => Math.abs((await box()).width - whole.width * times) < 2, `${times} times as wide`);
  const whole = await box();
  await page.keyboard.press('+');
  await wide(1.5);
  await page.getByRole('button', { name: en.viewer.larger }).click();
  await page.getByRole('button', { name: en.viewer.larger }).click();
  await page.getByRole('button', { name: en.viewer.larger }).click();
  await wide(1.5 ** 4);
  const before = await box();
  await page.mouse.move(700, 450);
  await page.mouse.down();
  await page.mouse.move(800, 500, { steps: 3 });
  await page.mouse.up();
  await until(async () => Math.abs((await box()).x - before.x - 100) < 2, 'it goes with the hand');
  await page.keyboard.press('ArrowRight');
  await until(async () => Math.abs((await box()).x - before.x - 20) < 2, 'an arrow moves it, and turns no page');
  await page.keyboard.press('-');
  await wide(1.5 ** 3);
  await page.keyboard.press('0');
  await until(async () => JSON.stringify(await box()) === JSON.stringify(whole), 'whole, in its place');
  // What is under the pointer stays under it.
  await page.mouse.move(whole.x + 40, whole.y + 40);
  await page.mouse.wheel(0, -1000);
  await until(async () => (await box()).width > whole.width * 3, 'larger');
  await page.mouse.wheel(0, 3000);
  await wide(1);
  await image.dblclick();
  await wide(2.25);
  await image.dblclick();
  await wide(1);
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});
test('what the customer sends is shown by its kind', async () => {
  const { page } = olga;
  const { json } = await desk.client.upload(png(64, 64), 'image/png', 'theirs.png');
  await desk.writes('Mine', { contact: { id: 'looker', name: 'Looker' }, attachments: [{ upload_id: json.upload_id ?? json.id, kind: 'image' }] });
  await page.getByRole('log').getByRole('button', { name: 'Open image theirs.png' }).waitFor();
  await desk.client.events([desk.client.message({ contact: { id: 'looker' }, location: { latitude: 54.35, longitude: 18.65, title: 'Gdańsk' } })]);
  await page.getByRole('link', { name: /Gdańsk/ }).waitFor();
});
/** As a person drops files on the thread. @param {string} name @param {number} size */
const drop = (name, size) =>
  olga.page.evaluate(([name, size]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(Number(size))], String(name)));
    for (const type of ['dragenter', 'dragover', 'drop']) document.querySelector('.log')?.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, [name, size]);

test('too big is said before anything travels', async () => {
  const { page } = olga;
  await drop('film.mov', 26 * 1024 * 1024);
  await page.getByText(/too big: at most 2\d/).waitFor();
  await page.getByRole('button', { name: 'Remove film.mov' }).click();
});
test('a file dropped on the thread is attached', async () => {
  await drop('dropped.txt', 5);
  await olga.page.getByRole('button', { name: 'Remove dropped.txt' }).click();
});
