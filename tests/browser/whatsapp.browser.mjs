// A WhatsApp number is connected by the wizard, a conversation is held, and a template goes when the window is closed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { startWhatsappFake } from '../fakes/whatsapp/server.mjs';
import { axe, Desk, lowTargets, overflow, until, words } from './harness.mjs';

const catalogue = (/** @type {string} */ name) => JSON.parse(readFileSync(new URL(`../../web/i18n/${name}.en.json`, import.meta.url), 'utf8'));
const en = catalogue('settings'), wa = catalogue('whatsapp'), meta = catalogue('meta'), approved = catalogue('approved');
const fill = (/** @type {string} */ text, /** @type {Record<string, string>} */ values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
const states = catalogue('templates');
const listed = JSON.parse(readFileSync(new URL('../fixtures/whatsapp/response_templates_list.json', import.meta.url), 'utf8')).data;
const templates = [...listed, { id: '600000000000009', name: 'welcome_back', language: 'pt_BR', status: 'PENDING', category: 'MARKETING', components: [{ type: 'BODY', text: 'Olá {{1}}, sentimos sua falta!' }] }];

/** @type {Desk} */ let desk;
/** @type {Awaited<ReturnType<typeof startWhatsappFake>>} */ let fake;
let business, number;
before(async () => {
  fake = await startWhatsappFake();
  business = fake.addBusiness();
  business.templates = templates;
  number = fake.addNumber(business);
  desk = await Desk.open({ server: { env: { PARLEY_PLATFORM_BASES: `whatsapp=${fake.url}` } } });
  await desk.found();
});
after(async () => {
  await desk?.leaveAll();
  await desk?.close();
  await fake?.close();
});

test('each value is checked as it is pasted, and a conversation is held', async () => {
  const { page } = await desk.signedIn('maja@example.com', '/settings/channels/new');
  await page.getByRole('link', { name: new RegExp(en.connect.whatsapp) }).click();
  await page.getByLabel(wa.numberId).fill(number.id);
  await page.getByLabel(wa.accountId).fill(business.id);
  await page.getByLabel(meta.secret).fill('0123456789abcdef');
  await page.getByLabel(wa.token).fill('EAAwrongtoken');
  await page.getByText(`${meta.check.token}: ${meta.wrong}`).waitFor();
  await page.getByText(/make a new one for the system user/).waitFor();
  await page.getByLabel(wa.token).fill(business.token);
  await page.getByText(`${meta.check.secret}: ${meta.wrong}`).waitFor();
  await page.getByLabel(meta.secret).fill(business.appSecret);
  const name = `Nordwind Bikes (+${number.phone})`;
  await page.getByText(fill(meta.good, { name })).waitFor();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/whatsapp-wizard.png`, fullPage: true });
  await page.getByRole('button', { name: en.connect.connect }).click();
  await page.getByText(wa.webhookDone).waitFor();
  const url = await page.getByRole('textbox', { name: meta.url }).innerText();
  const word = await page.getByRole('textbox', { name: meta.word }).innerText();
  assert.deepEqual([business.hook.url, business.hook.word], [url, word]);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/whatsapp-connected.png`, fullPage: true });
  const anna = fake.person({ name: 'Anna Nowak' });
  anna.write(number, 'Dzień dobry, czy rower jest *gotowy*?');
  await page.getByText('Dzień dobry, czy rower jest gotowy?').waitFor();
  await page.getByRole('link', { name: /Anna Nowak/ }).click();
  const field = page.getByRole('textbox', { name: fill(words.en.composer.replyLabel, { name: 'Anna Nowak' }) });
  await field.fill('Tak, **gotowy**!');
  await field.press('Enter');
  await until(() => fake.sentTo(anna).some((one) => one.object.body === 'Tak, *gotowy*!'), 'the answer is with Anna');
  anna.read(number, fake.sentTo(anna)[0].id);
  anna.reply(number, fake.sentTo(anna)[0].id, 'Super, dziękuję');
  await page.getByText('Super, dziękuję').first().waitFor();
  await page.goto('/settings/channels');
  await page.reload();
  assert.ok(!(await page.content()).includes(business.token));
});

