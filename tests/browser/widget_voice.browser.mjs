// A visitor's voice message: said into a microphone in the shop's page, heard in the chat and at the desk. The microphone is
// Chromium's own fake one, which beeps once a second.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, it } from 'node:test';
import { axe, overflow } from './harness.mjs';
import { Shop, away, until } from './shop.mjs';

/** @type {Shop} */ let shop;
before(async () => {
  shop = await Shop.open({}, ['--use-fake-device-for-media-stream']);
});
after(() => shop?.close());
afterEach(() => shop.leaveAll());
const words = (/** @type {string} */ part, language = 'en') => JSON.parse(readFileSync(new URL(`../../web/i18n/${part}.${language}.json`, import.meta.url), 'utf8'));
const [en, tools, sound] = [words('speak'), words('tools'), words('sound')];
const shot = (/** @type {any} */ page, /** @type {string} */ name) => process.env.PARLEY_SHOTS && page.screenshot({ path: `${process.env.PARLEY_SHOTS}/${name}.png` });

/** @param {string} address @param {Record<string, any>} [options] */
async function come(address, { language = 'en', ...options } = {}) {
  const visitor = await shop.visit(`${address}?lang=${language}`, { permissions: ['microphone'], expected: away, ...options });
  await visitor.open();
  const { frame } = visitor;
  const text = words('speak', language);
  const mic = frame.getByRole('button', { name: words('tools', language).record });
  const panel = frame.getByRole('group', { name: text.label });
  const said = () => until(async () => Number((await panel.getByRole('timer').textContent())?.split(':')[1]) >= 2, 'two seconds, rounded, are said');
  const focused = (/** @type {any} */ one) => until(() => one.evaluate((/** @type {Element} */ element) => element === document.activeElement), 'the focus');
  return { ...visitor, text, mic, panel, said, focused };
}
const voiceOf = (/** @type {number} */ conversation) => until(async () => (await shop.olga.spoken(conversation)).find((/** @type {any} */ one) => one.kind === 'voice'), 'the voice message');
/** @param {string} text of a message sent before, so that the conversation is known */
const known = async (/** @type {any} */ { say, sent }, /** @type {string} */ text) => {
  await say(text);
  await sent();
  return (await shop.conversationOf(text)).id;
};

for (const [place, colorScheme] of /** @type {const} */ ([['far', 'light'], ['near', 'dark']]))
  it(`is said by keyboard alone, sent, and heard by both, ${place}, ${colorScheme}`, async () => {
    const visitor = await come(shop[place], { colorScheme });
    const { page, frame, mic, panel, said, focused, inner, faults, requests } = visitor;
    const id = await known(visitor, `by voice, ${place}`);
    assert.ok(!requests.some((one) => /Recorder|Sound/.test(one.url)), 'nothing of it is loaded before');
    await mic.focus();
    await page.keyboard.press('Enter');
    await said();
    await focused(panel.getByRole('button', { name: en.send }));
    const level = () => panel.locator('.level path').getAttribute('d');
    await until(async () => /v(?!2$|2M)\d/.test((await level()) ?? ''), 'the level moves with the sound');
    assert.deepEqual(await axe(inner()), []);
    await shot(page, `voice-${colorScheme}`);
    await page.keyboard.press('Shift+Tab');
    await focused(panel.getByRole('button', { name: en.cancel }));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await panel.waitFor({ state: 'detached' });
    await focused(mic);
    const [file] = (await voiceOf(id)).attachments;
    assert.deepEqual([file.kind, file.content_type], ['voice', 'audio/ogg']);
    assert.ok(file.duration_ms >= 1500 && file.duration_ms < 60_000, `${file.duration_ms} ms`);
    const play = frame.getByRole('button', { name: new RegExp(`^${sound.play}`) });
    await play.focus();
    await shot(page, `sound-${colorScheme}`);
    await page.keyboard.press('Enter');
    await until(() => frame.locator('audio').evaluate((/** @type {any} */ one) => one.currentTime > 0.2), 'it is heard');
    await page.keyboard.press('Enter');
    await play.waitFor();
    assert.deepEqual(await axe(inner()), []);
    assert.deepEqual(faults, []);
  });

it('gives way to the button that sends as soon as something is typed', async () => {
  const { frame, mic } = await come(shop.near);
  await mic.waitFor();
  await frame.locator('.write textarea').fill('typed');
  await mic.waitFor({ state: 'detached' });
  await frame.getByRole('button', { name: 'Send', exact: true }).click();
  await mic.waitFor();
});

