import http from 'node:http';
import { refuse } from './signing.mjs';

/**
 * How to answer a callback.
 *   ok          200 with {"message":{"external_id","status"?}}         (what happens without a script)
 *   empty       204 without a body
 *   status      any `code`, with `body` and `retry_after`
 *   redirect    302 to another page of this app, which nobody should visit
 *   timeout     no answer at all
 *   cut         the connection is cut after the request was read
 * @typedef {{kind: 'ok' | 'empty' | 'status' | 'redirect' | 'timeout' | 'cut', code?: number, body?: any, retry_after?: number | string,
 *   state?: string, external_id?: string, type?: string, times?: number, delay?: number, gate?: Promise<any>}} Answer   gate: answered when it opens
 * @typedef {{id: string, type: string, channel: string, created_at: string, sequence: number, data: any}} Event
 */

const types = ['channel.verify', 'message.created', 'message.updated', 'message.deleted', 'conversation.read', 'conversation.closed', 'conversation.reopened', 'typing', 'contact.merged'];
const outsideOrder = ['channel.verify', 'typing', 'contact.merged'];
const repeatable = (code) => [408, 409, 425, 429].includes(code) || code >= 500;

/** An external system behind the custom channel: receives Parley's callbacks and judges them. */
export class AppFake {
  /** @param {{secrets?: string[], now?: () => number}} options secrets: Parley signs with one of these; now: seconds */
  constructor(options = {}) {
    this.secrets = options.secrets ?? [];
    this.now = options.now ?? (() => Math.floor(Date.now() / 1000));
    /** Every request, in order of arrival. @type {{at: number, event: Event, headers: Record<string, any>, answer: string, accepted: boolean}[]} */
    this.requests = [];
    /** Events accepted for the first time. @type {Event[]} */ this.accepted = [];
    /** What Parley did against the contract. @type {string[]} */ this.violations = [];
    /** Accepted events that came again. */ this.duplicates = 0;
    /** @type {Answer[]} */ this.script = [];
    this.answersVerify = true;
    /** By conversation: the last finished sequence, and the event under way. @type {Map<string, {done: number, open: null | {id: string, sequence: number}}>} */
    this.lanes = new Map();
    this.finished = new Set();
    this.serial = 500;
    this.port = 0;
    /** @type {Set<http.ServerResponse>} */ this.silent = new Set();
    this.server = http.createServer((request, response) => void this.handle(request, response));
  }
  get url() {
    return `http://127.0.0.1:${this.port}/callback`;
  }
  /** Scripts the next answer. @param {Answer} answer */
  answer(answer) {
    this.script.push({ times: 1, ...answer });
  }
  /** Requests about the message with this text. @param {string} text */
  about(text) {
    return this.requests.filter(({ event }) => event.data?.message?.text === text);
  }
  /** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
  async handle(request, response) {
    const parts = [];
    try {
      for await (const part of request) parts.push(part);
    } catch {
      return;
    }
    const body = Buffer.concat(parts);
    if (request.url !== '/callback' || request.method !== 'POST') {
      this.violations.push(`${request.method} ${request.url}: redirects are not to be followed`);
      return void response.writeHead(404).end();
    }
    const reason = refuse(this.secrets, request.headers, body, this.now());
    if (reason) {
      this.violations.push(`callback refused: ${reason}`);
      return void response.writeHead(401).end(JSON.stringify({ code: reason }));
    }
    /** @type {Event} */
    const event = JSON.parse(body.toString('utf8'));
    const lane = this.judge(event, request.headers);
    const answer = this.choose(event);
    const entry = { at: Date.now(), event, headers: request.headers, answer: answer.kind === 'status' ? String(answer.code) : answer.kind, accepted: false };
    this.requests.push(entry);
    if (answer.gate) await answer.gate;
    if (answer.delay) await new Promise((resolve) => setTimeout(resolve, answer.delay));
    if (answer.kind === 'timeout') return void this.silent.add(response);
    if (answer.kind === 'cut') return void request.socket.destroy();
    const code = answer.kind === 'ok' ? answer.code ?? 200 : answer.kind === 'empty' ? 204 : answer.kind === 'redirect' ? 302 : answer.code ?? 500;
    entry.accepted = code >= 200 && code < 300;
    this.conclude(event, lane, code);
    const headers = { 'content-type': 'application/json', ...(answer.kind === 'redirect' ? { location: '/elsewhere' } : {}) };
    if (answer.retry_after !== undefined) headers['retry-after'] = String(answer.retry_after);
    response.writeHead(code, headers).end(code === 204 ? undefined : JSON.stringify(this.bodyFor(event, answer)));
  }
  /** @param {Event} event @param {Record<string, any>} headers */
  judge(event, headers) {
    const fault = (text) => this.violations.push(`${event.type} ${event.id}: ${text}`);
    if (headers['webhook-id'] !== event.id) fault('webhook-id is not the id of the event');
    if (!/^Parley-Channel\/1/.test(headers['user-agent'] ?? '')) fault(`User-Agent is ${headers['user-agent']}`);
    if (!types.includes(event.type)) fault('unknown type');
    if (!/^[\w.-]{1,64}$/.test(event.id ?? '')) fault('the id has other characters or is too long');
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(event.created_at ?? '')) fault('created_at is not RFC 3339');
    if (outsideOrder.includes(event.type) !== (event.sequence === 0)) fault(`sequence ${event.sequence}`);
    if (event.sequence === 0) return null;
    const key = String(event.data.conversation_id ?? event.data.message?.conversation_id);
    const lane = this.lanes.get(key) ?? { done: 0, open: null };
    this.lanes.set(key, lane);
    if (this.finished.has(event.id)) {
      this.duplicates++;
      return lane;
    }
    if (lane.open && lane.open.id !== event.id) fault(`sent while ${lane.open.id} was not finished`);
    if (!lane.open && event.sequence !== lane.done + 1) fault(`sequence ${event.sequence} after ${lane.done}`);
    lane.open = { id: event.id, sequence: event.sequence };
    return lane;
  }
  /** @param {Event} event @returns {Answer} */
  choose(event) {
    if (event.type === 'channel.verify') return this.answersVerify ? { kind: 'ok' } : { kind: 'status', code: 500 };
    const found = this.script.find((one) => one.type === undefined || one.type === event.type);
    if (!found) return { kind: 'ok' };
    found.times = (found.times ?? 1) - 1;
    if (found.times <= 0) this.script = this.script.filter((one) => one !== found);
    return found;
  }
  /** @param {Event} event @param {{done: number, open: any} | null} lane @param {number} code */
  conclude(event, lane, code) {
    if (repeatable(code) || this.finished.has(event.id)) return;
    this.finished.add(event.id);
    if (code < 300) this.accepted.push(event);
    if (lane) Object.assign(lane, { done: event.sequence, open: null });
  }
  /** Tells that Parley gave this event up by itself, so that the next one may come. @param {string} id */
  gaveUp(id) {
    for (const lane of this.lanes.values()) if (lane.open?.id === id) Object.assign(lane, { done: lane.open.sequence, open: null });
    this.finished.add(id);
  }
  /** @param {Event} event @param {Answer} answer */
  bodyFor(event, answer) {
    if (answer.body !== undefined) return answer.body;
    if (event.type === 'channel.verify') return { challenge: event.data.challenge };
    if (answer.kind !== 'ok') return {};
    return event.type === 'message.created' ? { message: { external_id: answer.external_id ?? `app-out-${++this.serial}`, status: answer.state ?? 'sent' } } : {};
  }
  async close() {
    for (const response of this.silent) response.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(() => resolve(undefined)));
  }
}

/** @param {{port?: number} & ConstructorParameters<typeof AppFake>[0]} [options] */
export async function startAppFake(options = {}) {
  const app = new AppFake(options);
  await new Promise((resolve) => app.server.listen(options.port ?? 0, '127.0.0.1', () => resolve(undefined)));
  app.port = /** @type {import('node:net').AddressInfo} */ (app.server.address()).port;
  return app;
}
