// Settings: found by search, saved by section, refused by field, not lost by leaving; channels connected, rules tried, the first run.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, describe, test } from 'node:test';
import { axe, Desk, overflow, password, until, words } from './harness.mjs';

const texts = Object.fromEntries(['en', 'ru', 'pl'].map((language) => [language, JSON.parse(readFileSync(new URL(`../../web/i18n/settings.${language}.json`, import.meta.url), 'utf8'))]));
const en = texts.en;
const fill = (/** @type {string} */ text, /** @type {Record<string, any>} */ values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);

/** @type {Desk} */ let desk;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
});
afterEach(() => desk.leaveAll());
after(() => desk.close());
const admin = (path = '/settings', options = {}) => desk.signedIn('maja@example.com', path, options);
const section = (page, name) => page.getByRole('region', { name, exact: true });
const bar = (page) => page.getByRole('region', { name: en.form.unsaved });
const save = async (page) => {
  await bar(page).getByRole('button', { name: en.form.save }).click();
  await bar(page).waitFor({ state: 'detached' });
};

test('a section is found by another word for it, and opened with the field in view', async () => {
  const { page } = await admin();
  await page.getByLabel(en.search.label).fill('sla');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings/company#target');
  await until(() => page.evaluate(() => document.activeElement?.closest('#set-target') !== null), 'the field has the focus');
  await page.getByLabel(en.search.label).fill('zzz');
  await page.getByText(fill(en.search.none, { words: 'zzz' })).waitFor();
});

test('company and hours: changed, said, saved, and there after a reload', async () => {
  const { page } = await admin('/settings/company');
  await page.getByLabel(en.company.name).fill('Nordwind Bikes');
  await page.getByLabel(en.company.target).fill('7.5');
  await page.getByRole('switch', { name: en.company.always }).click();
  await page.getByLabel(en.company.zone, { exact: true }).fill('Europe/Warsaw');
  const saturday = page.getByRole('group', { name: 'Saturday' });
  await saturday.getByRole('button', { name: fill(en.company.addHours, { day: 'Saturday' }) }).click();
  await saturday.getByLabel(fill(en.company.from, { day: 'Saturday' })).fill('20:00');
  await saturday.getByLabel(fill(en.company.to, { day: 'Saturday' })).fill('02:00');
  await saturday.getByText(en.company.nextDay).waitFor();
  await page.getByRole('button', { name: en.company.addHoliday }).click();
  await page.getByLabel(en.company.holiday, { exact: true }).fill('2026-12-25');
  const said = await bar(page).innerText();
  for (const what of [en.company.name, en.company.target, en.company.always]) assert.ok(said.includes(what), `${what} in ${said}`);
  await save(page);
  const settings = await desk.admin.must('GET', '/settings');
  assert.equal(settings.company, 'Nordwind Bikes');
  assert.equal(settings.target_seconds, 450);
  assert.deepEqual(settings.calendar.week[5], [['20:00', '26:00']]);
  assert.deepEqual(settings.calendar.exceptions, { '2026-12-25': [] });
  await page.getByRole('navigation', { name: words.en.nav.label }).getByText('Nordwind Bikes').waitFor();
  await page.reload();
  assert.equal(await page.getByLabel(en.company.name).inputValue(), 'Nordwind Bikes');
  assert.equal(await page.getByRole('group', { name: 'Saturday' }).getByLabel(fill(en.company.to, { day: 'Saturday' })).inputValue(), '02:00');
});

test('what is wrong stands at its field in words, and has the focus; what was typed stays', async () => {
  const { page } = await admin('/settings/company');
  await page.getByLabel(en.company.target).fill('0');
  await page.getByLabel(en.company.zone, { exact: true }).fill('Mars');
  await bar(page).getByRole('button', { name: en.form.save }).click();
  await page.getByText(en.wrong.target).waitFor();
  await page.getByText(en.wrong.zone).waitFor();
  await until(() => page.evaluate(() => document.activeElement?.closest('#set-target') !== null), 'the first of them has the focus');
  assert.equal(await page.getByLabel(en.company.zone, { exact: true }).inputValue(), 'Mars');
  await bar(page).getByRole('button', { name: en.form.discard }).click();
  await bar(page).waitFor({ state: 'detached' });
});

