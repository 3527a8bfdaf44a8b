// node tests/bench/bench.mjs NAME...   prints one JSON line per result, with the floor of the same run where ../shared/limits is.
const benches = ['ingest', 'fanout', 'start', 'size', 'assign', 'inbox', 'search', 'keys'];
const names = process.argv.slice(2).length ? process.argv.slice(2) : benches;
const unknown = names.find((name) => !benches.includes(name));
if (unknown) {
  console.error(`there is no bench ${unknown}; known: ${benches.join(', ')}`);
  process.exit(2);
}
for (const name of names) {
  const { default: bench } = await import(`./${name}.mjs`);
  await bench();
}
