// What was sent is changed or taken back; the length of a message against what its channel takes.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { axe, bubble, composer, Desk, until, words } from './harness.mjs';

const en = words.en;
/** @type {Desk} */ let desk;
before(async () => {
  desk = await Desk.open();
  await desk.found();
  await desk.hire('olga@example.com', 'Olga Petrova');
  await desk.hire('tomasz@example.com', 'Tomasz Nowak');
});
afterEach(() => desk.leaveAll());
after(() => desk.close());

/** @typedef {import('playwright-core').Page} Page */
let people = 0;
/** A conversation open before Olga, in which she has answered. @param {string} answer @param {any} [options] */
async function answered(answer, options) {
  const name = `Customer ${++people}`, { conversation } = await desk.writes(`hello from ${name}`, { name });
  const { page, watch } = await desk.signedIn('olga@example.com', `/inbox/all/${conversation}`, options);
  await bubble(page, `hello from ${name}`).waitFor();
  if (answer) {
    await composer(page).fill(answer);
    await page.getByRole('button', { name: en.composer.send }).click();
    await bubble(page, answer).waitFor();
    await until(async () => (await desk.admin.spoken(conversation)).some((/** @type {any} */ one) => one.text === answer && ['sent', 'delivered'].includes(one.status)), 'sent');
  }
  return { page, watch, conversation };
}
const menu = async (/** @type {Page} */ page, /** @type {string} */ text, /** @type {string} */ item) => {
  await bubble(page, text).hover();
  await bubble(page, text).getByRole('button', { name: en.amend.menu }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
};
const dialog = (/** @type {Page} */ page, /** @type {string} */ name) => page.getByRole('dialog', { name });

test('an answer is changed from its menu, and a colleague sees the new words as changed', async () => {
  const { page, conversation } = await answered('It costs 100');
  const other = await desk.signedIn('tomasz@example.com', `/inbox/all/${conversation}`);
  await bubble(other.page, 'It costs 100').waitFor();
  await menu(page, 'It costs 100', en.amend.edit);
  const field = dialog(page, en.amend.editTitle).getByLabel(en.amend.text);
  assert.deepEqual(await axe(page), []);
  await field.fill('It costs 120');
  await page.keyboard.press('Control+Enter');
  for (const one of [page, other.page]) {
    await bubble(one, 'It costs 120').waitFor();
    await bubble(one, 'It costs 120').getByText(en.thread.edited).waitFor();
  }
  assert.equal(await bubble(other.page, 'It costs 120').getByRole('button', { name: en.amend.menu }).count(), 0, 'it is not his');
});
test('it is taken back after a question, and stays as a line that something was there', async () => {
  const { page, conversation } = await answered('Wrong window');
  await menu(page, 'Wrong window', en.amend.remove);
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('Escape');
  await dialog(page, en.amend.deleteTitle).waitFor({ state: 'detached' });
  await menu(page, 'Wrong window', en.amend.remove);
  await dialog(page, en.amend.deleteTitle).getByRole('button', { name: en.amend.delete, exact: true }).click();
  await page.getByText(en.thread.deletedHere, { exact: true }).waitFor();
  assert.equal(await page.getByText('Wrong window').count(), 0);
  assert.ok((await desk.admin.spoken(conversation)).find((/** @type {any} */ one) => one.direction === 'outbound').deleted_at);
});
test('a click on "edited" shows what it said before, of ours and of the customer’s', async () => {
  const { page, conversation } = await answered('Delivery on Monday');
  for (const words of ['Delivery on Tuesday', 'Delivery on Wednesday']) {
    const [sent] = (await desk.admin.spoken(conversation)).filter((/** @type {any} */ one) => one.direction === 'outbound');
    await desk.admin.must('PATCH', `/conversations/${conversation}/messages/${sent.id}`, { text: words });
    await bubble(page, words).waitFor();
  }
  const edited = bubble(page, 'Wednesday').getByRole('button', { name: en.thread.edited });
  await edited.focus();
  await page.keyboard.press('Enter');
  const list = bubble(page, 'Wednesday').getByRole('list', { name: en.earlier.label });
  await list.waitFor();
  assert.deepEqual(await list.locator('.text').allTextContents(), ['Delivery on Monday', 'Delivery on Tuesday']);
  assert.equal(await edited.getAttribute('aria-expanded'), 'true');
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('Enter');
  await list.waitFor({ state: 'detached' });
  const at = new Date().toISOString(), said = desk.client.message({ contact: { id: 'changes', name: 'Changes Mind' }, text: 'two of them' });
  await desk.client.events([said]);
  await desk.client.events([desk.client.event('message.updated', { message: { id: said.data.message.id, text: 'three of them', edited_at: at } })]);
  const { id } = await desk.admin.conversationOf('Changes Mind');
  await page.goto(`/inbox/all/${id}`);
  await bubble(page, 'three of them').getByRole('button', { name: en.thread.edited }).click();
  await bubble(page, 'three of them').getByText('two of them').waitFor();
});
test('what the customer deleted is read by a manager, and by nobody else', async () => {
  const said = desk.client.message({ contact: { id: 'regrets', name: 'Regrets It' }, text: 'you are thieves' });
  await desk.client.events([said]);
  await desk.client.events([desk.client.event('message.deleted', { message: { id: said.data.message.id, deleted_at: new Date().toISOString() } })]);
  const { id } = await desk.admin.conversationOf('Regrets It');
  const { page } = await desk.signedIn('olga@example.com', `/inbox/all/${id}`);
  await page.getByText(en.thread.deleted, { exact: true }).waitFor();
  assert.equal(await page.getByRole('button', { name: en.thread.words }).count(), 0);
  await desk.hire('boss@example.com', 'Boss', 'manager');
  const boss = await desk.signedIn('boss@example.com', `/inbox/all/${id}`);
  assert.equal(await boss.page.getByText('you are thieves').count(), 0);
  await boss.page.getByRole('button', { name: en.thread.words }).click();
  await boss.page.getByText('you are thieves').waitFor();
  assert.deepEqual(await axe(boss.page), []);
});
test('Up in an empty answer opens the last one; Esc leaves it as it was', async () => {
  const { page } = await answered('The last thing I said');
  await composer(page).focus();
  await page.keyboard.press('ArrowUp');
  const field = dialog(page, en.amend.editTitle).getByLabel(en.amend.text);
  await until(async () => (await field.inputValue()) === 'The last thing I said', 'opened');
  await page.keyboard.press('Escape');
  await dialog(page, en.amend.editTitle).waitFor({ state: 'detached' });
  await bubble(page, 'The last thing I said').waitFor();
});
test('without a line it says so, and what was typed stays to be saved again', async () => {
  const { page, watch } = await answered('Before the tunnel');
  watch.offline = true;
  await menu(page, 'Before the tunnel', en.amend.edit);
  const form = dialog(page, en.amend.editTitle);
  await form.getByLabel(en.amend.text).fill('In the tunnel');
  await page.context().setOffline(true);
  await form.getByRole('button', { name: en.amend.save }).click();
  await form.getByRole('alert').getByText(en.error.network).waitFor();
  assert.equal(await form.getByLabel(en.amend.text).inputValue(), 'In the tunnel');
  await page.context().setOffline(false);
  await form.getByRole('button', { name: en.amend.save }).click();
  await bubble(page, 'In the tunnel').waitFor();
});
test('from four fifths on the length is counted, and what is too long is not sent', async () => {
  const { page } = await answered('');
  await composer(page).fill('a'.repeat(12000));
  assert.equal(await page.locator('.composer-length').count(), 0);
  await composer(page).fill('a'.repeat(13000));
  await page.getByText('13,000 of 16,000').waitFor();
  const kept = page.waitForResponse((one) => one.url().endsWith('/draft') && one.request().postDataJSON().text.length === 16010);
  await composer(page).fill('a'.repeat(16010));
  await page.getByText(en.length.tooLong.replace('{{by}}', '10')).waitFor();
  assert.equal((await kept).status(), 200, 'to be made shorter, here or elsewhere');
  assert.ok(await page.getByRole('button', { name: en.composer.send }).isDisabled());
});
