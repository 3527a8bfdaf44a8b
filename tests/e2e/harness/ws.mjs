import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';

/** A minimal WebSocket client: text frames, ping answered, fragments joined. */
export class WebSocketClient {
  /** @param {import('node:net').Socket} socket @param {Buffer} head */
  constructor(socket, head) {
    this.socket = socket;
    this.bytes = head;
    this.partial = Buffer.alloc(0);
    this.closed = false;
    /** @type {number | null} */ this.closeCode = null;
    /** Told of every text. @type {(text: string) => void} */ this.onText = () => {};
    socket.on('data', (part) => {
      this.bytes = Buffer.concat([this.bytes, part]);
      this.read();
    });
    socket.on('close', () => (this.closed = true));
    socket.on('error', () => (this.closed = true));
  }
  /** @param {string} text */
  send(text) {
    this.frame(0x1, Buffer.from(text, 'utf8'));
  }
  close() {
    if (!this.closed) this.frame(0x8, Buffer.from([0x03, 0xe8]));
    this.socket.end();
    setTimeout(() => this.socket.destroy(), 1000).unref();
  }
  /** @param {number} opcode @param {Buffer} body */
  frame(opcode, body) {
    const length = body.length < 126 ? Buffer.from([0x80 | body.length]) : Buffer.alloc(body.length < 65536 ? 3 : 9);
    if (length.length === 3) (length[0] = 0x80 | 126), length.writeUInt16BE(body.length, 1);
    if (length.length === 9) (length[0] = 0x80 | 127), length.writeBigUInt64BE(BigInt(body.length), 1);
    const mask = randomBytes(4);
    this.socket.write(Buffer.concat([Buffer.from([0x80 | opcode]), length, mask, body.map((byte, i) => byte ^ mask[i & 3])]));
  }
  read() {
    for (;;) {
      const { bytes } = this;
      if (bytes.length < 2) return;
      const short = bytes[1] & 0x7f;
      const head = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (bytes.length < head) return;
      const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
      if (bytes.length < head + size) return;
      const body = bytes.subarray(head, head + size);
      this.bytes = bytes.subarray(head + size);
      this.take(bytes[0] & 0x0f, (bytes[0] & 0x80) !== 0, body);
    }
  }
  /** @param {number} opcode @param {boolean} last @param {Buffer} body */
  take(opcode, last, body) {
    if (opcode === 0x9) return this.frame(0xa, body);
    if (opcode === 0x8) {
      this.closeCode = body.length >= 2 ? body.readUInt16BE(0) : 1005;
      return void this.socket.end();
    }
    if (opcode > 0x1) return;
    this.partial = Buffer.concat([this.partial, body]);
    if (!last) return;
    const text = this.partial.toString('utf8');
    this.partial = Buffer.alloc(0);
    this.onText(text);
  }
}

/** @param {string} url http://… @param {Record<string, string>} [headers] @returns {Promise<WebSocketClient>} */
export function connect(url, headers = {}) {
  const key = randomBytes(16).toString('base64');
  const wanted = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return new Promise((resolve, reject) => {
    const request = http.get(url, { headers: { ...headers, connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': key } });
    request.on('upgrade', (response, socket, head) => {
      if (response.headers['sec-websocket-accept'] !== wanted) return reject(new Error('sec-websocket-accept is wrong'));
      const client = new WebSocketClient(socket, head);
      resolve(client);
      queueMicrotask(() => client.read());
    });
    request.on('response', (response) => (response.resume(), reject(new Error(`the socket was refused with ${response.statusCode}`))));
    request.on('error', reject);
  });
}
