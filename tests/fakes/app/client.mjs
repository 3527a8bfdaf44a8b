import { randomUUID } from 'node:crypto';
import { signedHeaders } from './signing.mjs';

/** The app's side of the inbound direction: signed requests to Parley. */
export class AppClient {
  /** @param {{url: string, channelKey: string, inboundSecret: string}} options url: of Parley */
  constructor({ url, channelKey, inboundSecret }) {
    this.base = `${url}/api/channel/v1/${channelKey}`;
    this.secrets = [inboundSecret];
    this.serial = 0;
    this.run = randomUUID().slice(0, 8);
  }
  /** @param {string} [word] */
  id(word = 'e') {
    return `${word}-${this.run}-${++this.serial}`;
  }
  /**
   * @param {string} path @param {Buffer | string} body
   * @param {{method?: string, id?: string, now?: number, secrets?: string[], headers?: Record<string, string | null>}} [more]
   *   a header set to null is left out
   */
  async request(path, body, more = {}) {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body, 'utf8');
    const signed = signedHeaders(more.secrets ?? this.secrets, more.id ?? this.id('msg'), more.now ?? Math.floor(Date.now() / 1000), bytes);
    const headers = Object.fromEntries(Object.entries({ 'content-type': 'application/json', ...signed, ...more.headers }).filter(([, value]) => value !== null));
    const method = more.method ?? 'POST';
    const response = await fetch(this.base + path, { method, headers, ...(method === 'GET' ? {} : { body: bytes }), redirect: 'manual' });
    const text = await response.text();
    let json = null;
    try {
      json = JSON.parse(text);
    } catch {
      // The caller sees the text.
    }
    return { status: response.status, headers: response.headers, text, json };
  }
  /** @param {object[]} events @param {Parameters<AppClient['request']>[2]} [more] */
  events(events, more) {
    return this.request('/events', JSON.stringify({ events }), more);
  }
  /** @param {string} type @param {object} data @param {string} [id] */
  event(type, data, id = this.id()) {
    return { id, type, created_at: new Date().toISOString(), data };
  }
  /** A message.created. @param {Record<string, any>} message @param {Record<string, any>} [more] beside the message */
  message(message, more = {}) {
    const whole = { id: this.id('m'), direction: 'in', sent_at: new Date().toISOString(), ...message };
    return this.event('message.created', { message: whole, ...more });
  }
  /** @param {Buffer} bytes @param {string} type @param {string} name @param {Parameters<AppClient['request']>[2]} [more] */
  upload(bytes, type, name, more = {}) {
    const headers = { 'content-type': type, 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}` };
    return this.request('/attachments', bytes, { ...more, headers: { ...headers, ...more.headers } });
  }
}
