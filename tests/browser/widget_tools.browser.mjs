// What the chat has beside writing: the conversation saved as a file, and emoji. In real Chromium against the real server.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { axe, overflow } from './harness.mjs';
import { Shop, away, until } from './shop.mjs';

/** @type {Shop} */ let shop;
before(async () => {
  shop = await Shop.open();
});
after(() => shop?.close());
afterEach(() => shop.leaveAll());
const words = (/** @type {string} */ part, /** @type {string} */ language) => JSON.parse(readFileSync(new URL(`../../web/i18n/${part}.${language}.json`, import.meta.url), 'utf8'));
const shot = (/** @type {any} */ page, /** @type {string} */ name) => process.env.PARLEY_SHOTS && page.screenshot({ path: `${process.env.PARLEY_SHOTS}/${name}.png` });
const phone = (/** @type {number} */ width) => ({ viewport: { width, height: 640 }, hasTouch: true, isMobile: true });

describe('the conversation as a file', () => {
  /** @param {any} visitor @param {() => Promise<unknown>} [press] */
  const saved = async ({ page, frame }, language = 'en', press = () => frame.getByRole('menuitem').click()) => {
    await frame.getByRole('button', { name: words('menu', language).more }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), press()]);
    await frame.getByRole('menu').waitFor({ state: 'detached' });
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
  };

  it('is offered from the first message on, and holds all that is seen: who, when, files by name, what still waits', async () => {
    const visitor = await shop.visit(shop.far, { expected: away });
    const { context, frame, open, say, sent, inner, requests, faults } = visitor;
    await open();
    await frame.locator('.start').waitFor();
    assert.equal(await frame.getByRole('button', { name: 'More' }).count(), 0);
    await say('<b>Is</b> it "free" & ready?');
    await sent();
    const { id } = await shop.conversationOf('<b>Is</b> it "free" & ready?');
    await inner()?.locator('input[type=file]').setInputFiles([{ name: 'order <1>.txt', mimeType: 'text/plain', buffer: Buffer.from('two wheels') }]);
    await frame.locator('a.file').waitFor();
    const gone = await shop.answers(id, 'A slip');
    await shop.answers(id, 'See https://example.org/x.\nSecond line');
    await shop.olga.must('DELETE', `/conversations/${id}/messages/${gone.id}`);
    await frame.getByText('Message deleted').waitFor();
    await frame.getByText('Second line').waitFor();
    const calls = requests.length;
    const { name, text } = await saved(visitor);
    for (const one of requests.slice(calls)) assert.ok(one.method === 'GET' && one.url.startsWith(shop.parley.url), `nothing leaves the page: ${one.url}`);
    assert.match(name, /^Conversation with Nordwind Bikes \d{4}-\d\d-\d\d\.html$/);
    for (const part of ['<html lang="en">', 'charset="utf-8"', '&lt;b&gt;Is&lt;/b&gt; it &quot;free&quot; &amp; ready?', 'order &lt;1&gt;.txt', 'Olga Petrova', '<a href="https://example.org/x"', 'Message deleted', '4 messages, saved on '])
      assert.ok(text.includes(part), part);
    assert.ok(!/<b>|A slip|<script|src=/.test(text), 'no markup of a message, nothing that is fetched');
    assert.match(text, /<h3>You <time datetime="[^"]+Z">\d\d:\d\d<\/time>/);
    await context.setOffline(true);
    await say('still waiting');
    await frame.locator('.under.mine', { hasText: 'Waiting for the connection' }).waitFor();
    const later = await saved(visitor);
    assert.ok(later.text.includes('not sent yet') && later.text.includes('still waiting') && later.text.includes('5 messages'));
    assert.deepEqual(faults, []);
  });

  it('goes back to the first word, page by page', async () => {
    const visitor = await shop.visit(shop.near, { expected: away });
    const { page, context, frame, open, say, sent } = visitor;
    await open();
    await say('the very first');
    await sent();
    const { id } = await shop.conversationOf('the very first');
    for (let i = 1; i <= 230; i++) await shop.answers(id, `line ${i}.`);
    await page.reload();
    await open();
    await frame.getByText('line 230.').waitFor();
    assert.equal(await frame.getByText('the very first').count(), 0);
    const { text } = await saved(visitor);
    const lines = [...text.matchAll(/line (\d+)\./g)].map((match) => Number(match[1]));
    assert.ok(text.includes('the very first'));
    assert.deepEqual(lines, Array.from({ length: 230 }, (_, i) => i + 1));
    await context.setOffline(true);
    const part = await saved(visitor);
    assert.ok(part.text.includes(words('saved', 'en').cut) && part.text.includes('line 230.') && !part.text.includes('the very first'), 'what could not be fetched is said');
  });

  for (const language of ['en', 'ru', 'pl'])
    it(`speaks the visitor's language, and the menu is whole by keyboard: ${language}`, async () => {
      const visitor = await shop.visit(`${shop.near}?lang=${language}`, { colorScheme: language === 'ru' ? 'dark' : 'light' });
      const { page, frame, open, say, inner, launcher } = visitor;
      await open();
      await say(`hello, ${language}`);
      await frame.locator('.under.mine').waitFor();
      const menu = words('menu', language);
      const button = frame.getByRole('button', { name: menu.more });
      const item = frame.getByRole('menuitem', { name: menu.save });
      const focused = (/** @type {any} */ one) => until(() => one.evaluate((/** @type {Element} */ element) => element === document.activeElement), 'the focus');
      await button.focus();
      await page.keyboard.press('Enter');
      await focused(item);
      assert.deepEqual(await axe(inner()), []);
      await shot(page, `menu-${language}`);
      await page.keyboard.press('Escape');
      await focused(button);
      assert.equal(await launcher.getAttribute('aria-expanded'), 'true', 'the chat stays open');
      await page.keyboard.press('ArrowDown');
      await focused(item);
      await page.keyboard.press('Escape');
      const { text } = await saved(visitor, language, () => page.keyboard.press('Enter'));
      await focused(button);
      assert.ok(text.includes(`<html lang="${language}">`));
      assert.ok(text.includes(words('saved', language).title.replace('{{name}}', 'Nordwind Bikes')));
      await button.click();
      await frame.locator('.thread').click();
      await item.waitFor({ state: 'detached' });
      if (process.env.PARLEY_SHOTS) {
        const paper = await visitor.context.newPage();
        await paper.setContent(text);
        await shot(paper, `transcript-${language}`);
      }
    });

  for (const width of [360, 320])
    it(`fits a phone of ${width} px`, async () => {
      const { page, frame, open, say, inner } = await shop.visit(`${shop.near}?lang=ru`, phone(width));
      await open();
      await say('с телефона');
      await frame.getByRole('button', { name: 'Ещё' }).click();
      await frame.getByRole('menuitem').waitFor();
      assert.deepEqual(await overflow(inner()), []);
      assert.deepEqual(await axe(inner()), []);
      await shot(page, `menu-${width}`);
      assert.equal(await frame.locator('.smile').count(), 0, 'the keyboard of a phone has its own emoji');
    });
});

