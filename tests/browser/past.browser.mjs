// Who changed what is known of a customer: on the field, and in a timeline that can be narrowed to one kind.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { axe, bubble, Desk, lowTargets, overflow, until, words } from './harness.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
/** @type {any} */ let anna;
/** @type {any} */ let whole;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova', 'manager');
  anna = await desk.writes('is it in stock?', { contact: { id: 'anna', name: 'Anna' } });
  whole = await desk.admin.must('GET', `/conversations/${anna.conversation}`);
  await desk.admin.must('PATCH', `/contacts/${whole.contact.id}`, { phone: '+48600100200' });
  await desk.admin.must('PATCH', `/leads/${whole.lead_detail.id}`, { amount_minor: 549_000, currency: 'PLN' });
  await desk.admin.must('PATCH', `/conversations/${anna.conversation}`, { add_tags: ['Wholesale'] });
  await desk.admin.must('POST', `/conversations/${anna.conversation}/messages`, { text: 'asked before', note: true, client_id: 'n1' });
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

/** @typedef {import('playwright-core').Page} Page */
async function opened(options = {}) {
  const seat = await desk.signedIn('olga@example.com', `/inbox/all/${anna.conversation}`, options);
  await bubble(seat.page, 'is it in stock?').waitFor();
  return seat;
}
const panelOf = (/** @type {Page} */ page, language = 'en') => page.getByRole('complementary', { name: words[language].panel.label });
const historyOf = (/** @type {Page} */ page, language = 'en') => panelOf(page, language).getByRole('region', { name: words[language].panel.history });
const past = (/** @type {Page} */ page, /** @type {string} */ field) => panelOf(page).getByRole('button', { name: en.past.open.replace('{{field}}', field) });

test('a field says who changed it and when, by mouse or keys; one that nobody changed has nothing to say', async () => {
  const { page } = await opened();
  await past(page, en.past.phone).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: en.past.title.replace('{{field}}', en.past.phone) });
  await dialog.getByText('empty → +48600100200').waitFor();
  await dialog.getByText('Maja Nowak').waitFor();
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await until(() => past(page, en.past.phone).evaluate((one) => one === document.activeElement), 'the focus is back');
  await past(page, en.past.amount).click();
  await page.getByRole('dialog').getByText(/empty → PLN\s?5,490/).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await past(page, en.past.email).count(), 0);
});

test('a change of one\'s own shows at once, on the field and in the timeline', async () => {
  const { page } = await opened();
  await panelOf(page).getByRole('button', { name: en.panel.addEmail }).click();
  await page.keyboard.type('anna@example.com');
  await page.keyboard.press('Enter');
  await past(page, en.past.email).waitFor();
  await historyOf(page).getByText('Email: empty → anna@example.com, Olga Petrova').waitFor();
  await page.keyboard.press('Escape');
  await desk.admin.must('PATCH', `/conversations/${anna.conversation}`, { remove_tags: ['Wholesale'] });
  await historyOf(page).getByText('Tag “Wholesale” taken off, Maja Nowak').waitFor();
  await past(page, en.past.tag).click();
  const dialog = page.getByRole('dialog', { name: en.past.title.replace('{{field}}', en.past.tag) });
  assert.deepEqual(await dialog.locator('.past-what').allInnerTexts(), ['Tag “Wholesale” taken off', 'Tag “Wholesale” put on']);
});

test('the timeline is narrowed to one kind, which stays chosen', async () => {
  await desk.writes('from the other shop', { contact: anna.contact, conversation_id: 'other-thread' });
  const { page } = await opened();
  const group = historyOf(page).getByRole('group', { name: en.past.show });
  const only = (/** @type {string} */ name) => group.getByRole('button', { name, exact: true });
  await only(en.past.notes).click();
  assert.equal(await only(en.past.notes).getAttribute('aria-pressed'), 'true');
  await until(async () => (await historyOf(page).getByRole('listitem').count()) === 1, 'one note');
  await historyOf(page).getByRole('link', { name: /asked before/ }).waitFor();
  await only(en.past.changes).click();
  await until(async () => (await historyOf(page).getByRole('listitem').allInnerTexts()).every((text) => /→|Tag/.test(text)), 'changes alone');
  await page.reload();
  await bubble(page, 'is it in stock?').waitFor();
  await until(async () => (await only(en.past.changes).getAttribute('aria-pressed')) === 'true', 'still chosen');
  await only(en.past.all).click();
  await historyOf(page).getByRole('link', { name: /asked before/ }).waitFor();
  assert.deepEqual(await axe(page), []);
});

for (const [language, scheme] of /** @type {[string, 'light' | 'dark'][]} */ ([['pl', 'dark'], ['ru', 'light']])) {
  test(`on a phone in ${language}, ${scheme}: within its edges and for fingers`, async () => {
    await desk.admin.must('PATCH', `/conversations/${anna.conversation}`, { add_tags: ['Wholesale', 'Returned twice'] });
    const { page } = await opened({ language, colorScheme: scheme, viewport: { width: 360, height: 800 }, hasTouch: true, isMobile: true });
    await page.getByRole('button', { name: words[language].thread.panel }).click();
    await historyOf(page, language).getByRole('group', { name: words[language].past.show }).waitFor();
    await panelOf(page, language).getByRole('button', { name: words[language].past.open.replace('{{field}}', words[language].past.phone) }).click();
    await page.getByRole('dialog', { name: words[language].past.title.replace('{{field}}', words[language].past.phone) }).waitFor();
    assert.deepEqual(await overflow(page), []);
    assert.deepEqual(await axe(page), []);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/past-${language}-${scheme}.png` });
    await page.keyboard.press('Escape');
    assert.deepEqual(await lowTargets(page), []);
  });
}
