import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Link, useLocation, useSearch } from 'wouter-preact';
import { ms, shortTime } from '../../shared/time';
import { ApiError, get, query } from '../data/api';
import { now } from '../data/clock';
import { sayError } from '../data/commands';
import { keep } from '../data/store/conversations';
import { lastSeq } from '../data/store/seq';
import type { Contact, Conversation, Page, SearchAnswer } from '../data/types';
import { language, t } from '../data/words';
import { Face } from '../ui/Face';
import { Icon } from '../ui/icons';
import { Hits } from '../ui/Text';
import './SearchPane.css';

const answer = signal<{ words: string; found: SearchAnswer } | null>(null);
const trouble = signal<ApiError | null>(null);
const nothing = signal<string | null>(null);

/** Messages, conversations and people; the question is in the address. */
export function SearchPane({ id }: { id: number | null }) {
  const [place, go] = useLocation();
  const params = new URLSearchParams(useSearch());
  const words = params.get('q') ?? '';
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (id === null) field.current?.focus();
  }, []);

  useEffect(() => {
    if (words.trim().length < 2) {
      answer.value = null;
      return undefined;
    }
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      const seq = lastSeq();
      try {
        const found = await get<SearchAnswer>(`/search${query({ q: words })}`, stop.signal);
        for (const item of found.conversations) keep(item, seq);
        for (const item of found.messages) keep(item.conversation, seq);
        answer.value = { words, found };
        trouble.value = null;
      } catch (error) {
        if (error instanceof ApiError) trouble.value = error;
        else if (!(error instanceof DOMException)) throw error;
      }
    }, 150);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [words]);

  const suffix = `?${new URLSearchParams({ q: words })}`;
  const openContact = async (contact: Contact) => {
    const near = answer.peek()?.found;
    const at =
      near?.conversations.find(item => item.contact.id === contact.id) ??
      near?.messages.find(hit => hit.conversation.contact.id === contact.id)?.conversation;
    if (at) {
      go(`/inbox/search/${at.id}${suffix}`);
      return;
    }
    const page = await get<Page<Conversation>>(`/conversations${query({ contact: contact.id, limit: 1 })}`);
    const first = page.items.find(item => item.contact.id === contact.id);
    if (!first) {
      nothing.value = contact.name;
      return;
    }
    keep(first, lastSeq());
    go(`/inbox/search/${first.id}${suffix}`);
  };
  const ask = (text: string) => {
    nothing.value = null;
    go(`${place}${query({ q: text })}`, { replace: true });
  };
  const add = (operator: string) => {
    ask(`${words.trim()} ${operator}:`.trim());
    field.current?.focus();
  };
  const found = answer.value?.found;
  const none = found && !found.conversations.length && !found.messages.length && !found.contacts.length;
  return (
    <section class="list search" aria-label={t('nav.search')}>
      <header class="search-head">
        <Link href="/inbox/mine" class="icon-button" aria-label={t('search.leave')}>
          <Icon name="back" />
        </Link>
        <label class="search-field">
          <Icon name="search" size="s" />
          <span class="hidden">{t('nav.search')}</span>
          <input
            ref={field}
            type="search"
            value={words}
            placeholder={t('search.placeholder')}
            onInput={event => ask(event.currentTarget.value)}
            onKeyDown={event => {
              if (event.key === 'Escape') {
                event.currentTarget.blur();
                event.stopPropagation();
              }
            }}
          />
        </label>
      </header>
      <div class="search-found" aria-live="polite">
        {trouble.value && (
          <p class="search-note" role="alert">
            {sayError(trouble.value)}
          </p>
        )}
        {nothing.value && <p class="search-note">{t('search.noConversation', { name: nothing.value })}</p>}
        {words.trim().length < 2 && (
          <div class="empty">
            <strong>{t('search.start')}</strong>
            <span>{t('search.startHint')}</span>
            <Operators add={add} />
          </div>
        )}
        {none && (
          <div class="empty">
            <strong>{t('search.none', { words })}</strong>
            <span>{t('search.noneHint')}</span>
            <Operators add={add} />
          </div>
        )}
        {found && found.contacts.length > 0 && (
          <Group title={t('search.contacts')}>
            {found.contacts.map(contact => (
              <li key={contact.id}>
                <button type="button" class="hit" onClick={() => void openContact(contact)}>
                  <Face name={contact.name} url={contact.avatar_url} size={28} />
                  <span class="hit-text">
                    <b class="cut">{contact.name}</b>
                    <small class="cut">{[contact.phone, contact.email].filter(Boolean).join(', ')}</small>
                  </span>
                </button>
              </li>
            ))}
          </Group>
        )}
        {found && found.conversations.length > 0 && (
          <Group title={t('search.conversations')}>
            {found.conversations.map(item => (
              <li key={item.id}>
                <Hit item={item} here={item.id === id} href={`/inbox/search/${item.id}${suffix}`}>
                  {item.last_message?.text ?? ''}
                </Hit>
              </li>
            ))}
          </Group>
        )}
        {found && found.messages.length > 0 && (
          <Group title={t('search.messages')}>
            {found.messages.map(hit => (
              <li key={hit.message.id}>
                <Hit
                  item={hit.conversation}
                  here={false}
                  at={hit.message.sent_at}
                  href={`/inbox/search/${hit.conversation.id}${suffix}&m=${hit.message.id}`}
                >
                  <Hits snippet={hit.snippet} />
                </Hit>
              </li>
            ))}
          </Group>
        )}
        {found?.partial && <p class="search-note">{t('search.partial')}</p>}
      </div>
    </section>
  );
}

const operators = [
  { name: 'from', example: 'olga', words: 'search.opFrom' },
  { name: 'channel', example: 'telegram', words: 'search.opChannel' },
  { name: 'tag', example: '"test ride"', words: 'search.opTag' },
  { name: 'has', example: 'file', words: 'search.opHas' },
  { name: 'after', example: '2026-10', words: 'search.opWhen' },
  { name: 'before', example: '2026-11-05', words: 'search.opWhen' },
] as const;

/** What narrows a search, each put into the field by a click. */
function Operators({ add }: { add: (operator: string) => void }) {
  return (
    <section class="operators" aria-label={t('search.operators')}>
      {operators.map(one => (
        <button key={one.name} type="button" class="operator" onClick={() => add(one.name)}>
          <code>
            {one.name}:<i>{one.example}</i>
          </code>
          <small>{t(one.words)}</small>
        </button>
      ))}
    </section>
  );
}

function Group({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section>
      <h2 class="search-group">{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}

function Hit({
  item,
  here,
  href,
  at,
  children,
}: {
  item: Conversation;
  here: boolean;
  href: string;
  at?: string;
  children: ComponentChildren;
}) {
  return (
    <Link href={href} class={here ? 'hit hit-here' : 'hit'} aria-current={here ? 'true' : undefined}>
      <Face name={item.contact.name} url={item.contact.avatar_url} size={28} channel={item.channel.kind} />
      <span class="hit-text">
        <span class="hit-top">
          <b class="cut">{item.contact.name}</b>
          <time>{shortTime(ms(at ?? item.last_activity_at), now.value, language.value)}</time>
        </span>
        <small class="hit-words">{children}</small>
      </span>
    </Link>
  );
}
