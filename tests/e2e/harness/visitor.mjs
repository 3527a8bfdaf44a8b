import { connect } from './ws.mjs';
import { until } from './until.mjs';

let serial = 0;
export const clientId = () => `w-${process.pid}-${++serial}`;

/** A visitor of a site, as the widget's frame speaks for him: the API with a bearer, and the socket. */
export class Visitor {
  /** @param {string} url of the server @param {string} key of the channel */
  constructor(url, key) {
    this.url = url;
    this.key = key;
    this.token = '';
    this.ticket = '';
    /** Every frame that came by the socket. @type {any[]} */ this.frames = [];
    /** @type {import('./ws.mjs').WebSocketClient | null} */ this.socket = null;
  }
  /** @param {string} method @param {string} path behind /widget/ @param {any} [body] @param {Record<string, string>} [headers] */
  async call(method, path, body, headers = {}) {
    const bytes = Buffer.isBuffer(body) ? body : body === undefined ? undefined : JSON.stringify(body);
    const response = await fetch(`${this.url}/widget/${path}`, {
      method,
      body: bytes,
      headers: {
        origin: this.url,
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(bytes !== undefined ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
    });
    const raw = Buffer.from(await response.arrayBuffer());
    const json = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(raw.toString('utf8')) : null;
    return { status: response.status, headers: response.headers, raw, json };
  }
  /** @param {object} [proof] `{token}` or `{ticket}`; nothing: a stranger @param {object} [more] */
  async boot(proof = {}, more = {}) {
    this.token = '';
    const answer = await this.call('POST', `api/boot?key=${this.key}`, { language: 'en', ...proof, ...more });
    if (answer.status === 200) ({ token: this.token, ticket: this.ticket } = answer.json);
    return answer;
  }
  /** @param {string} text @param {Record<string, any>} [more] */
  post(text, more = {}) {
    return this.call('POST', 'api/messages', { client_id: clientId(), text, ...more });
  }
  /** A message that must be taken. @param {string} text @param {Record<string, any>} [more] */
  async says(text, more) {
    const answer = await this.post(text, more);
    if (answer.status !== 201) throw new Error(`message: ${answer.status} ${answer.raw}`);
    return answer.json;
  }
  /** @param {number} [after] */
  async messages(after = 0) {
    const answer = await this.call('GET', `api/messages?after=${after}`);
    if (answer.status !== 200) throw new Error(`messages: ${answer.status} ${answer.raw}`);
    return answer.json.items;
  }
  /** @param {Buffer} bytes @param {string} type @param {string} name */
  upload(bytes, type, name) {
    return this.call('POST', `api/attachments?name=${encodeURIComponent(name)}`, bytes, { 'content-type': type });
  }
  /** Opens the socket and waits for its hello. @param {number} [after] */
  async listen(after = 0) {
    this.frames = [];
    const socket = await connect(`${this.url}/widget/socket`, { origin: this.url });
    this.socket = socket;
    socket.onText = (text) => this.frames.push(...[JSON.parse(text)].flat());
    socket.send(JSON.stringify({ type: 'auth', token: this.token, after }));
    return until(() => this.frames.find((frame) => frame.type === 'hello'), 'hello on the visitor socket');
  }
  /** @param {object} frame */
  tell(frame) {
    this.socket?.send(JSON.stringify(frame));
  }
  /** @param {string} what @param {(frame: any) => boolean} is */
  hears(what, is) {
    return until(() => this.frames.find(is), `${what} on the visitor socket`);
  }
  close() {
    this.socket?.close();
  }
}

/** A server with a website chat, and an operator at its desk. */
export class Site {
  /** @param {import('../harness.mjs').Parley} parley */
  static async open(parley) {
    const site = new Site();
    site.parley = parley;
    site.olga = await parley.operator();
    site.channel = await parley.addChannel('web', 'Website', { site: 'https://shop.example, localhost:3000' });
    await site.olga.listen();
    return site;
  }
  /** A stranger who has booted. @param {object} [page] */
  async visitor(page) {
    const one = new Visitor(this.parley.url, this.channel.key);
    const answer = await one.boot({}, page ? { page } : {});
    if (answer.status !== 200) throw new Error(`boot: ${answer.status} ${answer.raw}`);
    return one;
  }
  /** The conversation whose last message is `text`. @param {string} text */
  conversationOf(text) {
    return until(async () => (await this.olga.conversations()).find((one) => one.last_message?.text === text), `a conversation with "${text}"`);
  }
  async close() {
    this.olga?.close();
    await this.parley?.stop();
  }
}
