import { Link } from 'wouter-preact';
import { duration } from '../../shared/time';
import type { Figures, ResponseReport } from '../data/types';
import { language, t } from '../data/words';
import type { Filters } from './period';
import { drillTo, percent } from './Tables';

interface Row {
  readonly name: string;
  readonly count: number;
  readonly before: number;
  readonly bucket: string;
}
const whole = (figures: Figures) => figures.count + figures.never;

function rowsOf(now: Figures, before: Figures): Row[] {
  const time = (seconds: number) => duration(seconds * 1000, language.value);
  const rows: Row[] = now.buckets.map((bucket, i) => {
    const from = now.buckets[i - 1]?.le_seconds ?? 0;
    const name =
      bucket.le_seconds === null
        ? t('stats.over', { time: time(from) })
        : from === 0
          ? t('stats.under', { time: time(bucket.le_seconds) })
          : t('stats.between', { from: time(from), to: time(bucket.le_seconds) });
    return { name, count: bucket.count, before: before.buckets[i]?.count ?? 0, bucket: String(i) };
  });
  return [...rows, { name: t('stats.never'), count: now.never, before: before.never, bucket: 'never' }];
}

/** How first replies spread over spans; those that never came are the last bar. */
export function Buckets({ report, filters }: { report: ResponseReport; filters: Filters }) {
  const [now, before] = [report.first_response, report.previous.first_response];
  const rows = rowsOf(now, before);
  const most = Math.max(1, ...rows.map(row => row.count));
  const part = (count: number, all: number) => (all === 0 ? '–' : percent().format(count / all));
  return (
    <section class="stats-part" aria-labelledby="buckets-title">
      <h2 id="buckets-title">{t('stats.buckets')}</h2>
      <ul class="buckets">
        {rows.map(row => (
          <li key={row.bucket}>
            <Link
              class={row.bucket === 'never' ? 'bucket bucket-never' : 'bucket'}
              href={drillTo(filters, 'first_response', { bucket: row.bucket })}
            >
              <span class="cut">{row.name}</span>
              <span class="bucket-room" aria-hidden="true">
                <i style={{ inlineSize: `${((row.count / most) * 100).toFixed(1)}%` }} />
              </span>
              <b>{part(row.count, whole(now))}</b>
              <span class="bucket-count">{new Intl.NumberFormat(language.value).format(row.count)}</span>
              <small>
                {whole(before) === 0
                  ? t('stats.noBefore')
                  : t('stats.before', { time: part(row.before, whole(before)) })}
              </small>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
