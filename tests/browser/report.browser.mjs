// Response: figures of three periods, the sentence, and the conversations behind every number.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { axe, Desk, lowTargets, overflow, stage, until, words } from './harness.mjs';

/** @typedef {import('playwright-core').Page} Page */
const en = words.en;
const workbooks = createRequire(join(stage, 'node_modules', 'anchor.js'))('@e965/xlsx');
/** @type {Desk} */ let desk;
/** @type {Awaited<ReturnType<Desk['signedIn']>>} */ let boss;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('sergei@example.com', 'Sergei Orlov', 'manager');
  await desk.hire('olga@example.com', 'Olga Petrova');
  for (let i = 0; i < 4; i++) {
    const { conversation } = await desk.writes(`question ${i}`, { name: `Answered ${i}` });
    await desk.admin.send(conversation, { text: 'answer' });
  }
  await desk.writes('and me?', { name: 'Waiting Wanda' });
  const never = await desk.writes('never mind', { name: 'Never Ned' });
  await desk.admin.must('PATCH', `/conversations/${never.conversation}`, { status: 'closed' });
  boss = await desk.signedIn('sergei@example.com', '/response?days=1');
  await boss.page.locator('.say').waitFor();
});
afterEach(() => boss.watch.assertQuiet());
after(() => desk.close());

const part = (/** @type {string} */ name) => boss.page.getByRole('region', { name, exact: true });
/** Once they are the answer: what was asked before stays until then. */
async function names() {
  await boss.page.locator('.stats-body[aria-busy="false"]').waitFor();
  return boss.page.locator('.drill tbody th .cut').allInnerTexts();
}
const answered = ['Answered 0', 'Answered 1', 'Answered 2', 'Answered 3'];