test('a template goes when the platform has closed the window', async () => {
  const { page } = await desk.signedIn('maja@example.com', '/inbox/all');
  const ben = fake.person({ name: 'Ben Late' });
  ben.write(number, 'Hello');
  await page.getByText('Ben Late').first().click();
  fake.faults.next('messages', { kind: 'error', code: 131047, to: ben.phone });
  const field = page.getByRole('textbox', { name: fill(words.en.composer.replyLabel, { name: 'Ben Late' }) });
  await field.fill('Are you there?');
  await field.press('Enter');
  await page.getByText(words.en.cannot.window).waitFor();
  await page.getByRole('button', { name: approved.openClosed }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(approved.state.paused).waitFor();
  assert.ok(await dialog.getByRole('button', { name: /reminder_uk/ }).isDisabled());
  await dialog.getByRole('button', { name: /order_ready_pl/ }).click();
  await dialog.getByRole('button', { name: approved.send }).click();
  await dialog.getByText(approved.empty).first().waitFor();
  // What is wrong is told with the field, and is no part of its name.
  const place = (/** @type {string} */ name) => dialog.getByRole('textbox', { name: fill(approved.place, { name }), exact: true });
  const told = await place('1').getAttribute('aria-describedby');
  assert.equal(await dialog.locator(`[id="${told}"]`).textContent(), approved.empty);
  await dialog.getByLabel(fill(approved.headerPlace, { name: '1' })).fill('1042');
  await place('1').fill('Ben');
  await place('2').fill('1042');
  await dialog.getByLabel(fill(approved.link, { text: 'Szczegóły' })).fill('1042');
  assert.equal(await dialog.getByText(approved.empty).count(), 0, 'what is filled in is no longer wrong');
  await dialog.getByText('Cześć Ben, Twoje zamówienie 1042 jest gotowe do odbioru. 📦').waitFor();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/whatsapp-template.png` });
  await dialog.getByRole('button', { name: approved.send }).click();
  await until(() => fake.sentTo(ben).some((one) => one.kind === 'template'), 'the template is with Ben');
  await page.getByText('Cześć Ben, Twoje zamówienie 1042 jest gotowe do odbioru. 📦').first().waitFor();
  ben.write(number, 'I am back');
  await page.getByRole('button', { name: approved.open }).waitFor();
  await field.fill('Good');
  await field.press('Enter');
  await until(() => fake.sentTo(ben).some((one) => one.object.body === 'Good'), 'free words go again');
});

test('what the platform thinks of each template stands in the settings, as it changes', async () => {
  const { page, watch } = await desk.signedIn('maja@example.com', '/settings/channels');
  await page.locator('.set-card-name', { hasText: 'WhatsApp' }).click();
  const section = page.getByRole('region', { name: states.title });
  const one = (/** @type {string} */ name) => section.getByRole('listitem').filter({ hasText: name });
  await one('order_ready_pl').getByText(states.state.approved, { exact: true }).waitFor();
  await one('reminder_uk').getByText(states.cure.paused).waitFor();
  await one('welcome_back').getByText(states.state.pending).waitFor();
  await one('welcome_back').getByText('Brazilian Portuguese').waitFor();
  await section.getByText(fill(states.synced, { when: en.channels.now })).waitFor();
  assert.match((await section.getByRole('listitem').first().innerText()), /reminder_uk/, 'what cannot be sent stands first');
  fake.decideTemplate(business, 'welcome_back', 'pt_BR', 'REJECTED', 'INCORRECT_CATEGORY');
  await one('welcome_back').getByText(states.reason.incorrect_category).waitFor();
  await one('welcome_back').getByText(states.cure.rejected).waitFor();
  fake.judgeTemplate(business, 'order_ready_pl', 'pl', 'YELLOW');
  await one('order_ready_pl').getByText(states.quality.yellow).waitFor();
  business.templates.push({ ...templates[2], id: '600000000000010', name: 'new_shop', status: 'APPROVED' });
  await section.getByRole('button', { name: states.sync }).click();
  await one('new_shop').waitFor();
  await page.getByText(states.done).waitFor();
  // Refused, it says what is wrong at the platform, and what was known stays.
  business.permissions.delete('whatsapp_business_management');
  watch.expect(409, '/templates/sync');
  await section.getByRole('button', { name: states.sync }).click();
  await page.getByText(/needs whatsapp_business_messaging and whatsapp_business_management/).waitFor();
  await one('new_shop').waitFor();
  business.permissions.add('whatsapp_business_management');
  assert.deepEqual(await axe(page), []);
  for (const [language, colorScheme, width] of [['en', 'light', 1280], ['en', 'dark', 390], ['ru', 'light', 320], ['pl', 'dark', 390], ['pl', 'light', 1280]]) {
    const phone = width < 1000 ? { hasTouch: true, isMobile: true } : {};
    const seat = await desk.signedIn('maja@example.com', new URL(page.url()).pathname, { language, colorScheme, viewport: { width, height: 900 }, ...phone });
    const theirs = JSON.parse(readFileSync(new URL(`../../web/i18n/templates.${language}.json`, import.meta.url), 'utf8'));
    await seat.page.getByText(theirs.cure.rejected).waitFor();
    await seat.page.getByText(theirs.quality.yellow).waitFor();
    assert.deepEqual(await overflow(seat.page), [], language);
    if (width < 1000) assert.deepEqual(await lowTargets(seat.page), [], language);
    assert.deepEqual(await axe(seat.page), []);
    if (process.env.SHOTS) await seat.page.getByRole('region', { name: theirs.title }).screenshot({ path: `${process.env.SHOTS}/templates-${language}-${colorScheme}-${width}.png` });
    await desk.leave(seat);
  }
});
