import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Operator, startParley, until } from './harness.mjs';
import { assertKept, Stream } from './harness/stream.mjs';

/** @type {(() => Promise<void> | void)[]} */ const closers = [];
after(async () => {
  for (const close of closers.reverse()) await close();
});

describe('a backup taken while messages stream in', () => {
  test('holds everything acknowledged before it began, sound, and can be started from', { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-backup-'));
    closers.push(() => rmSync(folder, { recursive: true, force: true }));
    const parley = await startParley();
    closers.push(() => parley.stop());
    const olga = await parley.operator();
    const channel = await parley.addChannel('api', 'App', {});
    const stream = new Stream(parley, channel);
    closers.push(() => stream.stop());
    const copies = [];
    for (const at of [150, 400]) {
      await until(() => stream.stopped || stream.count >= at, `${at} acknowledged`, { seconds: 60, every: 1 });
      const known = stream.known;
      const file = join(folder, `copy-${at}`);
      assert.match(await parley.cli(['backup', file]), /saved and checked/);
      copies.push({ file, known });
    }
    await stream.done;
    for (const [i, { file, known }] of copies.entries()) {
      const dataDir = join(folder, `restored-${i}`);
      await parley.cli.call({ ...parley, dataDir }, ['restore', file]);
      const other = await startParley({ dataDir });
      try {
        await assertKept(new Operator(other.url, olga.token), known);
      } finally {
        await other.stop();
      }
    }
    const torn = copies[0].file;
    truncateSync(torn, Math.floor(statSync(torn).size / 2));
    await assert.rejects(parley.cli.call({ ...parley, dataDir: join(folder, 'torn') }, ['restore', torn]), /not a sound backup/);
    await assert.rejects(parley.cli(['restore', copies[1].file]), /exists already/);
  });
});
