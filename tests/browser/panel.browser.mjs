// The panel beside a conversation: who it is and their lead, written over in place; what was talked about, noted and sent before.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { png } from '../fakes/telegram/files.mjs';
import { axe, bubble, composer, Desk, overflow, row, until, words } from './harness.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
/** @type {{conversation: number, contact: {id: string, name: string}, id: number, lead: number}} */ let anna;
/** @type {number} */ let earlier;
/** @type {{id: number, name: string}[]} */ let stages;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  await desk.hire('tomasz@example.com', 'Tomasz Nowak');
  const contact = { id: 'anna', name: 'Anna', phone: '+48601234118', email: 'anna@example.com', locale: 'en' };
  const { conversation: old } = await desk.writes('Do you repair forks?', { contact, conversation_id: 'repair' });
  earlier = old;
  const { json } = await desk.client.upload(png(64, 48), 'image/png', 'bike.png');
  await desk.writes('', { contact, conversation_id: 'repair', attachments: [{ upload_id: json.upload_id, kind: 'image' }] });
  await desk.admin.must('PATCH', `/conversations/${old}`, { status: 'closed' });
  const { conversation } = await desk.writes('Is there a size L?', { contact, attribution: { source: 'google', medium: 'cpc' } });
  const whole = await desk.admin.must('GET', `/conversations/${conversation}`);
  anna = { conversation, contact, id: whole.contact.id, lead: whole.lead.id };
  stages = (await desk.admin.must('GET', '/pipelines')).items[0].stages;
  const file = await desk.admin.upload(Buffer.from('%PDF-1.4'), 'application/pdf', 'geometry.pdf');
  await desk.admin.send(conversation, { text: 'The sizes', attachments: [file.id] });
  await desk.admin.send(conversation, { text: 'One L is held until Friday', note: true });
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

const panelOf = (/** @type {import('playwright-core').Page} */ page) => page.getByRole('complementary', { name: en.panel.label });
const contactNow = () => desk.admin.must('GET', `/contacts/${anna.id}`);
const leadNow = () => desk.admin.must('GET', `/leads/${anna.lead}`);
const change = (/** @type {string} */ field, /** @type {string} */ value) => en.panel.change.replace('{{field}}', field).replace('{{value}}', value);
async function opened(/** @type {string} */ who = 'olga@example.com', /** @type {Record<string, any>} */ options = {}) {
  const seat = await desk.signedIn(who, `/inbox/all/${anna.conversation}`, options);
  await bubble(seat.page, 'Is there a size L?').waitFor();
  return { ...seat, panel: panelOf(seat.page) };
}

