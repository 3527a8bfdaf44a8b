import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startParley, until } from './harness.mjs';
import { connect } from './harness/ws.mjs';

/** A program that behaves like the server as far as the harness looks. */
function standIn() {
  const folder = mkdtempSync(join(tmpdir(), 'parley-stand-in-'));
  const path = join(folder, 'parley');
  writeFileSync(path, `#!${process.execPath}
const [command, ...args] = process.argv.slice(2);
const value = (name) => args[args.indexOf(name) + 1];
if (command === 'serve') {
  const [host, port] = value('--listen').split(':');
  require('node:http').createServer((q, s) => s.end(String(process.pid))).listen(Number(port), host, () => console.log('listening on http://' + host + ':' + port));
} else if (command === 'token') console.log('token (shown once): abcdefghijklmnopqrstuvwxyz0123');
else if (command === 'fail') { console.error('do it otherwise'); process.exit(1); }
else { let all = ''; process.stdin.on('data', (d) => all += d).on('end', () => console.log(JSON.stringify({ args: process.argv.slice(2), stdin: all }))); }
`);
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');  // whatever a folder above may say
  chmodSync(path, 0o755);
  return { path, remove: () => rmSync(folder, { recursive: true }) };
}

test('a server is started, killed, started again at the same address, and stopped', async () => {
  const { path, remove } = standIn();
  const parley = await startParley({ binary: path });
  const first = await (await fetch(parley.url)).text();
  await parley.kill('SIGKILL');
  await assert.rejects(fetch(parley.url));
  const { url } = parley;
  await parley.start();
  assert.equal(parley.url, url);
  assert.notEqual(await (await fetch(parley.url)).text(), first);
  assert.equal((await parley.operator()).token, 'abcdefghijklmnopqrstuvwxyz0123');
  const said = JSON.parse(await parley.cli(['user', 'list'], 'typed'));
  assert.deepEqual(said, { args: ['user', 'list', '--data', parley.dataDir], stdin: 'typed' });
  await assert.rejects(parley.cli(['fail']), /exit 1\ndo it otherwise/);
  await parley.stop();
  remove();
});

test('a server that is missing or ends at once is told clearly', async () => {
  await assert.rejects(startParley({ binary: '/nowhere/parley' }), /no server at \/nowhere\/parley/);
  await assert.rejects(startParley({ binary: '/bin/false' }), /parley serve ended with 1/);
});

test('until tells what it waited for', async () => {
  await assert.rejects(until(() => false, 'pigs fly', { seconds: 0.1 }), /not within 0.1 s: pigs fly; last answer: false/);
});

test('the socket client speaks masked text frames of every length, joins fragments and answers pings', async () => {
  const frames = [];
  const server = http.createServer();
  server.on('upgrade', (request, socket) => {
    const accept = createHash('sha1').update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    socket.write(Buffer.concat([Buffer.from([0x01, 3]), Buffer.from('one'), Buffer.from([0x89, 1, 0x21]), Buffer.from([0x80, 4]), Buffer.from(' two')]));
    socket.on('end', () => socket.end());
    let bytes = Buffer.alloc(0);
    socket.on('data', (part) => {
      bytes = Buffer.concat([bytes, part]);
      for (;;) {
        if (bytes.length < 2) return;
        const short = bytes[1] & 0x7f;
        const head = (short === 126 ? 4 : short === 127 ? 10 : 2) + 4;
        const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
        if (bytes.length < head + size) return;
        const mask = bytes.subarray(head - 4, head);
        frames.push([bytes[0] & 15, bytes[1] >> 7, bytes.subarray(head, head + size).map((byte, i) => byte ^ mask[i & 3]).toString()]);
        bytes = bytes.subarray(head + size);
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const client = await connect(`http://127.0.0.1:${server.address().port}/ws`);
  const texts = [];
  client.onText = (text) => texts.push(text);
  const long = ['a', 'b'.repeat(200), 'ц'.repeat(40_000)];
  for (const text of long) client.send(text);
  await until(() => frames.length === 4 && texts.length === 1, 'all frames');
  assert.deepEqual(texts, ['one two']);
  assert.deepEqual(frames.filter(([opcode]) => opcode === 1).map(([, masked, text]) => [masked, text]), long.map((text) => [1, text]));
  assert.deepEqual(frames.find(([opcode]) => opcode === 10)[2], '!');
  client.close();
  server.closeAllConnections();
  server.close();
});
