// What the tests of Messenger and Instagram have in common: the wizard in each language, and a comment answered both ways.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { axe, bubble, composer, lowTargets, overflow, row, until, words } from './harness.mjs';

export const catalogue = (/** @type {string} */ name, language = 'en') => JSON.parse(readFileSync(new URL(`../../web/i18n/${name}.${language}.json`, import.meta.url), 'utf8'));
export const fill = (/** @type {string} */ text, /** @type {Record<string, string>} */ values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
/** @param {import('playwright-core').Page} page @param {string} name */
export const shot = async (page, name) => process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });
const settings = catalogue('settings'), meta = catalogue('meta'), later = catalogue('later'), { way, mark, moderate } = catalogue('reach');

/**
 * Each value that is wrong is named with its cure, until none is; then the channel is made.
 * @param {import('playwright-core').Page} page @param {'messenger' | 'instagram'} kind
 * @param {{values: Record<string, string>, wrong: {field: string, value: string, says: string, cure: string}[], name: string}} facts by the fields' names
 */
export async function connect(page, kind, { values, wrong, name }) {
  await page.getByRole('link', { name: new RegExp(`${settings.connect[`${kind}Needs`]}`) }).click();
  const field = (/** @type {string} */ of) => page.locator(`input[name="${of}"]`);
  for (const [of, value] of Object.entries(values)) await field(of).fill(wrong.find((one) => one.field === of)?.value ?? value);
  for (const { field: of, says, cure } of wrong) {
    await page.getByText(`${says}: ${meta.wrong}`).waitFor();
    await page.getByText(cure).waitFor();
    await shot(page, `${kind}-wizard-${of}`);
    await field(of).fill(values[of]);
  }
  await page.getByText(fill(meta.good, { name })).waitFor();
  assert.deepEqual(await axe(page), []);
  await shot(page, `${kind}-wizard`);
  await page.getByRole('button', { name: settings.connect.connect }).click();
}

