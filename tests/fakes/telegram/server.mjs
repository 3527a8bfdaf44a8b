import { createHash } from 'node:crypto';
import http from 'node:http';
import { systemClock } from './clock.mjs';
import { Owner } from './business.mjs';
import { control } from './control.mjs';
import { callLine, decode } from './decode.mjs';
import { WebhookDelivery } from './deliver.mjs';
import { ApiError, tooManyRequests } from './errors.mjs';
import { answerOf, Faults } from './faults.mjs';
import { methods } from './methods/index.mjs';
import { Described } from './methods/webhook.mjs';
import { Group } from './groups.mjs';
import { Person } from './persons.mjs';
import { TelegramState } from './state.mjs';
import { methodTable } from './table.mjs';
import { validate } from './validate.mjs';

const bodyLimit = 55 * 1024 * 1024;

/** The Telegram Bot API on loopback. Everything a test needs hangs on this object. */
export class TelegramFake {
  /** @param {{clock?: import('./clock.mjs').Clock, webhookRule?: 'cloud' | 'local', random?: () => number, files?: string}} options */
  constructor(options) {
    this.state = new TelegramState(options.clock ?? systemClock);
    this.faults = new Faults();
    /** `cloud`: webhooks by HTTPS on four ports; `local`: as a self-hosted Bot API server, any http(s) address. */
    this.webhookRule = options.webhookRule ?? 'local';
    this.random = options.random;
    this.state.folder = options.files ?? '';
    /** @type {Map<string, WebhookDelivery>} */ this.deliveries = new Map();
    /** Until when a chat (or all of a bot) was told to be quiet by 429. @type {Map<string, number>} */ this.quiet = new Map();
    /** Calls of a bot that was told to be quiet as a whole. Some may have been on their way. @type {{at: number, chat: unknown}[]} */ this.refused = [];
    /** @type {Map<number, Person>} */ this.people = new Map();
    this.server = http.createServer((request, response) => void this.handle(request, response));
    this.server.keepAliveTimeout = 60_000;
    this.port = 0;
  }
  get url() {
    return `http://127.0.0.1:${this.port}`;
  }
  get ledger() {
    return this.state.ledger;
  }
  get calls() {
    return this.state.calls;
  }
  get violations() {
    return this.state.violations;
  }
  /** Accepted messages to one chat. @param {number} chat */
  sentTo(chat) {
    return this.ledger.filter((entry) => entry.kind === 'message' && entry.chat_id === chat);
  }
  /** @param {Parameters<TelegramState['addBot']>[0]} [options] */
  addBot(options) {
    const bot = this.state.addBot(options);
    const execute = (at, { method, ...params }) => {
      const name = methodTable.get(method.toLowerCase())?.name ?? method;
      if (/^(get|setWebhook|deleteWebhook|close|logOut)/.test(name)) return;
      Promise.resolve(this.execute(at, name, { params, text: new Set(), uploads: new Map() }, [], new Promise(() => {}))).catch(() => null);
    };
    this.deliveries.set(bot.token, new WebhookDelivery(this.state, bot, { faults: this.faults, execute, random: this.random }));
    return bot;
  }
  /** A person, made at first mention. @param {Partial<import('./state.mjs').User>} [facts] */
  person(facts = {}) {
    const id = facts.id ?? 5_001_000_101 + this.people.size;
    const known = this.people.get(id);
    if (known) return known;
    const user = { id, is_bot: false, first_name: 'Anna', language_code: 'pl', ...facts };
    this.state.users.set(id, user);
    const person = new Person(this.state, user);
    this.people.set(id, person);
    return person;
  }
  /** A person whose account a bot may be let into. @param {Partial<import('./state.mjs').User>} facts */
  owner(facts) {
    return new Owner(this.state, this.person(facts));
  }
  /** @param {string} title @param {'group' | 'supergroup'} [type] */
  group(title, type) {
    const first = type === 'group' ? -100_200_300 : -1_001_000_000_101;
    const group = new Group(this.state, first - this.state.groups.size, title, type);
    this.state.groups.set(group.id, group);
    return group;
  }
  /** All that it sends is refused for so long, and nothing says that it is not the chat. @param {import('./state.mjs').Bot} bot @param {number} seconds */
  flood(bot, seconds) {
    this.quiet.set(`${bot.user.id}/*`, this.state.clock.now() + seconds * 1000);
  }
  /** The token is worthless from now on. @param {import('./state.mjs').Bot} bot */
  revoke(bot) {
    bot.revoked = true;
    bot.endPoll?.(new ApiError(401, 'Unauthorized'));
  }
  /** @BotFather gives a new token: the one before is worthless, all else stays. @param {import('./state.mjs').Bot} bot */
  renew(bot) {
    this.revoke(bot);
    const delivery = /** @type {WebhookDelivery} */ (this.deliveries.get(bot.token));
    this.state.bots.delete(bot.token);
    this.deliveries.delete(bot.token);
    bot.token = `${bot.user.id}:${createHash('sha256').update(bot.token).digest('base64url').slice(0, 35)}`;
    bot.revoked = false;
    this.state.bots.set(bot.token, bot);
    this.deliveries.set(bot.token, delivery);
  }
  /** @param {number} [port] */
  async listen(port = 0) {
    await new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => resolve(undefined));
    });
    this.port = /** @type {import('node:net').AddressInfo} */ (this.server.address()).port;
  }
  /** Nobody answers at this address until `online()`: connections are refused. */
  async offline() {
    const closed = new Promise((resolve) => this.server.close(() => resolve(undefined)));
    this.server.closeAllConnections();
    await closed;
  }
  async online() {
    await this.listen(this.port);
  }
  async close() {
    for (const delivery of this.deliveries.values()) delivery.stop();
    for (const bot of this.state.bots.values()) bot.endPoll?.(new ApiError(500, 'Internal Server Error: shutting down'));
    await this.offline();
  }
  /** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
  async handle(request, response) {
    const url = new URL(request.url ?? '/', 'http://fake');
    const body = await read(request).catch(() => null);
    if (body === null) return;
    if (url.pathname.startsWith('/_fake/')) return control(this, request.method ?? 'GET', url, body, response);
    const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(url.pathname);
    if (file) return this.download(file[1], decodeURIComponent(file[2]), response);
    const call = /^\/bot([^/]+)\/(?:test\/)?(\w+)$/.exec(url.pathname);
    if (!call) return reply(response, new ApiError(404, 'Not Found'));
    const type = request.headers['content-type'] ?? '';
    this.calls.push(callLine(request.method ?? '', url, type, body));
    const fault = { taken: /** @type {import('./faults.mjs').Fault | null} */ (null) };
    const effects = [];
    let answer;
    try {
      answer = { ok: true, ...shape(await this.run(request, response, url, type, body, call, fault, effects)) };
    } catch (error) {
      if (error === cut) return void request.socket.destroy();
      if (!(error instanceof ApiError)) this.state.violation(call[2], `the fake failed: ${error instanceof Error ? error.stack : error}`);
      answer = error instanceof ApiError ? error : new ApiError(500, 'Internal Server Error');
    }
    const unheard = ['cut_after', 'truncate'].includes(fault.taken?.kind ?? '');
    if (unheard) for (const entry of effects) entry.answered = false;
    if (fault.taken?.kind === 'cut_after') return void request.socket.destroy();
    if (fault.taken?.kind === 'slow_answer') await this.pause(fault.taken.ms ?? 1000);
    if (fault.taken?.kind === '502') return void response.writeHead(fault.taken.code ?? 502, { 'content-type': 'text/html' }).end('<html><h1>Bad Gateway</h1></html>');
    reply(response, answer, fault.taken?.kind === 'truncate', fault.taken?.kind === 'garble' ? fault.taken : null);
  }
  /** Decides on faults and rules, then executes. */
  async run(request, response, url, type, body, [, token, word], fault, effects) {
    const bot = this.botOf(token);
    const method = methodTable.get(word.toLowerCase());
    if (!method) {
      this.state.violation(word, 'no such method');
      throw new ApiError(404, 'Not Found');
    }
    if (!['GET', 'POST'].includes(request.method)) throw new ApiError(405, 'Method Not Allowed');
    const decoded = decode(url, type, body);
    const chat = decoded.params.chat_id;
    this.checkQuiet(bot, method.name, chat);
    fault.taken = this.faults.take(method.name, chat);
    const kind = fault.taken?.kind;
    if (kind === 'cut_before') throw cut;
    const refusal = fault.taken && answerOf(fault.taken);
    if (refusal) {
      if (refusal.code === 429 && refusal.parameters?.retry_after)
        this.quiet.set(`${bot.user.id}/${method.name.startsWith('send') ? chat ?? '' : method.name}`, this.state.clock.now() + refusal.parameters.retry_after * 1000);
      throw refusal;
    }
    if (kind === '502') return true;
    if (kind === 'slow') await this.pause(fault.taken.ms ?? 1000);
    const aborted = new Promise((resolve) => response.once('close', () => resolve(undefined)));
    return this.execute(bot, method.name, decoded, effects, aborted);
  }
  /** @param {import('./state.mjs').Bot} bot @param {string} name @param {import('./decode.mjs').Decoded} decoded */
  execute(bot, name, decoded, effects, aborted) {
    const violation = (text) => this.state.violation(name, text);
    const method = methodTable.get(name.toLowerCase());
    if (!method || !methods[name]) throw new ApiError(404, 'Not Found');
    const params = validate(method, decoded, violation);
    const delivery = /** @type {WebhookDelivery} */ (this.deliveries.get(bot.token));
    return methods[name]({ state: this.state, bot, method: name, params, uploads: decoded.uploads, violation, delivery, aborted, webhookRule: this.webhookRule, effects });
  }
  /** @param {string} token */
  botOf(token) {
    const bot = this.state.bots.get(token);
    if (bot && !bot.revoked) return bot;
    if (bot || /^\d+:[\w-]{35}$/.test(token)) throw new ApiError(401, 'Unauthorized');
    throw new ApiError(404, 'Not Found');
  }
  /** A call before the time told by 429 is against the rules, and refused again. */
  checkQuiet(bot, name, chat) {
    const all = (this.quiet.get(`${bot.user.id}/*`) ?? 0) - this.state.clock.now();
    if (all > 0 && name.startsWith('send')) {
      this.refused.push({ at: this.state.clock.now(), chat });
      throw tooManyRequests(Math.ceil(all / 1000));
    }
    const key = `${bot.user.id}/${name.startsWith('send') ? chat ?? '' : name}`;
    const left = (this.quiet.get(key) ?? 0) - this.state.clock.now();
    if (left <= 0) return void this.quiet.delete(key);
    if (name !== 'sendChatAction') this.state.violation(name, `called ${left} ms before retry_after was over`);
    throw tooManyRequests(Math.ceil(left / 1000));
  }
  /** @param {string} token @param {string} path @param {http.ServerResponse} response */
  download(token, path, response) {
    try {
      this.botOf(token);
    } catch (error) {
      return reply(response, /** @type {ApiError} */ (error));
    }
    const file = [...this.state.files.values()].find((one) => one.path === path);
    // With --local it hands out no file by HTTP.
    if (!file || this.state.folder || file.linkUntil < this.state.clock.now()) return reply(response, new ApiError(404, 'Not Found'));
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.bytes.length });
    response.end(file.bytes);
  }
  /** @param {number} ms */
  pause(ms) {
    return new Promise((resolve) => this.state.clock.setTimeout(() => resolve(undefined), ms));
  }
}

