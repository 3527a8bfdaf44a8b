import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { exactTime, moment, ms } from '../../shared/time';
import { query } from '../data/api';
import { now } from '../data/clock';
import { keptAs } from '../data/settings';
import { stageName } from '../data/stages';
import { conversationSignal, keep } from '../data/store/conversations';
import { onEvent } from '../data/store/events';
import { users } from '../data/store/people';
import { lastSeq } from '../data/store/seq';
import type { Conversation, FactChange, Lead, Message } from '../data/types';
import { language, t } from '../data/words';
import { panelSheet } from '../inbox/panelSheet';
import { ChannelMark, Icon } from '../ui/icons';
import { useAsked, useMessages } from './asking';
import { changesPath, lineWords, useChanges, whoWords } from './changes';
import { Jump, usePlace } from './Jump';
import { isNote } from './Notes';
import { p } from './pastWords';
import { Rest } from './Rest';
import { isFolded, Section } from './Section';
import './Past.css';

const few = 8;
type Move = Lead['history'][number];
type Entry = { at: string } & ({ move: Move } | { talk: Conversation } | { note: Message } | { change: FactChange });
const kinds = ['talks', 'moves', 'notes', 'changes'] as const;
type Kind = (typeof kinds)[number];
const kindOf = (entry: Entry): Kind =>
  'talk' in entry ? 'talks' : 'move' in entry ? 'moves' : 'note' in entry ? 'notes' : 'changes';
const keyOf = (entry: Entry): string =>
  'talk' in entry
    ? `talk${entry.talk.id}`
    : 'move' in entry
      ? `move${entry.at}${entry.move.stage.id}`
      : 'note' in entry
        ? `note${entry.note.id}`
        : `change${entry.change.id}`;
/** What is looked at, kept in this browser. */
const shownKind = keptAs<Kind | 'all'>(
  'history',
  stored => (stored === 'all' ? stored : kinds.find(kind => kind === stored)),
  'all',
);

/** Where the lead has been, every other conversation with the same person, what the team noted and changed; newest first. */
export function History({ item }: { item: Conversation }) {
  const contact = item.contact.id;
  const wanted = !isFolded('history');
  const path = `/conversations${query({ contact, limit: 50 })}`;
  const of = useAsked<Conversation>(path, wanted);
  const changed = useChanges(item);
  const noted = useMessages(contact, 'notes', wanted, isNote);
  const all = useSignal(false);
  useEffect(
    () =>
      onEvent(event => {
        const items = of.items.peek();
        if ((event.type !== 'conversation.created' && event.type !== 'conversation.updated') || !items) return;
        const told: Conversation | null = event.data.conversation;
        if (!told) return;
        // It may also go over to another contact, or come from one.
        const has = items.some(one => one.id === told.id);
        if (told.contact.id === contact && !has) of.items.value = [told, ...items];
        else if (told.contact.id !== contact && has) of.items.value = items.filter(one => one.id !== told.id);
      }),
    [of],
  );
  const found = of.items.value;
  useEffect(() => {
    for (const one of found ?? []) if (!conversationSignal(one.id)) keep(one, lastSeq());
  }, [found]);
  const talks = (found ?? []).map(one => conversationSignal(one.id)?.value ?? one);
  const entries: Entry[] = [
    ...(item.lead_detail?.history ?? []).map(move => ({ at: move.at, move })),
    ...talks.filter(one => one.id !== item.id).map(talk => ({ at: talk.last_activity_at, talk })),
    ...(noted.items.value ?? []).map(note => ({ at: note.sent_at, note })),
    ...(changed.items.value ?? []).map(change => ({ at: change.at, change })),
  ].sort((a, b) => ms(b.at) - ms(a.at));
  if (!entries.length && !of.error.value && wanted) return null;
  const here = kinds.filter(one => one === shownKind.value || entries.some(entry => kindOf(entry) === one));
  const kind = here.length > 1 ? shownKind.value : 'all';
  const chosen = kind === 'all' ? entries : entries.filter(entry => kindOf(entry) === kind);
  return (
    <Section
      name="history"
      title={t('panel.history')}
      count={talks.length > 1 && t('panel.conversations', { count: talks.length })}
    >
      {here.length > 1 && (
        <div class="history-filter" role="group" aria-label={p('show')}>
          {(['all', ...here] as const).map(one => (
            <button
              key={one}
              type="button"
              aria-pressed={one === kind}
              onClick={() => {
                shownKind.value = one;
                all.value = false;
              }}
            >
              {p(one)}
            </button>
          ))}
        </div>
      )}
      {chosen.length === 0 && <p class="panel-quiet panel-flat">{p('none')}</p>}
      <ol class="history">
        {(all.value ? chosen : chosen.slice(0, few)).map(entry => (
          <Line key={keyOf(entry)} entry={entry} />
        ))}
      </ol>
      {chosen.length > few && !all.value && (
        <button
          type="button"
          class="button-link panel-more"
          onClick={() => {
            all.value = true;
          }}
        >
          {t('panel.showAll', { count: chosen.length })}
        </button>
      )}
      {(kind === 'all' || kind === 'changes') && <Rest path={changesPath(contact)} of={changed} />}
      <Rest path={path} of={of} />
    </Section>
  );
}

function Line({ entry }: { entry: Entry }) {
  if ('talk' in entry) return <Talk talk={entry.talk} />;
  if ('move' in entry) return <MoveLine move={entry.move} />;
  if ('note' in entry) return <NoteLine note={entry.note} />;
  const who = whoWords(entry.change);
  return (
    <li>
      <i aria-hidden="true" />
      <p>{p('by', { what: lineWords(entry.change), name: who })}</p>
      <When at={entry.at} by={who} />
    </li>
  );
}

function NoteLine({ note }: { note: Message }) {
  return (
    <li>
      <Icon name="lock" size="s" />
      <Jump conversation={note.conversation_id} message={note.id} class="history-talk">
        <span class="cut">{note.text || note.attachments.map(file => file.name).join(', ')}</span>
        <small>{note.author.name}</small>
      </Jump>
      <When at={note.sent_at} by={note.author.name ?? undefined} />
    </li>
  );
}

function When({ at, by }: { at: string; by?: string | undefined }) {
  const exact = exactTime(ms(at), language.value);
  return (
    <time dateTime={at} title={by ? `${exact}, ${by}` : exact}>
      {moment(ms(at), now.value, language.value)}
    </time>
  );
}

function MoveLine({ move }: { move: Move }) {
  const by = move.by === null ? undefined : users.value.get(move.by)?.name;
  return (
    <li>
      <i aria-hidden="true" />
      <p>{by ? t('panel.movedBy', { stage: stageName(move.stage.name), name: by }) : stageName(move.stage.name)}</p>
      <When at={move.at} by={by} />
    </li>
  );
}

function Talk({ talk }: { talk: Conversation }) {
  const place = usePlace();
  const last = talk.last_message?.text || talk.channel.name;
  return (
    <li>
      <ChannelMark kind={talk.channel.kind} size="s" />
      <Link
        class="history-talk"
        href={place(talk.id)}
        title={last}
        onClick={() => {
          panelSheet.value = false;
        }}
      >
        <span class="cut">{last}</span>
        <small>
          {talk.status === 'open' ? talk.channel.name : `${talk.channel.name}, ${t(`status.${talk.status}`)}`}
        </small>
      </Link>
      <When at={talk.last_activity_at} />
    </li>
  );
}
