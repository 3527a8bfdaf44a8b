// A server whose PostgreSQL dies, is replaced by its standby, or is cut off in the middle of a commit.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, afterEach, describe, test } from 'node:test';
import { pause, startParley, until } from './harness.mjs';
import { startLine } from './harness/pg_line.mjs';
import { assertKept, Stream } from './harness/stream.mjs';
import { assertThreads, total } from './harness/threads.mjs';

const tool = fileURLToPath(new URL('../support/postgres', import.meta.url));
const postgres = (/** @type {string[]} */ ...args) => execFileSync(tool, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, PG_EXTRA: '-c max_wal_senders=4' } });
const scratch = mkdtempSync(join(tmpdir(), 'parley-pg-'));
execFileSync('chmod', ['755', scratch]);
/** @type {(() => Promise<void> | void)[]} */ let closers = [];
const closeAll = async () => {
  for (const close of closers.splice(0).reverse()) await close();
};
afterEach(closeAll);
after(async () => {
  await closeAll();
  rmSync(scratch, { recursive: true, force: true });
});

let servers = 0;
/** A PostgreSQL of its own. */
function server() {
  const folder = join(scratch, `server-${++servers}`);
  postgres('start', folder);
  closers.push(() => postgres('stop', folder));
  return folder;
}
const address = (/** @type {string} */ host, more = '') => `postgresql://parley@/parley?host=${host}${more}`;
const sql = (/** @type {string} */ host, /** @type {string} */ text) => execFileSync('psql', [address(host), '-qtAX', '-c', text], { encoding: 'utf8' }).trim();

/** @param {string} database */
async function desk(database) {
  const parley = await startParley({ env: { PARLEY_DATABASE: database } });
  closers.push(() => parley.stop());
  const olga = await parley.operator();
  const channel = await parley.addChannel('api', 'App', {});
  return { parley, olga, channel };
}
/** @param {import('./harness.mjs').Parley} parley */
const alive = (parley) => assert.equal(parley.child?.exitCode ?? null, null, parley.log.slice(-2000));