test('what the server refuses stands at its field too', async () => {
  const { page, watch } = await admin('/settings/profile');
  watch.expect(422, '/me/password');
  await page.getByLabel(en.password.current).fill('not my password');
  await page.getByLabel(en.password.new).fill('a new and longer one');
  await save(page).catch(() => {});
  await page.getByText(en.wrong.current).waitFor();
  await until(() => page.evaluate(() => document.activeElement?.getAttribute('name') === 'current'), 'it has the focus');
  await page.getByLabel(en.password.current).fill(password);
  await save(page);
  await page.getByText(en.password.done).waitFor();
  await desk.admin.must('POST', `/users/${(await desk.admin.must('GET', '/me')).id}/password`, { password });
});

test('leaving by a link asks; by Back the changes wait; discarding them goes', async () => {
  const { page } = await admin('/settings/profile');
  await page.getByRole('link', { name: en.nav.company }).click();
  await page.getByLabel(en.company.name).fill('Half a name');
  await page.getByRole('link', { name: words.en.nav.mine }).click();
  const dialog = page.getByRole('dialog', { name: en.leave.title });
  await dialog.getByText(fill(en.leave.hint, { what: en.company.name })).waitFor();
  await dialog.getByRole('button', { name: en.leave.stay }).click();
  assert.equal(await page.getByLabel(en.company.name).inputValue(), 'Half a name');
  await page.goBack();
  await page.getByLabel(en.profile.name, { exact: true }).waitFor();
  await page.goForward();
  assert.equal(await page.getByLabel(en.company.name).inputValue(), 'Half a name');
  await page.getByRole('link', { name: words.en.nav.mine }).click();
  await dialog.getByRole('button', { name: en.leave.discard }).click();
  await page.waitForURL('**/inbox/mine');
  assert.notEqual((await desk.admin.must('GET', '/settings')).company, 'Half a name');
});

