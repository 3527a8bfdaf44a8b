// The made-up response report of the mock server.
import { channels, conversations, day, iso, now, user, users } from './mock-data.mjs';

const bucket = (le_seconds, count) => ({ le_seconds, count });
const figures = (count, p50, p90, p95, never = 0) => ({
  count,
  p50_ms: p50 * 1000,
  p90_ms: p90 * 1000,
  p95_ms: p95 * 1000,
  mean_ms: p50 * 1700,
  never,
  in_target: Math.round(count * 0.68),
  buckets: [
    bucket(30, Math.round(count * 0.06)),
    bucket(120, Math.round(count * 0.2)),
    bucket(300, Math.round(count * 0.42)),
    bucket(900, Math.round(count * 0.2)),
    bucket(3600, Math.round(count * 0.1)),
    bucket(14400, Math.round(count * 0.02)),
    bucket(null, 0),
  ],
});
export function responseReport(days) {
  const perDay = Array.from({ length: days }, (_, i) => {
    const weekend = [0, 6].includes(new Date(now - (days - 1 - i) * day).getDay());
    const wave = 1 + 0.25 * Math.sin(i * 1.7) - i * 0.008;
    return {
      day: iso(now - (days - 1 - i) * day).slice(0, 10),
      first_response: figures(
        weekend ? 14 : 52,
        (weekend ? 540 : 250) * wave,
        (weekend ? 3900 : 1500) * wave,
        (weekend ? 6100 : 2600) * wave,
      ),
      response: figures(weekend ? 40 : 160, (weekend ? 640 : 390) * wave, 2100 * wave, 3400 * wave),
    };
  });
  const waiting = waitingRows();
  return {
    from: iso(now - days * day),
    to: iso(now),
    tz: 'Europe/Warsaw',
    clock: 'calendar',
    target_seconds: 300,
    definition: {
      first_response: 'to_first_human_answer',
      response: 'to_human_answer',
      waiting: 'without_human_answer',
    },
    first_response: figures(43 * days, 252, 1620, 2740, 6),
    response: figures(131 * days, 400, 2210, 3480, 9),
    waiting: {
      count: waiting.length,
      longest_seconds: Math.round((Date.now() - Date.parse(waiting[0]?.wait.opened_at ?? iso(now))) / 1000),
    },
    previous: {
      first_response: figures(41 * days, 290, 1690, 2700, 4),
      response: figures(126 * days, 402, 2380, 3900, 9),
    },
    by_operator: users.map((one, i) => ({
      user: user(one.id),
      first_response: figures(i === 3 ? 9 : 70 - i * 11, 190 + i * 70, 1300 + i * 320, 2100 + i * 500),
      response: figures(190 - i * 30, 320 + i * 60, 1800 + i * 300, 3000 + i * 400),
      waiting: waiting.filter(row => row.assignee?.id === one.id).length,
    })),
    by_channel: Object.values(channels).map((one, i) => ({
      channel: one,
      first_response: figures(i === 2 ? 12 : 64 - i * 5, 160 + i * 80, 1100 + i * 300, 1900 + i * 420),
      response: figures(150 - i * 9, 300 + i * 60, 1600 + i * 280, 2700 + i * 300),
      waiting: waiting.filter(row => row.channel.id === one.id).length,
    })),
    by_day: perDay,
    by_hour: {
      tz: 'Europe/Warsaw',
      cells: Array.from({ length: 7 * 24 }, (_, i) => ({
        weekday: Math.floor(i / 24),
        hour: i % 24,
        count: i % 24 < 8 || i % 24 > 19 ? 2 : 12,
        p50_ms: (i % 24 < 8 || i % 24 > 19 ? 5200 : 120 + 25 * (i % 9)) * 1000,
        never: i % 50 === 0 ? 1 : 0,
      })),
    },
  };
}
export function waitingRows() {
  return [...conversations.values()]
    .filter(one => one.wait && one.status === 'open')
    .sort((a, b) => Date.parse(a.wait.opened_at) - Date.parse(b.wait.opened_at));
}
