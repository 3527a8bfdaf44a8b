import { execFileSync } from 'node:child_process';
import { binary, line, root } from './room.mjs';

/** Milliseconds that a key may take until its row and its thread are painted (UX: section 9). */
const budget = { p50: 50, p95: 100 };

/** J and K in a real browser whose list knows 50,000 conversations; beside them the same keys in an empty page, which is what the machine itself takes. */
export default async function keys() {
  const env = { ...process.env, PARLEY: binary, PARLEY_LARGE_KNOWN: '50000' };
  const said = execFileSync(process.execPath, ['--test-name-pattern=a list of very many', 'tests/browser/large.browser.mjs'], { cwd: root, env, encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'inherit'] });
  const list = /\{"measure":"list".*\}/.exec(said)?.[0];
  if (!list) throw new Error(`no measure of the list: ${said.slice(-2000)}`);
  const { conversations, known, key_ms_with_those: times, empty_page_key_ms: empty } = JSON.parse(list);
  for (const part of /** @type {const} */ (['p50', 'p95'])) {
    line({ bench: 'keys', what: `key to paint, ${part}`, value: times[part], unit: 'ms', floor: budget[part], better: 'less', conversations, known, empty_page: empty[part], n: times.n });
  }
}
