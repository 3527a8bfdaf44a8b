import type { ComponentChildren } from 'preact';
import { Link } from 'wouter-preact';
import { duration } from '../../shared/time';
import { query } from '../data/api';
import type { Figures, ResponseReport } from '../data/types';
import { language, t } from '../data/words';
import { everyDay, type FigureName, logScale, moved, type Percentile, share, shown, smallSample } from './figures';
import type { Filters } from './period';
import { Spark } from './Spark';

export const percent = () => new Intl.NumberFormat(language.value, { style: 'percent', maximumFractionDigits: 0 });

export function drillTo(
  filters: Filters,
  figure: FigureName | 'waiting',
  more: Readonly<Record<string, string>> = {},
): string {
  return `/response/conversations${query({ ...filters, figure, ...more })}`;
}

const percentiles: readonly { name: Percentile; label: 'stats.p50' | 'stats.p90' | 'stats.p95' }[] = [
  { name: 'p50_ms', label: 'stats.p50' },
  { name: 'p90_ms', label: 'stats.p90' },
  { name: 'p95_ms', label: 'stats.p95' },
];

export function FigureRows({ report, filters }: { report: ResponseReport; filters: Filters }) {
  const days = everyDay(report.by_day);
  return (
    <>
      {(['first_response', 'response'] as const).map(name => (
        <FigureRow
          key={name}
          name={name}
          now={report[name]}
          before={report.previous[name]}
          days={days.map(day => day[name])}
          target={report.target_seconds}
          definition={t(`stats.define.${report.definition[name]}`)}
          filters={filters}
        />
      ))}
    </>
  );
}

interface RowProps {
  name: FigureName;
  now: Figures;
  before: Figures;
  days: readonly Figures[];
  definition: string;
  target: number;
  filters: Filters;
}
function FigureRow({ name, now, before, days, definition, target, filters }: RowProps) {
  const few = now.count < smallSample;
  const part = share(now);
  const partBefore = share(before);
  return (
    <section class="figures" aria-label={t(`stats.${name}`)}>
      <h2 title={definition}>
        {t(`stats.${name}`)}
        <small>
          {t('stats.measured', { count: now.count })}
          {few && now.count > 0 && `, ${t('stats.few')}`}
        </small>
      </h2>
      <dl class={few ? 'figure-line figure-few' : 'figure-line'}>
        {percentiles.map(({ name: percentile, label }) => {
          const change = moved(now[percentile], before[percentile]);
          return (
            <div key={percentile}>
              <dt>{t(label)}</dt>
              <dd>
                <Link href={drillTo(filters, name)} class="figure">
                  {shown(now[percentile], language.value)}
                </Link>
                <small class={change ? `figure-${change.way}` : ''}>
                  {before[percentile] === null
                    ? t('stats.noBefore')
                    : t('stats.before', { time: shown(before[percentile], language.value) })}
                </small>
                <Spark values={days.map(day => day[percentile])} />
              </dd>
            </div>
          );
        })}
        <div>
          <dt>{t('stats.within', { time: duration(target * 1000, language.value) })}</dt>
          <dd>
            <Link href={drillTo(filters, name, { within: String(target) })} class="figure">
              {part === null ? '–' : percent().format(part)}
            </Link>
            <small class={part !== null && partBefore !== null && part > partBefore + 0.01 ? 'figure-faster' : ''}>
              {partBefore === null ? t('stats.noBefore') : t('stats.before', { time: percent().format(partBefore) })}
            </small>
            <Spark values={days.map(share)} />
          </dd>
        </div>
        <div>
          <dt>{t('stats.never')}</dt>
          <dd>
            <Link
              href={drillTo(filters, name, { bucket: 'never' })}
              class={now.never > 0 ? 'figure figure-bad' : 'figure'}
            >
              {new Intl.NumberFormat(language.value).format(now.never)}
            </Link>
            <small>{t('stats.before', { time: new Intl.NumberFormat(language.value).format(before.never) })}</small>
            <Spark values={days.map(day => day.never)} />
          </dd>
        </div>
      </dl>
    </section>
  );
}

