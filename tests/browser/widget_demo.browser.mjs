// The sample company's site as a visitor has it, in real Chromium: the form before the first word with its consent, the
// lead that comes of it, and the chat over a reload and a lost line.
import assert from 'node:assert/strict';
import { after, afterEach, before, it } from 'node:test';
import { axe, startBrowser } from './harness.mjs';
import { openSample } from './sample.mjs';
import { away, until, visit } from './shop.mjs';

/** @type {any} */ let browser;
/** @type {Awaited<ReturnType<typeof openSample>>} */ let sample;
let url = '';
let desk;
before(async () => {
  sample = await openSample();
  url = sample.url;
  const { email, password } = sample.login('manager');
  browser = await startBrowser();
  const { request } = await browser.newContext({ baseURL: url });
  const session = await (await request.post('/api/v1/session', { data: { email, password } })).json();
  const headers = { 'x-csrf-token': session.csrf };
  desk = {
    get: async (/** @type {string} */ path) => (await request.get(`/api/v1${path}`)).json(),
    post: async (/** @type {string} */ path, /** @type {object} */ body) => (await request.post(`/api/v1${path}`, { data: body, headers })).json(),
    /** The web conversation whose last message is `text`, whole. */
    conversation: async (/** @type {string} */ text) => {
      const { id } = await until(async () => (await desk.get('/conversations?view=all')).items.find((one) => one.channel.kind === 'web' && one.last_message?.text === text), `"${text}" at the desk`);
      return desk.get(`/conversations/${id}`);
    },
  };
});
after(async () => {
  await browser?.close();
  await sample?.close();
});
/** @type {any[]} */ let open = [];
afterEach(async () => {
  for (const { context } of open) await context.close();
  open = [];
});
const come = async (/** @type {string} */ path, /** @type {any} */ options = {}) => {
  const visitor = await visit(browser, `${url}${path}`, options);
  open.push(visitor);
  return visitor;
};

it('carries the widget: form, lead, source, answer, reload, a lost line and back, each message once', async () => {
  const visitor = await come('/demo/site?utm_source=google&utm_campaign=autumn&gclid=x1', { expected: away, referer: 'https://www.google.com/' });
  const { page, context, frame, shows, say, sent } = visitor;
  assert.deepEqual(visitor.requests.filter((one) => one.url.includes('/widget')).map((one) => new URL(one.url).pathname), ['/widget.js']);
  await visitor.open();
  await frame.getByLabel('Message').fill('Do you have the Trail 29 in L?');
  await frame.getByLabel(/^Name/).fill('Anna Kowalska');
  await frame.getByLabel('Phone or email').fill('+48 601 234 118');
  assert.deepEqual(await axe(visitor.inner()), []);
  await frame.getByRole('checkbox').check();
  await frame.getByRole('button', { name: 'Send message' }).click();
  await sent();

  const whole = await desk.conversation('Do you have the Trail 29 in L?');
  assert.deepEqual([whole.contact.name, whole.contact_detail.phone, whole.contact_detail.phone_verified], ['Anna Kowalska', '+48601234118', false]);
  const [consent, ...more] = whole.contact_detail.consents;
  assert.deepEqual(more, []);
  assert.deepEqual([consent.version, consent.text, consent.language], ['2026-11', 'I agree that Nordwind Bikes uses these details to answer me.', 'en']);
  assert.equal(consent.page, `${url}/demo/site?utm_source=google&utm_campaign=autumn&gclid=x1`);
  assert.deepEqual([whole.lead.source, whole.lead.campaign, whole.lead_detail.contact_id], ['google', 'autumn', whole.contact.id]);
  const touch = whole.lead_detail.first_touch;
  assert.deepEqual([touch.click_id_type, touch.click_id, touch.referrer], ['gclid', 'x1', 'https://www.google.com/']);
  assert.ok(whole.assignment.reason, 'assigned or queued, and the reason is said');
  await desk.post(`/conversations/${whole.id}/messages`, { text: 'Yes, in green.', client_id: 'answer-1' });
  await shows(['Do you have the Trail 29 in L?', 'Yes, in green.']);
  await until(async () => (await desk.get(`/conversations/${whole.id}/messages`)).items.find((one) => one.text === 'Yes, in green.').status === 'read', 'the desk sees that it was read');

  await page.reload();
  await visitor.open();
  await shows(['Do you have the Trail 29 in L?', 'Yes, in green.']);
  await context.setOffline(true);
  await say('I come on Saturday');
  await say('at eleven');
  await frame.getByText('No connection. We will send when it is back').waitFor();
  await desk.post(`/conversations/${whole.id}/messages`, { text: 'Written while you were away', client_id: 'answer-2' });
  await context.setOffline(false);
  await shows(['Do you have the Trail 29 in L?', 'Yes, in green.', 'Written while you were away', 'I come on Saturday', 'at eleven']);
  const thread = async () => (await desk.get(`/conversations/${whole.id}/messages`)).items.filter((one) => one.kind === 'text').map((one) => one.text);
  await until(async () => (await thread()).includes('at eleven'), 'the desk has the last of them');
  assert.deepEqual(await thread(), ['Do you have the Trail 29 in L?', 'Yes, in green.', 'Written while you were away', 'I come on Saturday', 'at eleven']);
  assert.deepEqual(await context.cookies(), []);
  assert.deepEqual([...new Set(visitor.requests.map((one) => new URL(one.url).origin))], [url]);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(visitor.faults, []);
});