/** No word of the wizard is missing, and nothing runs past the edge. @param {import('./harness.mjs').Desk} desk @param {'messenger' | 'instagram'} kind */
export async function inEachLanguage(desk, kind) {
  for (const language of ['en', 'ru', 'pl']) {
    const seat = await desk.signedIn('maja@example.com', `/settings/channels/new/${kind}`, { language, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await seat.page.getByText(catalogue(kind, language).hint).waitFor();
    await seat.page.getByText(catalogue('meta', language).agentHint).waitFor();
    const text = await seat.page.getByRole('main').innerText();
    assert.equal(/\{\{|\b(?:connect|check|cure|instagram|facebook|step\d?)\.[a-z]\w+(?!\.?com)/.exec(text.replaceAll('developers.facebook.com', '')), null, language);
    assert.deepEqual(await overflow(seat.page), []);
    assert.deepEqual(await lowTargets(seat.page), []);
    await shot(seat.page, `${kind}-wizard-${language}`);
    await desk.leave(seat);
  }
}

/**
 * Somebody's comment is answered for everybody to see, and then for them alone.
 * @param {import('./harness.mjs').Desk} desk
 * @param {{name: string, comment: (text: string) => string, publicly: () => any[], privately: () => any[], post: RegExp | null}} facts what the platform has got; post: the comment's link
 */
export async function answerComment(desk, { name, comment, publicly, privately, post }) {
  const { page } = await desk.signedIn('maja@example.com', '/inbox/all');
  comment('Is the blue one in stock?');
  await row(page, name).click();
  const asked = bubble(page, 'Is the blue one in stock?');
  const label = asked.getByText(mark.comment, { exact: true });
  await label.waitFor();
  if (post) assert.match((await label.getAttribute('href')) ?? '', post);
  const field = composer(page);
  const side = (/** @type {string} */ of) => page.getByRole('button', { name: of, exact: true });
  await page.getByText(way.publicHint).waitFor();
  assert.equal(await side(way.public).getAttribute('aria-pressed'), 'true', 'public unless it is chosen otherwise');
  await field.fill('Yes, ten of them');
  await page.getByRole('button', { name: way.publicVerb }).waitFor();
  assert.deepEqual(await axe(page), []);
  await shot(page, 'comment-public');
  await field.press('Enter');
  await until(() => publicly().some((one) => one.message === 'Yes, ten of them'), 'everybody sees the answer');
  assert.equal(privately().length, 0);

  await field.press('Escape');
  await page.keyboard.press('v');
  await page.getByText(new RegExp(`^${fill(way.privateUntil, { name, time: '.+' })}$`)).waitFor();
  await until(() => field.evaluate((one) => one === document.activeElement), 'one goes on writing');
  await field.fill('Your discount is 10%');
  await page.getByRole('button', { name: way.privateVerb }).waitFor();
  assert.deepEqual(await axe(page), []);
  await shot(page, 'comment-private');
  await page.reload();
  await page.getByRole('button', { name: way.privateVerb }).waitFor();
  assert.equal(await field.inputValue(), 'Your discount is 10%', 'the draft is there, and still for one person');
  const other = await desk.signedIn('maja@example.com', page.url());
  await other.page.getByRole('button', { name: way.privateVerb }).waitFor();
  assert.equal(await composer(other.page).inputValue(), 'Your discount is 10%', 'another device goes on with it, for one person too');
  await desk.leave(other);
  await page.keyboard.press('n');
  await page.getByRole('button', { name: words.en.composer.addNote }).waitFor();
  await side(way.private).click();
  await field.press('Enter');
  await until(() => privately().some((one) => one.message.text === 'Your discount is 10%'), 'the writer has it as a message');
  const answer = bubble(page, 'Your discount is 10%');
  await answer.getByText(mark.private, { exact: true }).waitFor();
  assert.equal(publicly().length, 1, 'and nobody else sees it');
  assert.equal(await bubble(page, 'Yes, ten of them').getByText(mark.private).count(), 0);
  assert.equal(await side(way.private).getAttribute('aria-pressed'), 'true', 'what is written next does not become public by itself');
  await page.getByText(way.used).waitFor();
  await field.fill('And free delivery');
  await until(() => page.getByRole('button', { name: way.privateVerb }).isDisabled(), 'a second one does not go');
  await field.press('Enter');
  assert.deepEqual(await axe(page), []);
  await shot(page, 'comment-used');
  await side(way.public).click();
  await page.getByText(way.publicHint).waitFor();
  await until(() => page.getByRole('button', { name: way.publicVerb }).isEnabled(), 'for everybody it goes');
  await field.fill('');
  assert.equal(privately().length, 1);
  return { page };
}

/**
 * A comment is hidden from the others, shown again by the undo, hidden once more, and deleted.
 * @param {import('./harness.mjs').Desk} desk @param {string} name @param {{comment: (text: string) => string, wall: Map<string, any>, place: string}} facts wall: what stands at the platform
 */
export async function moderateComment(desk, name, { comment, wall, place }) {
  const seat = await desk.signedIn('maja@example.com', '/inbox/all');
  const { page } = seat;
  const id = comment('Buy cheap followers!');
  await row(page, name).click();
  const rude = bubble(page, 'Buy cheap followers!');
  const choose = async (/** @type {string} */ label) => {
    await rude.hover();
    await rude.getByRole('button', { name: words.en.amend.menu }).click();
    await page.getByRole('menuitem', { name: label }).click();
  };
  const hiddenMark = rude.getByText(fill(moderate.hidden, { place }));
  await choose(moderate.hide);
  await hiddenMark.waitFor();
  await until(() => wall.get(id).hidden, 'the others do not see it');
  assert.deepEqual(await axe(page), []);
  await shot(page, 'comment-hidden');
  await page.getByRole('button', { name: words.en.toast.undo }).click();
  await hiddenMark.waitFor({ state: 'detached' });
  await until(() => !wall.get(id).hidden, 'they do again');
  await choose(moderate.hide);
  await hiddenMark.waitFor();
  await choose(moderate.show);
  await hiddenMark.waitFor({ state: 'detached' });
  await choose(words.en.amend.remove);
  await page.getByText(later.amend.deleteComment).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: later.amend.delete }).click();
  await until(() => wall.get(id).removed, 'it is gone for all');
  await rude.waitFor({ state: 'detached' });
  await desk.leave(seat);
}

/** The same on a phone, in each language and both colours. @param {import('./harness.mjs').Desk} desk @param {string} name */
export async function looksOfComment(desk, name) {
  for (const [language, colorScheme] of [['en', 'dark'], ['ru', 'light'], ['pl', 'dark']]) {
    const seat = await desk.signedIn('maja@example.com', '/inbox/all', { language, colorScheme, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const { way: theirs } = catalogue('reach', language);
    await row(seat.page, name).click();
    for (const side of ['public', 'private']) {
      await seat.page.getByRole('button', { name: theirs[side], exact: true }).click();
      await seat.page.getByRole('button', { name: theirs[`${side}Verb`] }).waitFor();
      assert.deepEqual(await overflow(seat.page), []);
      assert.deepEqual(await lowTargets(seat.page), []);
      assert.deepEqual(await axe(seat.page), []);
      await shot(seat.page, `comment-${side}-${language}-${colorScheme}`);
    }
    await desk.leave(seat);
  }
}