describe('emoji', () => {
  for (const [language, colorScheme] of /** @type {const} */ ([['en', 'light'], ['ru', 'dark'], ['pl', 'light']]))
    it(`are picked by keyboard and land where the cursor is: ${language}, ${colorScheme}`, async () => {
      const { page, frame, open, inner, launcher, requests, faults } = await shop.visit(`${shop.far}?lang=${language}`, { colorScheme });
      await open();
      const field = frame.locator('.write textarea');
      await field.pressSequentially('ab');
      await page.keyboard.press('ArrowLeft');
      const { emoji } = words('tools', language);
      const button = frame.getByRole('button', { name: emoji, exact: true });
      await button.waitFor();
      assert.ok(!requests.some((one) => /emoji|Emoji/.test(one.url)), 'nothing of it is loaded before');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      const box = frame.getByRole('dialog', { name: emoji });
      const now = () => inner()?.evaluate(() => document.activeElement?.textContent);
      await until(async () => (await now()) === '😀', 'the first has the focus');
      await until(async () => (await box.getByRole('button').first().getAttribute('aria-label')) !== null, 'it has a name');
      assert.deepEqual(await axe(inner()), []);
      await shot(page, `emoji-${language}-${colorScheme}`);
      await page.keyboard.press('ArrowRight');
      assert.equal(await now(), '😄');
      await page.keyboard.press('ArrowDown');
      const below = await now();
      await page.keyboard.press('ArrowUp');
      assert.equal(await now(), '😄');
      assert.notEqual(below, '😄');
      await page.keyboard.press('Escape');
      await box.waitFor({ state: 'detached' });
      await until(() => button.evaluate((one) => one === document.activeElement), 'the focus is back on the button');
      assert.equal(await launcher.getAttribute('aria-expanded'), 'true', 'the chat stays open');
      await page.keyboard.press('Enter');
      await until(async () => (await now()) === '😀', 'the first has the focus');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await until(async () => (await field.inputValue()) === 'a😄b', 'it stands at the cursor');
      await page.keyboard.type('!');
      assert.equal(await field.inputValue(), 'a😄!b');
      await page.keyboard.press('Enter');
      await frame.locator('.bubble', { hasText: 'a😄!b' }).waitFor();
      assert.ok(requests.every((one) => one.url.startsWith(shop.parley.url) || one.url.startsWith(new URL(shop.far).origin) || one.url.startsWith('data:')), 'nobody else is asked');
      assert.deepEqual(faults, []);
    });

  it('close when somebody turns elsewhere, and fit a narrow window', async () => {
    const { page, frame, open, inner } = await shop.visit(shop.near, { viewport: { width: 320, height: 480 } });
    await open();
    const button = frame.getByRole('button', { name: 'Emoji', exact: true });
    await button.click();
    const box = frame.getByRole('dialog');
    await box.waitFor();
    assert.deepEqual(await overflow(inner()), []);
    await shot(page, 'emoji-320');
    const place = await box.boundingBox();
    assert.ok(place && place.x >= 0 && place.y >= 0 && place.x + place.width <= 320, JSON.stringify(place));
    await frame.locator('h1').click();
    await box.waitFor({ state: 'detached' });
    await button.click();
    await box.getByRole('button', { name: 'red heart' }).click();
    assert.equal(await frame.locator('.write textarea').inputValue(), '❤️');
  });
});

it('takes what is dropped on the chat', async () => {
  const { page, frame, open, inner } = await shop.visit(shop.near);
  await open();
  await frame.getByRole('button', { name: 'Emoji', exact: true }).waitFor();
  const drag = (/** @type {string} */ type) =>
    inner()?.evaluate((type) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['two wheels'], 'dropped.txt', { type: 'text/plain' }));
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }, type);
  await drag('dragover');
  await frame.getByText('Drop to send').waitFor();
  await shot(page, 'drop');
  await drag('drop');
  await frame.getByText('Drop to send').waitFor({ state: 'detached' });
  await frame.locator('a.file', { hasText: 'dropped.txt' }).waitFor();
});
