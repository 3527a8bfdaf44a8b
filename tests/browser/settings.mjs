// What the tests of the settings share: a desk with its admin and an operator, the texts of the screens, and saving.
import { readFileSync } from 'node:fs';
import { after, afterEach, before } from 'node:test';
import { Desk } from './harness.mjs';

export const en = JSON.parse(readFileSync(new URL('../../web/i18n/settings.en.json', import.meta.url), 'utf8'));
export const fill = (/** @type {string} */ text, /** @type {Record<string, any>} */ values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);

/** The desk of the file that called `openDesk`. @type {Desk} */
export let desk;
/** One desk for all tests of the file. @param {() => Promise<void>} [furnish] what else it has */
export function openDesk(furnish) {
  before(async () => {
    desk = await Desk.open();
    await desk.found();
    await desk.hire('olga@example.com', 'Olga Petrova');
    await furnish?.();
  });
  afterEach(() => desk.leaveAll());
  after(() => desk.close());
}
export const admin = (path = '/settings', options = {}) => desk.signedIn('maja@example.com', path, options);
export const bar = (/** @type {import('playwright-core').Page} */ page) => page.getByRole('region', { name: en.form.unsaved });
export const save = async (/** @type {import('playwright-core').Page} */ page) => {
  await bar(page).getByRole('button', { name: en.form.save }).click();
  await bar(page).waitFor({ state: 'detached' });
};
