import { useCallback, useEffect, useMemo } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { query } from '../data/api';
import { assign, close, markUnread } from '../data/commands';
import { choose } from '../data/selection';
import { bulkLeft, panelOpen } from '../data/settings';
import { conversation, conversationSignal, known } from '../data/store/conversations';
import { type Filter, noFilter, readFilter, writeFilter } from '../data/store/filter';
import { list } from '../data/store/lists';
import { me } from '../data/store/people';
import { savedAs, type View } from '../data/store/views';
import { undoLast } from '../data/toasts';
import { pageName, t } from '../data/words';
import { useAction } from '../keys';
import { stagesOpen } from '../panel/asked';
import { Panel, preloadPanel } from '../panel/Panel';
import { Width } from '../panel/Width';
import { Thread } from '../thread/Thread';
import { Icon } from '../ui/icons';
import { lazy } from '../ui/lazy';
import { narrow, phone } from '../ui/media';
import { ListPane } from './ListPane';
import { panelSheet } from './panelSheet';
import { pick, picking } from './pickers';
import './Inbox.css';

const SearchPane = lazy(
  async () => (await import('../search/SearchPane')).SearchPane,
  <section class="list" aria-busy="true" />,
);
const TagPicker = lazy(async () => (await import('./TagPicker')).TagPicker);
const FilterPicker = lazy(async () => (await import('./FilterPicker')).FilterPicker);
const GoTo = lazy(async () => (await import('../thread/GoTo')).GoTo);
const PriorityPicker = lazy(async () => (await import('./PriorityPicker')).PriorityPicker);
const donePicking = () => {
  picking.value = null;
};

interface Props {
  view: View | 'search';
  id: number | null;
}

export function Inbox({ view, id }: Props) {
  const [, go] = useLocation();
  const search = useSearch();
  // What the search asks for, or what the list is narrowed by, goes along.
  const filter = useMemo(() => (view === 'search' ? noFilter : readFilter(search)), [view, search]);
  const narrowed = writeFilter(filter);
  const kept = view === 'search' ? search : narrowed;
  const suffix = kept ? `?${kept}` : '';
  const home = `/inbox/${view}${suffix}`;
  const here = () => (view === 'search' ? undefined : list(view, filter));

  const open = useCallback(
    (next: number, replace = false) => go(`/inbox/${view}/${next}${narrowed ? `?${narrowed}` : ''}`, { replace }),
    [view, narrowed, go],
  );
  const narrowTo = useCallback(
    (next: Filter) => go(`${location.pathname}${query(next as Record<string, string>)}`, { replace: true }),
    [go],
  );
  useEffect(() => {
    if (bulkLeft.peek()) {
      import('../data/bulk').then(
        made => made.resumeBulk(),
        () => undefined,
      );
    }
  }, []);
  useEffect(() => {
    preloadPanel();
    void SearchPane.preload();
  }, []);
  known.value;
  const current = id === null ? undefined : conversationSignal(id)?.value;
  const step = (by: 1 | -1) => {
    const ids = here()?.ids.peek();
    if (!ids) return;
    // From the address itself: a held key is quicker than the painting.
    const now = Number(location.pathname.split('/')[3]) || null;
    const at = now === null ? -1 : ids.indexOf(now);
    const next = ids[at < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, at + by))];
    if (next !== undefined && next !== now) open(next, now !== null);
  };
  useAction('next', () => step(1));
  useAction('previous', () => step(-1));
  const extend = (by: 1 | -1) => {
    if (id !== null) choose(id, true);
    step(by);
    const next = Number(location.pathname.split('/')[3]) || null;
    if (next !== null) choose(next, true);
  };
  useAction('select', view === 'search' || id === null ? undefined : () => choose(id));
  useAction('selectNext', view === 'search' ? undefined : () => extend(1));
  useAction('selectPrevious', view === 'search' ? undefined : () => extend(-1));
  useAction('undo', undoLast);
  useAction(
    'close',
    id === null
      ? undefined
      : () => {
          const ids = here()?.ids.peek();
          if (ids) {
            const at = ids.indexOf(id);
            const next = ids[at + 1] ?? ids[at - 1];
            close(id);
            if (phone.peek()) go(home);
            else if (next !== undefined && at >= 0) open(next, true);
          } else close(id);
        },
  );
  useAction(
    'claim',
    id === null
      ? undefined
      : () => {
          const mine = me.peek();
          if (mine) assign(id, { id: mine.id, name: mine.name });
        },
  );
  useAction('unread', id === null ? undefined : () => markUnread(id));
  useAction('tag', id === null ? undefined : () => pick('tags', '.thread-tag'));
  useAction('priority', id === null ? undefined : () => pick('priority', '.thread-head'));
  useAction('day', id === null ? undefined : () => pick('day', '.thread-head'));
  useAction('panel', () => {
    if (narrow.peek()) panelSheet.value = !panelSheet.peek();
    else panelOpen.value = panelOpen.peek() === 'open' ? 'closed' : 'open';
  });
  useAction(
    'stage',
    current?.lead
      ? () => {
          if (narrow.peek()) panelSheet.value = true;
          else panelOpen.value = 'open';
          stagesOpen.value = true;
        }
      : undefined,
  );
  useAction('search', () => go('/inbox/search'));
  useAction('back', () => {
    if (panelSheet.peek()) panelSheet.value = false;
    else if (id !== null && phone.peek()) go(home);
    else if (view === 'search') go('/inbox/mine');
  });

  const name =
    current?.contact.name ?? (view === 'search' ? t('nav.search') : (savedAs(view, filter)?.name ?? t(`nav.${view}`)));
  useEffect(() => {
    pageName.value = name;
  }, [name]);

  const showList = !phone.value || id === null;
  const showThread = !phone.value || id !== null;
  const showPanel = id !== null && (narrow.value ? panelSheet.value : panelOpen.value === 'open');
  return (
    <main class={`sheet inbox ${showPanel && !narrow.value ? 'inbox-three' : ''}`}>
      {showList &&
        (view === 'search' ? (
          <SearchPane id={id} />
        ) : (
          <ListPane view={view} filter={filter} id={id} open={open} narrow={narrowTo} />
        ))}
      {showThread &&
        (id === null ? <Nothing ids={here()?.ids.value ?? []} /> : <Thread key={id} id={id} back={home} />)}
      {showPanel && !narrow.value && <Width />}
      {showPanel && <Panel key={`panel${id}`} id={id} />}
      {picking.value?.kind === 'tags' && id !== null && (
        <TagPicker key={id} id={id} anchor={picking.value.anchor} onClose={donePicking} />
      )}
      {picking.value?.kind === 'priority' && id !== null && (
        <PriorityPicker key={id} id={id} anchor={picking.value.anchor} onClose={donePicking} />
      )}
      {picking.value?.kind === 'day' && id !== null && (
        <GoTo key={id} id={id} anchor={picking.value.anchor} onClose={donePicking} />
      )}
      {picking.value?.kind === 'filter' && view !== 'search' && (
        <FilterPicker
          view={view}
          filter={filter}
          anchor={picking.value.anchor}
          choose={narrowTo}
          onClose={donePicking}
        />
      )}
    </main>
  );
}

function Nothing({ ids }: { ids: readonly number[] }) {
  const waiting = ids.filter(id => conversation(id)?.wait).length;
  return (
    <section class="empty inbox-nothing" aria-label={t('thread.none')}>
      <Icon name="inbox" />
      <strong>{waiting ? t('thread.noneWaiting', { count: waiting }) : t('thread.none')}</strong>
      <span>{t('thread.noneHint')}</span>
    </section>
  );
}
