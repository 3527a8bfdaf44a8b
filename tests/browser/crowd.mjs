// Many conversations and long ones within seconds: rows of a stopped server's store, copied there. What was copied is found by
// its ids, not by what the outside calls it, and not by search.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const words = 'good day is the trail bike in your shop there in large and could I try it on saturday my height is one metre eighty thank you see you soon';
/** A text of 12 to 130 letters, another one for each number. @param {string} n an SQL number */
const text = (n) => `trim(substr('${words}', 1 + (${n}) * 7 % 20, 12 + (${n}) * 37 % 118))`;

/**
 * `copy(table, where, times, changes)` is the SQL that copies rows: each copy has its number in `n.i`, `changes` is SQL by column.
 * @typedef {(table: string, where: string, times: number, changes: Record<string, string>) => string} Copy
 */
/** Stops the server, lets the statements work, and starts it. @param {import('../e2e/harness.mjs').Parley} parley @param {(copy: Copy) => string[]} statements */
async function stopped(parley, statements) {
  await parley.kill('SIGTERM');
  const sqlite = (/** @type {string} */ flag, /** @type {string} */ sql) => execFileSync('sqlite3', [flag, join(parley.dataDir, 'parley.db'), sql], { encoding: 'utf8' });
  /** @type {Copy} */
  const copy = (table, where, times, changes) => {
    /** @type {string[]} */ const names = JSON.parse(sqlite('-json', `SELECT name FROM pragma_table_info('${table}')`)).map((/** @type {{name: string}} */ one) => one.name);
    for (const name of Object.keys(changes)) if (!names.includes(name)) throw new Error(`${table} has no column ${name}`);
    return `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${times})
      INSERT INTO ${table} (${names.join(', ')}) SELECT ${names.map((name) => changes[name] ?? `t.${name}`).join(', ')} FROM ${table} t, n WHERE ${where}`;
  };
  sqlite('-bail', `BEGIN; ${statements(copy).join(';\n')}; UPDATE setting SET value = value + 10000000 WHERE name = 'next_id'; COMMIT`);
  await parley.start();
}

/** So many more conversations like the given one, each of a customer of its own; the older the higher its number. The server is stopped and started. @param {import('../e2e/harness.mjs').Parley} parley @param {number} conversation @param {number} times */
export function crowd(parley, conversation, times) {
  const of = (/** @type {number} */ part) => `1000000 + n.i * 4 + ${part}`;
  const at = (/** @type {string} */ column) => `t.${column} - n.i * 1000`;
  const last = `(SELECT last_message_id FROM conversation_state WHERE id = ${conversation})`;
  return stopped(parley, (copy) => [
    copy('contact', `t.id = (SELECT contact_id FROM conversation WHERE id = ${conversation})`, times, { id: of(0), name: "'Customer ' || n.i", created_at: at('created_at') }),
    copy('conversation', `t.id = ${conversation}`, times, { id: of(1), thread: "'copy-' || n.i", contact_id: of(0), peer: "'copy-' || n.i", created_at: at('created_at') }),
    copy('message', `t.conversation_id = ${conversation} AND t.id = ${last}`, times, { conversation_id: of(1), id: of(2), text: text('n.i'), external_id: 'NULL', raw_update_id: 'NULL', sent_at: at('sent_at'), received_at: at('received_at') }),
    copy('wait', `t.conversation_id = ${conversation} AND t.ended_at IS NULL`, times, { id: of(3), conversation_id: of(1), message_id: of(2), opened_at: at('opened_at'), received_at: at('received_at') }),
    copy('conversation_state', `t.id = ${conversation}`, times, { id: of(1), last_message_id: of(2), wait_id: of(3), lead_id: 'NULL', assignee_id: 'NULL', last_activity_at: at('last_activity_at'), wait_opened_at: at('wait_opened_at') }),
  ]);
}

/** So many messages more in a conversation, before its last one, by turns the customer's and ours. The server is stopped and started. @param {import('../e2e/harness.mjs').Parley} parley @param {number} conversation @param {number} times */
export function talk(parley, conversation, times) {
  const last = `(SELECT last_message_id FROM conversation_state WHERE id = ${conversation})`;
  const base = 1000000;
  return stopped(parley, (copy) => [
    copy('message', `t.conversation_id = ${conversation} AND t.id = ${last}`, times, {
      id: `${base} + n.i`, direction: 'n.i / 3 % 2', author_type: 'CASE n.i / 3 % 2 WHEN 1 THEN 1 ELSE t.author_type END', author_id: 'CASE n.i / 3 % 2 WHEN 1 THEN (SELECT min(id) FROM user_account) ELSE t.author_id END',
      text: text('n.i'), external_id: 'NULL', raw_update_id: 'NULL', sent_at: `t.sent_at - (${times} - n.i) * 240000`, received_at: `t.received_at - (${times} - n.i) * 240000`,
    }),
    `UPDATE conversation_state SET last_message_id = ${base + times} WHERE id = ${conversation}`,
  ]);
}
