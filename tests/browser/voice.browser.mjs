// A voice message at the desk: said into a microphone, stopped, heard, sent; and heard in the thread. The microphone is the browser's own
// fake one, which beeps once a second.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { axe, composer, Desk, overflow, until, words } from './harness.mjs';

const en = words.en;
const { voice, sound } = en;
/** @type {Desk} */ let desk;
let people = 0;
before(async () => {
  desk = await Desk.open({ flags: ['--use-fake-device-for-media-stream'] });
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

/** @typedef {import('playwright-core').Page} Page */
/** @param {Record<string, any>} [options] */
async function asked(options = {}) {
  const { conversation } = await desk.writes('Call me?', { name: `Caller ${++people}` });
  const seat = await desk.signedIn('olga@example.com', `/inbox/all/${conversation}`, { permissions: ['microphone'], ...options });
  await seat.page.getByRole('log').getByText('Call me?').waitFor();
  return { ...seat, conversation };
}
const panel = (/** @type {Page} */ page, text = voice) => page.getByRole('group', { name: text.label });
const said = (/** @type {Page} */ page) => until(async () => Number((await panel(page).getByRole('timer').textContent())?.split(':')[1]) >= 2, 'two seconds are said');

test('said, stopped for a moment, heard, and sent as a voice message that messengers take', async () => {
  const { page, conversation } = await asked();
  await page.getByRole('button', { name: en.composer.voice }).click();
  await said(page);
  assert.deepEqual(await axe(page), []);
  const level = () => panel(page).locator('.recorder-level path').getAttribute('d');
  await until(async () => /v(?!2$|2M)\d/.test((await level()) ?? ''), 'the level moves with the sound');
  await panel(page).getByRole('button', { name: voice.pause }).click();
  const stopped = await level();
  await panel(page).getByRole('button', { name: voice.resume }).click();
  await until(async () => (await level()) !== stopped, 'it goes on');
  await panel(page).getByRole('button', { name: voice.listen, exact: true }).click();
  await panel(page).getByRole('button', { name: new RegExp(`^${sound.play}`) }).click();
  await until(() => panel(page).locator('audio').evaluate((/** @type {any} */ one) => one.currentTime > 0.3), 'it is heard');
  assert.deepEqual(await axe(page), []);
  assert.equal(desk.app.accepted.some((/** @type {any} */ event) => event.data.message?.attachments?.length), false, 'nothing went out before it was heard');
  await panel(page).getByRole('button', { name: voice.send }).click();
  await panel(page).waitFor({ state: 'detached' });
  const message = await until(async () => (await desk.admin.spoken(conversation)).find((/** @type {any} */ one) => one.kind === 'voice'), 'the message');
  const [file] = message.attachments;
  assert.deepEqual([file.kind, file.content_type], ['voice', 'audio/ogg']);
  assert.ok(file.duration_ms >= 2000 && file.duration_ms < 60_000, `${file.duration_ms} ms`);
  const bytes = (await desk.admin.call('GET', file.url.replace('/api/v1', ''))).raw;
  assert.equal(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 28, 36), 'OggSOpusHead');
  const event = await until(() => desk.app.accepted.find((/** @type {any} */ one) => one.data.message?.attachments?.length), 'it left');
  assert.equal(event.data.message.attachments[0].kind, 'voice');
  const player = page.getByRole('log').locator('.sound');
  await until(async () => new Set((await player.locator('.sound-wave path').first().getAttribute('d'))?.match(/v[\d.]+/g)).size > 1, 'its wave is shown');
  await player.getByRole('button', { name: new RegExp(`^${sound.play}`) }).click();
  await until(() => player.locator('audio').evaluate((/** @type {any} */ one) => one.currentTime > 0.2), 'it is heard in the thread');
  assert.deepEqual(await axe(page), []);
});
test('moved about in by keys and a click, and faster where somebody wants', async () => {
  const { page } = await asked();
  await page.getByRole('button', { name: en.composer.voice }).click();
  await said(page);
  await panel(page).getByRole('button', { name: voice.listen, exact: true }).click();
  const audio = () => panel(page).locator('audio').evaluate((/** @type {any} */ one) => ({ at: one.currentTime, rate: one.playbackRate, plays: !one.paused }));
  const slider = panel(page).getByRole('slider', { name: sound.place });
  await panel(page).getByRole('button', { name: sound.rate.replace('{{rate}}', '1') }).click();
  await panel(page).getByRole('button', { name: sound.rate.replace('{{rate}}', '1.5') }).waitFor();
  await slider.focus();
  await page.keyboard.press('Space');
  await until(async () => (await audio()).plays, 'space plays');
  assert.equal((await audio()).rate, 1.5);
  await page.keyboard.press('Space');
  await until(async () => !(await audio()).plays, 'and stops');
  await page.keyboard.press('Home');
  await until(async () => (await audio()).at === 0, 'home');
  await page.keyboard.press('ArrowRight');
  await until(async () => (await audio()).at > 1, 'two seconds on');
  const box = await slider.boundingBox();
  assert.ok(box);
  await page.mouse.click(box.x + 3, box.y + box.height / 2);
  await until(async () => (await audio()).at < 0.5, 'to where it was clicked');
});
test('left alone: nothing is sent, the microphone is free, the focus is back, what was typed is there', async () => {
  const { page, conversation } = await asked();
  await composer(page).fill('half a sentence');
  const button = page.getByRole('button', { name: en.composer.voice });
  for (const leave of [async () => panel(page).getByRole('button', { name: voice.cancel }).click(), async () => {
    await panel(page).getByRole('button', { name: voice.listen, exact: true }).click();
    await panel(page).getByRole('button', { name: voice.discard }).click();
  }]) {
    await button.focus();
    await page.keyboard.press('Enter');
    await said(page);
    await leave();
    await panel(page).waitFor({ state: 'detached' });
    await until(() => button.evaluate((one) => one === document.activeElement), 'the focus is back');
  }
  assert.equal(await composer(page).inputValue(), 'half a sentence');
  assert.equal((await desk.admin.spoken(conversation)).length, 1);
});
test('an upload that breaks off leaves the recording among the files, and goes when it is sent up again; what is being written stays', async () => {
  const { page, conversation, watch } = await asked();
  watch.offline = true;
  await composer(page).fill('not yet');
  await page.getByRole('button', { name: en.composer.voice }).click();
  await said(page);
  await panel(page).getByRole('button', { name: voice.listen, exact: true }).click();
  await page.context().setOffline(true);
  await panel(page).getByRole('button', { name: voice.send }).click();
  const files = page.getByRole('list', { name: en.files.label });
  await files.getByText(en.files.network).waitFor();
  await panel(page).waitFor({ state: 'detached' });
  await page.context().setOffline(false);
  await files.getByRole('button', { name: /again$/ }).click();
  await until(async () => (await desk.admin.spoken(conversation)).find((/** @type {any} */ one) => one.kind === 'voice'), 'sent');
  assert.equal(await composer(page).inputValue(), 'not yet');
  assert.deepEqual((await desk.admin.spoken(conversation)).map((/** @type {any} */ one) => one.text), ['Call me?', '']);
});
test('opening another conversation loses nothing: what was said waits with the draft', async () => {
  const { page, conversation } = await asked();
  await desk.writes('Me first', { name: 'Somebody Else' });
  await page.getByRole('button', { name: en.composer.voice }).click();
  await said(page);
  await page.keyboard.press('j');
  await panel(page).getByRole('timer').waitFor();
  await page.getByRole('option', { name: 'Somebody Else' }).click();
  await page.getByRole('log').getByText('Me first').waitFor();
  await page.goBack();
  const files = page.getByRole('list', { name: en.files.label });
  await files.getByRole('button', { name: /^Remove / }).waitFor();
  await page.getByRole('button', { name: en.composer.send }).click();
  await until(async () => (await desk.admin.spoken(conversation)).find((/** @type {any} */ one) => one.kind === 'voice'), 'sent');
});
test('a microphone that is not allowed is said in words, in every language, and asked for again', async () => {
  for (const language of ['en', 'ru', 'pl']) {
    const { page, context } = await asked({ permissions: [], language, viewport: { width: 390, height: 780 } });
    await page.getByRole('button', { name: words[language].composer.voice }).click();
    const text = words[language].voice;
    await panel(page, text).getByRole('alert').getByText(text.denied).waitFor();
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(await overflow(page), []);
    await context.grantPermissions(['microphone']);
    await panel(page, text).getByRole('button', { name: text.again }).click();
    await panel(page, text).getByRole('timer').waitFor();
    assert.deepEqual(await overflow(page), []);
    await panel(page, text).getByRole('button', { name: text.listen, exact: true }).click();
    await panel(page, text).getByRole('button', { name: text.send }).waitFor();
    assert.deepEqual(await overflow(page), []);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/voice-${language}.png` });
  }
});
test('a note takes one too', async () => {
  const { page, conversation } = await asked();
  await page.getByRole('button', { name: en.composer.note, exact: true }).click();
  await page.getByRole('button', { name: en.composer.voice }).click();
  await said(page);
  await panel(page).getByRole('button', { name: voice.listen, exact: true }).click();
  await panel(page).getByRole('button', { name: voice.addNote }).click();
  const note = await until(async () => (await desk.admin.spoken(conversation)).find((/** @type {any} */ one) => one.kind === 'voice'), 'the note');
  assert.equal(note.note, true);
});
