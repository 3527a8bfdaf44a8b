import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { heat, ms } from '../../shared/time';
import { now } from '../data/clock';
import { sayError } from '../data/commands';
import { chooseAll, chooseNone, chosen, progress, shownIds } from '../data/selection';
import { density, queueOrder } from '../data/settings';
import { conversation } from '../data/store/conversations';
import { type Filter, isFiltered } from '../data/store/filter';
import { counts, dropList, hold, type List, list, loadMore, release, setQueueOrder } from '../data/store/lists';
import { isQueue, orderOf, savedAs, type View } from '../data/store/views';
import { t } from '../data/words';
import { act, useAction } from '../keys';
import { Icon } from '../ui/icons';
import { lazy } from '../ui/lazy';
import { Menu } from '../ui/Menu';
import { phone } from '../ui/media';
import { NavButton } from './Nav';
import { pick } from './pickers';
import { Row } from './Row';
import './ListPane.css';

/** Fixed, and the same as in the style sheet. */
const rowHeights = { comfortable: 66, compact: 52 };
const spare = 6;
const BulkBar = lazy(async () => (await import('./BulkBar')).BulkBar);
const FilterBar = lazy(async () => (await import('./FilterBar')).FilterBar, <div class="list-chips" />);

interface Props {
  view: View;
  filter: Filter;
  id: number | null;
  open: (id: number, replace?: boolean) => void;
  narrow: (filter: Filter) => void;
}

export function ListPane({ view, filter, id, open, narrow }: Props) {
  const of = list(view, filter);
  const narrowed = isFiltered(filter);
  useEffect(() => {
    void loadMore(of, true);
    return () => {
      hold(of, false);
      dropList(of);
      chooseNone();
    };
  }, [of]);
  // Before the bar is there, which knows of those not loaded too.
  useAction('selectAll', () => chooseAll(of.ids.peek()));
  useEffect(() => {
    shownIds.value = of.ids.value;
  }, [of.ids.value]);
  useAction('filter', () => pick('filter', '.list-filter'));
  const total = view === 'closed' || narrowed ? undefined : counts.value?.[view];
  return (
    <section class="list" aria-label={t('list.label')}>
      <header class="list-head">
        <NavButton />
        <h1 class="cut">
          {savedAs(view, filter)?.name ?? t(`nav.${view}`)}
          {narrowed && of.cursor.value !== undefined && (
            <small>
              {t('list.found', { count: of.ids.value.length })}
              {of.cursor.value === null ? '' : '+'}
            </small>
          )}
          {total !== undefined && counts.value && (
            <small>
              {view === 'mine' || view === 'unassigned' || view === 'waiting'
                ? t('list.ofOpen', { n: total, count: counts.value.all })
                : t('list.total', { count: total })}
            </small>
          )}
        </h1>
        <Link href="/inbox/search" class="icon-button" aria-label={t('nav.search')}>
          <Icon name="search" />
        </Link>
      </header>
      <div class="list-sort">
        <OrderMenu view={view} />
        <span class="space" />
        <Late ids={of.ids.value} />
        <button
          type="button"
          class="icon-button list-filter"
          aria-label={t('filter.label')}
          title={`${t('filter.label')} (F)`}
          aria-haspopup="dialog"
          onClick={event => pick('filter', event.currentTarget)}
        >
          <Icon name="filter" size="s" />
        </button>
      </div>
      {narrowed && <FilterBar view={view} filter={filter} narrow={narrow} />}
      {of.ids.value.length > 0 ? (
        <Rows of={of} id={id} open={open} />
      ) : of.error.value ? (
        <div class="empty" role="alert">
          <strong>{t('list.failed')}</strong>
          <span>{sayError(of.error.value)}</span>
          <button type="button" class="button button-outline" onClick={() => void loadMore(of, true)}>
            {t('ui.again')}
          </button>
        </div>
      ) : of.cursor.value === undefined ? (
        <Skeleton />
      ) : narrowed ? (
        <div class="empty">
          <strong>{t('filter.none')}</strong>
          <button type="button" class="button button-outline" onClick={() => narrow({})}>
            {t('filter.clear')}
          </button>
        </div>
      ) : (
        <Empty view={view} />
      )}
      {chosen.value.size > 0 || progress.value ? (
        <BulkBar of={of} />
      ) : phone.value ? null : (
        <footer class="list-keys" aria-hidden="true">
          <span>
            <span class="kbd">J</span>
            <span class="kbd">K</span> {t('list.move')}
          </span>
          <span>
            <span class="kbd">E</span> {t('thread.close')}
          </span>
          <span>
            <span class="kbd">H</span> {t('thread.snooze')}
          </span>
          <span>
            <span class="kbd">?</span> {t('list.allKeys')}
          </span>
        </footer>
      )}
    </section>
  );
}