describe('fields in place', () => {
  test('Enter saves a name, everybody sees it at once; Esc takes back; Tab saves and goes on', async () => {
    const { page, panel } = await opened();
    const other = await opened('tomasz@example.com');
    await panel.getByRole('button', { name: change(en.panel.name, 'Anna') }).focus();
    await page.keyboard.press('Enter');
    const name = panel.getByRole('textbox', { name: en.panel.name });
    await name.fill('Anna Kowalska');
    await page.keyboard.press('Enter');
    const shown = panel.getByRole('button', { name: change(en.panel.name, 'Anna Kowalska') });
    await shown.waitFor();
    await until(() => shown.evaluate((one) => one === document.activeElement), 'the focus is back');
    await other.panel.getByRole('heading', { name: 'Anna Kowalska' }).waitFor();
    await row(other.page, 'Anna Kowalska').waitFor();
    await page.getByRole('heading', { name: 'Anna Kowalska', level: 2 }).waitFor();
    await shown.click();
    await name.fill('Somebody else');
    await page.keyboard.press('Escape');
    await shown.waitFor();
    assert.equal((await contactNow()).name, 'Anna Kowalska');
    await panel.getByRole('button', { name: change(en.panel.email, 'anna@example.com') }).click();
    await panel.getByRole('textbox', { name: en.panel.email }).fill('Anna@Example.org');
    await page.keyboard.press('Tab');
    // The server writes it as it writes all of them.
    await panel.getByRole('button', { name: change(en.panel.email, 'anna@example.org') }).waitFor();
    await other.panel.getByText('anna@example.org').waitFor();
    assert.equal((await contactNow()).email, 'anna@example.org');
  });
  test('a bad value is said beside its field in words, and what was typed stays', async () => {
    const { page, panel, watch } = await opened();
    watch.expect(422, '/contacts/');
    await panel.getByRole('button', { name: change(en.panel.phone, '+48601234118') }).click();
    const phone = panel.getByRole('textbox', { name: en.panel.phone });
    await phone.fill('601 234 119');
    await page.keyboard.press('Enter');
    await panel.getByRole('alert').getByText(en.panel.wrong.phone).waitFor();
    assert.equal(await phone.inputValue(), '601 234 119');
    assert.equal(await phone.getAttribute('aria-invalid'), 'true');
    assert.deepEqual(await axe(page), []);
    // It stays over other conversations and keeps nobody from writing.
    await composer(page).fill('Meanwhile');
    await page.goto('/inbox/all');
    await row(page, 'Anna').waitFor();
    assert.equal((await contactNow()).phone, '+48601234118');
    await row(page, 'Anna').click();
    await panel.getByRole('button', { name: change(en.panel.phone, '+48601234118') }).click();
    await phone.fill('+48 601 234 119');
    await composer(page).click();
    await panel.getByRole('button', { name: change(en.panel.phone, '+48601234119') }).waitFor();
    assert.equal((await contactNow()).phone, '+48601234119');
    await panel.getByRole('button', { name: change(en.panel.phone, '+48601234119') }).click();
    await phone.fill('');
    await page.keyboard.press('Enter');
    await panel.getByRole('button', { name: en.panel.addPhone }).waitFor();
    await until(async () => (await contactNow()).phone === null, 'cleared');
  });
  test('without a line nothing typed is lost: it is offered again, there and from elsewhere', async () => {
    const { page, panel, watch, context } = await opened();
    watch.offline = true;
    const path = `**/api/v1/contacts/${anna.id}`;
    await context.route(path, (route) => (route.request().method() === 'PATCH' ? route.abort() : route.fallback()));
    await panel.getByRole('button', { name: en.panel.addPhone }).click();
    const phone = panel.getByRole('textbox', { name: en.panel.phone });
    await phone.fill('+48601234120');
    await page.keyboard.press('Enter');
    await panel.getByRole('alert').getByText(en.panel.notSaved.replace('{{why}}', en.error.network)).waitFor();
    assert.equal(await phone.inputValue(), '+48601234120');
    await context.unroute(path);
    await composer(page).press('Escape');
    await page.keyboard.press('.');
    await panel.waitFor({ state: 'detached' });
    await page.keyboard.press('.');
    await panel.getByRole('button', { name: en.ui.again }).click();
    await until(async () => (await contactNow()).phone?.startsWith('+48601234120'), 'saved');
  });
  test('identities are copied with a word; the language is chosen in words', async () => {
    const { page, panel } = await opened('olga@example.com', { permissions: ['clipboard-read', 'clipboard-write'] });
    const { email } = await contactNow();
    await panel.getByRole('button', { name: en.panel.copy.replace('{{what}}', email) }).click();
    // Whichever word came is said, should it be the wrong one.
    const toast = page.locator('.toast').first();
    await toast.waitFor();
    assert.match(String(await toast.textContent()), new RegExp(`^${en.toast.copied}`));
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), email);
    await panel.getByRole('list', { name: en.panel.identities }).getByRole('img', { name: 'API' }).waitFor();
    await panel.getByRole('button', { name: change(en.panel.language, 'English') }).click();
    await page.getByRole('combobox', { name: en.panel.language }).fill('polski');
    await page.getByRole('dialog').getByRole('option', { name: 'Polish' }).waitFor();
    assert.deepEqual(await axe(page), []);
    await page.keyboard.press('Enter');
    await panel.getByRole('button', { name: change(en.panel.language, 'Polish') }).waitFor();
    await until(async () => (await contactNow()).language === 'pl', 'saved');
  });
  test('details have names of the company’s own', async () => {
    const { page, panel } = await opened();
    const details = panel.getByRole('region', { name: en.panel.details });
    await details.getByRole('button', { name: en.panel.addDetail }).click();
    await details.getByRole('textbox', { name: en.panel.detailName }).fill('City');
    await page.keyboard.press('Enter');
    await details.getByRole('textbox', { name: 'City' }).fill('Gdańsk');
    await page.keyboard.press('Enter');
    await details.getByRole('button', { name: change('City', 'Gdańsk') }).waitFor();
    await until(async () => (await contactNow()).attributes.City === 'Gdańsk', 'saved');
    await details.getByRole('button', { name: change('City', 'Gdańsk') }).click();
    await details.getByRole('textbox', { name: 'City' }).fill('');
    await page.keyboard.press('Enter');
    await until(async () => !('City' in (await contactNow()).attributes), 'taken away');
    await details.getByText('City', { exact: true }).waitFor({ state: 'detached' });
  });
});

