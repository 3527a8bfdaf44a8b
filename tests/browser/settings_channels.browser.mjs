// Settings of how messages come in: channels connected, seen at work, paused and ended; rules tried; the guide of the first run.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { until, words } from './harness.mjs';
import { admin, desk, en, fill, openDesk } from './settings.mjs';

openDesk();

test('a website is connected: its looks, the snippet, seen on the site, and a first message arrives as one watches', async () => {
  const { page } = await admin('/settings/channels/new');
  await page.getByRole('link', { name: new RegExp(en.connect.web) }).click();
  await page.getByLabel(en.web.site).fill('no site at all');
  await page.getByLabel(en.web.color, { exact: true }).fill('#FFCC00');
  await page.getByText(en.web.colorWeak).waitFor();
  const made = page.getByRole('button', { name: en.web.make });
  desk.seats.at(-1)?.watch.expect(422, '/channels');
  await made.click();
  await page.getByText(en.wrong.site).waitFor();
  await page.getByLabel(en.web.site).fill('self');
  await made.click();
  const snippet = await page.getByRole('textbox', { name: en.web.snippet }).innerText();
  const src = /src="([^"]+)"/.exec(snippet)?.[1] ?? '';
  await page.getByText(en.web.notSeen).waitFor();
  assert.equal((await fetch(src, { headers: { referer: 'https://shop.example/bikes' } })).status, 200);
  await page.getByText(/It is on https:\/\/shop\.example/).waitFor();
  await page.getByText(en.connected.waiting).waitFor();
  const key = new URL(src).searchParams.get('key');
  const boot = await (await fetch(`${desk.parley.url}/widget/api/boot?key=${key}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).json();
  await fetch(`${desk.parley.url}/widget/api/messages`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${boot.token}` }, body: JSON.stringify({ client_id: 'first', text: 'Hello from the site' }) });
  await page.getByText('Hello from the site').waitFor();
  await page.goto('/settings/channels');
  await page.getByText(fill(en.channels.receiving, { when: en.channels.now })).first().waitFor();
});

test('an API channel shows its secrets once, with a sample that works as it stands', async () => {
  const { page } = await admin('/settings/channels/new/api');
  await page.getByLabel(en.channels.name).fill('Shop backend');
  await page.getByRole('button', { name: en.connect.connect }).click();
  const sample = await page.getByRole('textbox', { name: en.api.sample }).innerText();
  assert.match(sample, /whsec_[A-Za-z0-9+/=]{40,}/);
  // Pasted into a shell as it stands, it is the first message.
  assert.match(execFileSync('sh', { input: sample, encoding: 'utf8' }), /accepted/);
  await page.getByText(en.connected.arrived).waitFor();
  await page.reload();
  await page.getByText(en.api.gone).waitFor();
  assert.ok(!(await page.content()).includes(/whsec_[A-Za-z0-9+/]{20}/.exec(sample)?.[0] ?? 'whsec_'));
});

