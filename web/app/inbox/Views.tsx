import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Link, useLocation, useSearch } from 'wouter-preact';
import { ApiError } from '../data/api';
import { sayError } from '../data/commands';
import { readFilter } from '../data/store/filter';
import { me } from '../data/store/people';
import { addressOf, deleteView, orderViews, saveView, startViews, viewCounts } from '../data/store/saved';
import { isView, savedAs, savedViews, type View } from '../data/store/views';
import { toast } from '../data/toasts';
import type { SavedView } from '../data/types';
import { t } from '../data/words';
import { Icon } from '../ui/icons';
import { Menu, type MenuItem } from '../ui/Menu';
import { ViewDialog } from './ViewDialog';
import './Views.css';

/** The views of teams and the saved ones: live counts, an order of one's own by drawing or by the menu. */
export function Views() {
  const [place] = useLocation();
  const search = useSearch();
  /** As it is being moved; the kept order where null. */
  const order = useSignal<readonly SavedView[] | null>(null);
  const held = useSignal<string | null>(null);
  const changing = useSignal<SavedView | null>(null);
  const said = useSignal('');
  useEffect(startViews, []);
  const views = order.value ?? savedViews.value;
  if (!views.length) return null;
  const name = place.split('/')[2];
  const here = place.startsWith('/inbox/') && isView(name) ? savedAs(name, readFilter(search)) : undefined;

  const moved = (key: string, to: number) => {
    const one = views.find(item => item.key === key);
    const rest = views.filter(item => item.key !== key);
    return one ? [...rest.slice(0, to), one, ...rest.slice(to)] : views;
  };
  const save = async (next: readonly SavedView[]) => {
    order.value = null;
    await attempt(() => orderViews(next));
  };
  const step = (view: SavedView, by: 1 | -1) => {
    const to = views.indexOf(view) + by;
    said.value = t('views.movedTo', { name: view.name, place: to + 1 });
    void save(moved(view.key, to));
    // The row moves in the page: its button keeps the focus.
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`#${view.key} .nav-more`)?.focus());
  };
  return (
    <>
      <h2 class="nav-heading">{t('views.heading')}</h2>
      <ul class="nav-list" aria-label={t('views.heading')}>
        {views.map((view, at) => (
          <Item
            key={view.key}
            view={view}
            here={here?.key === view.key}
            held={held}
            items={() => actions(view, at, views.length, step, changing)}
            over={() => {
              const key = held.peek();
              if (key !== null && key !== view.key) order.value = moved(key, at);
            }}
            drop={() => {
              held.value = null;
              if (order.peek()) void save(order.peek() ?? []);
            }}
          />
        ))}
      </ul>
      <p class="hidden" role="status">
        {said.value}
      </p>
      {changing.value && (
        <ViewDialog
          known={changing.value}
          close={() => {
            changing.value = null;
          }}
        />
      )}
    </>
  );
}

async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(sayError(error), { bad: true });
  }
}

function actions(
  view: SavedView,
  at: number,
  count: number,
  step: (view: SavedView, by: 1 | -1) => void,
  changing: Signal<SavedView | null>,
): MenuItem[] {
  const { query, scope, team } = view;
  const back = () =>
    attempt(() =>
      saveView({ name: view.name, scope, team_id: team?.id ?? null }, (query.view ?? 'all') as View, readOnly(query)),
    );
  return [
    ...(at > 0 ? [{ id: 'up', label: t('views.up'), run: () => step(view, -1) }] : []),
    ...(at < count - 1 ? [{ id: 'down', label: t('views.down'), run: () => step(view, 1) }] : []),
    ...(view.editable
      ? [
          {
            id: 'change',
            label: t('views.change'),
            run: () => {
              changing.value = view;
            },
          },
          {
            id: 'remove',
            label: t('views.remove'),
            run: () =>
              void attempt(async () => {
                await deleteView(view);
                toast(t('views.removed', { name: view.name }), {
                  action: { label: t('toast.undo'), undo: true, run: () => void back() },
                });
              }),
          },
        ]
      : []),
  ];
}
function readOnly({ view: _, ...filter }: SavedView['query']) {
  return filter;
}

interface ItemProps {
  view: SavedView;
  here: boolean;
  held: Signal<string | null>;
  items: () => MenuItem[];
  over: () => void;
  drop: () => void;
}
function Item({ view, here, held, items, over, drop }: ItemProps) {
  const open = useSignal(false);
  const counted = viewCounts.value.get(view.key);
  const by = view.owner && view.owner.id !== me.value?.id ? t('views.sharedBy', { name: view.owner.name }) : '';
  return (
    <li
      id={view.key}
      class={`nav-view${held.value === view.key ? ' nav-held' : ''}`}
      draggable
      onDragStart={event => {
        held.value = view.key;
        event.dataTransfer?.setData('text/plain', view.name);
      }}
      onDragOver={event => {
        if (held.peek() === null) return;
        event.preventDefault();
        over();
      }}
      onDrop={event => event.preventDefault()}
      onDragEnd={drop}
    >
      <Link
        href={addressOf(view)}
        class={here ? 'nav-item nav-here' : 'nav-item'}
        aria-current={here ? 'page' : undefined}
        title={[view.name, by].filter(Boolean).join(', ')}
        draggable={false}
      >
        <i class={view.id === null ? 'nav-letter nav-letter-team' : 'nav-letter'} aria-hidden="true">
          {[...view.name][0]?.toLocaleUpperCase()}
        </i>
        <span class="cut">{view.name}</span>
        {counted?.count ? (
          <b
            title={
              counted.more ? t('views.atLeast', { count: counted.count }) : t('nav.count', { count: counted.count })
            }
          >
            {counted.count}
            {counted.more ? '+' : ''}
          </b>
        ) : null}
      </Link>
      <Menu
        label={t('views.menu', { name: view.name })}
        items={items}
        open={open}
        buttonClass="icon-button nav-more"
        buttonLabel={t('views.menu', { name: view.name })}
      >
        <Icon name="more" size="s" />
      </Menu>
    </li>
  );
}
