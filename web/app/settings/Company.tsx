import { patch, session } from '../data/api';
import type { Settings } from '../data/types';
import { language, t } from '../data/words';
import { Icon } from '../ui/icons';
import { useData } from './data';
import { useForm } from './form';
import { type Calendar, dayNames, defaultWeek, type Interval, readInterval, shownInterval, zones } from './hours';
import { BackLink, Field, Pending, SaveBar, Section, Switch, TextField, useFlash } from './parts';
import { s } from './words';

interface Values {
  company: string;
  minutes: string;
  always: boolean;
  zone: string;
  week: readonly (readonly Interval[])[];
  holidays: readonly Holiday[];
}
interface Holiday {
  readonly day: string;
  readonly hours: readonly Interval[];
}

function valuesOf(settings: Settings): Values {
  const calendar = settings.calendar as Calendar | null;
  return {
    company: settings.company,
    minutes: String(Math.round((settings.target_seconds / 60) * 100) / 100),
    always: !calendar,
    zone: calendar?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    week: calendar?.week ?? defaultWeek,
    holidays: Object.entries(calendar?.exceptions ?? {})
      .map(([day, hours]) => ({ day, hours }))
      .sort((a, b) => a.day.localeCompare(b.day)),
  };
}

function check(values: Values): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (!values.company.trim()) wrong.company = s('wrong.company');
  const minutes = Number(values.minutes.replace(',', '.'));
  if (!(minutes > 0 && minutes <= 43_200)) wrong.minutes = s('wrong.target');
  if (values.always) return wrong;
  if (!zones().includes(values.zone)) wrong.zone = s('wrong.zone');
  if (
    values.week.flat().some(one => !readInterval(one)) ||
    values.holidays.some(one => one.hours.some(hours => !readInterval(hours)))
  )
    wrong.week = s('wrong.interval');
  const days = values.holidays.map(one => one.day);
  if (days.some(day => !/^\d{4}-\d\d-\d\d$/.test(day)) || new Set(days).size < days.length)
    wrong.holidays = s('wrong.holidays');
  return wrong;
}

async function save(changed: Partial<Values>, values: Values): Promise<void> {
  const body: Record<string, unknown> = {};
  if (changed.company !== undefined) body.company = values.company.trim();
  if (changed.minutes !== undefined) body.target_seconds = Math.round(Number(values.minutes.replace(',', '.')) * 60);
  if ('always' in changed || 'zone' in changed || 'week' in changed || 'holidays' in changed) {
    body.calendar = values.always
      ? null
      : {
          zone: values.zone,
          week: values.week,
          exceptions: Object.fromEntries(values.holidays.map(one => [one.day, one.hours])),
        };
  }
  await patch<Settings>('/settings', body);
  const mine = session.peek();
  if (mine && changed.company !== undefined) session.value = { ...mine, company: values.company.trim() };
}

export function Company() {
  const { value, error, reload } = useData<Settings>('/settings');
  useFlash(value !== null);
  const form = useForm<Values>({
    id: 'company',
    initial: value && valuesOf(value),
    labels: {
      company: s('company.name'),
      minutes: s('company.target'),
      always: s('company.always'),
      zone: s('company.zone'),
      week: s('company.week'),
      holidays: s('company.holidays'),
    },
    check,
    save: async (changed, values) => {
      await save(changed, values);
      await reload();
    },
  });
  if (!form) return <Pending error={error} again={reload} />;
  const { values } = form;
  return (
    <>
      <BackLink href="/settings" label={t('nav.settings')} />
      <form ref={form.element} noValidate onSubmit={form.submit}>
        <Section title={s('nav.company')} hint={s('company.hint')}>
          <div class="set-fields">
            <TextField
              form={form}
              name="company"
              label={s('company.name')}
              hint={s('company.nameHint')}
              autocomplete="organization"
            />
            <Field
              name="target"
              label={s('company.target')}
              hint={s('company.targetHint')}
              wrong={form.wrong('minutes')}
            >
              {attributes => (
                <div class="set-unit">
                  <input
                    {...attributes}
                    inputMode="decimal"
                    value={values.minutes}
                    onInput={event => form.set({ minutes: event.currentTarget.value })}
                  />
                  <span>{s('company.minutes')}</span>
                </div>
              )}
            </Field>
          </div>
        </Section>
        <Section title={s('company.hours')} hint={s('company.hoursHint')}>
          <Switch
            name="always"
            label={s('company.always')}
            hint={s('company.alwaysHint')}
            on={values.always}
            onTurn={always => form.set({ always })}
          />
          {!values.always && (
            <>
              <Field
                name="zone"
                label={s('company.zone')}
                hint={s('company.zoneHint', { time: timeIn(values.zone) })}
                wrong={form.wrong('zone')}
              >
                {attributes => (
                  <>
                    <input
                      {...attributes}
                      list="set-zones"
                      autocomplete="off"
                      value={values.zone}
                      onInput={event => form.set({ zone: event.currentTarget.value })}
                    />
                    <datalist id="set-zones">
                      {zones().map(zone => (
                        <option key={zone} value={zone} />
                      ))}
                    </datalist>
                  </>
                )}
              </Field>
              <Week week={values.week} wrong={form.wrong('week')} onChange={week => form.set({ week })} />
              <Holidays
                list={values.holidays}
                wrong={form.wrong('holidays')}
                onChange={holidays => form.set({ holidays })}
              />
            </>
          )}
        </Section>
        <SaveBar form={form} />
      </form>
    </>
  );
}

