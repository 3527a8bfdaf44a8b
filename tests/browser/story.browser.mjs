// The main job, told with two browsers at once: a visitor of the sample site writes, a lead is made with its source, an
// operator answers, both see it happen; the line goes and comes back; the manager finds it behind the number.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bubble, composer, startBrowser, state, until, Watch, words } from './harness.mjs';
import { openSample } from './sample.mjs';

const en = words.en;
/** @type {Awaited<ReturnType<typeof openSample>>} */ let sample;
/** @type {import('playwright-core').Browser} */ let browser;
/** @type {import('playwright-core').Page} */ let visitor;
/** @type {import('playwright-core').Page} */ let olga;
/** @type {Watch[]} */ const watches = [];
let conversation = '';

/** @param {Record<string, any>} [options] */
async function seat(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Warsaw', baseURL: sample.url, reducedMotion: 'reduce', ...options });
  // The chat's tree is closed to the page; a test may look in.
  await context.addInitScript(() => {
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
/** @param {'manager' | 'operator'} role @param {string} path */
async function signedIn(role, path) {
  await sample.speak(role, 'en');
  const page = await seat();
  const { email, password } = sample.login(role);
  await page.context().request.post('/api/v1/session', { data: { email, password } });
  await page.goto(path);
  await page.getByRole('main').waitFor();
  return page;
}
const chat = () => visitor.frameLocator('parley-chat iframe');
const spoken = () => chat().locator('.bubble:not(.dots)').allInnerTexts();
async function openChat() {
  await visitor.locator('parley-chat .l').click();
  await chat().locator('main.chat').waitFor();
}
/** @param {string} text */
async function say(text) {
  await chat().locator('.write textarea').fill(text);
  await chat().locator('.write textarea').press('Enter');
}
const theirs = (/** @type {string} */ text) => chat().locator('.bubble', { hasText: text });

before(async () => {
  sample = await openSample();
  browser = await startBrowser();
  olga = await signedIn('operator', '/inbox/mine');
  visitor = await seat();
});
after(async () => {
  await browser?.close();
  await sample?.close();
});

test('a visitor writes: the conversation is at the top of the inbox, a lead with its source, assigned with the reason, a timer running', async () => {
  await visitor.goto('/demo/site?utm_source=google&utm_campaign=autumn&gclid=x1', { referer: 'https://www.google.com/' });
  await openChat();
  const form = chat().locator('form.form');
  await form.getByLabel('Message').fill('Is Trail 29 there in L?');
  await form.getByLabel(/^Name/).fill('Vera Visitor');
  await form.getByLabel('Phone or email').fill('vera@example.com');
  await form.getByRole('checkbox').check();
  await form.getByRole('button', { name: 'Send message' }).click();
  const first = olga.getByRole('option').first();
  await first.getByText('Is Trail 29 there in L?').waitFor();
  const timer = first.locator('time.wait');
  const before = await timer.innerText();
  await until(async () => (await timer.innerText()) !== before, 'the timer runs');
  await first.click();
  await bubble(olga, 'Is Trail 29 there in L?').waitFor();
  conversation = /\/inbox\/mine\/(\d+)/.exec(olga.url())?.[1] ?? '';
  const source = olga.getByRole('region', { name: en.source.title });
  await olga.getByRole('complementary', { name: en.panel.label }).getByText('Vera Visitor').first().waitFor();
  for (const text of ['google', 'autumn', 'gclid x1', 'https://www.google.com/']) await source.getByText(text).first().waitFor();
  await olga.getByRole('region', { name: en.panel.lead, exact: true }).waitFor();
  await olga.getByRole('region', { name: en.why.title }).waitFor();
});
test('the operator answers: the visitor sees typing, then the answer; the operator sees sent, delivered and read', async () => {
  await composer(olga).pressSequentially('Yes, ');
  await chat().locator('.dots').waitFor();
  await composer(olga).fill('Yes, one is here.');
  await olga.keyboard.press('Enter');
  await theirs('Yes, one is here.').waitFor();
  await until(async () => /^Read/.test(await bubble(olga, 'Yes, one is here.').locator('.state').innerText()), 'read by the visitor');
});
test('the visitor reloads: everything is there once', async () => {
  await visitor.reload();
  await openChat();
  await theirs('Yes, one is here.').waitFor();
  assert.deepEqual(await spoken(), ['Is Trail 29 there in L?', 'Yes, one is here.']);
});
test('the visitor loses the network and comes back: what was written offline is sent, what was missed is there, nothing twice', async () => {
  watches.forEach((watch) => (watch.offline = true));
  await visitor.context().setOffline(true);
  await say('Written in a tunnel');
  await composer(olga).fill('Said meanwhile');
  await olga.keyboard.press('Enter');
  await state(bubble(olga, 'Said meanwhile'), en.state.sent).waitFor();
  await visitor.context().setOffline(false);
  await bubble(olga, 'Written in a tunnel').waitFor({ timeout: 40_000 });
  await theirs('Said meanwhile').waitFor({ timeout: 40_000 });
  assert.deepEqual((await spoken()).sort(), ['Is Trail 29 there in L?', 'Said meanwhile', 'Written in a tunnel', 'Yes, one is here.']);
  assert.equal(await bubble(olga, 'Written in a tunnel').count(), 1);
});
test('the manager opens Response, and a number opens that conversation', async () => {
  const manager = await signedIn('manager', '/response?days=1');
  await manager.getByRole('region', { name: en.stats.first_response, exact: true }).getByRole('link').first().click();
  await manager.locator(`.drill a[href$="/${conversation}"]`).click();
  await bubble(manager, 'Yes, one is here.').waitFor();
  for (const watch of watches) watch.assertQuiet();
});
