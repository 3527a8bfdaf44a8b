// What the first load weighs, read from what the build made.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { stage } from './harness.mjs';

const dist = join(stage, 'dist/app');
/** @type {Record<string, {file: string, css?: string[], imports?: string[], dynamicImports?: string[], isEntry?: boolean}>} */
const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8'));
const packed = (/** @type {string} */ file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
/** @param {string} key */
function sent(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const style of chunk.css ?? []) seen.add(style);
  for (const other of chunk.imports ?? []) sent(other, seen);
  return seen;
}
const weigh = (/** @type {Iterable<string>} */ files, /** @type {string} */ ending) => [...files].filter((file) => file.endsWith(ending)).reduce((sum, file) => sum + packed(file), 0);
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry) ?? '';
const first = sent(entry);

test('the inbox loads at most 60 KB of script and 14 KB of styles, gzipped, its words in any language included', (context) => {
  const words = Object.fromEntries(Object.keys(manifest).flatMap((name) => /i18n\/(en|ru|pl)\.json$/.exec(name) ?? []).filter((name) => name.length === 2)
    .map((language) => [language, packed(manifest[`../i18n/${language}.json`].file)]));
  assert.deepEqual(Object.keys(words).sort(), ['en', 'pl', 'ru']);
  const [js, css] = [weigh(first, '.js') + Math.max(...Object.values(words)), weigh(first, '.css')];
  context.diagnostic(`script ${js} B, styles ${css} B; words ${JSON.stringify(words)}`);
  assert.ok(js > 10_000 && css > 2_000, 'the manifest names the real files');
  assert.ok(js <= 60 * 1024, `${js} B of script`);
  assert.ok(css <= 14 * 1024, `${css} B of styles`);
});
/** Of a catalogue that comes with its part, the language that weighs most. @param {string} part */
function longest(part) {
  const words = Object.keys(manifest).filter((name) => new RegExp(`i18n/${part}\\.\\w+\\.json$`).test(name)).map((name) => packed(manifest[name].file));
  assert.equal(words.length, 3, part);
  return Math.max(...words);
}
test('what the inbox says only later comes once and weighs at most 5 KB', (context) => {
  const js = longest('later');
  context.diagnostic(`script ${js} B`);
  assert.ok(js <= 5 * 1024, `${js} B`);
});
test('the report is a chunk of its own of at most 20 KB', (context) => {
  const key = Object.keys(manifest).find((name) => name.endsWith('stats/Response.tsx')) ?? '';
  assert.ok(manifest[key], 'the report is loaded when it is opened');
  const js = weigh([...sent(key)].filter((file) => !first.has(file)), '.js');
  context.diagnostic(`script ${js} B, words ${longest('report')} B`);
  assert.ok(js <= 20 * 1024, `${js} B`);
});
test('the settings are a chunk of their own of at most 45 KB, with the longest of their catalogues', (context) => {
  const key = Object.keys(manifest).find((name) => name.endsWith('settings/Settings.tsx')) ?? '';
  assert.ok(manifest[key], 'they are loaded when they are opened');
  const js = weigh([...sent(key)].filter((file) => !first.has(file)), '.js') + longest('settings');
  context.diagnostic(`script ${js} B`);
  assert.ok(js <= 45 * 1024, `${js} B`);
});
test('each alphabet of the typeface is a file of its own, and no language needs over 65 KB of them', () => {
  const fonts = readFileSync(join(dist, [...first].find((file) => file.endsWith('.css')) ?? ''), 'utf8').match(/[\w-]+\.woff2/g) ?? [];
  const weight = (/** @type {RegExp} */ which) => [...new Set(fonts)].filter((file) => which.test(file)).reduce((sum, file) => sum + readFileSync(join(dist, 'assets', file)).length, 0);
  assert.ok(weight(/latin/) > 0);
  assert.ok(weight(/onest-latin-(wght|ext)/) <= 65 * 1024, `Polish: ${weight(/onest-latin-(wght|ext)/)} B`);
  assert.ok(weight(/onest-(latin-wght|cyrillic-wght)/) <= 65 * 1024, `Russian: ${weight(/onest-(latin-wght|cyrillic-wght)/)} B`);
});
