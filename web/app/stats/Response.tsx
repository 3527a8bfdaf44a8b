import { useEffect } from 'preact/hooks';
import { Link, useLocation, useSearch } from 'wouter-preact';
import type { Values } from '../../shared/i18n';
import { duration } from '../../shared/time';
import { query } from '../data/api';
import { sayError } from '../data/commands';
import type { ResponseReport, Settings, WaitingReport } from '../data/types';
import { type Key, language, pageName, richText, t } from '../data/words';
import { NavButton } from '../inbox/Nav';
import { Face } from '../ui/Face';
import { ChannelMark, Icon } from '../ui/icons';
import { lazy } from '../ui/lazy';
import { Buckets } from './Buckets';
import { Drill } from './Drill';
import { everyDay, hourName, moved, shown } from './figures';
import { Hours } from './Hours';
import { keepQuestion, keptQuestion } from './kept';
import { makeResource } from './load';
import { PeriodChoice } from './PeriodChoice';
import { asked, type Filters, filtersOf, lengthOf, questionOf, whose } from './period';
import { Breakdown, FigureRows, placeOf } from './Tables';
import { Take } from './Take';
import { Waiting } from './Waiting';
import './Response.css';
import './Tables.css';

// The chart is most of what the report weighs, and its sentence and figures come first.
const Band = lazy(async () => (await import('./Band')).Band, <section class="band-place" />);
const Narrow = lazy(async () => (await import('./Narrow')).Narrow);
const Narrowed = lazy(async () => (await import('./Narrow')).Narrowed, <ul class="narrowed" />);

const Wall = lazy(async () => (await import('./wall/Wall')).Wall);

const useReport = makeResource<ResponseReport>();
const useWaiting = makeResource<WaitingReport>();
const useSettings = makeResource<Settings>();

export function Response({ part }: { part: string | undefined }) {
  return part === 'wall' ? <Wall /> : <Page drill={part === 'conversations'} />;
}

function Page({ drill }: { drill: boolean }) {
  const address = useSearch();
  const [, go] = useLocation();
  // Opened plainly it is as one left it, and the address says so.
  const search = address || (drill ? '' : keptQuestion());
  useEffect(() => {
    if (drill) return;
    if (address) keepQuestion(questionOf(filtersOf(address)));
    else if (search) go(`/response?${search}`, { replace: true });
  }, [address, drill]);
  const filters = filtersOf(search);
  useEffect(() => {
    pageName.value = t('nav.response');
  });
  return (
    <main class="sheet stats">
      {drill ? <Drill search={search} filters={filters} /> : <Report filters={filters} />}
    </main>
  );
}

function Report({ filters }: { filters: Filters }) {
  const report = useReport(`/reports/response${query(asked(filters))}`, 60_000);
  const waiting = useWaiting(`/reports/waiting${query(whose(filters))}`, 30_000);
  const settings = useSettings('/settings');
  const hours = filters.clock !== null || Boolean(settings.value?.calendar);
  const value = report.value;
  useEffect(() => void Band.preload(), []);
  return (
    <>
      <header class="stats-top">
        <NavButton />
        <h1>{t('nav.response')}</h1>
        <span class="space" />
        <Narrow filters={filters} />
        {hours && (
          <nav class="segmented" aria-label={t('stats.clock')}>
            {([null, 'business'] as const).map(clock => (
              <Link
                key={clock}
                href={`/response${query({ ...filters, clock })}`}
                replace
                class={clock === filters.clock ? 'segment segment-on' : 'segment'}
                aria-current={clock === filters.clock ? 'true' : undefined}
              >
                {t(clock ? 'stats.business' : 'stats.allHours')}
              </Link>
            ))}
          </nav>
        )}
        <PeriodChoice filters={filters} />
        <Link class="button button-outline" href="/response/wall" onPointerEnter={() => void Wall.preload()}>
          <Icon name="clock" size="s" />
          {t('palette.wall')}
        </Link>
        {value && <Take table={made => made.reportTable(value)} />}
      </header>
      <div class={report.loading && value ? 'stats-body stats-old' : 'stats-body'} aria-busy={report.loading}>
        {Object.values(whose(filters)).some(Boolean) && <Narrowed filters={filters} />}
        {report.error && !value && (
          <div class="empty" role="alert">
            <strong>{t('stats.failed')}</strong>
            <span>{report.error.status === 403 ? t('stats.noRight') : sayError(report.error)}</span>
            {report.error.status !== 403 && (
              <button type="button" class="button button-outline" onClick={report.again}>
                {t('ui.again')}
              </button>
            )}
          </div>
        )}
        {!value && !report.error && <Ghost />}
        {value && (
          <>
            <Sentence report={value} filters={filters} />
            <FigureRows report={value} filters={filters} />
            {value.by_day.length > 1 && (
              <Band days={everyDay(value.by_day)} target={value.target_seconds * 1000} filters={filters} />
            )}
            <div class="stats-two">
              <Hours report={value} filters={filters} />
              <Buckets report={value} filters={filters} />
            </div>
          </>
        )}
        {waiting.value && <Waiting report={waiting.value} />}
        {value && (
          <>
            <Breakdown
              title={t('stats.byOperator')}
              filters={filters}
              place={placeOf(value)}
              rows={value.by_operator.map(row => ({
                key: `u${row.user.id}`,
                name: row.user.name,
                mark: <Face name={row.user.name} size={22} />,
                narrow: { user: String(row.user.id) },
                ...row,
              }))}
            />
            <Breakdown
              title={t('stats.byChannel')}
              filters={filters}
              place={placeOf(value)}
              rows={value.by_channel.map(row => ({
                key: `c${row.channel.id}`,
                name: row.channel.name,
                mark: <ChannelMark kind={row.channel.kind} size="l" />,
                narrow: { channel: String(row.channel.id) },
                ...row,
              }))}
            />
          </>
        )}
        {value && (
          <details class="stats-how">
            <summary>{t('stats.how')}</summary>
            {(['first_response', 'response', 'waiting'] as const).map(name => (
              <p key={name}>
                <b>{t(`stats.${name}`)}</b>: {t(`stats.define.${value.definition[name]}`)}
              </p>
            ))}
          </details>
        )}
      </div>
    </>
  );
}

