/** The wave of a recording: how loud it is along its time, from 0 to 1. */
const bars = 48;
/** Before anything is known. */
export const flat: readonly number[] = Array<number>(bars).fill(0.1);
/** Longer ones would be decoded into too much memory for a picture. */
const most = 3 * 1024 * 1024;

/** The loudest of each part, against the loudest of all. Pure. */
export function peaksOf(samples: ArrayLike<number>, count = bars): number[] {
  const each = samples.length / count;
  const peaks = Array.from({ length: count }, (_, i) => {
    let top = 0;
    for (let at = Math.floor(i * each); at < Math.floor((i + 1) * each); at++)
      top = Math.max(top, Math.abs(samples[at] ?? 0));
    return top;
  });
  const top = Math.max(...peaks, 0.05);
  return peaks.map(peak => Math.max(0.06, peak / top));
}

const known = new Map<string, Promise<{ peaks: number[]; seconds: number } | null>>();
export function peaksAt(url: string): Promise<{ peaks: number[]; seconds: number } | null> {
  let found = known.get(url);
  if (!found) {
    found = read(url).catch(() => null);
    known.set(url, found);
  }
  return found;
}
async function read(url: string): Promise<{ peaks: number[]; seconds: number } | null> {
  const answer = await fetch(url, { credentials: 'same-origin' });
  if (!answer.ok || Number(answer.headers.get('content-length')) > most) {
    await answer.body?.cancel();
    return null;
  }
  const sound = await new OfflineAudioContext(1, 1, 8000).decodeAudioData(await answer.arrayBuffer());
  return { peaks: peaksOf(sound.getChannelData(0)), seconds: sound.duration };
}
