import { computed, useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Link, Redirect, useLocation } from 'wouter-preact';
import { session } from '../data/api';
import { me, users } from '../data/store/people';
import { language, t } from '../data/words';
import { NavButton } from '../inbox/Nav';
import { useAction } from '../keys';
import { Icon, type IconName } from '../ui/icons';
import { phone } from '../ui/media';
import { Channels } from './Channels';
import { Company } from './Company';
import { keptForms, unsaved } from './form';
import { Guide } from './Guide';
import { LeaveGuard } from './LeaveGuard';
import { People } from './People';
import { Profile } from './Profile';
import { Rules } from './Rules';
import { find } from './search';
import { Tags } from './Tags';
import { Teams } from './Teams';
import { Templates } from './Templates';
import { Tokens } from './Tokens';
import { loadSettingsWords, type SKey, s, settingsLanguage } from './words';
import './Settings.css';
import './Parts.css';
import './Hours.css';
import './Rows.css';
import './Channels.css';
import './Rules.css';

export interface SectionProps {
  /** What follows the section in the address. */
  readonly rest: readonly string[];
}
interface SectionOf {
  readonly name: string;
  readonly icon: IconName;
  readonly label: SKey;
  readonly group: SKey;
  readonly admin: boolean;
  readonly view: ComponentType<SectionProps>;
}
const sections: readonly SectionOf[] = [
  { name: 'profile', icon: 'person', label: 'nav.profile', group: 'nav.you', admin: false, view: Profile },
  { name: 'company', icon: 'clock', label: 'nav.company', group: 'nav.house', admin: true, view: Company },
  { name: 'people', icon: 'person', label: 'nav.people', group: 'nav.house', admin: true, view: People },
  { name: 'teams', icon: 'flag', label: 'nav.teams', group: 'nav.house', admin: true, view: Teams },
  { name: 'channels', icon: 'globe', label: 'nav.channels', group: 'nav.work', admin: true, view: Channels },
  { name: 'rules', icon: 'bolt', label: 'nav.rules', group: 'nav.work', admin: true, view: Rules },
  { name: 'templates', icon: 'note', label: 'nav.templates', group: 'nav.work', admin: true, view: Templates },
  { name: 'tags', icon: 'tag', label: 'nav.tags', group: 'nav.work', admin: true, view: Tags },
  { name: 'tokens', icon: 'lock', label: 'nav.tokens', group: 'nav.machines', admin: true, view: Tokens },
  { name: 'guide', icon: 'check', label: 'nav.guide', group: 'nav.machines', admin: true, view: Guide },
];

/** Who can help whom this is not for. */
const admins = computed(() =>
  [...users.value.values()]
    .filter(user => user.active && user.role === 'admin')
    .map(user => user.name)
    .join(', '),
);

export function Settings({ path }: { path: string }) {
  const [, go] = useLocation();
  const parts = path.split('/').filter(Boolean);
  const admin = me.value?.role === 'admin';
  useEffect(() => {
    void loadSettingsWords(language.value);
  }, [language.value]);
  useAction('back', () => {
    if (phone.peek() && parts.length) go(parts.length > 1 ? `/settings/${parts[0]}` : '/settings');
  });
  const current = sections.find(section => section.name === parts[0]);
  const title = current ? (settingsLanguage.value ? s(current.label) : '') : t('nav.settings');
  useEffect(() => {
    document.title = `${title || t('nav.settings')}, Parley`;
  });
  if (!parts.length && !phone.value) return <Redirect to="/settings/profile" replace />;
  if (settingsLanguage.value === null) return <main class="sheet set" aria-busy="true" />;
  const View = current?.view;
  return (
    <main class={parts.length ? 'sheet set set-in' : 'sheet set'}>
      <Side current={current?.name ?? ''} admin={admin} />
      <div class="set-main" id="settings-main">
        {View ? (
          current.admin && !admin ? (
            <div class="empty">
              <strong>{s('noRight.title')}</strong>
              <span>{s('noRight.hint', { names: admins.value })}</span>
            </div>
          ) : (
            <View key={`${parts.join('/')} ${session.value?.user.id}`} rest={parts.slice(1)} />
          )
        ) : (
          parts.length > 0 && (
            <div class="empty">
              <strong>{s('nothing.title')}</strong>
              <Link class="button button-outline" href="/settings">
                {s('nothing.action')}
              </Link>
            </div>
          )
        )}
      </div>
      <LeaveGuard />
    </main>
  );
}

function Side({ current, admin }: { current: string; admin: boolean }) {
  const [, go] = useLocation();
  const words = useSignal('');
  const picked = useSignal(0);
  const shown = sections.filter(section => admin || !section.admin);
  const found = words.value.trim() ? find(words.value, admin) : null;
  const open = (at: number) => {
    const hit = found?.[at];
    if (!hit) return;
    words.value = '';
    go(hit.href);
  };
  let group = '';
  return (
    <nav class="set-nav" aria-label={s('nav.label')}>
      <header class="set-nav-head">
        <NavButton />
        <h1>{t('nav.settings')}</h1>
      </header>
      <label class="set-search">
        <Icon name="search" size="s" />
        <span class="hidden">{s('search.label')}</span>
        <input
          type="search"
          value={words.value}
          placeholder={s('search.label')}
          autocomplete="off"
          onInput={event => {
            words.value = event.currentTarget.value;
            picked.value = 0;
          }}
          onKeyDown={event => {
            const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
            if (by && found?.length) picked.value = (picked.peek() + by + found.length) % found.length;
            else if (event.key === 'Enter') open(picked.peek());
            else if (event.key === 'Escape' && words.peek()) words.value = '';
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
      </label>
      {found ? (
        <ul class="set-hits">
          {found.map((hit, at) => (
            <li key={hit.href}>
              <Link
                href={hit.href}
                class={at === picked.value ? 'set-hit set-hit-on' : 'set-hit'}
                onClick={() => {
                  words.value = '';
                }}
              >
                <b class="cut">{hit.label}</b>
                <small class="cut">{hit.section}</small>
              </Link>
            </li>
          ))}
          {found.length === 0 && <li class="set-none">{s('search.none', { words: words.value })}</li>}
        </ul>
      ) : (
        <ul class="set-list">
          {shown.map(section => {
            const heading = section.group === group ? null : section.group;
            group = section.group;
            const dirty =
              unsaved.value?.id.split('/')[0] === section.name ||
              [...keptForms.value].some(id => id.split('/')[0] === section.name);
            return (
              <li key={section.name}>
                {heading && <h2 class="set-group">{s(heading)}</h2>}
                <Link
                  href={`/settings/${section.name}`}
                  class={section.name === current ? 'set-item set-here' : 'set-item'}
                  aria-current={section.name === current ? 'page' : undefined}
                >
                  <Icon name={section.icon} />
                  <span class="cut">{s(section.label)}</span>
                  {dirty && <i class="set-dirty" role="img" aria-label={s('form.unsaved')} />}
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </nav>
  );
}