for (const [language, said, agreed, go] of [
  ['en', 'Can I try the Gravel X?', 'I agree that Nordwind Bikes', 'Send message'],
  ['ru', 'Можно проехать на Gravel X?', 'Я согласен с тем, что Nordwind Bikes', 'Отправить сообщение'],
  ['pl', 'Czy mogę wypróbować Gravel X?', 'Zgadzam się, aby Nordwind Bikes', 'Wyślij wiadomość'],
]) {
  it(`is filled in by keyboard alone, on a phone's width, in ${language}`, async () => {
    const { page, frame, launcher, inner, faults } = await come(`/demo/site?lang=${language}`, { viewport: { width: 390, height: 780 } });
    const focused = () => inner()?.evaluate(() => document.activeElement?.getAttribute('name') ?? document.activeElement?.className);
    const reaches = async (/** @type {string} */ name) => {
      await page.keyboard.press('Tab');
      assert.equal(await focused(), name);
    };
    await launcher.focus();
    await page.keyboard.press('Enter');
    await until(async () => (await focused()) === 'message', 'the focus is in the form');
    await page.keyboard.type(said);
    await reaches('name');
    await page.keyboard.type('Jan');
    await reaches('contact');
    await page.keyboard.type(`jan.${language}@post.example`);
    await reaches('consent');
    await reaches('go');
    await page.keyboard.press('Enter');
    await until(async () => (await focused()) === 'consent', 'the focus is at what is missing');
    assert.equal(await frame.locator('.wrong').count(), 1);
    await page.keyboard.press('Space');
    assert.match((await frame.locator('.consent').textContent()) ?? '', new RegExp(`^${agreed}`));
    const overflow = await inner()?.evaluate(() => [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.className));
    assert.deepEqual(overflow, []);
    assert.equal(await frame.locator('.go').textContent(), go);
    assert.deepEqual(await axe(inner()), []);
    await reaches('go');
    await page.keyboard.press('Enter');
    await frame.locator('.under.mine').waitFor();
    await until(async () => (await focused()) === (await inner()?.evaluate(() => document.querySelector('.write textarea')?.className)), 'the focus is in the chat');
    const whole = await desk.conversation(said);
    assert.deepEqual([whole.contact.name, whole.contact_detail.email, whole.contact_detail.language], ['Jan', `jan.${language}@post.example`, language]);
    const [consent] = whole.contact_detail.consents;
    assert.deepEqual([consent.version, consent.language, consent.text.startsWith(agreed)], ['2026-11', language, true]);
    assert.deepEqual(faults, []);
  });
}

it('asks nobody twice', async () => {
  const { page, frame, open: show, sent } = await come('/demo/site');
  await show();
  await frame.getByLabel('Message').fill('Only once, please');
  await frame.getByLabel('Phone or email').fill('once@post.example');
  await frame.getByRole('checkbox').check();
  await frame.getByRole('button', { name: 'Send message' }).click();
  await sent();
  await page.goto(`${url}/demo/site/bike.html?model=trail-29`);
  await show();
  await frame.getByText('Only once, please').waitFor();
  assert.equal(await frame.locator('form.form').count(), 0);
  assert.ok(await frame.locator('.write textarea').isVisible());
});
