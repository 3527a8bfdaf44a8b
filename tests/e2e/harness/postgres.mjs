import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/** Where the servers of this run keep their data: an address of PostgreSQL, or nothing for SQLite. */
const address = process.env.PARLEY_TEST_POSTGRES;
export const onPostgres = Boolean(address);

/** One statement, as the database's owner. @param {string} sql */
export const psql = (sql) => execFileSync('psql', [address ?? '', '-qtAX', '-v', 'ON_ERROR_STOP=1', '-c', sql], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** The schema that stands for a data folder. @param {string} dataDir */
export const schemaOf = (dataDir) => `e2e_${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`;

/** Makes it, and the environment of a server that uses it. @param {string} dataDir @returns {Record<string, string>} */
export function databaseFor(dataDir) {
  if (!address) return {};
  psql(`SET client_min_messages = warning; CREATE SCHEMA IF NOT EXISTS ${schemaOf(dataDir)}`);
  return { PARLEY_DATABASE: `${address}${address.includes('?') ? '&' : '?'}options=-csearch_path%3D${schemaOf(dataDir)}` };
}
/** @param {string} dataDir */
export function dropDatabaseOf(dataDir) {
  if (address) psql(`SET client_min_messages = warning; DROP SCHEMA IF EXISTS ${schemaOf(dataDir)} CASCADE`);
}