test('people: added with a password shown once, given skills, switched off; the last admin stays', async () => {
  const { page, watch } = await admin('/settings/people');
  watch.expect(422, '/users/');
  await page.getByRole('link', { name: en.people.add }).click();
  await page.getByRole('button', { name: en.people.add }).click();
  await page.getByText(en.wrong.email).waitFor();
  await page.getByLabel(en.profile.name, { exact: true }).fill('Kasia Wrona');
  await page.getByLabel('Email').fill('kasia@example.com');
  const skills = page.getByLabel(en.people.skills);
  await skills.fill('Polish');
  await skills.press('Enter');
  await skills.fill('wholesale');
  await skills.press('Enter');
  await page.getByRole('button', { name: en.people.add }).click();
  const given = await page.getByRole('textbox', { name: en.people.password }).innerText();
  const answer = await fetch(`${desk.parley.url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: 'kasia@example.com', password: given }) });
  assert.equal(answer.status, 200, 'it opens');
  const kasia = (await desk.admin.must('GET', '/users')).items.find((one) => one.name === 'Kasia Wrona');
  assert.deepEqual(kasia.skills, ['pl', 'wholesale']);
  await page.getByRole('link', { name: en.people.goOn }).click();
  await page.getByLabel(en.people.capacity).fill('3');
  await page.getByRole('radio', { name: new RegExp(en.role.manager) }).check();
  await save(page);
  await page.getByRole('button', { name: en.people.turnOff }).click();
  await page.getByRole('dialog').getByRole('button', { name: en.people.turnOff }).click();
  await page.getByRole('button', { name: en.people.turnOn }).waitFor();
  const { id } = await desk.admin.must('GET', '/me');
  await page.goto(`/settings/people/${id}`);
  await page.getByRole('radio', { name: new RegExp(en.role.operator) }).check();
  await bar(page).getByRole('button', { name: en.form.save }).click();
  await page.getByText(en.wrong.lastAdmin).waitFor();
});

test('teams: made, and their people and way of sharing changed', async () => {
  const { page } = await admin('/settings/teams/new');
  await page.getByLabel(en.teams.name).fill('Polish speakers');
  await page.getByRole('checkbox', { name: /Olga Petrova/ }).check();
  await page.getByRole('button', { name: en.teams.add }).click();
  await page.getByRole('link', { name: /Polish speakers/ }).click();
  await page.getByRole('radio', { name: new RegExp(en.strategy.round_robin) }).check();
  await page.getByLabel(en.teams.reoffer).fill('5');
  await save(page);
  const team = (await desk.admin.must('GET', '/teams')).items.find((one) => one.name === 'Polish speakers');
  assert.equal(team.strategy, 'round_robin');
  assert.equal(team.reoffer_seconds, 300);
  assert.equal(team.members.length, 1);
});

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

test('a bot token is checked as it is pasted; a wrong one is told apart with what to do', async () => {
  const { page } = await admin('/settings/channels/new/telegram');
  let answer = { ok: true, reachable: true, detail: 'Connected to @nordwind_bot', name: '@nordwind_bot' };
  await page.route('**/channels/check', (route) => route.fulfill({ json: answer }));
  const token = `7214000000:${'A'.repeat(35)}`;
  await page.getByLabel(en.telegram.step3).fill(token);
  await page.getByText(fill(en.telegram.good, { name: '@nordwind_bot' })).waitFor();
  answer = { ok: false, reachable: true, detail: 'Unauthorized', name: null };
  await page.getByLabel(en.telegram.step3).fill(`${token}B`);
  await page.getByText(en.cure.token).waitFor();
});

test('an API channel shows its secrets once, with a sample that works as it stands', async () => {
  const { page } = await admin('/settings/channels/new/api');
  await page.getByLabel(en.channels.name).fill('Shop backend');
  await page.getByRole('button', { name: en.connect.connect }).click();
  const sample = await page.getByRole('textbox', { name: en.api.sample }).innerText();
  assert.match(sample, /whsec_[A-Za-z0-9+/=]{40,}/);
  const { execFileSync } = await import('node:child_process');
  // curl and xxd need not be everywhere: node says the same with the sample's own key and body.
  assert.ok(execFileSync('sh', ['-n'], { input: sample }) !== null, 'a shell can read it');
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

test('tags are made, renamed where they stand, and removed after their count is told', async () => {
  const { page } = await admin('/settings/tags');
  await page.getByLabel(en.tags.name, { exact: true }).fill('wholesale');
  await page.getByRole('button', { name: en.tags.add }).click();
  const name = page.getByLabel(fill(en.tags.nameOf, { name: 'wholesale' }));
  await name.fill('Wholesale');
  await name.press('Enter');
  await page.getByRole('button', { name: fill(en.form.remove, { what: 'Wholesale' }) }).click();
  await page.getByRole('dialog').getByRole('button', { name: en.tags.remove }).click();
  await page.getByText(en.tags.none).waitFor();
});

test('a template is made, changed and deleted, and the deletion taken back', async () => {
  const { page } = await admin('/settings/templates/new');
  await page.getByRole('button', { name: en.templates.add }).click();
  await page.getByText(en.wrong.text).waitFor();
  await page.getByLabel(en.templates.title).fill('Hello');
  await page.getByLabel(en.templates.text).fill('Hello {first_name|there}');
  await page.getByRole('button', { name: en.templates.add }).click();
  await page.getByRole('link', { name: /Hello/ }).click();
  await page.getByLabel(en.templates.shortcut).fill('hi');
  await save(page);
  await page.getByRole('button', { name: en.templates.remove }).click();
  await page.getByRole('button', { name: words.en.toast.undo }).click();
  await until(async () => (await desk.admin.must('GET', '/templates')).items.some((one) => one.shortcut === 'hi'), 'it is back');
});

test('a token is shown once, and ends when it is revoked', async () => {
  const { page } = await admin('/settings/tokens');
  await page.getByLabel(en.tokens.name).fill('Warehouse');
  await page.getByRole('button', { name: en.tokens.add }).click();
  const token = await page.getByRole('textbox', { name: en.tokens.token, exact: true }).innerText();
  const use = () => fetch(`${desk.parley.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal((await use()).status, 200);
  await page.getByRole('button', { name: fill(en.tokens.revokeOf, { name: 'Warehouse' }) }).click();
  await page.getByRole('dialog').getByRole('button', { name: en.tokens.revoke }).click();
  await until(async () => (await use()).status === 401, 'it opens nothing');
});

test('what a click could not do is said, and can be tried again', async () => {
  await desk.admin.must('POST', '/tokens', { name: 'Till' });
  await desk.admin.must('POST', '/tags', { name: 'Late' });
  const away = { status: 503, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'away', status: 503, code: 'storage' }) };
  for (const [place, open, act, left] of /** @type {const} */ ([
    ['tokens', fill(en.tokens.revokeOf, { name: 'Till' }), en.tokens.revoke, async () => (await desk.admin.must('GET', '/tokens')).items.some((one) => one.name === 'Till')],
    ['tags', fill(en.form.remove, { what: 'Late' }), en.tags.remove, async () => (await desk.admin.must('GET', '/tags')).items.some((one) => one.name === 'Late')],
  ])) {
    const { page, watch } = await admin(`/settings/${place}`);
    watch.expect(503, `/api/v1/${place}/`);
    await page.route(`**/api/v1/${place}/*`, (route) => (route.request().method() === 'DELETE' ? route.fulfill(away) : route.continue()));
    const press = async () => {
      await page.getByRole('button', { name: open }).click();
      await page.getByRole('dialog').getByRole('button', { name: act }).click();
    };
    await press();
    await page.locator('.toast-bad').waitFor();
    assert.ok(await left(), 'it is still there');
    await page.unroute(`**/api/v1/${place}/*`);
    await press();
    await until(async () => !(await left()), 'gone at the second try');
  }
});

