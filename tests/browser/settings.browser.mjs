// Settings: found by search, saved by section, refused by field, not lost by leaving; people and teams, tags, templates, tokens.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { axe, password, until, words } from './harness.mjs';
import { admin, bar, desk, en, fill, openDesk, save } from './settings.mjs';

const invite = JSON.parse(readFileSync(new URL('../../web/i18n/invite.en.json', import.meta.url), 'utf8'));
openDesk();

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
  await bar(page).getByRole('button', { name: en.form.save }).click();
  await page.getByText(en.wrong.current).waitFor();
  await until(() => page.evaluate(() => document.activeElement?.getAttribute('name') === 'current'), 'it has the focus');
  await page.getByLabel(en.password.current).fill(password);
  await save(page);
  await page.getByText(en.password.done).waitFor();
  // This signs the page out too.
  watch.offline = true;
  watch.expect(401, '/');
  await desk.admin.must('POST', `/users/${(await desk.admin.must('GET', '/me')).id}/password`, { password });
});

test('one’s own browsers in words; signed out one by one or all others, and they see it at once', async () => {
  const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
  const others = [];
  for (let i = 0; i < 3; i++) {
    const seat = await desk.signedIn('olga@example.com', '/inbox/mine', { userAgent: agent });
    seat.watch.offline = true;
    seat.watch.expect(401, '/');
    others.push(seat.page);
  }
  const { page } = await desk.signedIn('olga@example.com', '/settings/profile', { userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36' });
  const section = page.getByRole('region', { name: en.sessions.title });
  const here = section.getByRole('listitem').filter({ hasText: en.sessions.here });
  await here.getByText('Chrome on Windows').waitFor();
  assert.equal(await here.getByRole('button').count(), 0, 'this one signs out by the menu');
  assert.equal(await section.getByText('Firefox on Linux').count(), 3);
  assert.deepEqual(await axe(page), []);
  const over = (/** @type {import('playwright-core').Page} */ one) => one.getByRole('dialog', { name: words.en.login.again }).isVisible();
  await section.getByRole('button', { name: fill(en.sessions.endOf, { what: 'Firefox on Linux' }) }).first().click();
  await until(async () => (await section.getByText('Firefox on Linux').count()) === 2, 'one fewer');
  await until(async () => (await Promise.all(others.map(over))).filter(Boolean).length === 1, 'that one is told to sign in again');
  await section.getByRole('button', { name: en.sessions.endOthers }).click();
  const dialog = page.getByRole('dialog', { name: fill(en.sessions.endTitle_other, { count: 2 }) });
  await dialog.getByRole('button', { name: en.sessions.endOthers }).click();
  await until(async () => (await Promise.all(others.map(over))).every(Boolean), 'all others are');
  await until(async () => (await section.getByRole('listitem').count()) === 1, 'only this one is left');
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

test('people: added with a link by which they set their password, given skills, switched off; the last admin stays', async () => {
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
  const link = page.getByRole('textbox', { name: en.invite.link });
  const first = await link.innerText();
  await page.getByRole('button', { name: en.invite.renew }).click();
  await until(async () => (await link.innerText()) !== first, 'another link');
  const second = await link.innerText();
  const late = await desk.seat();
  late.watch.expect(401, '/session');
  late.watch.expect(404, '/invitation');
  await late.page.goto(first);
  await late.page.getByRole('heading', { name: invite.over }).waitFor();
  const kasiaAt = await desk.seat();
  kasiaAt.watch.expect(401, '/');
  kasiaAt.watch.offline = true; // she is switched off below
  await kasiaAt.page.goto(second);
  await kasiaAt.page.getByRole('heading', { name: fill(invite.title, { name: 'Kasia Wrona' }) }).waitFor();
  assert.deepEqual(await axe(kasiaAt.page), []);
  assert.equal(await kasiaAt.page.evaluate(() => location.href.includes('#')), false, 'the token does not stay in the address');
  await kasiaAt.page.getByLabel(invite.password).fill('a password of her own');
  await kasiaAt.page.keyboard.press('Enter');
  await kasiaAt.page.waitForURL('**/inbox/mine');
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
  await page.getByRole('main').getByRole('link', { name: /Polish speakers/ }).click();
  await page.getByRole('radio', { name: new RegExp(en.strategy.round_robin) }).check();
  await page.getByLabel(en.teams.reoffer).fill('5');
  await save(page);
  const team = (await desk.admin.must('GET', '/teams')).items.find((one) => one.name === 'Polish speakers');
  assert.equal(team.strategy, 'round_robin');
  assert.equal(team.reoffer_seconds, 300);
  assert.equal(team.members.length, 1);
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

test('an operator has a profile and no more', async () => {
  const { page } = await desk.signedIn('olga@example.com', '/settings');
  await page.getByLabel(en.profile.name, { exact: true }).waitFor();
  assert.equal(await page.getByRole('link', { name: en.nav.people }).count(), 0);
  await page.goto('/settings/people');
  await page.getByText(en.noRight.title).waitFor();
  await page.getByText(fill(en.noRight.hint, { names: 'Maja Nowak' })).waitFor();
});
