// The main job once more in Firefox: what only Chromium forgives shows here. The rest of what the screens promise is tested there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bubble, composer, startFirefox, until, Watch, words } from './harness.mjs';
import { openSample } from './sample.mjs';
import { save, en as settings } from './settings.mjs';

const en = words.en;
/** @type {Awaited<ReturnType<typeof openSample>>} */ let sample;
/** @type {import('playwright-core').Browser} */ let browser;
/** @type {Record<'olga' | 'boss' | 'visitor', import('playwright-core').Page>} */ const at = /** @type {any} */ ({});
/** @type {Watch[]} */ const watches = [];

async function seat() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Warsaw', baseURL: sample.url });
  await context.addInitScript(() => {
    // Firefox tells of a refusal by the content policy in the page alone.
    document.addEventListener('securitypolicyviolation', (event) => console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI}`));
    if (location.protocol === 'http:') localStorage.getItem('parley.undoSend') ?? localStorage.setItem('parley.undoSend', '0');
    // The chat's tree is closed to the page; a test may look in.
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (init) {
      return attach.call(this, { ...init, mode: 'open' });
    };
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  watches.push(new Watch(page));
  return page;
}
/** By the form, as people do; in English from then on. @param {'manager' | 'operator'} role */
async function signedIn(role) {
  const page = await seat();
  const { email, password, name } = sample.login(role);
  await sample.speak(role, 'en');
  watches.at(-1)?.expect(401, '/session');
  await page.goto('/');
  await page.getByLabel(en.login.email).fill(email);
  await page.getByLabel(en.login.password, { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: en.account.of.replace('{{name}}', name) }).waitFor();
  return page;
}
const chat = () => at.visitor.frameLocator('parley-chat iframe');
const theirs = (/** @type {string} */ text) => chat().locator('.bubble', { hasText: text });

before(async () => {
  sample = await openSample(['--conversations', '300']);
  browser = await startFirefox();
});
after(async () => {
  await browser?.close();
  await sample?.close();
});

test('an operator signs in and walks the list by J and K', async () => {
  at.olga = await signedIn('operator');
  const { olga } = at;
  await olga.goto('/inbox/all');
  await olga.getByRole('option').nth(2).waitFor();
  // Under the pointer the list keeps its order, whoever writes meanwhile.
  await olga.getByRole('option').nth(2).hover();
  const chosen = (/** @type {number} */ n) => olga.locator(`[role=option][aria-posinset="${n}"][aria-selected=true]`);
  for (const [key, n] of /** @type {const} */ ([['j', 1], ['j', 2], ['j', 3], ['k', 2]])) {
    await olga.keyboard.press(key);
    await chosen(n).waitFor();
  }
  await olga.getByRole('log').getByRole('article').first().hover();
});
test('a visitor writes in Cyrillic, the operator sees it come and answers, the visitor reads the answer', async () => {
  at.visitor = await seat();
  const { olga, visitor } = at;
  await visitor.goto('/demo/site?utm_source=google&utm_campaign=autumn');
  await visitor.locator('parley-chat .l').click();
  const form = chat().locator('form.form');
  await form.getByLabel('Message').fill('Здравствуйте! Есть Trail 29 в размере L?');
  await form.getByLabel(/^Name/).fill('Вера Ёлкина');
  await form.getByLabel('Phone or email').fill('vera@example.com');
  await form.getByRole('checkbox').check();
  await form.getByRole('button', { name: 'Send message' }).click();
  const first = olga.getByRole('option', { name: 'Вера Ёлкина' });
  await first.click();
  await bubble(olga, 'Есть Trail 29 в размере L?').waitFor();
  await olga.keyboard.press('r');
  await composer(olga).pressSequentially('Да, есть, ');
  await chat().locator('.dots').waitFor();
  await composer(olga).pressSequentially('приходите сегодня.');
  await olga.keyboard.press('Enter');
  await theirs('Да, есть, приходите сегодня.').waitFor();
  await until(async () => /^Read/.test(await bubble(olga, 'приходите сегодня').locator('.state').innerText()), 'read by the visitor');
  await chat().locator('.write textarea').fill('Спасибо!');
  await chat().locator('.write textarea').press('Enter');
  await bubble(olga, 'Спасибо!').waitFor();
  await visitor.reload();
  await visitor.locator('parley-chat .l').click();
  await theirs('Спасибо!').waitFor();
});
test('/ opens the templates, Enter takes one, Esc leaves it as a draft; the menu of snoozing opens and closes by keys', async () => {
  const { olga } = at;
  await composer(olga).fill('');
  await olga.keyboard.type('/');
  const templates = olga.getByRole('listbox', { name: en.suggest.template });
  await templates.getByRole('option').first().waitFor();
  await olga.keyboard.press('ArrowDown');
  await olga.keyboard.press('ArrowUp');
  await olga.keyboard.press('Enter');
  await until(async () => (await composer(olga).inputValue()).length > 5, 'the template stands in the answer');
  await composer(olga).fill('');
  await olga.keyboard.press('Escape');
  await olga.keyboard.press('h');
  await olga.getByRole('menu', { name: en.thread.snooze }).waitFor();
  await olga.keyboard.press('Escape');
  await olga.getByRole('menu', { name: en.thread.snooze }).waitFor({ state: 'hidden' });
});
test('the palette opens by Ctrl K and goes to a view; the settings open, and what is changed there is saved', async () => {
  const { olga } = at;
  await olga.keyboard.press('Control+k');
  await olga.getByRole('dialog').getByRole('combobox').waitFor();
  await olga.keyboard.type('snoozed');
  await olga.keyboard.press('Enter');
  await olga.getByRole('heading', { name: en.nav.snoozed }).waitFor();
  await olga.getByRole('link', { name: en.nav.settings, exact: true }).click();
  const name = olga.getByLabel(settings.profile.name, { exact: true });
  await name.fill('Ольга Петрова');
  await save(olga);
  await olga.reload();
  await name.waitFor();
  assert.equal(await name.inputValue(), 'Ольга Петрова');
});
test('Response opens for the manager and draws', async () => {
  at.boss = await signedIn('manager');
  const { boss } = at;
  await boss.goto('/response?days=30');
  await boss.locator('.say').waitFor();
  const sizes = await until(async () => {
    const found = await boss.locator('main svg').evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).filter((box) => box.width > 200 && box.height > 80).length);
    return found > 0 && found;
  }, 'a chart is drawn');
  assert.ok(sizes > 0);
  await boss.getByRole('region', { name: en.stats.first_response, exact: true }).getByRole('link').first().click();
  await boss.locator('.drill tbody tr').first().waitFor();
});
test('nothing complained', () => {
  for (const watch of watches) watch.assertQuiet();
});
