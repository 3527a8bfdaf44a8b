// Every screen of the settings: readable in both themes, inside its edges in three widths and languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, lowTargets, overflow, until } from './harness.mjs';
import { admin, desk, openDesk } from './settings.mjs';

openDesk(async () => {
  const make = (/** @type {string} */ path, /** @type {object} */ body) => desk.admin.must('POST', path, body);
  await desk.hire('kasia@example.com', 'Kasia Wrona', 'manager');
  const { id: team } = await make('/teams', { name: 'Polish speakers', members: [] });
  await make('/channels', { kind: 'web', name: 'Website', settings: { site: 'https://shop.example' } });
  // The second is never reached.
  for (const name of ['Polish first', 'Polish bikes']) await make('/rules', { name, conditions: { languages: ['pl'] }, action: { team_id: team } });
  await make('/templates', { title: 'Hello', shortcut: 'hi', folder: 'Orders', text: 'Hello {first_name|there}', scope: 'all' });
  await make('/tags', { name: 'wholesale' });
  await make('/tokens', { name: 'Warehouse' });
});

const places = ['profile', 'company', 'people', 'people/new', 'teams', 'teams/new', 'channels', 'channels/new', 'channels/new/web', 'channels/new/telegram', 'channels/new/messenger', 'channels/new/instagram', 'rules', 'rules/new', 'templates', 'templates/new', 'tags', 'tokens', 'guide'];
// What fits does so in both themes; what can be read is judged in each.
for (const [language, colorScheme] of /** @type {const} */ ([['en', 'light'], ['en', 'dark'], ['ru', 'light'], ['pl', 'light']])) {
  test(`every screen is readable and fits, ${language}, ${colorScheme}`, async () => {
    const { page } = await admin('/settings', { language, colorScheme });
    for (const place of places) {
      await page.goto(`/settings/${place}`);
      await until(() => page.evaluate(() => document.querySelector('.set-section h2') && !document.querySelector('.skeleton')), `${place} is there`);
      if (language === 'en') assert.deepEqual(await axe(page), [], place);
      for (const width of [320, 390, 834, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        assert.deepEqual(await overflow(page), [], `${place} at ${width}`);
        // A frame later the page has heard of its new width.
        await until(() => page.evaluate(() => [...document.querySelectorAll('.set-main')].every((one) => one.scrollWidth <= one.clientWidth + 1)), `${place} at ${width} does not scroll sideways`);
      }
    }
  });
}
test('a finger meets every target', async () => {
  const { page } = await admin('/settings', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const low = [];
  for (const place of ['', ...places]) {
    await page.goto(`/settings/${place}`);
    await until(() => page.evaluate(() => document.querySelector('.set-section h2, .set-nav a, .settings a') && !document.querySelector('.skeleton')), `${place} is there`);
    low.push(...(await lowTargets(page)).map((one) => `${place}: ${one}`));
  }
  assert.deepEqual(low, []);
});
