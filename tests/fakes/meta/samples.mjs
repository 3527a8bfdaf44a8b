import { readFileSync } from 'node:fs';

/** A delivery as the platform's samples have it. @param {string} platform */
export const samplesOf = (platform) => (/** @type {string} */ name) => JSON.parse(readFileSync(new URL(`../../fixtures/${platform}/${name}.json`, import.meta.url), 'utf8'));

/** What a value is made of: names and kinds, without the contents. @param {any} value @returns {any} */
export function shape(value) {
  if (Array.isArray(value)) return value.map(shape);
  if (value === null) return 'null';
  return typeof value === 'object' ? Object.fromEntries(Object.entries(value).sort().map(([name, inner]) => [name, shape(inner)])) : typeof value;
}
