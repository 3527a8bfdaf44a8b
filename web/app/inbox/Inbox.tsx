import { useCallback, useEffect } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { assign, close } from '../data/commands';
import { panelOpen } from '../data/settings';
import { conversation, conversationSignal, known } from '../data/store/conversations';
import { list } from '../data/store/lists';
import { me } from '../data/store/people';
import type { View } from '../data/store/views';
import { undoLast } from '../data/toasts';
import { t } from '../data/words';
import { useAction } from '../keys';
import { Panel } from '../panel/Panel';
import { SearchPane } from '../search/SearchPane';
import { Thread } from '../thread/Thread';
import { Icon } from '../ui/icons';
import { narrow, phone } from '../ui/media';
import { ListPane } from './ListPane';
import { panelSheet } from './panelSheet';
import './Inbox.css';

interface Props {
  view: View | 'search';
  id: number | null;
}

export function Inbox({ view, id }: Props) {
  const [, go] = useLocation();
  const search = useSearch();
  const suffix = search ? `?${search}` : '';
  const home = `/inbox/${view}${view === 'search' ? suffix : ''}`;

  const open = useCallback((next: number, replace = false) => go(`/inbox/${view}/${next}`, { replace }), [view, go]);
  const step = (by: 1 | -1) => {
    if (view === 'search') return;
    // From the address itself: a held key is quicker than the painting.
    const here = Number(location.pathname.split('/')[3]) || null;
    const ids = list(view).ids.peek();
    const at = here === null ? -1 : ids.indexOf(here);
    const next = ids[at < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, at + by))];
    if (next !== undefined && next !== here) open(next, here !== null);
  };
  useAction('next', () => step(1));
  useAction('previous', () => step(-1));
  useAction('undo', undoLast);
  useAction(
    'close',
    id === null
      ? undefined
      : () => {
          if (view !== 'search') {
            const ids = list(view).ids.peek();
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
  useAction('panel', () => {
    if (narrow.peek()) panelSheet.value = !panelSheet.peek();
    else panelOpen.value = panelOpen.peek() === 'open' ? 'closed' : 'open';
  });
  useAction('search', () => go('/inbox/search'));
  useAction('back', () => {
    if (panelSheet.peek()) panelSheet.value = false;
    else if (id !== null && phone.peek()) go(home);
    else if (view === 'search') go('/inbox/mine');
  });

  known.value;
  const current = id === null ? undefined : conversationSignal(id)?.value;
  const waitsForMe = list('mine').ids.value.filter(one => conversationSignal(one)?.value.wait).length;
  const name = current?.contact.name ?? t(view === 'search' ? 'nav.search' : `nav.${view}`);
  useEffect(() => {
    document.title = `${waitsForMe ? `(${waitsForMe}) ` : ''}${name}, Parley`;
  }, [waitsForMe, name]);

  const showList = !phone.value || id === null;
  const showThread = !phone.value || id !== null;
  const showPanel = id !== null && (narrow.value ? panelSheet.value : panelOpen.value === 'open');
  return (
    <main class={`sheet inbox ${showPanel && !narrow.value ? 'inbox-three' : ''}`}>
      {showList && (view === 'search' ? <SearchPane id={id} /> : <ListPane view={view} id={id} open={open} />)}
      {showThread && (id === null ? <Nothing view={view} /> : <Thread key={id} id={id} back={home} />)}
      {showPanel && <Panel key={`panel${id}`} id={id} />}
    </main>
  );
}

function Nothing({ view }: { view: View | 'search' }) {
  const ids = view === 'search' ? [] : list(view).ids.value;
  const waiting = ids.filter(id => conversation(id)?.wait).length;
  return (
    <section class="empty inbox-nothing" aria-label={t('thread.none')}>
      <Icon name="inbox" />
      <strong>{waiting ? t('thread.noneWaiting', { count: waiting }) : t('thread.none')}</strong>
      <span>{t('thread.noneHint')}</span>
    </section>
  );
}