function timeIn(zone: string): string {
  try {
    return new Intl.DateTimeFormat(language.value, {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: zone,
    }).format();
  } catch {
    return '?';
  }
}

function Week({
  week,
  wrong,
  onChange,
}: {
  week: Values['week'];
  wrong: string;
  onChange: (week: Values['week']) => void;
}) {
  const names = dayNames(language.value);
  const put = (day: number, hours: readonly Interval[]) => onChange(week.map((one, i) => (i === day ? hours : one)));
  return (
    <fieldset class="set-week" id="set-week" aria-describedby="set-week-wrong">
      <legend>{s('company.week')}</legend>
      {names.map((name, day) => (
        <div key={name} class="set-day" role="group" aria-label={name}>
          <b>{name}</b>
          <Hours hours={week[day] ?? []} label={name} wrong={wrong !== ''} onChange={hours => put(day, hours)} />
          {day === 0 && (
            <button
              type="button"
              class="button-link"
              onClick={() => onChange(week.map((one, i) => (i < 5 ? (week[0] ?? []) : one)))}
            >
              {s('company.copyDays')}
            </button>
          )}
        </div>
      ))}
      <span class="set-hint" id="set-week-wrong">
        {wrong && <small role="alert">{wrong}</small>}
      </span>
    </fieldset>
  );
}

/** None: closed. */
function Hours({
  hours,
  label,
  wrong,
  onChange,
}: {
  hours: readonly Interval[];
  label: string;
  wrong: boolean;
  onChange: (hours: readonly Interval[]) => void;
}) {
  return (
    <div class="set-hours">
      {hours.length === 0 && <span class="set-closed">{s('company.closed')}</span>}
      {hours.map((interval, at) => {
        const [from, to, over] = shownInterval(interval);
        const put = (next: readonly [string, string]) =>
          onChange(hours.map((one, i) => (i === at ? (readInterval(next) ?? next) : one)));
        const bad = wrong && !readInterval(interval);
        return (
          <span key={at} class="set-interval">
            <input
              type="time"
              aria-label={s('company.from', { day: label })}
              aria-invalid={bad}
              value={from}
              onChange={event => put([event.currentTarget.value, to])}
            />
            <span aria-hidden="true">–</span>
            <input
              type="time"
              aria-label={s('company.to', { day: label })}
              aria-invalid={bad}
              value={to}
              onChange={event => put([from, event.currentTarget.value])}
            />
            {over && <small>{s('company.nextDay')}</small>}
            <button
              type="button"
              class="icon-button"
              aria-label={s('company.removeHours', { day: label })}
              onClick={() => onChange(hours.filter((_, i) => i !== at))}
            >
              <Icon name="close" size="s" />
            </button>
          </span>
        );
      })}
      <button
        type="button"
        class="icon-button"
        aria-label={s('company.addHours', { day: label })}
        title={s('company.addHours', { day: label })}
        onClick={() => onChange([...hours, hours.length ? ['18:00', '20:00'] : ['09:00', '18:00']])}
      >
        <Icon name="plus" size="s" />
      </button>
    </div>
  );
}

function Holidays({
  list,
  wrong,
  onChange,
}: {
  list: readonly Holiday[];
  wrong: string;
  onChange: (list: readonly Holiday[]) => void;
}) {
  const put = (at: number, part: Partial<Holiday>) =>
    onChange(list.map((one, i) => (i === at ? { ...one, ...part } : one)));
  const nextDay = () => {
    const last = list.at(-1)?.day;
    const at = last && !Number.isNaN(Date.parse(last)) ? Date.parse(last) + 86_400_000 : Date.now();
    return new Date(at).toISOString().slice(0, 10);
  };
  return (
    <fieldset class="set-week" id="set-holidays">
      <legend>{s('company.holidays')}</legend>
      <p class="set-hint">{s('company.holidaysHint')}</p>
      {list.map((holiday, at) => (
        <div key={at} class="set-day set-holiday">
          <input
            type="date"
            aria-label={s('company.holiday')}
            aria-invalid={wrong !== ''}
            value={holiday.day}
            onChange={event => put(at, { day: event.currentTarget.value })}
          />
          <Hours hours={holiday.hours} label={holiday.day} wrong={false} onChange={hours => put(at, { hours })} />
          <button
            type="button"
            class="icon-button"
            aria-label={s('form.remove', { what: holiday.day })}
            onClick={() => onChange(list.filter((_, i) => i !== at))}
          >
            <Icon name="trash" size="s" />
          </button>
        </div>
      ))}
      <span class="set-hint">{wrong && <small role="alert">{wrong}</small>}</span>
      <button
        type="button"
        class="button button-outline set-add"
        onClick={() => onChange([...list, { day: nextDay(), hours: [] }])}
      >
        <Icon name="plus" size="s" />
        {s('company.addHoliday')}
      </button>
    </fieldset>
  );
}
