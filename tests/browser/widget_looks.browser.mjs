// The chat for everybody: no axe fault, any brand colour, a phone, large text, keyboard, and quickly there.
import assert from 'node:assert/strict';
import { after, afterEach, before, it } from 'node:test';
import { axe } from './harness.mjs';
import { Shop, until } from './shop.mjs';

/** @type {Shop} */ let shop;
before(async () => {
  shop = await Shop.open();
});
after(() => shop?.close());
afterEach(() => shop.leaveAll());

for (const colorScheme of ['light', 'dark']) {
  it(`has no axe fault in ${colorScheme}: greeting, thread, form`, async () => {
    const { page, frame, open, say, sent, inner } = await shop.visit(shop.near, { colorScheme, reducedMotion: 'reduce', expected: /422/ });
    await open();
    await frame.locator('.start').waitFor();
    assert.deepEqual(await axe(inner()), []);
    await say(`hello in ${colorScheme}`);
    await sent();
    const { id } = await shop.conversationOf(`hello in ${colorScheme}`);
    await shop.answers(id, 'see https://example.org');
    await frame.locator('a', { hasText: 'example.org' }).waitFor();
    shop.olga.tell({ type: 'typing', conversation_id: id, on: true });
    await frame.locator('.dots').waitFor();
    assert.deepEqual(await axe(inner()), []);
    assert.deepEqual(await axe(page), []);
    const { key } = await shop.chat({ ask: 'email*', consent: 'I agree' });
    const other = await shop.visit(`${shop.far}?key=${key}`, { colorScheme });
    await other.open();
    await other.frame.getByRole('button', { name: 'Send message' }).click();
    assert.deepEqual(await axe(other.inner()), []);
  });
}

it('keeps any brand colour readable, in both themes', async () => {
  for (const color of ['#FFD400', '#2D2DE0', '#FF2D55', '#F4F4F4', '#101010', '#7A8B2F']) {
    const { key } = await shop.chat({ color });
    for (const colorScheme of ['light', 'dark']) {
      const { context, page, open, say, sent, inner } = await shop.visit(`${shop.far}?key=${key}`, { colorScheme, reducedMotion: 'reduce' });
      await open();
      await say('see https://example.org');
      await sent();
      assert.deepEqual(await axe(inner()), [], `${color} ${colorScheme}`);
      assert.deepEqual(await axe(page), [], `${color} ${colorScheme}`);
      await context.close();
    }
  }
});

it('opens from the button, closes by Escape and gives the focus back', async () => {
  const { page, frame, open, launcher, faults } = await shop.visit(shop.far);
  await open();
  await until(() => frame.locator('.write textarea').evaluate((one) => one === document.activeElement), 'the focus is inside');
  assert.equal(await launcher.getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('Escape');
  await until(async () => (await launcher.getAttribute('aria-expanded')) === 'false', 'it is closed');
  assert.ok(await page.evaluate(() => document.querySelector('parley-chat')?.shadowRoot?.activeElement?.matches('.l')));
  await until(async () => (await page.locator('parley-chat .p').evaluate((one) => getComputedStyle(one).visibility)) === 'hidden', 'it is hidden');
  assert.deepEqual(faults, []);
});

it('stands `all: unset !important` on everything', async () => {
  const { page, launcher } = await shop.visit(`${shop.far}?hostile`);
  const box = await launcher.boundingBox();
  assert.deepEqual([(box?.x ?? 0) + (box?.width ?? 0), box?.width, box?.height], [1280 - 28, 60, 60]);
  assert.equal(await page.locator('parley-chat').evaluate((one) => getComputedStyle(one).position), 'fixed');
});

it('fills the screen of a phone and does not zoom', async () => {
  const { frame, open, inner } = await shop.visit(shop.far, { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true });
  await open();
  const box = await (await inner()?.frameElement())?.boundingBox();
  assert.deepEqual([box?.x, box?.y, box?.width, box?.height], [0, 0, 390, 780]);
  assert.equal(await frame.locator('.write textarea').evaluate((one) => getComputedStyle(one).fontSize), '16px');
});

it('loses nothing at twice the text size and at 320 px', async () => {
  const { frame, open, inner, say } = await shop.visit(shop.far, { viewport: { width: 320, height: 560 } });
  await open();
  await say('A_very_long_word_without_any_place_to_break_it_anywhere_at_all_'.repeat(3));
  await frame.locator('.under.mine').waitFor();
  const overflow = await inner()?.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
    return [...document.querySelectorAll('main *')]
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth && getComputedStyle(one).overflowX !== 'hidden' && !one.matches('.vh'))
      .map((one) => one.className);
  });
  assert.deepEqual(overflow, []);
  const box = await frame.locator('.send').boundingBox();
  assert.ok(box && box.y + box.height <= 560 && box.x + box.width <= 320, JSON.stringify(box));
});

it('is usable soon after the click, the frame not fetched before', async () => {
  const took = [];
  for (let i = 0; i < 5; i++) {
    const { context, page, inner } = await shop.visit(shop.far);
    const clicked = await page.evaluate(() => {
      globalThis.Parley('open');
      return Date.now();
    });
    const frame = await until(() => inner(), 'the frame');
    const usable = await frame.evaluate(
      () =>
        new Promise((resolve) => {
          const look = () => (document.activeElement?.matches('.write textarea') ? resolve(Date.now()) : setTimeout(look, 4));
          look();
        }),
    );
    took.push(Number(usable) - clicked);
    await context.close();
  }
  const median = took.sort((a, b) => a - b)[2];
  console.log(JSON.stringify({ bench: 'widget-open', value: median, unit: 'ms', limit: 300, all: took }));
  assert.ok(median < 300 * Number(process.env.PARLEY_TEST_SLACK ?? 3), `${took}`);
});