function OrderMenu({ view }: { view: View }) {
  const open = useSignal(false);
  const order = orderOf(view, queueOrder.value);
  if (!isQueue(view)) return <span>{t(`order.${order}`)}</span>;
  const items = () =>
    (['newest', 'oldest', 'wait', 'priority'] as const).map(one => ({
      id: one,
      label: t(`order.${one}`),
      checked: one === order,
      run: () => setQueueOrder(one),
    }));
  return (
    <Menu label={t('order.label')} items={items} open={open} buttonClass="list-order">
      {t(`order.${order}`)}
      <Icon name="down" size="xs" />
    </Menu>
  );
}

function Late({ ids }: { ids: readonly number[] }) {
  const late = ids.filter(id => {
    const wait = conversation(id)?.wait;
    return wait && heat(ms(wait.opened_at), wait.target_seconds, now.value).level === 'late';
  }).length;
  return late ? <span class="tag tag-warm">{t('list.late', { count: late })}</span> : null;
}

/** A fixed row height makes the window plain arithmetic: what is not seen is not in the page. */
function Rows({ of, id, open }: { of: List; id: number | null; open: Props['open'] }) {
  const view = of.view;
  const rowHeight = rowHeights[density.value];
  const box = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(900);
  const ids = of.ids.value;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = () => {
      height.value = element.clientHeight;
    };
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  // The chosen row stays in sight when it is chosen by key.
  useLayoutEffect(() => {
    const element = box.current;
    const at = id === null ? -1 : ids.indexOf(id);
    if (!element || at < 0) return;
    const start = at * rowHeight;
    if (start < element.scrollTop) element.scrollTop = start;
    else if (start + rowHeight > element.scrollTop + element.clientHeight) {
      element.scrollTop = start + rowHeight - element.clientHeight + 8;
    }
  }, [id]);
  useAction('open', () => {
    if (id === null && ids[0] !== undefined) open(ids[0]);
    else act('reply');
  });

  const onScroll = () => {
    const element = box.current;
    if (!element) return;
    top.value = element.scrollTop;
    hold(of, element.scrollTop > rowHeight / 2);
    if (element.scrollTop + element.clientHeight > ids.length * rowHeight - 1200) void loadMore(of);
  };
  const first = Math.max(0, Math.floor(top.value / rowHeight) - spare);
  const last = Math.min(ids.length, Math.ceil((top.value + height.value) / rowHeight) + spare);
  const more = of.waiting.value.length;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the pointer only holds the order, it does nothing
    <div
      class="list-box"
      onMouseEnter={() => hold(of, true)}
      onMouseLeave={() => {
        if ((box.current?.scrollTop ?? 0) <= rowHeight / 2) hold(of, false);
      }}
    >
      {more > 0 && (
        <button
          type="button"
          class="list-new"
          onClick={() => {
            box.current?.scrollTo({ top: 0 });
            release(of);
          }}
        >
          {t('list.new', { count: more })}
        </button>
      )}
      <div
        ref={box}
        class="list-rows"
        role="listbox"
        tabIndex={0}
        aria-label={t(`nav.${view}`)}
        aria-activedescendant={id !== null && ids.slice(first, last).includes(id) ? `row-${id}` : undefined}
        onScroll={onScroll}
      >
        <div class="list-canvas" role="presentation" style={{ height: `${ids.length * rowHeight}px` }}>
          {ids.slice(first, last).map((rowId, i) => (
            <Row
              key={rowId}
              id={rowId}
              at={(first + i) * rowHeight}
              place={first + i + 1}
              size={of.cursor.value === null ? ids.length : -1}
              selected={rowId === id}
              open={open}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function Skeleton() {
  return (
    <div class="list-skeleton" aria-busy="true">
      {Array.from({ length: 8 }, (_, i) => (
        <div key={i} class="list-ghost">
          <i class="skeleton" />
          <span>
            <i class="skeleton" />
            <i class="skeleton" />
          </span>
        </div>
      ))}
    </div>
  );
}

function Empty({ view }: { view: View }) {
  return (
    <div class="empty">
      <strong>{t(`empty.${view}`)}</strong>
      <span>{t(`empty.${view}Hint`)}</span>
      {view === 'mine' && counts.value && counts.value.unassigned > 0 && (
        <Link href="/inbox/unassigned" class="button button-outline">
          {t('empty.toUnassigned', { count: counts.value.unassigned })}
        </Link>
      )}
    </div>
  );
}