it('canceled, nothing is sent, the microphone is free and the focus is back', async () => {
  const visitor = await come(shop.near);
  const { page, mic, panel, said, focused, inner, frame } = visitor;
  const id = await known(visitor, 'I changed my mind');
  await inner()?.evaluate(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => (globalThis.heard = await ask(wanted));
  });
  await mic.click();
  await said();
  assert.equal(await frame.locator('.write textarea').evaluate((/** @type {any} */ one) => one.inert), true);
  await panel.getByRole('button', { name: en.cancel }).click();
  await panel.waitFor({ state: 'detached' });
  await focused(mic);
  assert.deepEqual(await inner()?.evaluate(() => globalThis.heard.getTracks().map((/** @type {any} */ one) => one.readyState)), ['ended']);
  await page.keyboard.press('Shift+Tab');
  assert.equal((await shop.olga.spoken(id)).length, 1);
});

it('waits where the chat is closed meanwhile: the microphone is off, what was said is there', async () => {
  const visitor = await come(shop.near);
  const { page, mic, panel, said, launcher, frame } = visitor;
  const id = await known(visitor, 'I look at the shop');
  await mic.click();
  await said();
  await page.keyboard.press('Escape');
  await until(async () => (await launcher.getAttribute('aria-expanded')) === 'false', 'it is closed');
  await frame.locator('.live:not(.on)').waitFor({ state: 'attached' });
  const span = await panel.getByRole('timer').textContent();
  await launcher.click();
  assert.equal(await panel.getByRole('timer').textContent(), span);
  await panel.getByRole('button', { name: en.send }).click();
  await voiceOf(id);
});

it('is no longer than five minutes, and then waits to be sent', async () => {
  const visitor = await come(shop.near);
  const { page, mic, panel, said, inner, text } = visitor;
  const id = await known(visitor, 'a long story');
  await mic.click();
  await said();
  await inner()?.evaluate(() => {
    const now = performance.now.bind(performance);
    performance.now = () => now() + 300_000;
  });
  await panel.getByText(text.most_other.replace('{{count}}', '5')).waitFor();
  await panel.locator('.live:not(.on)').waitFor();
  assert.deepEqual(await axe(inner()), []);
  await shot(page, 'voice-most');
  await panel.getByRole('button', { name: en.send }).click();
  await voiceOf(id);
});

it('is not lost when the line is down: it waits among the files and goes when the line is back', async () => {
  const visitor = await come(shop.near);
  const { context, mic, panel, said, frame } = visitor;
  const id = await known(visitor, 'a bad line');
  await mic.click();
  await said();
  await context.setOffline(true);
  await panel.getByRole('button', { name: en.send }).click();
  await frame.getByText('Not uploaded.').waitFor();
  await context.setOffline(false);
  assert.ok((await voiceOf(id)).attachments[0].duration_ms >= 1500);
});

for (const [language, width] of /** @type {const} */ ([['en', 1280], ['ru', 360], ['pl', 320]]))
  it(`that is not allowed is said in words, and asked for again: ${language}, ${width} px`, async () => {
    const { page, context, mic, panel, inner, text } = await come(shop.near, { language, permissions: [], colorScheme: language === 'pl' ? 'dark' : 'light', viewport: { width, height: 640 }, ...(width < 1000 ? { isMobile: true, hasTouch: true } : {}) });
    await mic.click();
    await panel.getByRole('alert').getByText(text.denied).waitFor();
    assert.deepEqual(await axe(inner()), []);
    assert.deepEqual(await overflow(inner()), []);
    await shot(page, `voice-denied-${language}-${width}`);
    await context.grantPermissions(['microphone']);
    await panel.getByRole('button', { name: text.again }).click();
    await panel.getByRole('timer').waitFor();
    assert.deepEqual(await overflow(inner()), []);
    await shot(page, `voice-${language}-${width}`);
    await panel.getByRole('button', { name: text.cancel }).click();
    await panel.waitFor({ state: 'detached' });
  });

it('is not offered where the shop forbids the microphone to its frames', async () => {
  const { frame, open } = await shop.visit(`${shop.near}?deaf`, { permissions: ['microphone'] });
  await open();
  await frame.getByRole('button', { name: tools.emoji, exact: true }).waitFor();
  assert.equal(await frame.getByRole('button', { name: tools.record }).count(), 0);
  await frame.getByRole('button', { name: 'Send', exact: true }).waitFor();
});
