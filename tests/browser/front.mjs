// A proxy before the server: it can stand for an older build of the app, and for a line that is cut.
import { createServer, request } from 'node:http';
import { connect } from 'node:net';

export class Front {
  /** The name of the build that it makes of the server's; null: as it is. @type {string | null} */ older = null;
  /** @type {Set<import('node:net').Socket>} */ #open = new Set();
  #port = 0;

  /** @param {string} url of the server */
  static async before(url) {
    const front = new Front();
    front.target = new URL(url);
    await front.join();
    return front;
  }
  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }
  /** The line is cut: nobody answers at the address. */
  async cut() {
    const closed = new Promise((done) => this.server.close(done));
    for (const socket of this.#open) socket.destroy();
    await closed;
  }
  /** It is there again, or still. */
  async join() {
    if (this.server?.listening) return;
    this.server = createServer((asked, answer) => this.#pass(asked, answer));
    this.server.on('upgrade', (asked, socket, head) => this.#tunnel(asked, socket, head));
    this.server.on('connection', (socket) => {
      this.#open.add(socket);
      socket.on('close', () => this.#open.delete(socket));
    });
    await new Promise((done) => this.server.listen(this.#port, '127.0.0.1', () => done(undefined)));
    this.#port = this.server.address().port;
  }
  /** @param {import('node:http').IncomingMessage} asked @param {import('node:http').ServerResponse} answer */
  #pass(asked, answer) {
    const { 'accept-encoding': _, 'if-none-match': __, ...headers } = asked.headers;
    const onward = request({ host: this.target.hostname, port: this.target.port, path: asked.url, method: asked.method, headers }, async (got) => {
      const whole = this.older !== null && /html|javascript/.test(got.headers['content-type'] ?? '') && !/^\/assets\//.test(asked.url ?? '');
      if (!whole) {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
        return;
      }
      let text = '';
      for await (const part of got.setEncoding('utf8')) text += part;
      const build = /name="parley-build" content="([^"]+)"/.exec(text)?.[1] ?? /const build = '([^']+)'/.exec(text)?.[1];
      const { 'content-length': ___, etag: ____, ...rest } = got.headers;
      answer.writeHead(got.statusCode ?? 502, rest);
      answer.end(build ? text.replaceAll(build, this.older ?? '') : text);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  }
  /** @param {import('node:http').IncomingMessage} asked @param {import('node:stream').Duplex} socket @param {Buffer} head */
  #tunnel(asked, socket, head) {
    const onward = connect(Number(this.target.port), this.target.hostname, () => {
      const lines = [`${asked.method} ${asked.url} HTTP/1.1`];
      for (let i = 0; i < asked.rawHeaders.length; i += 2) lines.push(`${asked.rawHeaders[i]}: ${asked.rawHeaders[i + 1]}`);
      onward.write(`${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    socket.on('close', () => onward.destroy());
  }
}
