import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Link, useLocation, useSearch } from 'wouter-preact';
import { session } from '../data/api';
import { amissMark, setupLeft } from '../data/setup';
import { readFilter } from '../data/store/filter';
import { counts } from '../data/store/lists';
import { me, online } from '../data/store/people';
import { savedAs, type View } from '../data/store/views';
import { type Key, t } from '../data/words';
import { Face } from '../ui/Face';
import { Icon, type IconName } from '../ui/icons';
import { lazy } from '../ui/lazy';
import { phone } from '../ui/media';
import './Nav.css';

const Views = lazy(async () => (await import('./Views')).Views);
const Account = lazy(async () => (await import('./Account')).Account, <div class="nav-account" />);

/** On a phone the navigation is a sheet. */
const navOpen = signal(false);

const entries: readonly { view: View; icon: IconName; label: Key }[] = [
  { view: 'mine', icon: 'inbox', label: 'nav.mine' },
  { view: 'unassigned', icon: 'flag', label: 'nav.unassigned' },
  { view: 'waiting', icon: 'clock', label: 'nav.waiting' },
  { view: 'mentions', icon: 'at', label: 'nav.mentions' },
  { view: 'snoozed', icon: 'moon', label: 'nav.snoozed' },
  { view: 'all', icon: 'globe', label: 'nav.all' },
  { view: 'closed', icon: 'archive', label: 'nav.closed' },
];

export function Nav() {
  if (!phone.value) {
    return (
      <nav class="nav" aria-label={t('nav.label')}>
        <Content />
      </nav>
    );
  }
  return navOpen.value ? <Sheet /> : null;
}

/** Opens it there. */
export function NavButton() {
  if (!phone.value) return null;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={t('nav.label')}
      onClick={() => {
        navOpen.value = true;
      }}
    >
      <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4.5 7h15M4.5 12h15M4.5 17h15" />
      </svg>
    </button>
  );
}

function Sheet() {
  const element = useRef<HTMLDialogElement>(null);
  const [place] = useLocation();
  const first = useRef(place);
  useEffect(() => {
    element.current?.showModal();
  }, []);
  useEffect(() => {
    if (place !== first.current) navOpen.value = false;
  }, [place]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc is the key for it, by the platform
    <dialog
      ref={element}
      class="nav-sheet"
      aria-label={t('nav.label')}
      onCancel={() => {
        navOpen.value = false;
      }}
      onClick={event => {
        if (event.target === element.current || (event.target as Element).closest('a')) navOpen.value = false;
      }}
    >
      <nav class="nav" aria-label={t('nav.label')}>
        <Content />
      </nav>
    </dialog>
  );
}

function Content() {
  const [place, go] = useLocation();
  const search = useSearch();
  const current = place.split('/')[2];
  return (
    <>
      <div class="nav-brand">
        <span class="nav-logo" aria-hidden="true">
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M4 6.500A2.500 2.500 0 0 1 6.500 4h7A2.500 2.500 0 0 1 16 6.500v4a2.500 2.500 0 0 1-2.500 2.500H9l-3.200 2.600V13A2.500 2.500 0 0 1 4 10.500z" />
            <path d="M18.500 9.200A2.500 2.500 0 0 1 20 11.500v4a2.500 2.500 0 0 1-1.800 2.400v2.500L15 18h-3.500a2.500 2.500 0 0 1-2-1" />
          </svg>
        </span>
        <b class="cut">{session.value?.company ?? 'Parley'}</b>
      </div>
      <button type="button" class="nav-find" aria-label={t('nav.search')} onClick={() => go('/inbox/search')}>
        <Icon name="search" size="s" />
        <span>{t('nav.search')}</span>
        <span class="kbd">/</span>
      </button>
      <ul class="nav-list">
        {entries.map(({ view, icon, label }) => {
          const here = place.startsWith('/inbox') && current === view && !savedAs(view, readFilter(search));
          const count = view === 'closed' ? undefined : counts.value?.[view];
          return (
            <li key={view}>
              <Link
                href={`/inbox/${view}`}
                class={here ? 'nav-item nav-here' : 'nav-item'}
                aria-current={here ? 'page' : undefined}
                title={t(label)}
              >
                <Icon name={icon} />
                <span class="cut">{t(label)}</span>
                {count ? <b title={t('nav.count', { count })}>{count}</b> : null}
              </Link>
            </li>
          );
        })}
      </ul>
      <Views />
      {me.value?.role !== 'operator' && (
        <>
          <h2 class="nav-heading">{t('nav.reports')}</h2>
          <ul class="nav-list">
            <li>
              <Link
                href="/response"
                class={place.startsWith('/response') ? 'nav-item nav-here' : 'nav-item'}
                aria-current={place.startsWith('/response') ? 'page' : undefined}
                title={t('nav.response')}
              >
                <Icon name="chart" />
                <span class="cut">{t('nav.response')}</span>
              </Link>
            </li>
          </ul>
        </>
      )}
      <div class="space" />
      <ul class="nav-list">
        {setupLeft.value ? (
          <Entry href="/settings/guide" icon="bolt" label={t('nav.setup', { count: setupLeft.value })} />
        ) : null}
        <Entry href="/settings" icon="gear" label={t('nav.settings')} mark={amissMark.value} />
      </ul>
      <Team />
      <Account />
    </>
  );
}

function Entry({ href, icon, label, mark }: { href: string; icon: IconName; label: string; mark?: string }) {
  const [place] = useLocation();
  // The guide is a part of the settings with an entry of its own.
  const guide = place.startsWith('/settings/guide') && Boolean(setupLeft.value);
  const here = guide ? href === '/settings/guide' : place.startsWith('/settings') && href === '/settings';
  return (
    <li>
      <Link
        href={href}
        class={here ? 'nav-item nav-here' : 'nav-item'}
        aria-current={here ? 'page' : undefined}
        title={label}
      >
        <Icon name={icon} />
        <span class="cut">{label}</span>
        {mark && (
          <b class="nav-amiss" title={mark}>
            <i class="hidden">{mark}</i>
          </b>
        )}
      </Link>
    </li>
  );
}

function Team() {
  const people = online.value;
  return (
    <div class="nav-team" title={people.map(user => user.name).join(', ')}>
      <span class="nav-stack">
        {people.slice(0, 4).map(user => (
          <Face key={user.id} name={user.name} size={22} />
        ))}
      </span>
      <span class="cut">{t('nav.online', { count: people.length })}</span>
    </div>
  );
}