describe('the lead', () => {
  test('title, amount with its currency and owner are written over', async () => {
    const { page, panel } = await opened();
    const other = await opened('tomasz@example.com');
    const lead = panel.getByRole('region', { name: en.panel.lead, exact: true });
    await lead.getByRole('button', { name: change(en.panel.leadTitle, 'Anna') }).click();
    await lead.getByRole('textbox', { name: en.panel.leadTitle }).fill('Trail 29, size L');
    await page.keyboard.press('Enter');
    await lead.getByRole('button', { name: en.panel.addAmount }).click();
    const amount = lead.getByRole('textbox', { name: en.panel.amount });
    await amount.fill('a lot');
    await lead.getByRole('combobox', { name: en.panel.currency }).selectOption('PLN');
    await page.keyboard.press('Enter');
    await lead.getByRole('alert').getByText(en.panel.wrong.amount).waitFor();
    assert.equal(await amount.inputValue(), 'a lot');
    assert.deepEqual(await axe(page), []);
    await amount.fill('5 490,50');
    await composer(page).click();
    const theirs = other.panel.getByRole('region', { name: en.panel.lead, exact: true });
    await theirs.getByText('PLN 5,490.50').waitFor();
    const { amount_minor, currency, title } = await leadNow();
    assert.deepEqual([amount_minor, currency, title], [549050, 'PLN', 'Trail 29, size L']);
    await theirs.getByText('Trail 29, size L').waitFor();
    const owner = (await leadNow()).owner?.name ?? en.panel.nobody;
    await lead.getByRole('button', { name: change(en.panel.owner, owner) }).click();
    await page.getByRole('menuitemradio', { name: /Tomasz Nowak/ }).click();
    await theirs.getByRole('button', { name: change(en.panel.owner, 'Tomasz Nowak') }).waitFor();
    await page.keyboard.press('z');
    await until(async () => ((await leadNow()).owner?.name ?? en.panel.nobody) === owner, 'undone');
  });
  test('S moves the stage, from a shut panel too; so does a click on a step', async () => {
    const { page, panel } = await opened();
    const lead = panel.getByRole('region', { name: en.panel.lead, exact: true });
    await lead.getByText(/^1 of \d+, for /).waitFor();
    await page.keyboard.press('.');
    await panel.waitFor({ state: 'detached' });
    await page.keyboard.press('s');
    await page.getByRole('menu', { name: en.panel.stage }).waitFor();
    assert.deepEqual(await axe(page), []);
    await page.keyboard.press('2');
    await until(async () => (await leadNow()).stage.name === stages[1].name, 'moved');
    await lead.getByText(/^2 of \d+, for a moment/).waitFor();
    await lead.getByRole('button', { name: en.panel.moveTo.replace('{{stage}}', stages[2].name) }).click();
    await until(async () => (await leadNow()).stage.name === stages[2].name, 'moved on');
    await page.keyboard.press('z');
    await until(async () => (await leadNow()).stage.name === stages[1].name, 'undone');
    const history = panel.getByRole('region', { name: en.panel.history });
    await history.getByText(en.panel.movedBy.replace('{{stage}}', stages[2].name).replace('{{name}}', 'Olga Petrova')).waitFor();
  });
});

