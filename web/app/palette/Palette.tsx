import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { hits } from '../../shared/text';
import { ms, shortTime } from '../../shared/time';
import { get, query, session } from '../data/api';
import { now } from '../data/clock';
import { theme } from '../data/settings';
import { keep } from '../data/store/conversations';
import { users } from '../data/store/people';
import { addressOf } from '../data/store/saved';
import { lastSeq } from '../data/store/seq';
import { savedViews } from '../data/store/views';
import type { Conversation, SearchAnswer } from '../data/types';
import { language, t } from '../data/words';
import { act, can, shortcuts } from '../keys';
import { Face } from '../ui/Face';
import { Icon } from '../ui/icons';
import { type Choice, Picker } from '../ui/Picker';
import { pages } from './pages';

const found = signal<readonly Choice[]>([]);

/** Everything that can be done here, with its key; people, views, settings, and conversations by their words. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [, go] = useLocation();
  useEffect(() => () => stop(), []);
  const manages = session.value?.user.role !== 'operator';

  const actions: Choice[] = shortcuts
    .filter(item => item.group !== 'go' && item.action !== 'palette' && can(item.action))
    .map(item => ({
      id: `do:${item.action}`,
      group: t('palette.actions'),
      label: t(item.label),
      keys: item.with ? item.shown : item.shown.slice(0, 1),
      icon: <Icon name="bolt" size="s" />,
      run: () => {
        // After the palette is gone: what it opens takes the focus.
        setTimeout(() => act(item.action));
      },
    }));
  const views: Choice[] = shortcuts
    .filter(item => item.group === 'go' && can(item.action))
    .map(item => ({
      id: `go:${item.action}`,
      group: t('palette.places'),
      label: t(item.label),
      keys: item.shown,
      icon: <Icon name="forward" size="s" />,
      run: () => {
        setTimeout(() => act(item.action));
      },
    }));
  const named: Choice[] = savedViews.value.map(one => ({
    id: one.key,
    group: t('palette.places'),
    label: one.name,
    icon: <Icon name="filter" size="s" />,
    run: () => go(addressOf(one)),
  }));
  const places: Choice[] = pages(manages, session.value?.user.role === 'admin').map(page => ({
    id: page.href,
    group: t('palette.places'),
    label: t(page.label),
    icon: <Icon name={page.icon} size="s" />,
    run: () => go(page.href),
  }));
  const people: Choice[] = [...users.value.values()]
    .filter(user => user.active)
    .map(user => ({
      id: `user:${user.id}`,
      group: t('palette.people'),
      label: user.name,
      detail: t('palette.theirs'),
      icon: <Face name={user.name} size={22} presence={user.presence} />,
      run: () => go(`/inbox/all?assignee=${user.id}`),
    }));
  const looks: Choice[] = (['system', 'light', 'dark'] as const).map(value => ({
    id: `theme:${value}`,
    group: t('account.theme'),
    label: `${t('account.theme')}: ${t(`theme.${value}`)}`,
    checked: theme.value === value,
    icon: <Icon name="sun" size="s" />,
    run: () => {
      theme.value = value;
    },
  }));
  const open = (item: Conversation, message?: number) => {
    keep(item, lastSeq());
    go(`/inbox/all/${item.id}${query({ m: message })}`);
  };
  return (
    <Picker
      label={t('palette.label')}
      placeholder={t('palette.placeholder')}
      choices={[...actions, ...views, ...named, ...places, ...people, ...looks]}
      found={found.value}
      onWords={words => look(words, open, go)}
      onClose={onClose}
    />
  );
}

let timer: ReturnType<typeof setTimeout> | undefined;
let asking: AbortController | undefined;
function stop(): void {
  clearTimeout(timer);
  asking?.abort();
  found.value = [];
}
/** Conversations and messages with these words, after the typing rests. */
function look(words: string, open: (item: Conversation, message?: number) => void, go: (href: string) => void): void {
  stop();
  if (words.trim().length < 2) return;
  timer = setTimeout(async () => {
    asking = new AbortController();
    const { signal } = asking;
    try {
      const settings = await settingsOf(words, go);
      if (signal.aborted) return;
      found.value = settings;
      const answer = await get<SearchAnswer>(`/search${query({ q: words, limit: 8 })}`, signal);
      found.value = [
        ...settings,
        ...answer.conversations.map(item => choiceOf(item, item.last_message?.text ?? '', () => open(item))),
        ...answer.messages.slice(0, 8).map(hit =>
          choiceOf(
            hit.conversation,
            hits(hit.snippet)
              .map(piece => piece.text)
              .join(''),
            () => open(hit.conversation, hit.message.id),
            hit.message.id,
          ),
        ),
      ];
    } catch {
      // Nothing found by words: what is known here is found all the same.
    }
  }, 120);
}
/** Settings by their own search and words, which come when they are asked for. */
async function settingsOf(words: string, go: (href: string) => void): Promise<Choice[]> {
  const [{ find }, { loadSettingsWords, settingsLanguage }] = await Promise.all([
    import('../settings/search'),
    import('../settings/words'),
  ]);
  if (settingsLanguage.peek() !== language.peek()) await loadSettingsWords(language.peek());
  return find(words, session.peek()?.user.role === 'admin').map(hit => ({
    id: hit.href,
    group: t('palette.settings'),
    label: hit.label,
    detail: hit.section,
    icon: <Icon name="person" size="s" />,
    run: () => go(hit.href),
  }));
}
function choiceOf(item: Conversation, words: string, run: () => void, message = 0): Choice {
  return {
    id: `c${item.id}.${message}`,
    group: t('search.conversations'),
    label: item.contact.name,
    detail: words || shortTime(ms(item.last_activity_at), now.value, language.value),
    icon: <Face name={item.contact.name} size={22} />,
    run,
  };
}
