import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import { query } from '../data/api';
import { users } from '../data/store/people';
import { t } from '../data/words';
import { loadFilters, sources } from '../inbox/filterChoices';
import { channels, teams } from '../inbox/filterNames';
import { Face } from '../ui/Face';
import { FilterChip } from '../ui/FilterChip';
import { ChannelMark, Icon } from '../ui/icons';
import { type Choice, Picker } from '../ui/Picker';
import { everybody, type Filters } from './period';

const names = ['team', 'user', 'channel', 'source'] as const;
type Name = (typeof names)[number];

/** Of what kind a filter is. */
const kindOf = (name: Name) => t(name === 'user' ? 'stats.person' : `filter.${name}`);
function labelOf(name: Name, value: string): string {
  const id = Number(value);
  if (name === 'source') return value;
  if (name === 'team') return teams.value.get(id) ?? '…';
  return (name === 'user' ? users : channels).value.get(id)?.name ?? '…';
}
const narrowed = (filters: Filters, name: Name, value: string | null) =>
  `/response${query({ ...filters, [name]: value })}`;

/** The one field that narrows the report. */
export function Narrow({ filters }: { filters: Filters }) {
  const open = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="button button-outline"
        aria-haspopup="dialog"
        aria-expanded={open.value}
        onClick={() => {
          open.value = true;
        }}
      >
        <Icon name="filter" size="s" />
        {t('filter.label')}
      </button>
      {open.value && (
        <Choices
          filters={filters}
          anchor={button.current}
          close={() => {
            open.value = false;
          }}
        />
      )}
    </>
  );
}

function Choices({ filters, anchor, close }: { filters: Filters; anchor: HTMLElement | null; close: () => void }) {
  const [, go] = useLocation();
  useEffect(() => {
    void loadFilters().catch(() => undefined);
  }, []);
  const choice = (name: Name, value: string, label: string, more: Partial<Choice>): Choice => ({
    id: `${name}:${value}`,
    group: kindOf(name),
    label,
    checked: filters[name] === value,
    run: () => go(narrowed(filters, name, filters[name] === value ? null : value)),
    ...more,
  });
  const choices = [
    ...[...teams.value].map(([id, name]) =>
      choice('team', String(id), name, { icon: <Icon name="person" size="s" /> }),
    ),
    ...[...users.value.values()]
      .filter(user => user.active)
      .map(user => choice('user', String(user.id), user.name, { icon: <Face name={user.name} size={22} /> })),
    ...[...channels.value.values()].map(channel =>
      choice('channel', String(channel.id), channel.name, { icon: <ChannelMark kind={channel.kind} size="s" /> }),
    ),
    ...sources.value.map(({ name, count }) =>
      choice('source', name, name, { icon: <Icon name="globeLink" size="s" />, detail: String(count) }),
    ),
  ];
  return (
    <Picker
      label={t('filter.label')}
      placeholder={t('stats.narrowBy')}
      anchor={anchor}
      choices={choices}
      onClose={close}
    />
  );
}

/** What the report is narrowed by. */
export function Narrowed({ filters }: { filters: Filters }) {
  const [, go] = useLocation();
  const unnamed =
    (filters.team !== null && teams.value.size === 0) || (filters.channel !== null && channels.value.size === 0);
  useEffect(() => {
    if (unnamed) void loadFilters().catch(() => undefined);
  }, [unnamed]);
  return (
    <ul class="narrowed" aria-label={t('filter.label')}>
      {names.map(name => {
        const value = filters[name];
        if (value === null) return null;
        const drop = () => go(narrowed(filters, name, null));
        return <FilterChip key={name} name={kindOf(name)} value={labelOf(name, value)} drop={drop} />;
      })}
      <li>
        <Link class="button-link" href={`/response${query({ ...filters, ...everybody })}`}>
          {t('stats.clear')}
        </Link>
      </li>
    </ul>
  );
}