interface BreakdownRow {
  key: string;
  name: string;
  mark: ComponentChildren;
  narrow: Readonly<Record<string, string>>;
  first_response: Figures;
  response: Figures;
  waiting: number;
}
/** Where spans stand, the same for both breakdowns, so that people and channels can be held against each other. */
export interface Place {
  readonly at: (span: number) => number;
  /** Milliseconds. */
  readonly target: number;
}
export function placeOf(report: ResponseReport): Place {
  const target = report.target_seconds * 1000;
  const rows = [...report.by_operator, ...report.by_channel].map(row => row.first_response);
  return { at: logScale([target, ...rows.flatMap(figures => [figures.p50_ms, figures.p90_ms])]), target };
}
/** From the median to the slowest tenth; its numbers stand beside it. */
function Range({ figures, place }: { figures: Figures; place: Place }) {
  const at = (span: number) => `${(place.at(span) * 100).toFixed(1)}%`;
  const { p50_ms: median, p90_ms: slow } = figures;
  return (
    <span class="range" aria-hidden="true">
      <i class="range-target" style={{ insetInlineStart: at(place.target) }} />
      {median !== null && slow !== null && (
        <>
          <i
            class="range-line"
            style={{
              insetInlineStart: at(median),
              inlineSize: `${((place.at(slow) - place.at(median)) * 100).toFixed(1)}%`,
            }}
          />
          <i class="range-median" style={{ insetInlineStart: at(median) }} />
          <i class="range-slow" style={{ insetInlineStart: at(slow) }} />
        </>
      )}
    </span>
  );
}

export function Breakdown({
  title,
  rows,
  place,
  filters,
}: {
  title: string;
  rows: readonly BreakdownRow[];
  place: Place;
  filters: Filters;
}) {
  const inTarget = (row: BreakdownRow) => {
    const part = share(row.first_response);
    if (part === null) return '–';
    return (
      <Link href={drillTo(filters, 'first_response', { ...row.narrow, within: String(place.target / 1000) })}>
        {percent().format(part)}
      </Link>
    );
  };
  const cell = (row: BreakdownRow, figure: FigureName, percentile: Percentile) => (
    <td
      class={row[figure].count < smallSample ? 'cell-few' : ''}
      title={t('stats.measured', { count: row[figure].count })}
    >
      {row[figure][percentile] === null ? (
        '–'
      ) : (
        <Link href={drillTo(filters, figure, row.narrow)}>{shown(row[figure][percentile], language.value)}</Link>
      )}
    </td>
  );
  return (
    <section class="stats-part">
      <h2>{title}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by key */}
      <div class="table-box" tabIndex={0} role="region" aria-label={title}>
        <table class="table breakdown">
          <colgroup>
            <col class="col-name" />
            <col span={2} />
            <col class="col-count" />
            <col class="col-share wide-only" />
            <col class="col-range wide-only" />
            <col span={2} />
            <col class="col-count" />
          </colgroup>
          <thead>
            <tr>
              <td rowSpan={2} />
              <th scope="colgroup" colSpan={3}>
                {t('stats.first_response')}
              </th>
              <th scope="col" rowSpan={2} class="wide-only">
                {t('stats.inTarget', { time: duration(place.target, language.value) })}
              </th>
              <td rowSpan={2} class="wide-only cell-range">
                <span class="range-key" aria-hidden="true">
                  {t('stats.range')}
                </span>
              </td>
              <th scope="colgroup" colSpan={2}>
                {t('stats.response')}
              </th>
              <th scope="col" rowSpan={2}>
                {t('stats.wait')}
              </th>
            </tr>
            <tr>
              <th scope="col">{t('stats.median')}</th>
              <th scope="col">90%</th>
              <th scope="col">{t('stats.number')}</th>
              <th scope="col">{t('stats.median')}</th>
              <th scope="col">90%</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={row.key}>
                <th scope="row">
                  <Link class="cell-name" href={`/response${query({ ...filters, ...row.narrow })}`}>
                    {row.mark}
                    <span class="cut">{row.name}</span>
                  </Link>
                </th>
                {cell(row, 'first_response', 'p50_ms')}
                {cell(row, 'first_response', 'p90_ms')}
                <td>
                  <Link href={drillTo(filters, 'first_response', row.narrow)}>{row.first_response.count}</Link>
                </td>
                <td class={row.first_response.count < smallSample ? 'wide-only cell-few' : 'wide-only'}>
                  {inTarget(row)}
                </td>
                <td class="wide-only cell-range">
                  <Range figures={row.first_response} place={place} />
                </td>
                {cell(row, 'response', 'p50_ms')}
                {cell(row, 'response', 'p90_ms')}
                <td>
                  {row.waiting > 0 ? <Link href={drillTo(filters, 'waiting', row.narrow)}>{row.waiting}</Link> : 0}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
