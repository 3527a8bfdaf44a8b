// node screenshots.mjs [FOLDER | --readme]: pictures of the sample company, for eyes. Ends with 1 when a page complains or runs past its edge.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { overflow, startBrowser, until, Watch } from './harness.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = process.argv[2] === '--readme';
const out = readme ? join(root, 'docs') : resolve(process.argv[2] ?? join(root, 'build/screenshots'));
mkdirSync(out, { recursive: true });
const data = mkdtempSync(join(tmpdir(), 'parley-screens-'));
const server = spawn(resolve(process.env.PARLEY ?? 'build/dev/parley'), ['demo', '--listen', '127.0.0.1:0', '--data', data], { stdio: ['ignore', 'pipe', 'ignore'] });
let said = '';
server.stdout.on('data', (piece) => (said += piece));
const browser = await startBrowser();
/** @type {Set<string>} */ const troubles = new Set();

/** A page of somebody's. @param {Record<string, any>} options */
async function seat({ role = 'manager', ...options }) {
  const context = await browser.newContext({ timezoneId: 'Europe/Warsaw', reducedMotion: 'reduce', ...options });
  const [, email, password] = new RegExp(`${role}\\t(\\S+)\\t(\\S+)`).exec(said) ?? [];
  const page = await context.newPage();
  const watch = new Watch(page);
  if (!email) {
    watch.expect(401, '/session');
    return { context, page, headers: {}, watch };
  }
  const signed = await context.request.post('/api/v1/session', { data: { email, password } });
  const headers = { 'x-csrf-token': (await signed.json()).csrf };
  await context.request.patch('/api/v1/me', { data: { language: options.locale }, headers });
  return { context, page, headers, watch };
}
/** Until everything asked for is there and painted. @param {import('playwright-core').Page} page */
async function settled(page) {
  await page.getByRole('main').waitFor();
  // What a chunk of its own brings comes a moment later.
  await until(() => page.evaluate(() => document.fonts.status === 'loaded' && !document.querySelector('.skeleton, [aria-busy=true]') && (location.pathname === '/settings' || !document.querySelector('.set-main:not(:has(h2))'))), `${page.url()} is there`);
}
/** Some conversations in the hands of the team, so that states and figures show. @param {string} baseURL */
async function work(baseURL) {
  const { context, headers } = await seat({ baseURL, locale: 'en' });
  const list = async () => (await (await context.request.get('/api/v1/conversations?view=all&sort=newest')).json()).items;
  const names = (/** @type {any[]} */ some) => some.map((one) => one.contact.name);
  const items = await until(async () => {
    const now = await list();
    return ['Marek Wójcik', 'Анна Соколова', 'Cycle Hub Ltd'].every((name) => names(now).includes(name)) ? now : null;
  }, 'the customers of today wrote');
  /** @type {Record<string, string>} */
  const answers = {
    'Marek Wójcik': 'Dzień dobry! Przy 184 cm polecam ramę L, czeka w sklepie. Zapraszam na jazdę próbną w sobotę.',
    'Анна Соколова': 'Здравствуйте! Доставка в Гданьск бесплатная от 500 zł.',
    'Cycle Hub Ltd': 'Hello! I am putting the price list together, you will have it today.',
  };
  const send = (/** @type {number} */ id, /** @type {object} */ data) => context.request.post(`/api/v1/conversations/${id}/messages`, { data, headers });
  for (const { id, contact } of items) if (answers[contact.name]) await send(id, { text: answers[contact.name], client_id: `shot-${id}` });
  const shown = items.find((/** @type {any} */ one) => one.contact.name === 'Marek Wójcik') ?? items[0];
  await send(shown.id, { text: 'One L is held until Friday, the second is free to sell.', client_id: 'shot-note', note: true });
  await context.close();
  return shown.id;
}

try {
  const url = await until(() => /listening on (\S+)/.exec(said)?.[1], 'the sample company is open', { seconds: 600 });
  const id = await work(url);
  const key = (/** @type {string} */ keys) => async (/** @type {import('playwright-core').Page} */ page) => {
    await page.keyboard.press(keys);
    await page.getByRole('dialog').first().waitFor();
  };
  /** Further down by so many screens. @param {number} screens */
  const down = (screens) => async (/** @type {import('playwright-core').Page} */ page) => {
    await page.getByRole('table').first().waitFor();
    await page.evaluate((by) => [...document.querySelectorAll('main, main *')].find((one) => one.scrollHeight > one.clientHeight + 99 && getComputedStyle(one).overflowY !== 'visible')?.scrollBy({ top: by * innerHeight * 0.8, behavior: 'instant' }), screens);
  };
  const chosen = async (/** @type {import('playwright-core').Page} */ page) => {
    for (const at of [0, 1, 2]) await page.locator('.row-face').nth(at).click();
    await page.locator('.bulk').waitFor();
  };
  /** Name, address, what is done there before the picture. @type {Record<string, [string, string, ((page: import('playwright-core').Page) => Promise<unknown>)?][]>} */
  const tours = {
    manager: [['inbox', `/inbox/all/${id}`], ['list', '/inbox/waiting'], ['empty', '/inbox/mentions'], ['search', '/inbox/search'], ['response', '/response?days=7'], ['response-charts', '/response?days=7', down(1)], ['response-tables', '/response?days=7', down(9)], ['drill', '/response/conversations?figure=first_response&days=7'], ['wall', '/response/wall'],
      ['panel', `/inbox/all/${id}`, async (page) => (await page.locator('.panel').count()) || page.keyboard.press('.')], ['bulk', '/inbox/all', chosen], ['palette', `/inbox/all/${id}`, key('Control+k')], ['keys', `/inbox/all/${id}`, key('?')]],
    admin: ['', '/guide', '/profile', '/company', '/people', '/people/new', '/teams', '/channels', '/channels/new', '/channels/new/web', '/channels/new/telegram', '/channels/new/whatsapp', '/channels/new/messenger', '/channels/new/instagram', '/channels/new/api', '/rules', '/templates', '/tags', '/tokens']
      .map((path) => [`settings${path.replaceAll('/', '-')}`, `/settings${path}`]),
    nobody: [['login', '/']],
  };
  const widths = readme ? [1440] : [1440, 834, 390];
  for (const width of widths) {
    for (const colorScheme of readme ? ['light'] : ['light', 'dark']) {
      for (const locale of readme ? ['en'] : ['en', 'ru', 'pl']) {
        for (const [role, screens] of readme ? [['manager', tours.manager.slice(0, 1)]] : Object.entries(tours)) {
          const { context, page, watch } = await seat({ role, baseURL: url, locale, colorScheme, viewport: { width, height: width === 390 ? 844 : 900 } });
          for (const [name, path, act] of screens) {
            await page.goto(path);
            await settled(page);
            await act?.(page);
            if (name === 'inbox' && width === 1440) await page.locator('.panel-note').first().waitFor();
            for (const what of await overflow(page)) troubles.add(`${name} ${width} ${locale}: past the edge: ${what}`);
            await page.screenshot({ path: join(out, readme ? 'inbox.png' : `${name}-${width}-${colorScheme}-${locale}.png`) });
          }
          for (const trouble of watch.troubles) troubles.add(trouble);
          await context.close();
        }
      }
    }
  }
} finally {
  await browser.close();
  server.kill('SIGTERM');
  await new Promise((done) => server.once('exit', done));
  rmSync(data, { recursive: true, force: true });
}
for (const trouble of troubles) console.log(trouble);
console.log(`${out}: ${troubles.size} troubles`);
process.exitCode = troubles.size ? 1 : 0;
