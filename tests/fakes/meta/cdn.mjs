import { createHash, randomBytes } from 'node:crypto';

/** @typedef {{bytes: Buffer, mime: string, name: string, until: number, gone: boolean}} Kept */

/** Where the platform keeps what people sent: a signed link each, for anybody, until it runs out. */
export class Cdn {
  /** @param {import('./graph.mjs').GraphServer} graph @param {boolean} named does the file's name stand in the link? */
  constructor(graph, named) {
    this.graph = graph;
    this.named = named;
    /** @type {Map<string, Kept>} */ this.files = new Map();
  }
  /** @param {Buffer} bytes @param {string} mime @param {string} name @param {number} life in milliseconds @param {string} base the host of the link */
  keep(bytes, mime, name, life, base) {
    const key = String(18_000_000_000_000_000n + BigInt(this.files.size + 1));
    const sign = createHash('sha256').update(key).update(randomBytes(8)).digest('hex').slice(0, 24);
    this.files.set(`${key} ${sign}`, { bytes, mime, name, until: this.graph.clock.now() + life, gone: false });
    return `${base}/cdn/${this.named ? encodeURIComponent(name || 'file') : ''}?asset_id=${key}&signature=${sign}`;
  }
  /** @param {string} url of a file kept here */
  fileOf(url) {
    const query = new URL(url).searchParams;
    return this.files.get(`${query.get('asset_id')} ${query.get('signature')}`);
  }
  /** The sender took it back: nobody gets it any more. @param {string} url */
  drop(url) {
    const file = this.fileOf(url);
    if (file) file.gone = true;
  }
  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response @param {URL} url */
  async serve(request, response, url) {
    const fault = this.graph.faults.take('download');
    if (fault?.kind === 'cut_before') return void request.socket.destroy();
    if (fault?.kind === 'slow') await this.graph.pause(fault.ms ?? 1000);
    const html = { 'content-type': 'text/html' };
    if (fault?.kind === '502') return void response.writeHead(502, html).end('<html><h1>Bad Gateway</h1></html>');
    if (fault?.kind === 'page') return void response.writeHead(200, html).end('<html>Log in</html>');
    const file = this.fileOf(url.href);
    if (!file || file.gone) return void response.writeHead(404).end();
    if (fault?.kind === 'expired' || file.until < this.graph.clock.now()) return void response.writeHead(403, { 'content-type': 'text/plain' }).end('URL signature expired');
    response.writeHead(200, { 'content-type': file.mime, 'content-length': file.bytes.length });
    if (fault?.kind === 'truncate') return void response.write(file.bytes.subarray(0, file.bytes.length >> 1), () => response.socket?.destroy());
    response.end(file.bytes);
  }
}
