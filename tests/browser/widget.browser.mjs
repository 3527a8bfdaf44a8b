// The chat as a visitor has it, in real Chromium against the real server: the shop's page, sending and hearing.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop, away, until } from './shop.mjs';

describe('a shop', () => {
  /** @type {Shop} */ let shop;
  before(async () => {
    shop = await Shop.open();
  });
  after(() => shop?.close());
  afterEach(() => shop.leaveAll());

  it('costs one request and no layout shift before it is opened', async () => {
    const { page, requests, faults } = await shop.visit(shop.far);
    const shift = await page.evaluate(
      () =>
        new Promise((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += entry.value;
          }).observe({ type: 'layout-shift', buffered: true });
          requestIdleCallback(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum))));
        }),
    );
    assert.deepEqual(requests.filter((one) => one.url.startsWith(shop.parley.url)).map((one) => new URL(one.url).pathname), ['/widget.js']);
    assert.equal(shift, 0);
    assert.deepEqual(await page.evaluate(() => Object.keys(globalThis).filter((name) => /parley/i.test(name))), ['Parley']);
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    assert.deepEqual(faults, []);
  });

  it('stands a hostile page with a strict policy, in a closed tree', async () => {
    const { page, faults, inner } = await shop.visit(`${shop.far}?hostile&csp`, { closed: true, expected: /hostile\.css|style-src|data:,/ });
    await until(() => page.evaluate(() => typeof globalThis.Parley === 'function'), 'the script');
    assert.equal(await page.evaluate(() => document.querySelector('parley-chat')?.shadowRoot), null);
    await page.mouse.click(1280 - 58, 860 - 58);
    const frame = await until(() => inner(), 'the frame');
    await frame.locator('main.chat').waitFor();
    const box = await (await frame.frameElement()).boundingBox();
    assert.deepEqual([box?.width, box?.height], [392, 680]);
    assert.deepEqual(faults, []);
  });

  it('may not frame a chat that is not its own', async () => {
    const other = await shop.parley.addChannel('web', 'Foreign', { site: 'other.example' });
    const { page, launcher, inner } = await shop.visit(`${shop.far}?key=${other.key}`, { expected: /frame-ancestors|Framing|blocked/ });
    await launcher.click();
    await page.waitForEvent('console', { predicate: (message) => /frame-ancestors|Framing/i.test(message.text()) }).catch(() => {});
    assert.equal(await inner()?.locator('main.chat').count().catch(() => 0) ?? 0, 0);
  });

  it('obeys Parley() called before and after it came', async () => {
    const context = await shop.browser.newContext();
    await context.addInitScript(() => {
      if (globalThis.parent !== globalThis) return;
      globalThis.heard = [];
      globalThis.Parley = function () {
        globalThis.Parley.q = globalThis.Parley.q || [];
        globalThis.Parley.q.push(arguments);
      };
      globalThis.Parley('on', 'open', () => globalThis.heard.push('open'));
      globalThis.Parley('lang', 'pl');
      globalThis.Parley('open');
    });
    const { page, frame } = await shop.visit(shop.far, { context });
    await frame.getByText('Cześć, w czym możemy pomóc?').waitFor();
    await page.evaluate(() => globalThis.Parley('lang', 'ru'));
    await frame.getByText('Здравствуйте, чем помочь?').waitFor();
    await page.evaluate(() => globalThis.Parley('hide'));
    assert.equal(await page.locator('parley-chat .l').isVisible(), false);
    assert.deepEqual(await page.evaluate(() => globalThis.heard), ['open']);
  });

  it('opens and closes by the keys of a button, and by Escape', async () => {
    const { page, launcher, inner } = await shop.visit(shop.near);
    const holdsFocus = () => launcher.evaluate((one) => one === /** @type {ShadowRoot} */ (one.getRootNode()).activeElement);
    await launcher.focus();
    for (const key of ['Enter', 'Space']) {
      await page.keyboard.press(key);
      await until(() => inner()?.evaluate(() => document.hasFocus() && document.activeElement?.tagName === 'TEXTAREA'), `the focus is in the chat after ${key}`);
      await page.keyboard.press('Escape');
      await until(holdsFocus, 'the focus is back on the button');
      assert.equal(await launcher.getAttribute('aria-expanded'), 'false');
    }
  });

  it('carries the first page of the visit through navigation, and the language', async () => {
    const { page, open, say, sent } = await shop.visit(`${shop.far}?utm_source=spring&gclid=abc&lang=pl`);
    await page.goto(`${shop.far}?second&lang=pl`);
    await page.evaluate(() => history.pushState({}, '', '/host?third&lang=pl'));
    await open();
    await say('through navigation');
    await page.frameLocator('parley-chat iframe').locator('.under.mine').waitFor();
    const { id } = await shop.conversationOf('through navigation');
    const { lead_detail: lead, contact_detail: contact } = await shop.olga.must('GET', `/conversations/${id}`);
    assert.equal(lead.first_touch.source, 'spring');
    assert.equal(lead.first_touch.landing_page, `${shop.far}?utm_source=spring&gclid=abc&lang=pl`);
    assert.equal(contact.language, 'pl');
    assert.match(contact.name, /^Gość /);
    assert.match(contact.attributes.page, /third/);
  });

  it('shows sent, then read; typing; and what the operator writes as text', async () => {
    const { frame, open, say, sent, texts, faults } = await shop.visit(shop.far);
    await open();
    await say('Hello there');
    await sent();
    const conversation = await shop.conversationOf('Hello there');
    shop.olga.tell({ type: 'seen', conversation_id: conversation.id, message_id: conversation.last_message.id });
    await frame.locator('.under.mine', { hasText: 'Read' }).waitFor();
    shop.olga.tell({ type: 'typing', conversation_id: conversation.id, on: true });
    await frame.getByText('Olga Petrova is typing').waitFor();
    const answer = await shop.answers(conversation.id, 'Good day <b>sir</b>, see https://example.org/x.');
    await frame.locator('a[href="https://example.org/x"]').waitFor();
    assert.deepEqual(await texts(), ['Hello there', 'Good day <b>sir</b>, see https://example.org/x.']);
    await shop.olga.reaches(conversation.id, answer.id, ['read']);
    assert.deepEqual(faults, []);
  });

  it('sends again with the same id when the answer was lost, and shows it once', async () => {
    const { page, open, say, sent, texts } = await shop.visit(shop.far, { expected: away });
    await open();
    let lost = 0;
    await page.route('**/widget/api/messages', async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      await route.abort();
    });
    await say('only once');
    await sent();
    assert.equal(lost, 1);
    assert.deepEqual(await texts(), ['only once']);
    const { id } = await shop.conversationOf('only once');
    assert.equal((await shop.olga.spoken(id)).length, 1);
  });

  it('uploads a picture and a file', async () => {
    const { frame, open, inner, faults } = await shop.visit(shop.far);
    await open();
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
    await inner()
      ?.locator('input[type=file]')
      .setInputFiles([{ name: 'bike.png', mimeType: 'image/png', buffer: png }, { name: 'order.txt', mimeType: 'text/plain', buffer: Buffer.from('two wheels') }]);
    await frame.locator('.picture img').waitFor();
    await until(() => frame.locator('.picture img').evaluate((/** @type {HTMLImageElement} */ one) => one.complete && one.naturalWidth > 0), 'the picture is drawn');
    await frame.locator('a.file', { hasText: 'order.txt' }).waitFor();
    assert.deepEqual(faults, []);
  });

  it('sends files in the order in which they were chosen, however long one of them takes', async () => {
    const context = await shop.browser.newContext();
    /** @type {(() => void)} */ let release = () => {};
    const held = new Promise((done) => (release = () => done(undefined)));
    await context.route('**/attachments?name=first.txt*', async (route) => {
      await held;
      await route.continue();
    });
    const { frame, open, inner, faults } = await shop.visit(shop.far, { context });
    await open();
    const file = (/** @type {string} */ name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) });
    await inner()?.locator('input[type=file]').setInputFiles([file('first.txt'), file('second.txt')]);
    await frame.locator('.upload', { hasText: 'second.txt' }).waitFor();
    release();
    await until(async () => (await frame.locator('a.file').count()) === 2, 'both are there');
    assert.deepEqual((await frame.locator('a.file').allTextContents()).map((text) => /(first|second)/.exec(text)?.[1]), ['first', 'second']);
    assert.deepEqual(faults, []);
  });

  it('takes a file before the server has answered for the first time, and sends it then', async () => {
    const context = await shop.browser.newContext();
    /** @type {(() => void)[]} */ const held = [];
    await context.route('**/widget/api/boot*', async (route) => {
      await new Promise((done) => held.push(() => done(undefined)));
      await route.continue();
    });
    const { frame, launcher, inner, faults } = await shop.visit(shop.far, { context });
    await launcher.click();
    await until(() => held.length > 0, 'the first question is on its way');
    const picker = frame.locator('input[type=file]');
    await picker.waitFor({ state: 'attached' });
    await inner()?.locator('input[type=file]').setInputFiles([{ name: 'early.txt', mimeType: 'text/plain', buffer: Buffer.from('early') }]);
    await frame.locator('.upload', { hasText: 'early.txt' }).waitFor();
    for (const go of held) go();
    await frame.locator('a.file', { hasText: 'early.txt' }).waitFor();
    assert.deepEqual(faults, []);
  });

  it('never carries a cookie or speaks to anybody else', async () => {
    const context = await shop.browser.newContext();
    await context.addCookies([{ name: 'parley', value: 'operator', url: shop.parley.url, sameSite: 'Strict', httpOnly: true }]);
    const { requests, open, say, sent } = await shop.visit(shop.far, { context });
    await open();
    await say('no cookies');
    await sent();
    assert.deepEqual(requests.filter((one) => one.headers.cookie).map((one) => one.url), []);
    assert.deepEqual([...new Set(requests.map((one) => new URL(one.url).origin))].filter((origin) => origin !== 'null').sort(), [new URL(shop.far).origin, shop.parley.url].sort());
    assert.deepEqual((await context.cookies()).map((one) => one.name), ['parley']);
  });
});
