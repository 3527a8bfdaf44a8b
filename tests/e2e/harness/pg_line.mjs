import { createServer, createConnection } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const commit = Buffer.from('Q\0\0\0\x0bCOMMIT\0', 'latin1');
/** What a transaction that writes does last before its COMMIT. */
const mark = 'UPDATE parley_writer';

/**
 * The line to a PostgreSQL whose socket is in `to`, able to break at the COMMIT of a transaction that wrote: `before` it is passed on, or `after`, its
 * answer withheld. The address is that of a socket again.
 */
export async function startLine(/** @type {string} */ to) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-line-'));
  /** @type {Set<import('node:net').Socket>} */ const open = new Set();
  const line = {
    folder,
    /** @type {'before' | 'after' | null} */ cut: null,
    cuts: 0,
    /** Connections are taken and closed at once while this holds. */ down: false,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const server = createServer((near) => {
    if (line.down) return void near.destroy();
    const far = createConnection(join(to, '.s.PGSQL.5432'));
    let silent = false;
    let wrote = false;
    const end = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        open.delete(socket);
        end();
      });
    }
    near.on('data', (part) => {
      if (part.includes(mark)) wrote = true;
      else if (part.includes(commit) && wrote) {
        wrote = false;
        if (!line.cut) return void far.write(part);
        const how = line.cut;
        line.cut = null;
        line.cuts++;
        if (how === 'before') return end();
        silent = true;
      }
      far.write(part);
    });
    far.on('data', (part) => {
      // It answered, so it did as asked; nobody hears of it.
      if (silent) return end();
      near.write(part);
    });
  });
  await new Promise((resolve) => server.listen(join(folder, '.s.PGSQL.5432'), () => resolve(undefined)));
  return line;
}
