import { useSignal } from '@preact/signals';
import { Link, useLocation } from 'wouter-preact';
import { dayOf } from '../../shared/day';
import { query } from '../data/api';
import { now } from '../data/clock';
import { t } from '../data/words';
import { areDays, type Filters, lengthOf, nameOf, periods } from './period';

/** Today, 7 days, 30 days, or the days between two dates. */
export function PeriodChoice({ filters }: { filters: Filters }) {
  const open = useSignal(false);
  const named = filters.from !== null;
  return (
    <>
      <nav class="segmented" aria-label={t('stats.period')}>
        {periods.map(days => (
          <Link
            key={days}
            href={`/response${query({ ...filters, days, from: null, to: null })}`}
            replace
            class={days === filters.days ? 'segment segment-on' : 'segment'}
            aria-current={days === filters.days ? 'true' : undefined}
            onClick={() => {
              open.value = false;
            }}
          >
            {days === 1 ? t('stats.today') : t('stats.days', { count: days })}
          </Link>
        ))}
        <button
          type="button"
          class={named ? 'segment segment-on' : 'segment'}
          aria-expanded={open.value}
          onClick={() => {
            open.value = !open.peek();
          }}
        >
          {named ? nameOf(filters) : t('stats.custom')}
        </button>
      </nav>
      {open.value && (
        <Dates
          filters={filters}
          done={() => {
            open.value = false;
          }}
        />
      )}
    </>
  );
}

function Dates({ filters, done }: { filters: Filters; done: () => void }) {
  const [, go] = useLocation();
  const today = dayOf(now.peek());
  const from = useSignal(filters.from ?? dayOf(now.peek() - (lengthOf(filters) - 1) * 86_400_000));
  const to = useSignal(filters.to ?? today);
  const wrong = useSignal(false);
  return (
    <form
      class="period-dates"
      noValidate
      onSubmit={event => {
        event.preventDefault();
        wrong.value = !areDays(from.value, to.value);
        if (wrong.value) return;
        done();
        go(`/response${query({ ...filters, days: null, from: from.value, to: to.value })}`, { replace: true });
      }}
    >
      {(
        [
          ['from', from],
          ['to', to],
        ] as const
      ).map(([name, value]) => (
        <label key={name}>
          {t(`stats.${name}`)}
          <input
            type="date"
            value={value.value}
            max={today}
            aria-invalid={wrong.value}
            aria-describedby={wrong.value ? 'period-wrong' : undefined}
            onInput={event => {
              value.value = event.currentTarget.value;
              wrong.value = false;
            }}
          />
        </label>
      ))}
      <button type="submit" class="button">
        {t('stats.show')}
      </button>
      {wrong.value && (
        <p id="period-wrong" class="period-wrong" role="alert">
          {t('stats.wrongPeriod')}
        </p>
      )}
    </form>
  );
}
