// 63 raw requests that a front door must take or refuse, against the real server.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { startParley } from './harness.mjs';

const torture = path.resolve(import.meta.dirname, '../../../shared/testbeds/http-torture/torture.mjs');

test('every framing case of the torture test is taken or refused as it must be', { skip: fs.existsSync(torture) ? false : 'the testbed ../shared/testbeds/http-torture is not here', timeout: 240_000 }, async () => {
  const parley = await startParley();
  try {
    const said = execFileSync('node', [torture, new URL(parley.url).host, '--path', '/healthz'], { encoding: 'utf8' });
    assert.match(said, / passed, 0 failed/);
  } finally {
    await parley.stop();
  }
});
