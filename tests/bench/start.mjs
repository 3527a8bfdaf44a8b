import { execFileSync } from 'node:child_process';
import { binary, line, median, round, start } from './room.mjs';

/** From the command to "listening"; the floor is what it costs to start the same file and do nothing. */
export default async function starting() {
  const times = [];
  const bare = [];
  let rss = 0;
  for (let i = 0; i < 7; ++i) {
    const server = await start();
    times.push(server.startMs);
    rss = server.rssMb();
    await server.stop();
    const began = process.hrtime.bigint();
    execFileSync(binary, ['version']);
    bare.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  line({ bench: 'start', value: round(median(times), 1), unit: 'ms', floor: round(median(bare), 1), better: 'less', rss_mb: rss, n: times.length });
}