describe('while messages stream in', () => {
  test('the database is killed and started again, twice: the server lives on, and all that was acknowledged is there once', { timeout: 300_000 }, async () => {
    const folder = server();
    const { parley, olga, channel } = await desk(address(folder));
    const stream = new Stream(parley, channel);
    closers.push(() => stream.stop());
    for (const at of [200, 550]) {
      await until(() => stream.stopped || stream.count >= at, `${at} acknowledged`, { seconds: 90, every: 1 });
      postgres('kill', folder);
      await pause(at === 200 ? 0 : 1500);
      postgres('start', folder);
      const known = stream.known;
      await until(() => stream.stopped || stream.count > at + 20, 'messages are taken again', { seconds: 60 });
      await assertKept(olga, known);
    }
    await stream.done;
    assert.equal(stream.count, total);
    await assertThreads(olga);
    alive(parley);
  });

  test('its sessions are ended again and again', { timeout: 300_000 }, async () => {
    const folder = server();
    const { parley, olga, channel } = await desk(address(folder));
    const stream = new Stream(parley, channel);
    closers.push(() => stream.stop());
    for (let at = 60; at < total; at += 60) {
      await until(() => stream.stopped || stream.count >= at, `${at} acknowledged`, { seconds: 90, every: 1 });
      sql(folder, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'parley'");
    }
    await stream.done;
    assert.equal(stream.count, total);
    await assertThreads(olga);
    alive(parley);
  });

  test('the primary dies and its standby takes over', { timeout: 300_000 }, async () => {
    const folder = server();
    const standby = join(scratch, 'standby');
    postgres('standby', standby, folder);
    closers.push(() => postgres('stop', standby));
    const { parley, olga, channel } = await desk(address(`${folder},${standby}`, '&target_session_attrs=read-write'));
    const stream = new Stream(parley, channel);
    closers.push(() => stream.stop());
    await until(() => stream.stopped || stream.count >= 400, '400 acknowledged', { seconds: 90, every: 1 });
    postgres('kill', folder);
    const known = stream.known;
    postgres('promote', standby);
    await until(() => stream.stopped || stream.count > 450, 'the standby takes messages', { seconds: 60 });
    await assertKept(olga, known);
    await stream.done;
    assert.equal(stream.count, total);
    await assertThreads(olga);
    alive(parley);
  });

  test('the line breaks at a COMMIT, before and after it is passed on: what became of it is found out', { timeout: 300_000 }, async () => {
    const folder = server();
    const line = await startLine(folder);
    closers.push(() => line.close());
    const { parley, olga, channel } = await desk(address(line.folder));
    const stream = new Stream(parley, channel);
    closers.push(() => stream.stop());
    let cuts = 0;
    for (let at = 50; at < total - 50; at += 50) {
      await until(() => stream.stopped || stream.count >= at, `${at} acknowledged`, { seconds: 90, every: 1 });
      line.cut = cuts++ % 2 ? 'before' : 'after';
      await until(() => stream.stopped || line.cut === null, 'the line broke', { seconds: 20, every: 1 });
    }
    await stream.done;
    assert.equal(stream.count, total);
    assert.equal(line.cuts, cuts);
    await assertThreads(olga);
    alive(parley);
    // Those that were committed were answered so, not refused.
    const refused = [...stream.refused.values()].reduce((sum, count) => sum + count, 0);
    assert.ok(refused > 0, 'commits that did not happen are told');
    assert.equal((parley.log.match(/asking what became of it/g) ?? []).length, cuts);
  });
});

test('away for a while: readers and writers are told to come again, and nothing has to be started anew', { timeout: 120_000 }, async () => {
  const folder = server();
  const line = await startLine(folder);
  closers.push(() => line.close());
  const { parley, olga } = await desk(address(line.folder));
  line.down = true;
  sql(folder, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'parley'");
  const began = Date.now();
  const answers = await Promise.all(['/api/v1/tags', '/api/v1/users'].map((path) => fetch(parley.url + path, { headers: { authorization: `Bearer ${olga.token}` } })));
  assert.deepEqual(answers.map((answer) => answer.status), [503, 503]);
  assert.ok(Number(answers[0].headers.get('retry-after')) > 0);
  assert.ok(Date.now() - began < 30_000);
  line.down = false;
  await until(async () => (await fetch(`${parley.url}/api/v1/tags`, { headers: { authorization: `Bearer ${olga.token}` } })).status === 200, 'it is back');
  alive(parley);
});

describe('said plainly', () => {
  const refusal = async (/** @type {string} */ database, /** @type {string[]} */ args = ['user', 'list']) => {
    const parley = await startParley();
    closers.push(() => parley.stop());
    const other = mkdtempSync(join(tmpdir(), 'parley-other-'));
    closers.push(() => rmSync(other, { recursive: true, force: true }));
    return await parley.cli.call({ ...parley, dataDir: other }, [...args, '--database', database]).then(() => 'no refusal', (/** @type {Error} */ error) => error.message);
  };
  test('no server, no such database, a wrong address', { timeout: 60_000 }, async () => {
    const folder = server();
    assert.match(await refusal(address('/nowhere')), /exit 1\nparley: the database server cannot be reached: .*nowhere/);
    assert.match(await refusal(`postgresql://parley@/absent?host=${folder}`), /exit 1\nparley: the database refuses us: .*"absent" does not exist/);
    assert.match(await refusal('mysql://x'), /exit 1\nparley: database is postgresql:\/\/USER@HOST\/NAME, or sqlite:DIR\/parley\.db/);
  });
  test('a second server on the same database; a command of another data folder', { timeout: 60_000 }, async () => {
    const folder = server();
    const { parley } = await desk(address(folder));
    assert.match(await refusal(address(folder)), /is in use by another Parley; stop it, or give the --data of the running one/);
    assert.match(await parley.cli(['user', 'list']), /olga@example.com/);
  });
  test('backup and restore name the right tools; verify reads all', { timeout: 60_000 }, async () => {
    const folder = server();
    const { parley } = await desk(address(folder));
    await assert.rejects(parley.cli(['backup', join(scratch, 'copy')]), /pg_dump --format=custom --file=\S+copy postgresql:\/\/parley@/);
    assert.match(await parley.cli(['verify']), /^ok: schema \d+/);
    assert.match(await refusal(address(folder), ['restore', join(scratch, 'copy')]), /pg_restore --no-owner/);
  });
  test('a schema of a newer Parley is left alone', { timeout: 60_000 }, async () => {
    const folder = server();
    const { parley } = await desk(address(folder));
    await parley.kill('SIGTERM');
    sql(folder, "INSERT INTO parley_schema (number, name) VALUES (9999, 'of_tomorrow')");
    assert.match(await refusal(address(folder)), /was written by a newer Parley \(schema 9999/);
  });
});
