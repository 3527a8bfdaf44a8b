import http from 'node:http';
import { systemClock } from '../telegram/clock.mjs';
import { Refusal } from './errors.mjs';
import { Faults } from './faults.mjs';

const cut = Symbol('cut');

/** @typedef {{fault: import('./faults.mjs').Fault | null}} CallState what became of one call */

/** The Graph API on loopback, as far as its platforms agree: HTTP, refusals, trouble by script. One or more hosts over one state. */
export class GraphServer {
  /** @param {{clock?: import('../telegram/clock.mjs').Clock, faults?: Faults, hosts?: string[]}} [options] */
  constructor({ clock = systemClock, faults = new Faults({ calls: [] }), hosts = ['graph'] } = {}) {
    this.clock = clock;
    this.faults = faults;
    /** @type {{method: string, host: string, path: string, body: string}[]} */ this.calls = [];
    /** @type {Map<string, {server: http.Server, port: number}>} */ this.hosts = new Map();
    for (const name of hosts) {
      const server = http.createServer((request, response) => void this.handle(request, response, name));
      server.keepAliveTimeout = 60_000;
      this.hosts.set(name, { server, port: 0 });
    }
  }
  get port() {
    return [...this.hosts.values()][0].port;
  }
  get url() {
    return `http://127.0.0.1:${this.port}`;
  }
  /** @param {string} host */
  urlOf(host) {
    return `http://127.0.0.1:${this.hosts.get(host)?.port}`;
  }
  seconds() {
    return String(Math.floor(this.clock.now() / 1000));
  }
  /** Every host, at the port it had. @param {number} [port] of the first */
  async listen(port = this.port) {
    let wanted = port;
    for (const host of this.hosts.values()) {
      const { server } = host;
      await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(wanted, '127.0.0.1', () => resolve(undefined));
      });
      host.port = /** @type {import('node:net').AddressInfo} */ (server.address()).port;
      wanted = [...this.hosts.values()].find((one) => !one.server.listening)?.port ?? 0;
    }
  }
  async offline() {
    for (const { server } of this.hosts.values()) {
      const closed = new Promise((resolve) => server.close(() => resolve(undefined)));
      server.closeAllConnections();
      await closed;
    }
  }
  async close() {
    await this.offline();
  }

  /** Answers what is no call of the Graph API, a file for instance. @param {http.IncomingMessage} _request @param {http.ServerResponse} _response @param {URL} _url @returns {Promise<boolean>} */
  async serve(_request, _response, _url) {
    return false;
  }
  /** @param {http.IncomingMessage} _request @param {URL} _url @param {string} _type @param {Buffer} _body @param {CallState} _state @param {string} _host @returns {Promise<any>} */
  async route(_request, _url, _type, _body, _state, _host) {
    throw new Error('each platform answers its own calls');
  }
  /** What an unforeseen failure, or one by script, looks like on this platform. @param {number} code @param {import('./faults.mjs').Fault} [fault] @returns {Refusal} */
  refusal(code, fault) {
    return new Refusal(code, fault?.details ?? 'An unknown error occurred', { status: 500 });
  }
  /** @param {http.IncomingMessage} request @param {http.ServerResponse} response @param {string} host */
  async handle(request, response, host) {
    const url = new URL(request.url ?? '/', 'http://fake');
    const parts = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    const type = request.headers['content-type'] ?? '';
    this.calls.push({ method: request.method ?? '', host, path: url.pathname + url.search, body: type.startsWith('multipart/') ? '' : body.toString('utf8') });
    /** @type {CallState} */ const state = { fault: null };
    let answer;
    try {
      if (await this.serve(request, response, url)) return;
      answer = { status: 200, json: await this.route(request, url, type, body, state, host) };
    } catch (error) {
      if (error === cut) return void request.socket.destroy();
      if (!(error instanceof Refusal)) console.error('the fake failed:', error);
      const refusal = error instanceof Refusal ? error : this.refusal(1);
      answer = { status: refusal.status, json: refusal.body() };
    }
    if (state.fault?.kind === 'error_after' && answer.status === 200) {
      const refusal = this.refusal(state.fault.code ?? 1, state.fault);
      answer = { status: refusal.status, json: refusal.body() };
    }
    if (state.fault?.kind === 'cut_after') return void request.socket.destroy();
    if (state.fault?.kind === '502') return void response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>Bad Gateway</h1></html>');
    if (state.fault?.kind === '429') return void response.writeHead(429, { 'content-type': 'text/plain', 'retry-after': String(state.fault.retry_after ?? 1) }).end('slow down');
    const text = Buffer.from(JSON.stringify(answer.json));
    response.writeHead(answer.status, { 'content-type': 'application/json; charset=UTF-8', 'content-length': text.length });
    if (state.fault?.kind !== 'truncate') return void response.end(text);
    response.write(text.subarray(0, text.length >> 1), () => response.socket?.destroy());
  }
  /** The fault for a call, when it comes before the call is executed. @param {CallState} state @param {string} what @param {string} [to] @returns {Promise<boolean>} whether the call is not to be executed */
  async before(state, what, to) {
    state.fault = this.faults.take(what, to);
    const { fault } = state;
    if (fault?.kind === 'cut_before') throw cut;
    if (fault?.kind === 'error') throw this.refusal(fault.code ?? 1, fault);
    if (fault?.kind === 'slow') await this.pause(fault.ms ?? 1000);
    return fault?.kind === '502' || fault?.kind === '429';
  }
  /** @param {number} ms */
  async pause(ms) {
    await new Promise((resolve) => this.clock.setTimeout(() => resolve(undefined), ms));
  }
}