describe('what was before', () => {
  test('notes lead to where they stand, and new ones show at once', async () => {
    const { page, panel } = await opened();
    const notes = panel.getByRole('region', { name: en.panel.notes });
    await notes.getByRole('link', { name: /One L is held until Friday/ }).click();
    await page.locator('.flash', { hasText: 'One L is held until Friday' }).waitFor();
    const { id } = await desk.admin.send(earlier, { text: 'A fork was repaired', note: true });
    await notes.getByRole('link', { name: /A fork was repaired/ }).click();
    await page.waitForURL(`**/inbox/all/${earlier}?m=${id}`);
    await bubble(page, 'Do you repair forks?').waitFor();
    await notes.getByRole('link', { name: /One L is held until Friday/ }).waitFor();
    await desk.admin.must('DELETE', `/conversations/${earlier}/messages/${id}`);
    await notes.getByRole('link', { name: /A fork was repaired/ }).waitFor({ state: 'detached' });
    await panel.getByRole('button', { name: en.panel.addNote }).click();
    await page.getByRole('textbox', { name: en.composer.noteLabel }).waitFor();
  });
  test('pictures open in the viewer, documents are fetched, all of them are shown where they were sent', async () => {
    const { page, panel } = await opened();
    const files = panel.getByRole('region', { name: en.panel.files });
    await files.getByRole('button', { name: en.content.openImage.replace('{{name}}', 'bike.png') }).click();
    await page.getByRole('dialog', { name: 'bike.png' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const fetched = page.waitForEvent('download');
    await files.getByRole('link', { name: /^geometry\.pdf/ }).click();
    assert.equal((await fetched).suggestedFilename(), 'geometry.pdf');
    await files.getByRole('link', { name: en.panel.inThread.replace('{{name}}', 'geometry.pdf') }).click();
    await page.locator('.flash', { hasText: 'geometry.pdf' }).waitFor();
    const { json } = await desk.client.upload(png(32, 32), 'image/png', 'another.png');
    await desk.writes('', { contact: anna.contact, attachments: [{ upload_id: json.upload_id, kind: 'image' }] });
    await files.getByRole('button', { name: en.content.openImage.replace('{{name}}', 'another.png') }).waitFor();
  });
  test('earlier conversations are in the history and open from there', async () => {
    const { page, panel } = await opened();
    const history = panel.getByRole('region', { name: en.panel.history });
    await history.getByText('2 conversations').waitFor();
    await history.getByRole('link', { name: /Do you repair forks|bike\.png|Shop app/ }).first().click();
    await page.waitForURL(`**/inbox/all/${earlier}`);
    await bubble(page, 'Do you repair forks?').waitFor();
    await panelOf(page).getByRole('region', { name: en.panel.history }).getByRole('link').first().waitFor();
  });
});

describe('the panel itself', () => {
  test('sections fold and stay folded; nothing is asked for that is not looked at', async () => {
    const { page, panel } = await opened();
    const fold = (/** @type {string} */ title) => panel.getByRole('button', { name: new RegExp(`^${title}`) });
    await panel.getByRole('region', { name: en.panel.notes }).getByRole('link').first().waitFor();
    // Notes stand in the history too.
    await fold(en.panel.history).click();
    await fold(en.panel.notes).click();
    await fold(en.source.title).click();
    assert.equal(await fold(en.panel.notes).getAttribute('aria-expanded'), 'false');
    /** @type {string[]} */ const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.reload();
    await panel.getByRole('region', { name: en.panel.files }).getByRole('link').first().waitFor();
    assert.equal(await fold(en.panel.notes).getAttribute('aria-expanded'), 'false');
    assert.equal(await panel.getByText('google / cpc').count(), 0);
    assert.deepEqual(asked.filter((url) => url.includes('only=notes')), []);
    await fold(en.panel.notes).press('Enter');
    await panel.getByRole('region', { name: en.panel.notes }).getByRole('link', { name: /One L is held/ }).waitFor();
  });
  test('its width is drawn or moved by keys, and kept', async () => {
    const { page, panel } = await opened();
    const edge = page.getByRole('separator', { name: en.panel.width });
    const width = async () => Math.round((await panel.boundingBox())?.width ?? 0);
    const usual = await width();
    await edge.focus();
    await page.keyboard.press('ArrowLeft');
    await until(async () => (await width()) === usual + 16, 'wider');
    const box = await panel.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x, 400);
    await page.mouse.down();
    await page.mouse.move(box.x - 60, 420, { steps: 4 });
    await page.mouse.up();
    await until(async () => Math.abs((await width()) - usual - 76) <= 3, 'drawn');
    const kept = await width();
    await page.reload();
    await panel.waitFor();
    await until(async () => (await width()) === kept, 'kept');
    assert.deepEqual(await axe(page), []);
    await edge.press('Home');
    await until(async () => (await width()) === 264, 'the least');
    assert.deepEqual(await overflow(page), []);
    await edge.dblclick();
    await until(async () => (await width()) === usual, 'as usual');
  });
  test('on a phone it is a sheet: Esc leaves the field before the sheet, a note leads back to the thread', async () => {
    const { page, panel } = await opened('olga@example.com', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await page.getByRole('button', { name: en.thread.panel }).tap();
    const { name } = await contactNow();
    await panel.getByRole('button', { name: change(en.panel.name, name) }).tap();
    await panel.getByRole('textbox', { name: en.panel.name }).fill('Wrong');
    await page.keyboard.press('Escape');
    await panel.getByRole('button', { name: change(en.panel.name, name) }).waitFor();
    assert.deepEqual(await overflow(page), []);
    const small = await panel.evaluate((one) => [...one.querySelectorAll('button, a')].filter((two) => { const box = two.getBoundingClientRect(); return box.width > 0 && (box.height < 24 || box.width < 24); }).map((two) => two.className));
    assert.deepEqual(small, [], 'targets under 24 px');
    await panel.getByRole('region', { name: en.panel.notes }).getByRole('link', { name: /One L is held/ }).tap();
    await panel.waitFor({ state: 'detached' });
    await page.locator('.flash', { hasText: 'One L is held until Friday' }).waitFor();
  });
  for (const language of ['en', 'ru', 'pl']) {
    test(`its words fit in ${language}, light and dark`, async () => {
      const t = words[language];
      for (const colorScheme of ['light', 'dark']) {
        const seat = await desk.signedIn('olga@example.com', `/inbox/all/${anna.conversation}`, { language, colorScheme });
        const panel = seat.page.getByRole('complementary', { name: t.panel.label });
        await panel.getByRole('region', { name: t.panel.files }).getByRole('link').first().waitFor();
        await panel.getByRole('region', { name: t.panel.history }).getByRole('link').first().waitFor();
        const cut = await panel.evaluate((one) =>
          [...one.querySelectorAll('button, h3, a')]
            .filter((two) => two.clientWidth > 0 && two.scrollWidth > two.clientWidth + 1 && !two.matches('.cut') && !two.querySelector('.cut'))
            .map((two) => `${two.className}: ${two.textContent}`),
        );
        assert.deepEqual(cut, [], `${language}: words cut`);
        assert.deepEqual(await axe(seat.page), [], `${language} ${colorScheme}`);
        await desk.leave(seat);
      }
    });
  }
});
