// Every screen of the inbox in both themes, three widths and three languages: no rule of WCAG broken, nothing past its edge, no button's words cut.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { png } from '../fakes/telegram/files.mjs';
import { axe, bubble, composer, Desk, lowTargets, overflow, row, words } from './harness.mjs';

const languages = Object.keys(words);
// 320 is 1280 enlarged four times.
const widths = [320, 390, 834, 1440];
/** @type {Desk} */ let desk;
let conversation = 0;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  await desk.hire('tomasz@example.com', 'Tomasz Brzęczyszczykiewicz');
  const contact = { id: 'all', name: 'Maria Konstantynopolitańczykowianeczka-Brzezińska', phone: '+48601234118', email: 'maria.konstantynopolitanczykowianeczka@example.com' };
  const attribution = { source: 'google', medium: 'cpc', campaign: 'autumn-trail-bikes-2026', click_id: { type: 'gclid', value: 'EAIaIQobChMI-very-long-click-id-0123456789' }, referrer_url: 'https://www.google.com/', landing_url: 'https://shop.example/trail?utm_source=google&utm_medium=cpc&utm_campaign=autumn-trail-bikes-2026' };
  ({ conversation } = await desk.writes('Dzień dobry! https://shop.example/a/very/long/address/that/does/not/break/by/itself?with=parameters', { contact, attribution }));
  const { json } = await desk.client.upload(png(640, 480), 'image/png', 'picture.png');
  await desk.writes('', { contact, attachments: [{ upload_id: json.upload_id, kind: 'image' }] });
  await desk.client.events([desk.client.message({ contact, location: { latitude: 54.35, longitude: 18.65, title: 'Gdańsk' } })]);
  const answer = await desk.admin.send(conversation, { text: 'An answer' });
  await desk.admin.reaches(conversation, answer.id, ['sent', 'delivered', 'read']);
  await desk.admin.send(conversation, { text: 'A note for the team', note: true });
  desk.app.answer({ kind: 'status', code: 422, body: { code: 'too_long', message: 'the text is too long' } });
  const failed = await desk.admin.send(conversation, { text: 'A failed answer' });
  await desk.admin.reaches(conversation, failed.id, ['failed']);
  await desk.writes('And now I wait', { contact });
  for (let i = 0; i < 3; i++) await desk.writes('Hello', { name: `Customer ${i}` });
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

/** Buttons and headings whose words do not fit. @param {import('playwright-core').Page} page */
const clipped = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, h1, h2, h3, .tag, .segment, label > span')]
      .filter((one) => !one.closest('.hidden') && one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1 && !one.matches('.cut, .row') && !one.querySelector('.cut'))
      .map((one) => `${one.className}: ${one.textContent}`),
  );
/** @param {import('playwright-core').Page} page @param {string} what */
async function assertFits(page, what) {
  assert.deepEqual(await overflow(page), [], `${what}: past the edge`);
  assert.deepEqual(await clipped(page), [], `${what}: words cut`);
}

/** @type {[string, string, (page: import('playwright-core').Page, t: any) => Promise<unknown>][]} */
const screens = [
  ['list', '/inbox/all', (page) => row(page, 'Customer 2').waitFor()],
  ['nothing', '/inbox/snoozed', (page, t) => page.getByText(t.empty.snoozed).waitFor()],
  ['thread', '/inbox/all/ID', (page) => bubble(page, 'And now I wait').waitFor()],
  ['search', '/inbox/search?q=', (page, t) => page.getByText(t.search.start).waitFor()],
  ['gone', '/inbox/all/9007199254', (page, t) => page.getByText(t.thread.gone).waitFor()],
];
const open = (/** @type {string} */ path, /** @type {object} */ options) => desk.signedIn('olga@example.com', path.replace('ID', String(conversation)), options);

for (const language of languages) {
  test(`everything fits its place in ${language}`, async () => {
    const { page, watch } = await open('/inbox/all', { language });
    watch.expect(404, '/conversations/9007199254');
    for (const [name, path, ready] of screens) {
      await page.goto(path.replace('ID', String(conversation)));
      await page.setViewportSize({ width: 1440, height: 900 });
      await ready(page, words[language]);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        await assertFits(page, `${name} ${width}`);
      }
    }
  });
}

for (const colorScheme of ['light', 'dark']) {
  describe(`WCAG in ${colorScheme}`, () => {
    for (const width of colorScheme === 'light' ? [1440, 390] : [1440]) {
      test(`at ${width}`, async () => {
        const { page, watch } = await open('/inbox/all', { colorScheme, viewport: { width, height: 900 } });
        watch.expect(404, '/conversations/9007199254');
        for (const [name, path, ready] of screens) {
          await page.goto(path.replace('ID', String(conversation)));
          await ready(page, words.en);
          assert.deepEqual(await axe(page), [], name);
        }
      });
    }
    test('with a menu, the panel, the viewer, the keys and a note open', async () => {
      const en = words.en;
      const { page } = await open('/inbox/all/ID', { colorScheme, viewport: { width: 834, height: 900 } });
      await bubble(page, 'And now I wait').waitFor();
      await page.getByRole('button', { name: 'Account of Olga Petrova' }).click();
      await page.getByRole('menu').waitFor();
      assert.deepEqual(await axe(page), [], 'account');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: en.thread.panel }).click();
      await page.getByRole('complementary', { name: en.panel.label }).waitFor();
      assert.deepEqual(await axe(page), [], 'panel');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Open image picture.png' }).click();
      await page.getByRole('dialog', { name: 'picture.png' }).waitFor();
      assert.deepEqual(await axe(page), [], 'viewer');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: en.keys.title }).waitFor();
      assert.deepEqual(await axe(page), [], 'keys');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: en.composer.note, exact: true }).click();
      await page.getByRole('textbox', { name: en.composer.noteLabel }).fill('note');
      assert.deepEqual(await axe(page), [], 'note');
    });
  });
}

test('on a phone one pane at a time: the menu, the list, the thread, the panel, and back', async () => {
  const en = words.en;
  const { page } = await open('/inbox/mine', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await page.getByRole('button', { name: en.nav.label }).tap();
  await page.getByRole('dialog', { name: en.nav.label }).getByRole('link', { name: en.nav.all }).tap();
  await page.getByRole('heading', { name: en.nav.all }).waitFor();
  await row(page, 'Customer 1').tap();
  await bubble(page, 'Hello').waitFor();
  assert.equal(await page.getByRole('listbox').count(), 0);
  await composer(page).fill('From a phone');
  await page.getByRole('button', { name: en.composer.send }).tap();
  await bubble(page, 'From a phone').waitFor();
  await page.getByRole('button', { name: en.thread.panel }).tap();
  await page.getByRole('complementary', { name: en.panel.label }).getByText('Customer 1').first().waitFor();
  await assertFits(page, 'panel on a phone');
  await page.getByRole('complementary', { name: en.panel.label }).getByRole('button', { name: en.ui.close }).tap();
  await page.getByRole('link', { name: en.thread.back }).tap();
  await row(page, 'Customer 1').waitFor();
  for (const [path, ready] of /** @type {const} */ ([['/inbox/all', () => row(page, 'Customer 1').waitFor()], ['/inbox/all/ID', () => bubble(page, 'And now I wait').waitFor()], ['/inbox/search?q=wait', () => page.locator('mark').first().waitFor()]])) {
    await page.goto(path.replace('ID', String(conversation)));
    await ready();
    assert.deepEqual(await lowTargets(page), [], path);
  }
});
