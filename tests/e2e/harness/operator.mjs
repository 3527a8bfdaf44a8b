import { connect } from './ws.mjs';
import { until } from './until.mjs';

/** Somebody at the desk: REST calls with a bearer token, and the operators' socket. */
export class Operator {
  /** @param {string} url @param {string} token */
  constructor(url, token) {
    this.url = url;
    this.token = token;
    /** Every event that came by the socket. @type {any[]} */ this.events = [];
    /** @type {import('./ws.mjs').WebSocketClient | null} */ this.socket = null;
  }
  /** @param {string} method @param {string} path @param {any} [body] JSON, or bytes with their type in headers @param {Record<string, string>} [headers] */
  async call(method, path, body, headers = {}) {
    const bytes = Buffer.isBuffer(body) ? body : body === undefined ? undefined : JSON.stringify(body);
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method, body: bytes, headers: { authorization: `Bearer ${this.token}`, ...(bytes !== undefined ? { 'content-type': 'application/json' } : {}), ...headers },
    });
    const raw = Buffer.from(await response.arrayBuffer());
    const json = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(raw.toString('utf8')) : null;
    return { status: response.status, headers: response.headers, raw, json };
  }
  /** The JSON of a call that must succeed. @param {string} method @param {string} path @param {any} [body] @param {Record<string, string>} [headers] */
  async must(method, path, body, headers) {
    const answer = await this.call(method, path, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.raw.toString('utf8').slice(0, 500)}`);
    return answer.json;
  }
  /** All pages. @param {string} [query] */
  async conversations(query = 'view=all') {
    const items = [];
    let cursor = '';
    do {
      const page = await this.must('GET', `/conversations?${query}&limit=200${cursor}`);
      items.push(...page.items);
      cursor = page.next_cursor ? `&cursor=${encodeURIComponent(page.next_cursor)}` : '';
    } while (cursor);
    return items;
  }
  /** The whole thread, oldest first. @param {number} conversation */
  async messages(conversation) {
    const items = [];
    for (let after = 0; ; after = items.at(-1).id) {
      const page = await this.must('GET', `/conversations/${conversation}/messages?limit=200&after=${after}`);
      items.push(...page.items);
      if (page.items.length < 200) return items;
    }
  }
  /** What people wrote: the thread without activity lines. @param {number} conversation */
  async spoken(conversation) {
    return (await this.messages(conversation)).filter((message) => message.kind !== 'activity');
  }
  /** @param {number} conversation @param {Record<string, any>} message */
  send(conversation, message) {
    return this.must('POST', `/conversations/${conversation}/messages`, { client_id: `c-${Math.random().toString(36).slice(2)}`, ...message });
  }
  /** @param {Buffer} bytes @param {string} type @param {string} name */
  upload(bytes, type, name) {
    return this.must('POST', `/attachments?name=${encodeURIComponent(name)}`, bytes, { 'content-type': type });
  }
  /** @param {number} conversation @param {number} message @param {string[]} states @param {number} [seconds] */
  reaches(conversation, message, states, seconds = 30) {
    return until(async () => {
      const found = (await this.messages(conversation)).find((one) => one.id === message);
      return found && states.includes(found.status) ? found : null;
    }, `message ${message} becomes ${states.join(' or ')}`, { seconds });
  }
  /** @param {string} name of the contact */
  conversationOf(name) {
    return until(async () => (await this.conversations()).find((one) => one.contact.name === name), `a conversation with ${name}`);
  }
  /** @param {number} [after] */
  async listen(after) {
    this.socket = await connect(`${this.url}/ws${after === undefined ? '' : `?after=${after}`}`, { authorization: `Bearer ${this.token}` });
    this.socket.onText = (text) => this.events.push(...[JSON.parse(text)].flat());
    return until(() => this.events.find((event) => event.type === 'hello'), 'hello on the socket');
  }
  /** @param {object} frame */
  tell(frame) {
    if (!this.socket) throw new Error('listen first');
    this.socket.send(JSON.stringify(frame));
  }
  close() {
    this.socket?.close();
  }
}
