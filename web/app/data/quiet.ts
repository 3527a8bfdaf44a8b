import type { Preferences } from './types';

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** In this person's quiet hours, by the clock where he is; they may go over midnight. */
export function isQuiet(hours: Preferences['quiet_hours'], at: Date): boolean {
  if (!hours) return false;
  const [from, to] = [minutes(hours.from), minutes(hours.to)];
  const now = at.getHours() * 60 + at.getMinutes();
  return from < to ? now >= from && now < to : now >= from || now < to;
}
