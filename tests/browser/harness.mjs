// Real browsers against the real server: a desk with its company, pages that fail on anything that goes wrong in them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startAppFake } from '../fakes/app/app.mjs';
import { AppClient } from '../fakes/app/client.mjs';
import { startParley } from '../e2e/harness.mjs';

export { until } from '../e2e/harness.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const given = process.env.PARLEY ?? 'build/dev/parley';
/** The build's own stage: its packages, and the web app as it lies in the binary. */
export const stage = process.env.PARLEY_WEB_STAGE ?? join(dirname(isAbsolute(given) ? given : join(root, given)), 'web');
const load = createRequire(join(stage, 'node_modules', 'anchor.js'));
const { chromium, firefox } = load('playwright-core');
const axeSource = readFileSync(load.resolve('axe-core/axe.min.js'), 'utf8');

export const password = 'correct horse battery staple';
const catalogue = (/** @type {string} */ name) => JSON.parse(readFileSync(join(root, `web/i18n/${name}.json`), 'utf8'));
/** Two catalogues as one: a group may stand in both. @param {any} into @param {any} more */
const joined = (into, more) => Object.assign(into, Object.fromEntries(Object.entries(more).map(([key, value]) => [key, typeof value === 'string' ? value : joined(into[key] ?? {}, value)])));
/** Those that come with a part of their own, under its name. */
const own = (/** @type {string} */ language) => Object.fromEntries(['bulk', 'scheduled', 'seldom', 'past', 'amiss'].map((part) => [part, catalogue(`${part}.${language}`)]));
/** Texts of the app, by language: what tests look for is what people read. */
export const words = Object.fromEntries(['en', 'ru', 'pl'].map((language) => [language, ['', 'later.', 'report.', 'invite.', 'keys.', 'reach.'].reduce((all, part) => joined(all, catalogue(part + language)), own(language))]));

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
export const startBrowser = (/** @type {string[]} */ more = []) => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...flags, ...more] });
/** Debian's own Firefox, by WebDriver BiDi. */
export const startFirefox = () => firefox.launch({ channel: 'moz-firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr' });

/** Watches a page for what nobody asked for. Answers that a test provokes are named by it: `expect(401, '/session')`. */
export class Watch {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    /** @type {string[]} */ this.troubles = [];
    /** @type {{status: number, path: string}[]} */ this.expected = [];
    this.offline = false;
    page.on('pageerror', (error) => this.troubles.push(`error in the page: ${error.message}`));
    page.on('console', (message) => message.type() === 'error' && this.take(message.text(), message.location().url));
    page.on('response', (response) => {
      if (response.status() >= 400 && !this.knows(response.status(), response.url())) this.troubles.push(`${response.status()} from ${response.url()}`);
    });
  }
  /** Such an answer belongs to the test. @param {number} status @param {string} path */
  expect(status, path) {
    this.expected.push({ status, path });
  }
  /** @param {number} status @param {string} url */
  knows(status, url) {
    return this.expected.some((one) => one.status === status && url.includes(one.path));
  }
  /** @param {string} text @param {string} url */
  take(text, url) {
    // The browser's own line about an answer: the answer itself is judged above. Without a server it can only complain.
    const status = /status of (\d+)/.exec(text)?.[1];
    if (status && this.knows(Number(status), url)) return;
    if (this.offline && /ERR_CONNECTION|ERR_INTERNET|ERR_FAILED|WebSocket connection/.test(text)) return;
    this.troubles.push(`console: ${text} (${url})`);
  }
  assertQuiet() {
    assert.deepEqual(this.troubles, [], `troubles at ${this.page.url()}`);
  }
}

/** The WCAG rules a screen breaks, one line each. @param {import('playwright-core').Page} page */
export async function axe(page) {
  // By evaluate, since Trusted Types refuse an injected script.
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const found = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] });
    return found.violations.flatMap((fault) => fault.nodes.map((node) => `${fault.id}: ${node.target.join(' ')}: ${node.failureSummary}`));
  });
}
/** How far the page runs past its right edge, and what does. @param {import('playwright-core').Page} page */
export const overflow = (page) =>
  page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= edge) return [];
    return [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > edge + 1).map((one) => `${one.tagName}.${one.className}`);
  });

/** What a finger would miss: where a touch 19 px from the middle goes elsewhere. A link inside a sentence is as high as its line, a box has its label, the hours of the chart have their table. @param {import('playwright-core').Page} page */
export const lowTargets = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, a[href], summary, select, textarea, input:not([type="hidden"], [type="file"], [type="range"])')]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches('.hour') && !one.closest('.hidden, [inert], [aria-hidden="true"]') && getComputedStyle(one).display !== 'inline' && getComputedStyle(one).opacity !== '0')
      .flatMap((one) => {
        one.scrollIntoView({ block: 'center', inline: 'center' });
        const whole = one.matches('[type="checkbox"], [type="radio"]') ? one.closest('label') ?? one : one;
        const box = whole.getBoundingClientRect();
        if (!box.width || !box.height) return [];
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        const meets = (/** @type {number} */ dx, /** @type {number} */ dy) => {
          const met = document.elementFromPoint(Math.min(Math.max(x + dx, 1), innerWidth - 1), Math.min(Math.max(y + dy, 1), innerHeight - 1));
          return met && (one.closest('label') ?? one).contains(met);
        };
        return meets(0, -19) && meets(0, 19) && meets(-19, 0) && meets(19, 0) ? [] : [`${one.tagName}.${one.className} ${one.getAttribute('aria-label') ?? (one.id || one.getAttribute('name') || one.textContent)}: ${Math.round(box.width)} by ${Math.round(box.height)}`];
      }),
  );

