// A company with a million conversations for the benches of reading, and the floor under them. Both take minutes to
// make, so they are kept in the temporary folder (or BENCH_KEEP) for the next run.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beside, binary, line, postgres, probe, root, round, scratch, start } from './room.mjs';

const keep = process.env.BENCH_KEEP ?? path.join(os.tmpdir(), 'parley-bench-kept');
const conversations = Number(process.env.BENCH_CONVERSATIONS ?? 1_000_000);
const lasts = Number(process.env.BENCH_SECONDS ?? 5);

/** The company's folder, made if it is not there. */
async function folder() {
  const data = path.join(keep, `company-${conversations}`), whole = path.join(data, 'whole');
  if (fs.existsSync(whole)) return data;
  fs.rmSync(data, { recursive: true, force: true });
  fs.mkdirSync(data, { recursive: true });
  const began = Date.now();
  const child = spawn(binary, ['demo', '--conversations', String(conversations), '--data', data, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((done, fail) => {
    child.stdout.on('data', (piece) => String(piece).includes('listening on') && done(undefined));
    child.on('exit', () => fail(new Error('the sample company could not be made')));
  });
  child.removeAllListeners('exit');
  child.kill('SIGTERM');
  await new Promise((done) => child.on('exit', done));
  fs.writeFileSync(whole, `${Math.round((Date.now() - began) / 1000)} s\n`);
  return data;
}

/** The same company moved to PostgreSQL. */
async function moved() {
  const data = path.join(keep, `postgres-${conversations}`), whole = path.join(data, 'whole');
  if (!fs.existsSync(whole)) fs.rmSync(data, { recursive: true, force: true });
  fs.mkdirSync(data, { recursive: true });
  const server = postgres(path.join(data, 'server'));
  if (!fs.existsSync(whole)) {
    execFileSync(binary, ['move', '--from', `sqlite:${path.join(await folder(), 'parley.db')}`, '--to', server.address], { stdio: 'ignore' });
    fs.writeFileSync(whole, '');
  }
  // Parley closes its folder to others, PostgreSQL among them.
  const files = path.join(data, 'files');
  fs.mkdirSync(files, { recursive: true });
  return { server, data: files };
}

/** The server on that company, a token of one who answers there, and a way to ask. @param {'sqlite' | 'postgresql'} [engine] */
export async function largeCompany(engine = 'sqlite') {
  const there = engine === 'postgresql' ? await moved() : null;
  const server = await start(there ? { PARLEY_DATABASE: there.server.address } : {}, there?.data ?? (await folder()));
  const token = server.cli(['token', 'create', '--user', 'admin@nordwind.example', '--name', 'bench']).trim();
  /** @param {string} question */
  const get = async (question) => {
    const answer = await fetch(`${server.url}/api/v1${question}`, { headers: { Authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`${question}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  /** Conversations from all over the company's time. @param {number} count */
  const spread = async (count) => {
    const newest = (await get('/conversations?view=closed&limit=1')).items[0].id, found = [];
    const oldest = Math.max(1, newest - 40 * conversations);
    for (let i = 0; found.length < count; ++i) {
      const part = (i * 0.618034) % 1;
      found.push(...(await get(`/conversations?view=closed&limit=20&cursor=${Math.floor(oldest + part * (newest - oldest))}`)).items);
    }
    return found;
  };
  /** One after another, as a browser asks. @param {string[]} questions */
  const timed = (questions) => wrk(server.url, questions.map((each) => `/api/v1${each}`), token);
  const stop = async () => {
    await server.stop();
    there?.server.stop();
  };
  return { server, engine, get, spread, timed, stop };
}

/** @param {string} url @param {string[]} paths @param {string} [token] @returns {{ requests: number, p50_us: number, p99_us: number, max_us: number, errors: number }} */
function wrk(url, paths, token) {
  const list = path.join(scratch('paths'), 'paths');
  fs.writeFileSync(list, paths.join('\n') + '\n');
  const env = { ...process.env, READ_PATHS: list, ...(token ? { READ_TOKEN: token } : {}) };
  const out = execFileSync('wrk', ['-t1', '-c1', `-d${lasts}s`, '--latency', '-s', path.join(root, 'tests/bench/reads.lua'), url], { env, encoding: 'utf8' });
  fs.rmSync(path.dirname(list), { recursive: true });
  return JSON.parse(out.trim().split('\n').pop() ?? '');
}

/** What a bare HTTP server takes to answer, in microseconds; null without the probes. */
export const bareHttp = () => beside('http_floor', ['--threads', '1', '--port', '18080'], () => wrk('http://127.0.0.1:18080', ['/webhook']));

/** Bare queries over a database of the same size, by name; null without the probes. @param {'inbox' | 'conversation' | 'search'} group */
export function bareQueries(group) {
  const program = probe('read_floor');
  if (!program) return null;
  const database = path.join(keep, `floor-${conversations}.db`);
  if (!fs.existsSync(database)) {
    const made = `${database}.part`;
    fs.mkdirSync(keep, { recursive: true });
    for (const old of [made, `${made}-wal`, `${made}-shm`]) fs.rmSync(old, { force: true });
    execFileSync(probe('read_gen'), ['--db', made, '--conversations', String(conversations)], { stdio: 'ignore' });
    for (const options of [['--kind', 'clustered'], ['--kind', 'unicode61', '--name', 'fts_uni'], ['--kind', 'trigram', '--name', 'fts_tri', '--last', '1000000']])
      execFileSync(probe('read_index'), ['--db', made, ...options], { stdio: 'ignore' });
    fs.renameSync(made, database);
  }
  const found = {};
  for (const text of execFileSync(program, ['--db', database, '--only', group], { encoding: 'utf8' }).trim().split('\n')) {
    const { query, p50_us, p99_us } = JSON.parse(text);
    found[query] = { p50_us, p99_us };
  }
  return found;
}

/** One kind of question, against a bare server's answer and a bare query together. @param {string} bench @param {string} what
 * @param {Awaited<ReturnType<typeof largeCompany>>} company @param {string[]} questions @param {any} http @param {any} query */
export function report(bench, what, { timed, server, engine }, questions, http, query) {
  const measured = timed(questions), ms = (us) => round(us / 1000);
  const floor = (name) => (http && query ? ms(http[name] + query[name]) : null);
  line({ bench, what, ...(engine === 'sqlite' ? {} : { engine }), value: ms(measured.p50_us), unit: 'ms', better: 'less', floor: floor('p50_us'), p50_ms: ms(measured.p50_us), p99_ms: ms(measured.p99_us),
    max_ms: ms(measured.max_us), floor_p99_ms: floor('p99_us'), rss_mb: server.rssMb(), n: measured.requests, errors: measured.errors });
}
