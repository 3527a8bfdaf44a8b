// Two operators at two browsers: each sees what the other does, and nobody answers twice unawares.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { bubble, composer, Desk, row, state, until, words } from './harness.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
/** @type {Awaited<ReturnType<Desk['signedIn']>>} */ let olga;
/** @type {Awaited<ReturnType<Desk['signedIn']>>} */ let tomasz;
let conversation = 0;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  await desk.hire('tomasz@example.com', 'Tomasz Zieliński');
  ({ conversation } = await desk.writes('Is it still there?', { contact: { id: 'shared', name: 'Shared Customer' } }));
  olga = await desk.signedIn('olga@example.com', '/inbox/all');
  tomasz = await desk.signedIn('tomasz@example.com', '/inbox/all');
  for (const { page } of [olga, tomasz]) await row(page, 'Shared Customer').waitFor();
});
afterEach(() => [olga, tomasz].forEach((seat) => seat.watch.assertQuiet()));
after(() => desk.close());

test('each sees that the other looks, writes and stops', async () => {
  await row(olga.page, 'Shared Customer').click();
  await row(tomasz.page, 'Shared Customer').click();
  await olga.page.getByText('Tomasz Zieliński is also looking at this conversation').waitFor();
  await tomasz.page.getByText('Olga Petrova is also looking at this conversation').waitFor();
  await composer(tomasz.page).pressSequentially('Yes');
  await olga.page.getByText('Tomasz Zieliński is writing a reply').waitFor();
  await composer(tomasz.page).fill('');
  await olga.page.getByText('Tomasz Zieliński is writing a reply').waitFor({ state: 'detached' });
});
test('an answer of one is in the thread and the list of the other without a reload', async () => {
  await composer(olga.page).fill('It is.');
  await olga.page.keyboard.press('Enter');
  await state(bubble(tomasz.page, 'It is.'), en.state.sent).waitFor();
  await row(tomasz.page, 'Shared Customer').getByText('It is.').waitFor();
  await row(tomasz.page, 'Shared Customer').locator('time.wait').waitFor({ state: 'detached' });
});
test('who answers while another has already answered is told first, and sends on purpose', async () => {
  await desk.writes('And in green?', { contact: { id: 'shared', name: 'Shared Customer' } });
  for (const { page } of [olga, tomasz]) await bubble(page, 'And in green?').waitFor();
  await composer(tomasz.page).fill('In green too.');
  await composer(olga.page).fill('Green is here.');
  await olga.page.keyboard.press('Enter');
  await bubble(tomasz.page, 'Green is here.').waitFor();
  await tomasz.page.getByText('Olga Petrova answered while you were writing').waitFor();
  await composer(tomasz.page).press('Enter');
  await tomasz.page.getByRole('button', { name: en.composer.sendAnyway }).click();
  await bubble(olga.page, 'In green too.').waitFor();
  const spoken = (await desk.admin.spoken(conversation)).map((one) => one.text);
  assert.deepEqual(spoken.slice(-3), ['And in green?', 'Green is here.', 'In green too.']);
});
test('two take the same conversation: one has it, the other is told who', async () => {
  const free = await desk.writes('Anybody?', { contact: { id: 'free', name: 'Free One' } });
  await desk.admin.must('PATCH', `/conversations/${free.conversation}`, { assignee_id: null });
  for (const { page } of [olga, tomasz]) {
    await page.goto(`/inbox/unassigned/${free.conversation}`);
    await bubble(page, 'Anybody?').waitFor();
    await page.getByRole('button', { name: en.assign.label, exact: true }).waitFor();
  }
  // Tomasz acts on what he saw, before the news reaches him.
  tomasz.watch.expect(409, `/conversations/${free.conversation}`);
  await tomasz.context.route(`**/api/v1/conversations/${free.conversation}`, async (route) => {
    if (route.request().method() === 'PATCH') {
      await olga.page.keyboard.press('i');
      await until(async () => (await desk.admin.must('GET', `/conversations/${free.conversation}`)).assignee?.name === 'Olga Petrova', 'Olga has it');
    }
    await route.fallback();
  });
  await tomasz.page.keyboard.press('i');
  await tomasz.page.getByText('Olga Petrova was faster').waitFor();
  await tomasz.page.getByRole('button', { name: 'Assigned to Olga Petrova, change' }).waitFor();
});
test('what one closes leaves the list of the other', async () => {
  await olga.page.goto(`/inbox/all/${conversation}`);
  await bubble(olga.page, 'Is it still there?').waitFor();
  await tomasz.page.goto('/inbox/all');
  await row(tomasz.page, 'Shared Customer').waitFor();
  await olga.page.keyboard.press('e');
  await row(tomasz.page, 'Shared Customer').waitFor({ state: 'detached' });
});
test('away and online are seen by the other', async () => {
  await olga.page.getByRole('button', { name: 'Account of Olga Petrova' }).click();
  await olga.page.getByRole('menuitemradio', { name: en.presence.away }).click();
  await until(async () => (await desk.admin.must('GET', '/users')).items.find((one) => one.name === 'Olga Petrova').presence === 'away', 'the server knows');
  await tomasz.page.getByText('1 online', { exact: true }).waitFor();
});
