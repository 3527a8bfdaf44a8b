// A shop that carries the chat, on a site of its own, and visitors in real browsers; the server behind is the real one.
import http from 'node:http';
import { Operator, startParley, until } from '../e2e/harness.mjs';
import { startBrowser } from './harness.mjs';

export { until };

/** What the browser itself says of a server that is away. */
export const away = /ERR_(CONNECTION|EMPTY_RESPONSE|INTERNET|SOCKET|ABORTED|FAILED)|WebSocket connection/;

/** A page as bad as they come: `?hostile` resets everything, `?csp` allows nothing but our script and frame, `?deaf` no microphone. */
function hostPage(url, parley, key) {
  const csp = url.searchParams.has('csp')
    ? { 'content-security-policy': `default-src 'none'; style-src 'sha256-none' 'self'; script-src ${parley}; frame-src ${parley}; require-trusted-types-for 'script'; trusted-types 'none'` }
    : {};
  const deaf = url.searchParams.has('deaf') ? { 'permissions-policy': 'microphone=()' } : {};
  const style = url.searchParams.has('hostile') ? '<link rel="stylesheet" href="/hostile.css">' : '';
  const body = `<!doctype html><html lang="${url.searchParams.get('lang') ?? 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>A shop</title><link rel="icon" href="data:,">${style}<script async src="${parley}/widget.js?key=${url.searchParams.get('key') ?? key}"></script></head><body><main><h1>A shop</h1><p>${'Words and words. '.repeat(200)}</p></main></body></html>`;
  return { headers: { 'content-type': 'text/html; charset=utf-8', ...csp, ...deaf }, body };
}

export class Shop {
  /** @param {Record<string, string>} [settings] of the website chat @param {string[]} [flags] of the browser */
  static async open(settings = {}, flags = []) {
    const shop = new Shop();
    shop.server = http.createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://shop');
      if (url.pathname === '/hostile.css') {
        response.writeHead(200, { 'content-type': 'text/css' });
        return response.end('*{all:unset!important;display:none!important}html,body,main,h1,p{display:block!important}');
      }
      const { headers, body } = hostPage(url, shop.parley.url, shop.channel.key);
      response.writeHead(200, headers);
      response.end(body);
    });
    await new Promise((done) => shop.server.listen(0, undefined, () => done(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (shop.server.address());
    /** On the server's own site: the frame has its storage. */ shop.near = `http://127.0.0.1:${port}/host`;
    /** On another site: Chromium gives the frame no storage. */ shop.far = `http://localhost:${port}/host`;
    shop.parley = await startParley();
    shop.olga = await shop.parley.operator({ name: 'Olga Petrova' });
    await shop.olga.listen();
    shop.site = `http://127.0.0.1:${port}, http://localhost:${port}`;
    shop.channel = await shop.parley.addChannel('web', 'Website', { site: shop.site, title: 'Nordwind Bikes', ...settings });
    shop.browser = await startBrowser(flags);
    return shop;
  }
  /** One more chat on the same shop, opened by `?key=`. @param {Record<string, string>} settings */
  chat(settings) {
    return this.parley.addChannel('web', 'More', { site: this.site, title: 'Nordwind Bikes', ...settings });
  }
  /** @param {string} text the last message */
  conversationOf(text) {
    return until(async () => (await this.olga.conversations()).find((one) => one.last_message?.text === text), `a conversation with "${text}"`);
  }
  /** @param {number} conversation @param {string} text */
  answers(conversation, text) {
    return this.olga.send(conversation, { text });
  }
  /** Sockets of the desk end with the server. */
  async up() {
    await this.parley.start();
    this.olga = new Operator(this.parley.url, this.olga.token);
    await this.olga.listen();
  }
  /** @param {string} address @param {{expected?: RegExp, closed?: boolean, context?: any} & Record<string, any>} [options] */
  visit(address, options = {}) {
    return visit(this.browser, address, options);
  }
  async leaveAll() {
    for (const context of this.browser.contexts()) await context.close();
  }
  async close() {
    await this.browser?.close();
    this.olga?.close();
    await this.parley?.stop();
    this.server?.closeAllConnections();
    this.server?.close();
  }
}

/** A visitor's page. `expected`: complaints that belong to the test. Closed trees are opened, unless `closed`. */
export async function visit(browser, address, { expected, closed = false, context: given, ...options }) {
  const context = given ?? (await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB', timezoneId: 'Europe/Warsaw', ...options }));
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  /** @type {string[]} */ const faults = [];
  /** @type {{method: string, url: string, headers: Record<string, string>, body: any}[]} */ const requests = [];
  page.on('pageerror', (error) => faults.push(`${error}`));
  page.on('console', (message) => message.type() === 'error' && !expected?.test(`${message.text()} ${message.location().url}`) && faults.push(`${message.text()} ${message.location().url}`));
  page.on('request', (request) => requests.push({ method: request.method(), url: request.url(), headers: request.headers(), body: request.postData() }));
  if (!closed)
    await page.addInitScript(() => {
      const attach = Element.prototype.attachShadow;
      Element.prototype.attachShadow = function (init) {
        return attach.call(this, { ...init, mode: 'open' });
      };
    });
  await page.goto(address, options.referer ? { referer: options.referer } : {});
  const launcher = page.locator('parley-chat .l');
  if (!closed) await launcher.waitFor();
  const frame = page.frameLocator('parley-chat iframe');
  const open = async () => {
    await launcher.click();
    await frame.locator('main.chat').waitFor();
  };
  const inner = () => page.frames().find((one) => one.url().includes('/widget/frame'));
  const say = async (/** @type {string} */ text) => {
    await frame.locator('.write textarea').fill(text);
    await frame.locator('.write textarea').press('Enter');
  };
  const sent = () => frame.locator('.under.mine', { hasText: 'Sent' }).waitFor();
  const texts = () => frame.locator('.bubble:not(.dots)').allTextContents();
  /** The thread shows exactly these, nothing missing and nothing doubled. */
  const shows = (/** @type {string[]} */ wanted) => until(async () => JSON.stringify(await texts()) === JSON.stringify(wanted), `the thread ${JSON.stringify(wanted)}`);
  return { context, page, launcher, frame, faults, requests, open, inner, say, sent, texts, shows };
}