test('the guide counts what is left, in the menu too, and steps can be skipped', async () => {
  const { page } = await admin('/settings/guide');
  await page.getByRole('heading', { name: en.guide.title }).waitFor();
  const left = (await desk.admin.must('GET', '/guide')).left;
  await page.getByRole('link', { name: words.en.nav.setup_other.replace('{{count}}', String(left)) }).waitFor();
  for (let i = 0; i < left; ++i) await page.getByRole('button', { name: new RegExp(`^${en.guide.skip}`) }).first().click();
  await page.getByRole('heading', { name: en.guide.finished }).waitFor();
  await page.getByRole('link', { name: /Finish setting up/ }).waitFor({ state: 'detached' });
  await desk.admin.must('PATCH', '/guide', { skipped: [] });
});

test('an operator has a profile and no more', async () => {
  const { page } = await desk.signedIn('olga@example.com', '/settings');
  await page.getByLabel(en.profile.name, { exact: true }).waitFor();
  assert.equal(await page.getByRole('link', { name: en.nav.people }).count(), 0);
  await page.goto('/settings/people');
  await page.getByText(en.noRight.title).waitFor();
});

const places = ['profile', 'company', 'people', 'people/new', 'teams', 'teams/new', 'channels', 'channels/new', 'channels/new/web', 'channels/new/telegram', 'rules', 'rules/new', 'templates', 'templates/new', 'tags', 'tokens', 'guide'];
describe('every screen', () => {
  for (const language of ['en', 'ru', 'pl']) {
    test(`is readable and fits, ${language}`, async () => {
      // What fits does so in both themes; what can be read is judged in each.
      for (const colorScheme of language === 'en' ? ['light', 'dark'] : ['light']) {
        const { page } = await admin('/settings', { language, colorScheme });
        for (const place of places) {
          await page.goto(`/settings/${place}`);
          await until(() => page.evaluate(() => document.querySelector('.set-section h2') && !document.querySelector('.skeleton')), `${place} is there`);
          if (language === 'en') assert.deepEqual(await axe(page), [], `${place} ${colorScheme}`);
          for (const width of [390, 834, 1440]) {
            await page.setViewportSize({ width, height: 900 });
            assert.deepEqual(await overflow(page), [], `${place} ${language} at ${width}`);
            // A frame later the page has heard of its new width.
            await until(() => page.evaluate(() => [...document.querySelectorAll('.set-main')].every((one) => one.scrollWidth <= one.clientWidth + 1)), `${place} ${language} at ${width} does not scroll sideways`);
          }
        }
        await page.context().close();
      }
    });
  }
});