test('a channel is paused, says so, and is disconnected after a question', async () => {
  await desk.admin.must('POST', '/channels', { kind: 'web', name: 'Old site', settings: { site: 'https://old.example' } });
  const { page } = await admin('/settings/channels');
  await page.getByRole('button', { name: fill(en.channels.pauseOf, { name: 'Old site' }) }).click();
  await page.getByText(en.channels.isPaused).waitFor();
  await page.getByRole('link', { name: fill(en.channels.editOf, { name: 'Old site' }) }).click();
  await page.getByRole('button', { name: en.channels.remove }).click();
  await page.getByRole('dialog').getByRole('button', { name: en.channels.remove }).click();
  await page.waitForURL('**/settings/channels');
  await until(async () => !(await desk.admin.must('GET', '/channels')).items.some((one) => one.name === 'Old site'), 'it is gone');
});
test('what is open on a channel is counted before it is disconnected', async () => {
  await desk.writes('Is anybody there?', {});
  await desk.writes('And here?', {});
  const { page } = await admin(`/settings/channels/${desk.channel.id}`);
  const { ids } = await desk.admin.must('GET', `/conversations/ids?view=all&channel=${desk.channel.id}`);
  assert.ok(ids.length >= 2);
  await page.getByRole('button', { name: en.channels.remove }).click();
  await page.getByRole('dialog').getByText(fill(en.channels.removeOpen_other, { n: String(ids.length) })).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: en.form.cancel }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

describe('rules', () => {
  test('are sentences, moved by keys, marked when nothing reaches them, and tried', async () => {
    const { id: team } = await desk.admin.must('POST', '/teams', { name: 'Sellers', members: [] });
    const { page } = await admin('/settings/rules/new');
    const languages = page.getByLabel(en.rules.languages);
    await languages.fill('Polish');
    await languages.press('Enter');
    await page.getByRole('button', { name: en.rules.add }).click();
    await page.getByText(en.wrong.who).waitFor();
    await page.getByLabel(en.rules.who).selectOption(`team:${team}`);
    await page.getByLabel(en.rules.name).fill('Polish first');
    await page.getByRole('button', { name: en.rules.add }).click();
    await page.waitForURL('**/settings/rules');
    await desk.admin.must('POST', '/rules', { name: 'Polish bikes', position: 9, conditions: { languages: ['pl'], words: ['rower'] }, action: { team_id: team } });
    await page.reload();
    await page.getByText(/Never reached: rule 1/).waitFor();
    const list = page.getByRole('list', { name: en.nav.rules });
    assert.match(await list.getByRole('listitem').first().innerText(), /When language is Polish\s+give to Sellers/);
    const up = page.getByRole('button', { name: fill(en.rules.up, { name: 'Polish bikes' }) });
    await up.focus();
    await page.keyboard.press('Enter');
    await page.getByText(/Never reached/).waitFor({ state: 'detached' });
    assert.match(await list.getByRole('listitem').first().innerText(), /Polish bikes/);
    // By the mouse it goes back to its old place.
    const ids = () => desk.admin.must('GET', '/rules').then((answer) => answer.items.map((/** @type {any} */ one) => one.id));
    const [bikes, polish] = await ids();
    await page.locator(`#rule-${bikes} .set-grip`).dragTo(page.locator(`#rule-${polish}`));
    await until(async () => (await ids()).join() === [polish, bikes].join(), 'the server has the order');
    assert.match(await list.getByRole('listitem').first().innerText(), /Polish first/);
    await page.getByText(/Never reached: rule 1/).waitFor();
    await up.focus();
    await page.keyboard.press('Enter');
    await page.getByText(/Never reached/).waitFor({ state: 'detached' });
    await page.getByLabel(en.test.text).fill('Szukam roweru');
    await page.getByLabel(en.test.language).selectOption('pl');
    await page.getByRole('button', { name: en.test.run }).click();
    await page.getByText(fill(en.test.rule, { name: 'Polish bikes' })).waitFor();
    await page.getByRole('button', { name: fill(en.form.remove, { what: 'Polish bikes' }) }).click();
    await page.getByText(en.rules.removed).waitFor();
    await page.getByRole('button', { name: words.en.toast.undo }).click();
    await until(async () => (await desk.admin.must('GET', '/rules')).items.some((one) => one.name === 'Polish bikes'), 'the rule is back');
  });
});

test('the guide counts what is left, in the menu too, and steps can be skipped', async () => {
  const { page } = await admin('/settings/guide');
  await page.getByRole('heading', { name: en.guide.title }).waitFor();
  const left = (await desk.admin.must('GET', '/guide')).left;
  await page.getByRole('link', { name: words.en.nav.setup_other.replace('{{count}}', String(left)) }).waitFor();
  const skip = page.getByRole('button', { name: new RegExp(`^${en.guide.skip}`) });
  for (let still = left; still > 0; --still) {
    await until(async () => (await skip.count()) === still, `${still} steps can be skipped`);
    await skip.first().click();
  }
  await page.getByRole('heading', { name: en.guide.finished }).waitFor();
  await page.getByRole('link', { name: /Finish setting up/ }).waitFor({ state: 'detached' });
  await desk.admin.must('PATCH', '/guide', { skipped: [] });
});