const cut = Symbol('cut');

/** @param {any} result */
const shape = (result) => (result instanceof Described ? { result: true, description: result.description } : { result });

/** @param {http.IncomingMessage} request @returns {Promise<Buffer>} */
async function read(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size <= bodyLimit) parts.push(part);
  }
  return Buffer.concat(parts);
}

/** @param {http.ServerResponse} response @param {any} answer @param {boolean} [half] @param {import('./faults.mjs').Fault | null} [garble] */
function reply(response, answer, half = false, garble = null) {
  const failed = answer instanceof ApiError;
  const text = Buffer.from(JSON.stringify(failed ? answer.body() : answer), 'utf8');
  const find = garble?.find ?? '';
  for (let at = find ? text.indexOf(find) : -1; at >= 0; at = text.indexOf(find, at + find.length)) text.fill(garble?.put ?? 0xff, at, at + find.length);
  const headers = { 'content-type': 'application/json', 'content-length': text.length };
  if (failed && answer.parameters?.retry_after) headers['retry-after'] = answer.parameters.retry_after;
  response.writeHead(failed ? answer.code : 200, headers);
  if (!half) return void response.end(text);
  response.write(text.subarray(0, text.length >> 1), () => response.socket?.destroy());
}

/** @param {{port?: number} & ConstructorParameters<typeof TelegramFake>[0]} [options] */
export async function startTelegramFake(options = {}) {
  const fake = new TelegramFake(options);
  await fake.listen(options.port ?? 0);
  return fake;
}
