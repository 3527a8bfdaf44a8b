// node script/assets.mjs DIST: writes the brotli and gzip twins the binary carries, and prints what is sent at first load.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = process.argv[2] ?? 'dist';
const packs = new Set(['.html', '.js', '.css', '.json', '.svg', '.webmanifest', '.txt']);

function* files(folder) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else yield path;
  }
}

const all = [...files(dist)];
for (const path of all) {
  if (!packs.has(extname(path))) continue;
  const bytes = readFileSync(path);
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  const gzip = gzipSync(bytes, { level: 9 });
  if (brotli.length < bytes.length) writeFileSync(`${path}.br`, brotli);
  if (gzip.length < bytes.length) writeFileSync(`${path}.gz`, gzip);
}

function firstLoad(manifest, key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const style of chunk.css ?? []) seen.add(style);
  for (const other of chunk.imports ?? []) firstLoad(manifest, other, seen);
  return seen;
}

for (const name of ['app', 'widget']) {
  let manifest;
  try {
    manifest = JSON.parse(readFileSync(join(dist, name, 'manifest.json'), 'utf8'));
  } catch {
    continue;
  }
  const packed = file => {
    try {
      return statSync(join(dist, name, `${file}.gz`)).size;
    } catch {
      return statSync(join(dist, name, file)).size;
    }
  };
  for (const [key, chunk] of Object.entries(manifest)) {
    if (!chunk.isEntry) continue;
    const sent = [...firstLoad(manifest, key)];
    const sum = ending => sent.filter(file => file.endsWith(ending)).reduce((n, file) => n + packed(file), 0);
    console.log(`${name} ${key}: first load JS ${sum('.js')} B gz, CSS ${sum('.css')} B gz`);
  }
}
