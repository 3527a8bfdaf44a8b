// Getting in and out: the first person's set-up, right and wrong passwords, signing out, a session that ends in the middle of work.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { axe, bubble, composer, Desk, overflow, password, state, until, words } from './harness.mjs';

/** @type {Desk} */ let desk;
before(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

const themes = /** @type {const} */ (['light', 'dark']);

/** @param {any} seat @param {string} what */
async function assertSound(seat, what) {
  if (/ en$/.test(what)) assert.deepEqual(await axe(seat.page), [], what);
  for (const width of [390, 834, 1440]) {
    await seat.page.setViewportSize({ width, height: 900 });
    assert.deepEqual(await overflow(seat.page), [], `${what} at ${width}`);
  }
}

/** The page nobody is signed in to, in every language and theme. @param {'setup' | 'login'} screen */
async function assertSoundEverywhere(screen) {
  for (const colorScheme of themes) {
    for (const locale of Object.keys(words)) {
      const seat = await desk.seat({ colorScheme, locale });
      seat.watch.expect(401, '/session');
      await seat.page.goto('/');
      await seat.page.getByRole('heading', { name: words[locale][screen].title }).waitFor();
      await assertSound(seat, `${screen} ${colorScheme} ${locale}`);
      await desk.leave(seat);
    }
  }
}

describe('first run', () => {
  test('no screen of it is unreadable or too wide, in any language and theme', () => assertSoundEverywhere('setup'));
  test('the code of the console makes the first admin; a wrong one says so and keeps what was typed', async () => {
    const { page, watch } = await desk.seat();
    watch.expect(401, '/session');
    watch.expect(422, '/setup');
    const token = await until(() => /with this token: (\w+)/.exec(desk.parley.log)?.[1], 'the token on the console');
    await page.goto('/');
    await page.getByLabel(words.en.setup.token).fill('wrong');
    await page.getByLabel(words.en.setup.company).fill('Nordwind');
    await page.getByLabel(words.en.setup.name).fill('Maja Nowak');
    await page.getByLabel(words.en.login.email).fill('first@example.com');
    await page.getByLabel(words.en.login.password, { exact: true }).fill(password);
    await page.getByRole('button', { name: words.en.setup.submit }).click();
    await page.getByText(words.en.setup.wrongToken).waitFor();
    assert.equal(await page.getByLabel(words.en.setup.token).getAttribute('aria-invalid'), 'true');
    assert.equal(await page.getByLabel(words.en.setup.company).inputValue(), 'Nordwind');
    await page.getByLabel(words.en.setup.token).fill(token);
    await page.getByRole('button', { name: words.en.setup.submit }).click();
    await page.getByRole('button', { name: 'Account of Maja Nowak' }).waitFor();
    await page.getByText(words.en.empty.mine).waitFor();
  });
});

describe('log-in', () => {
  before(() => desk.hire('olga@example.com', 'Olga Petrova'));

  test('a wrong password says so without telling which part was wrong; the right one opens the inbox; out again', async () => {
    const { page, watch } = await desk.seat();
    watch.expect(401, '/api/v1/');
    await page.goto('/');
    await page.getByLabel(words.en.login.email).fill('olga@example.com');
    await page.getByLabel(words.en.login.password, { exact: true }).fill('not it');
    await page.getByRole('button', { name: words.en.login.submit }).click();
    await page.getByRole('alert').filter({ hasText: words.en.login.wrong }).waitFor();
    assert.equal(await page.getByLabel(words.en.login.email).inputValue(), 'olga@example.com');
    await page.getByLabel(words.en.login.password, { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Account of Olga Petrova' }).click();
    await page.getByRole('menuitem', { name: words.en.account.signOut }).click();
    await page.getByRole('heading', { name: words.en.login.title }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: words.en.login.title }).waitFor();
  });
  test('an address is kept over the log-in', async () => {
    const { page, watch } = await desk.seat();
    watch.expect(401, '/session');
    await page.goto('/inbox/all');
    await page.getByLabel(words.en.login.email).fill('olga@example.com');
    await page.getByLabel(words.en.login.password, { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: words.en.nav.all }).waitFor();
  });
  test('no screen of it is unreadable or too wide, in any language and theme', () => assertSoundEverywhere('login'));
  test('a session that ends lays the log-in over the page, and work goes on where it was', async () => {
    const { page, context, watch } = await desk.signedIn('olga@example.com', '/inbox/all');
    watch.expect(401, '/');
    await page.getByText(words.en.empty.all).waitFor();
    await context.clearCookies();
    // Whatever is read first opens the dialog, over this link too: it may be a count that was due.
    await page.getByRole('link', { name: words.en.nav.unassigned }).dispatchEvent('click');
    const dialog = page.getByRole('dialog', { name: words.en.login.again });
    await dialog.waitFor();
    assert.equal(await dialog.getByLabel(words.en.login.email).inputValue(), 'olga@example.com');
    await dialog.getByLabel(words.en.login.password, { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(words.en.empty.unassigned).waitFor();
  });
});

describe('what was typed, when its author leaves', () => {
  const en = words.en;
  const conversations = { draft: 0, keep: 0, destroy: 0 };
  before(async () => {
    await desk.found();
    await desk.hire('pavel@example.com', 'Pavel Orlov');
    for (const name of Object.keys(conversations)) conversations[name] = (await desk.writes('Hello?', { name })).conversation;
  });
  const enter = async (page, email) => {
    await page.getByRole('heading', { name: en.login.title }).waitFor();
    await page.getByLabel(en.login.email).fill(email);
    await page.getByLabel(en.login.password, { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await bubble(page, 'Hello?').waitFor();
  };
  const leave = async (page, name) => {
    await page.getByRole('button', { name: `Account of ${name}` }).click();
    await page.getByRole('menuitem', { name: en.account.signOut }).click();
  };
  const texts = async (conversation) => (await desk.admin.spoken(conversation)).map((one) => [one.text, one.author.name]);
  /** Olga's answer to `conversation` stays on her browser until `open` is called. */
  const unsent = async (conversation) => {
    const seat = await desk.signedIn('olga@example.com', `/inbox/all/${conversation}`);
    seat.watch.offline = true;
    seat.watch.expect(401, '/api/v1/'); // the first look of the page, and whatever is still asked while its reader leaves
    await bubble(seat.page, 'Hello?').waitFor();
    await seat.context.route('**/messages', (route) => (route.request().method() === 'POST' ? route.abort() : route.fallback()));
    await composer(seat.page).fill('On its way');
    await seat.page.keyboard.press('Enter');
    await state(bubble(seat.page, 'On its way'), en.state.queued).waitFor();
    await composer(seat.page).fill('half a thought');
    await leave(seat.page, 'Olga Petrova');
    const dialog = seat.page.getByRole('dialog', { name: en.leave.title_one.replace('{{count}}', '1') });
    await dialog.waitFor();
    return { ...seat, dialog, open: () => seat.context.unroute('**/messages') };
  };

  test('a draft is there at the next log-in, and nobody else sees it', async () => {
    const { page, watch } = await desk.signedIn('olga@example.com', `/inbox/all/${conversations.draft}`);
    watch.expect(401, '/api/v1/');
    await bubble(page, 'Hello?').waitFor();
    await composer(page).fill('half a thought');
    await leave(page, 'Olga Petrova');
    await enter(page, 'pavel@example.com');
    assert.equal(await composer(page).inputValue(), '');
    await leave(page, 'Pavel Orlov');
    await enter(page, 'olga@example.com');
    assert.equal(await composer(page).inputValue(), 'half a thought');
  });
  test('unsent answers are asked about; kept, they go when their author is back and never as somebody else', async () => {
    const { page, dialog, open } = await unsent(conversations.keep);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(await overflow(page), []);
    await dialog.getByRole('button', { name: en.leave.stay }).click();
    await dialog.waitFor({ state: 'detached' });
    await leave(page, 'Olga Petrova');
    await dialog.getByRole('button', { name: en.leave.keep }).click();
    await page.getByRole('heading', { name: en.login.title }).waitFor();
    await open();
    await enter(page, 'pavel@example.com');
    assert.equal(await bubble(page, 'On its way').count(), 0);
    await composer(page).fill('Pavel here');
    await page.keyboard.press('Enter');
    await state(bubble(page, 'Pavel here'), en.state.sent).waitFor();
    await leave(page, 'Pavel Orlov');
    await enter(page, 'olga@example.com');
    await state(bubble(page, 'On its way'), en.state.sent).waitFor();
    assert.deepEqual(await texts(conversations.keep), [['Hello?', null], ['Pavel here', 'Pavel Orlov'], ['On its way', 'Olga Petrova']]);
    assert.equal(await composer(page).inputValue(), 'half a thought');
  });
  test('or deleted, with the drafts', async () => {
    const { page, dialog, open } = await unsent(conversations.destroy);
    await dialog.getByRole('button', { name: en.leave.destroy }).click();
    await page.getByRole('heading', { name: en.login.title }).waitFor();
    await open();
    await enter(page, 'olga@example.com');
    assert.equal(await composer(page).inputValue(), '');
    await composer(page).fill('Anew');
    await page.keyboard.press('Enter');
    await state(bubble(page, 'Anew'), en.state.sent).waitFor();
    assert.deepEqual(await texts(conversations.destroy), [['Hello?', null], ['Anew', 'Olga Petrova']]);
  });
});