/** The shape of what comes. */
function Ghost() {
  return (
    <div class="stats-ghost" aria-hidden="true">
      <i class="skeleton" />
      <i class="skeleton" />
      <i class="skeleton" />
      <i class="skeleton" />
    </div>
  );
}

/** A text with a span in bold; a shortened unit at the end of a sentence keeps one full stop, not two. */
function told(key: Key, time: string, values?: Values) {
  const full = t(key, values);
  const text = time.endsWith('.') ? full.replace('{{time}}.', '{{time}}') : full;
  return richText(text, { time: <b>{time}</b> });
}

/** Where most of the change comes from; a name leads to its own report. */
function Cause({ cause, filters }: { cause: NonNullable<ResponseReport['cause']>; filters: Filters }) {
  if (cause.by === 'hour') {
    const hour = cause.hour ?? 0;
    return <>{t('stats.causeHour', { from: hourName(hour), to: hourName((hour + 1) % 24) })} </>;
  }
  const narrow = cause.by === 'channel' ? { channel: String(cause.id) } : { user: String(cause.id) };
  const name = <Link href={`/response${query({ ...filters, ...narrow })}`}>{cause.name}</Link>;
  return <>{richText(t(cause.by === 'channel' ? 'stats.causeChannel' : 'stats.causePerson'), { name })} </>;
}

function Sentence({ report, filters }: { report: ResponseReport; filters: Filters }) {
  const days = lengthOf(filters);
  const first = report.first_response;
  const change = moved(first.p50_ms, report.previous.first_response.p50_ms);
  const before = days === 1 ? t('stats.dayBefore') : t('stats.daysBefore', { count: days });
  const waiting = report.waiting.count;
  const half = shown(first.p50_ms, language.value);
  return (
    <p class="say">
      {first.p50_ms === null ? (
        t('stats.sayNone')
      ) : (
        <>
          {told('stats.sayHalf', half)}
          {change && (
            <>
              {', '}
              <span class={`say-${change.way}`}>
                {change.way === 'same'
                  ? t('stats.saySame', { before })
                  : t(change.way === 'faster' ? 'stats.sayFaster' : 'stats.saySlower', {
                      by: duration(change.by, language.value),
                      before,
                    })}
              </span>
            </>
          )}
          {!change && half.endsWith('.') ? ' ' : '. '}
          {report.cause && change && change.way !== 'same' && <Cause cause={report.cause} filters={filters} />}
          {first.p90_ms !== null && told('stats.sayTenth', shown(first.p90_ms, language.value))}
        </>
      )}{' '}
      {waiting > 0
        ? told('stats.sayWaiting', duration(report.waiting.longest_seconds * 1000, language.value), { count: waiting })
        : t('stats.sayNobody')}
    </p>
  );
}