/** A server with a channel of its own, and the browsers that look at it. */
export class Desk {
  /** @param {{server?: object, env?: Record<string, string>, flags?: string[]}} [options] flags: of the browser */
  static async open(options = {}) {
    const desk = new Desk();
    desk.app = await startAppFake();
    desk.parley = await startParley(options.server ?? {});
    desk.browser = await startBrowser(options.flags);
    return desk;
  }
  constructor() {
    /** @type {{context: any, watch: Watch}[]} */ this.seats = [];
    this.people = 0;
    /** By how many seconds the server's clock is ahead of this one, where a test moves it: what is signed has its time. */
    this.ahead = 0;
  }
  /** The company: an admin whose token the tests use, and a channel. */
  async found() {
    this.admin = await this.parley.operator({ email: 'maja@example.com', name: 'Maja Nowak', role: 'admin' });
    const secrets = { inbound_secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`, outbound_secret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` };
    this.app.secrets = [secrets.outbound_secret];
    this.channel = await this.parley.addChannel('api', 'Shop app', { ...secrets, webhook_url: this.app.url });
    this.client = new AppClient({ url: this.parley.url, channelKey: this.channel.channel_key, inboundSecret: secrets.inbound_secret });
  }
  /** @param {string} email @param {string} name @param {string} [role] */
  hire(email, name, role = 'operator') {
    return this.parley.cli(['user', 'add', '--email', email, '--name', name, '--role', role, '--password-stdin'], `${password}\n`);
  }
  /** Somebody writes by the channel. @param {string} text @param {{name?: string, contact?: object, attribution?: object} & Record<string, any>} [more] */
  async writes(text, { contact, name, attribution, ...more } = {}) {
    const who = contact ?? { id: `person-${++this.people}`, name: name ?? `Person ${this.people}` };
    const { json } = await this.client.events([this.client.message({ contact: who, text, ...more }, attribution ? { attribution } : {})], { now: Math.floor(Date.now() / 1000) + this.ahead });
    assert.equal(json.results[0].status, 'accepted', JSON.stringify(json));
    const number = (/** @type {string} */ id) => Number(id.replace(/^\D+/, ''));
    return { contact: who, conversation: number(json.results[0].conversation_id), message: number(json.results[0].message_id) };
  }
  /** A browser of its own for somebody. @param {Record<string, any>} [options] of the context */
  async seat({ undoSend = false, ...options } = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en', timezoneId: 'Europe/Warsaw', reducedMotion: 'reduce', baseURL: this.parley.url, ...options });
    // Answers leave at once, unless a test is about taking them back.
    if (!undoSend) await context.addInitScript(() => localStorage.getItem('parley.undoSend') ?? localStorage.setItem('parley.undoSend', '0'));
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    if (process.env.SLOW) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: Number(process.env.SLOW) });
    const watch = new Watch(page);
    this.seats.push({ context, watch });
    return { context, page, watch };
  }
  /** Signed in, with the page open at `path`. @param {string} email @param {string} [path] @param {Record<string, any>} [options] */
  async signedIn(email, path = '/', options = {}) {
    const seat = await this.seat(options);
    const answer = await seat.context.request.post('/api/v1/session', { data: { email, password: options.password ?? password } });
    assert.equal(answer.status(), 200, await answer.text());
    const language = options.language ?? 'en';
    await seat.context.request.patch('/api/v1/me', { data: { language }, headers: { 'x-csrf-token': (await answer.json()).csrf } });
    await seat.page.goto(path);
    await seat.page.getByRole('main').waitFor();
    return seat;
  }
  /** Ends a seat; anything its page complained of fails the test. @param {{context: any, watch: Watch}} seat */
  async leave(seat) {
    this.seats = this.seats.filter((one) => one.watch !== seat.watch);
    await seat.context.close();
    seat.watch.assertQuiet();
  }
  /** After each test. */
  async leaveAll() {
    const all = [...this.seats];
    for (const seat of all) await seat.context.close();
    this.seats = [];
    for (const seat of all) seat.watch.assertQuiet();
  }
  async close() {
    await this.browser?.close();
    await this.parley?.stop();
    await this.app?.close();
  }
}

/** @param {import('playwright-core').Page} page @param {string} name of the contact */
export const row = (page, name) => page.getByRole('option', { name });
/** The message with this text in the open thread. @param {import('playwright-core').Page} page @param {string} text */
export const bubble = (page, text) => page.getByRole('log').getByRole('article').filter({ hasText: text });
/** @param {import('playwright-core').Page} page */
export const composer = (page, language = 'en') => page.getByRole('textbox', { name: new RegExp(`^${words[language].composer.replyLabel.replace('{{name}}', '.')}`) });
/** Its state in words, such as `Sent`; a group of messages shows one, under its last. @param {import('playwright-core').Locator} message @param {string} words */
export const state = (message, words) => message.locator('.state').filter({ hasText: new RegExp(`^${words}$`) });