test('today, 7 and 30 days each have their figures and their address', async () => {
  const { page } = boss;
  for (const [name, days] of [[en.stats.today, 1], ['7 days', 7], ['30 days', 30]]) {
    await page.getByRole('link', { name: String(name), exact: true }).click();
    await page.waitForURL(`**/response?days=${days}`);
    await part(en.stats.first_response).getByText('4 measured').waitFor();
    await page.getByText(/1 customer is waiting now/).waitFor();
    await page.getByText(/Half of new conversations got a first reply within/).waitFor();
  }
});
test('every number of the first rows opens what it was counted from', async () => {
  const { page } = boss;
  for (const figure of [en.stats.first_response, en.stats.response]) {
    await page.goto('/response?days=7');
    await part(figure).getByRole('link').first().waitFor();
    const count = await part(figure).getByRole('link').count();
    assert.equal(count, 5);
    for (let i = 0; i < count; i++) {
      await page.goto('/response?days=7');
      const link = part(figure).getByRole('link').nth(i);
      await link.waitFor();
      const never = i === 4;
      assert.equal(never ? await link.innerText() : '', never ? '1' : '');
      await link.click();
      await page.locator('.drill tbody tr').first().waitFor();
      assert.deepEqual((await names()).sort(), never ? ['Never Ned'] : answered);
    }
  }
});
test('so do the numbers by person and by channel, and a name narrows the report', async () => {
  const { page } = boss;
  for (const [title, name] of [[en.stats.byOperator, 'Maja Nowak'], [en.stats.byChannel, 'Shop app']]) {
    await page.goto('/response?days=7');
    const cells = part(title).getByRole('row', { name }).getByRole('cell').getByRole('link');
    await cells.first().waitFor();
    for (let i = 0, count = await cells.count(); i < count; i++) {
      await cells.nth(i).click();
      await page.locator('.drill tbody tr').first().waitFor();
      const found = (await names()).sort();
      assert.ok(JSON.stringify(found) === JSON.stringify(answered) || JSON.stringify(found) === '["Waiting Wanda"]', JSON.stringify(found));
      await page.goBack();
      await cells.first().waitFor();
    }
    await part(title).getByRole('rowheader', { name }).getByRole('link').click();
    await page.getByRole('link', { name: en.stats.clear }).click();
    await page.waitForURL('**/response?days=7');
  }
});
test('spans and hours of the week open what they were counted from', async () => {
  const { page } = boss;
  await page.goto('/response?days=7');
  const spans = part(en.stats.buckets);
  await spans.getByRole('link', { name: en.stats.never }).click();
  await page.locator('.drill tbody tr').first().waitFor();
  assert.deepEqual(await names(), ['Never Ned']);
  await page.goBack();
  await spans.getByRole('link', { name: 'under 30 sec' }).click();
  await page.locator('.drill tbody tr').first().waitFor();
  assert.deepEqual((await names()).sort(), answered);
  await page.goBack();
  // All of them wrote just now: in this hour, or some in the one before.
  /** @type {string[]} */ const found = [];
  await page.locator('a.hour').first().waitFor();
  for (let i = 0, count = await page.locator('a.hour').count(); i < count; i++) {
    await page.locator('a.hour').nth(i).click();
    await page.locator('.drill tbody tr').first().waitFor();
    found.push(...(await names()));
    await page.goBack();
    await page.locator('a.hour').first().waitFor();
  }
  assert.deepEqual(found.sort(), answered);
});
test('the hours of the week stand as a table as well, with the same conversations behind', async () => {
  const { page } = boss;
  await page.goto('/response?days=7');
  const hours = page.locator('section', { has: page.locator('#hours-title') });
  await hours.getByRole('button', { name: en.stats.asTable }).click();
  const rows = hours.locator('tbody tr');
  await rows.first().waitFor();
  let counted = 0;
  for (const cell of await rows.locator('td:nth-of-type(2)').allInnerTexts()) counted += Number(cell);
  assert.equal(counted, 4);
  await rows.locator('td:nth-of-type(2) a').first().click();
  await page.locator('.drill tbody tr').first().waitFor();
  assert.ok((await names()).every((name) => answered.includes(name)));
});
test('the sentence names where most of the change comes from, and a name leads there', async () => {
  const { page } = boss;
  const channel = (await desk.admin.must('GET', '/channels')).items.find((/** @type {any} */ one) => one.name === 'Shop app');
  /** @type {any} */ let cause;
  await page.route('**/api/v1/reports/response?*', async (route) => {
    const answer = await route.fetch();
    const report = await answer.json();
    report.previous.first_response.p50_ms = report.first_response.p50_ms + 600_000;
    await route.fulfill({ response: answer, json: { ...report, cause } });
  });
  cause = { by: 'hour', id: null, name: null, hour: 23 };
  await page.goto('/response?days=7');
  await page.locator('.say').getByText('Most of the change comes from what was written from 23:00 to 00:00.').waitFor();
  cause = { by: 'channel', id: channel.id, name: channel.name, hour: null };
  await page.goto('/response?days=7');
  await page.locator('.say').getByText('Most of the change comes from Shop app.').waitFor();
  // The narrowed report is waited for: the route must not be taken away under it.
  await Promise.all([
    page.waitForResponse((answer) => answer.url().includes(`/reports/response?days=7&channel=${channel.id}&`)),
    page.locator('.say').getByRole('link', { name: 'Shop app' }).click(),
  ]);
  await page.waitForURL(`**/response?days=7&channel=${channel.id}`);
  await page.unroute('**/api/v1/reports/response?*');
});
test('arrows walk through the days of the chart, and Enter opens the one that is shown', async () => {
  const { page } = boss;
  await page.route('**/api/v1/reports/response?*', async (route) => {
    const answer = await route.fetch();
    const report = await answer.json();
    const last = report.by_day.at(-1);
    const before = new Date(Date.parse(`${last.day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
    await route.fulfill({ response: answer, json: { ...report, by_day: [{ ...last, day: before }, last] } });
  });
  await page.goto('/response?days=7');
  await page.locator('svg.band').focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  await page.locator('.band-tip').getByText('4 measured').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.drill tbody tr').first().waitFor();
  assert.deepEqual((await names()).sort(), answered);
  await page.unroute('**/api/v1/reports/response?*');
});
test('any days can be asked for, wrong ones are named, and the numbers behind them keep the days', async () => {
  const { page } = boss;
  await page.goto('/response?days=7');
  await page.getByRole('button', { name: en.stats.custom, exact: true }).click();
  const [from, to] = [page.getByLabel(en.stats.from, { exact: true }), page.getByLabel(en.stats.to, { exact: true })];
  const today = await to.inputValue();
  await from.fill('2026-03-02');
  await to.fill('2026-03-01');
  await page.getByRole('button', { name: en.stats.show, exact: true }).click();
  await page.getByRole('alert').getByText(en.stats.wrongPeriod).waitFor();
  await from.fill(today);
  await to.fill(today);
  await page.getByRole('button', { name: en.stats.show, exact: true }).click();
  await page.waitForURL(`**/response?from=${today}&to=${today}`);
  await part(en.stats.first_response).getByText('4 measured').waitFor();
  await part(en.stats.first_response).getByRole('link').first().click();
  await page.waitForURL((url) => url.searchParams.get('from') === today);
  await page.locator('.drill tbody tr').first().waitFor();
  assert.deepEqual((await names()).sort(), answered);
  await page.goto('/response?from=2025-03-01&to=2025-03-02');
  await page.getByText(en.stats.sayNone).waitFor();
});
test('the target is the one that is set', async () => {
  const { page } = boss;
  await desk.admin.must('PATCH', '/settings', { target_seconds: 7200 });
  await page.goto('/response?days=7');
  await part(en.stats.first_response).getByText('Answered within 2 hr').waitFor();
  await part(en.stats.byOperator).getByText('Under 2 hr').waitFor();
  await desk.admin.must('PATCH', '/settings', { target_seconds: 300 });
});
test('what is shown can be taken along as a table', async () => {
  const { page } = boss;
  const taken = async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
    const text = await (await import('node:fs/promises')).readFile(await download.path(), 'utf8');
    assert.ok(text.startsWith('\ufeff'));
    return text.slice(1).trimEnd().split('\r\n').map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain));
  };
  await page.goto('/response?days=7');
  await part(en.stats.first_response).waitFor();
  const report = await taken();
  assert.deepEqual(report[1].slice(2, 4), [en.stats.first_response, '4']);
  assert.ok(report.some(([where, name]) => where === en.stats.byOperator && name === 'Maja Nowak'));
  assert.ok(report.some(([where, name]) => where === en.stats.byChannel && name === 'Shop app'));
  await part(en.stats.first_response).getByRole('link').first().click();
  await page.locator('.drill tbody tr').first().waitFor();
  const rows = await taken();
  assert.deepEqual(rows.slice(1).map(([name]) => name).sort(), answered);
  // The same as a workbook, opened by another program's reader.
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'XLSX' }).click()]);
  assert.equal(download.suggestedFilename(), 'parley-conversations.xlsx');
  const book = workbooks.readFile(await download.path(), { cellFormula: true });
  const sheet = workbooks.utils.sheet_to_json(book.Sheets[book.SheetNames[0]], { header: 1 });
  assert.deepEqual(sheet[0], rows[0]);
  assert.deepEqual(sheet.slice(1).map((/** @type {any[]} */ [name]) => name).sort(), answered);
  assert.deepEqual(sheet.slice(1).map((/** @type {any[]} */ row) => row[5]), rows.slice(1).map((row) => Number(row[5])));
});
test('how each figure is counted stands in the reader\'s language', async () => {
  await desk.hire('lena@example.com', 'Lena Wójcik', 'manager');
  for (const language of Object.keys(words)) {
    const { stats } = words[language];
    const seat = await desk.signedIn('lena@example.com', '/response?days=1', { language });
    const how = seat.page.getByRole('group').filter({ hasText: stats.how });
    await how.getByText(stats.how).click();
    for (const text of Object.values(stats.define)) await how.getByText(text).waitFor();
    assert.equal(await seat.page.getByRole('region', { name: stats.first_response, exact: true }).getByRole('heading').getAttribute('title'), stats.define.to_first_human_answer);
    await desk.leave(seat);
  }
});
test('where hours are set, the report counts them on request, and so do the rows behind a number', async () => {
  const { page } = boss;
  await page.goto('/response?days=7');
  await part(en.stats.first_response).waitFor();
  assert.equal(await page.getByRole('navigation', { name: en.stats.clock }).count(), 0, 'no choice without hours');
  await desk.admin.must('PATCH', '/settings', { calendar: { zone: 'UTC', week: [[], [], [], [], [], [], []] } });
  await page.reload();
  await page.getByRole('link', { name: en.stats.business, exact: true }).click();
  await page.waitForURL('**/response?days=7&clock=business');
  await part(en.stats.first_response).getByText('4 measured').waitFor();
  await part(en.stats.first_response).getByRole('link').first().click();
  await page.getByRole('heading', { name: `${en.stats.first_response}, ${en.stats.business}` }).waitFor();
  await page.goBack();
  await page.getByRole('link', { name: en.stats.allHours, exact: true }).click();
  await page.waitForURL('**/response?days=7');
  await desk.admin.must('PATCH', '/settings', { calendar: null });
});
test('a row opens the conversation itself', async () => {
  const { page } = boss;
  await page.goto('/response/conversations?figure=first_response&days=1');
  await page.getByRole('link', { name: 'Answered 2' }).click();
  await page.getByRole('region', { name: 'Conversation with Answered 2' }).waitFor();
});
test('who waits now stands in the report with a running timer, and opens', async () => {
  const { page } = boss;
  await page.goto('/response?days=1');
  const waiting = page.getByRole('region', { name: en.stats.waitingNow }).getByRole('link', { name: 'Waiting Wanda' });
  const first = await waiting.locator('time').innerText();
  await until(async () => (await waiting.locator('time').innerText()) !== first, 'it runs, by the minute after the first', { seconds: 90 });
  await waiting.click();
  await page.getByRole('region', { name: 'Conversation with Waiting Wanda' }).waitFor();
});
/** What a figure may have to say. @type {Record<string, string>} */
const longest = { en: '45\u00a0hr 43\u00a0min', ru: '45\u00a0ч 43\u00a0мин', pl: '45\u00a0godz. 43\u00a0min' };
test('no table runs past its place and no rule of WCAG is broken, at any width, in any language and theme', async () => {
  for (const colorScheme of ['light', 'dark']) {
    for (const language of Object.keys(words)) {
      const seat = await desk.signedIn('lena@example.com', '/response?days=7', { colorScheme, language });
      await seat.page.locator('.table tbody tr').first().waitFor();
      for (const width of [320, 390, 834, 1440]) {
        await seat.page.setViewportSize({ width, height: 900 });
        assert.deepEqual(await overflow(seat.page), [], `${language} ${width}`);
        if (width < 834) continue;
        const cut = await seat.page.locator('.table-box').evaluateAll((boxes) => boxes.map((box) => box.scrollWidth - box.clientWidth));
        assert.deepEqual(cut, cut.map(() => 0), `tables in ${language} at ${width}`);
        // The longest span in this language keeps to its column.
        const over = await seat.page.locator('.breakdown tbody').first().evaluate((body, longest) => {
          const [one, two] = body.querySelectorAll('td');
          const probe = Object.assign(document.createElement('span'), { textContent: longest });
          probe.style.position = 'absolute';
          one.append(probe);
          const { width } = probe.getBoundingClientRect();
          probe.remove();
          return [one, two].map((cell) => Math.max(0, width - cell.clientWidth + Number.parseFloat(getComputedStyle(cell).paddingLeft)));
        }, longest[language]);
        assert.deepEqual(over, [0, 0], `spans in ${language} at ${width}`);
      }
      if (language === 'en') assert.deepEqual(await axe(seat.page), [], colorScheme);
      // Behind a number, on a phone, what each took is in sight without drawing the table aside.
      await seat.page.setViewportSize({ width: 360, height: 800 });
      await seat.page.goto('/response/conversations?figure=first_response&days=7');
      await seat.page.locator('.drill tbody tr').first().waitFor();
      const past = await seat.page.locator('.drill tbody tr').first().locator('td').last().evaluate((cell, longest) => {
        const probe = Object.assign(document.createElement('b'), { textContent: longest });
        cell.append(' ', probe);
        const by = [cell.scrollWidth - cell.clientWidth, Number(probe.getBoundingClientRect().right > cell.getBoundingClientRect().right + 1)];
        probe.previousSibling?.remove();
        probe.remove();
        return by;
      }, longest[language]);
      assert.deepEqual(past, [0, 0], `how long it took in ${language}`);
      assert.equal(await seat.page.locator('.table-box').evaluate((box) => box.scrollWidth - box.clientWidth), 0, `the table behind a number in ${language}`);
      await desk.leave(seat);
    }
  }
});
test('the report is narrowed by team and by source, in its address, and each is taken off again', async () => {
  const { page } = boss;
  const olga = (await desk.admin.must('GET', '/users')).items.find((/** @type {any} */ one) => one.name === 'Olga Petrova');
  await desk.admin.must('POST', '/teams', { name: 'Evening', members: [olga.id] });
  const { conversation } = await desk.writes('from the shop', { name: 'Sourced Sam', attribution: { source: 'newsletter' } });
  await desk.admin.send(conversation, { text: 'answer' });
  await page.goto('/response?days=7');
  const choose = async (/** @type {string} */ name) => {
    await page.getByRole('button', { name: en.filter.label, exact: true }).click();
    const picker = page.getByRole('dialog', { name: en.filter.label });
    await picker.getByRole('combobox').fill(name);
    await picker.getByRole('option', { name }).click();
  };
  await choose('newsletter');
  await page.waitForURL('**/response?days=7&source=newsletter');
  await part(en.stats.first_response).getByText('1 measured').waitFor();
  await part(en.stats.first_response).getByRole('link').first().click();
  await page.locator('.drill tbody tr').first().waitFor();
  assert.deepEqual(await names(), ['Sourced Sam']);
  await page.goBack();
  await choose('Evening');
  await page.getByText(en.stats.sayNone).waitFor();
  assert.match(new URL(page.url()).search, /team=\d+&source=newsletter/);
  await page.getByRole('button', { name: 'Without filter: newsletter' }).click();
  await page.getByRole('button', { name: 'Without filter: Evening' }).click();
  await page.waitForURL('**/response?days=7');
  await part(en.stats.first_response).getByText('5 measured').waitFor();
  await desk.admin.must('PATCH', `/conversations/${conversation}`, { status: 'closed' });
});
test('an operator has no report in the menu', async () => {
  const seat = await desk.signedIn('olga@example.com', '/response');
  await seat.page.getByRole('heading', { name: en.nav.mine }).waitFor();
  assert.equal(await seat.page.getByRole('link', { name: en.nav.response }).count(), 0);
  await desk.leave(seat);
});
test('it opens as one left it, on every device, and the address says so; one who never narrowed it has seven days of all', async () => {
  const { page } = boss;
  const kept = async (/** @type {Page} */ of) => (await (await of.request.get('/api/v1/me/preferences')).json()).report;
  const olga = (await desk.admin.must('GET', '/users')).items.find((/** @type {any} */ one) => one.email === 'olga@example.com').id;
  await page.goto(`/response?days=30&user=${olga}`);
  await until(async () => (await kept(page)) === `days=30&user=${olga}`, 'kept');
  const other = await desk.signedIn('sergei@example.com', '/response');
  await other.page.waitForURL(`**/response?days=30&user=${olga}`);
  await other.page.getByRole('list', { name: en.filter.label }).getByText('Olga Petrova').waitFor();
  await other.page.getByRole('link', { name: en.stats.clear }).click();
  await other.page.waitForURL('**/response?days=30');
  await until(async () => (await kept(other.page)) === 'days=30', 'kept anew');
  await other.page.goto('/response?from=2026-11-01&to=2026-11-03');
  await until(async () => (await kept(other.page)) === 'days=7', 'days that were named are not kept');
  await desk.leave(other);
  await desk.hire('nina@example.com', 'Nina Nowak', 'manager');
  const fresh = await desk.signedIn('nina@example.com', '/response');
  await fresh.page.locator('.say').waitFor();
  assert.equal(new URL(fresh.page.url()).search, '');
});
test('a finger meets every target of the report and of what is behind a number', async () => {
  const { page } = await desk.signedIn('sergei@example.com', '/response?days=7', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await page.locator('.table tbody tr').first().waitFor();
  assert.deepEqual(await lowTargets(page), []);
  await page.goto('/response/conversations?figure=first_response&days=7');
  await page.locator('.drill tbody tr').first().waitFor();
  assert.deepEqual(await lowTargets(page), []);
});
