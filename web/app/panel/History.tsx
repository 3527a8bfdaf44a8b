import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { exactTime, moment, ms } from '../../shared/time';
import { query } from '../data/api';
import { now } from '../data/clock';
import { stageName } from '../data/stages';
import { conversationSignal, keep } from '../data/store/conversations';
import { onEvent } from '../data/store/events';
import { users } from '../data/store/people';
import { lastSeq } from '../data/store/seq';
import type { Conversation, Lead } from '../data/types';
import { language, t } from '../data/words';
import { panelSheet } from '../inbox/panelSheet';
import { ChannelMark } from '../ui/icons';
import { useAsked } from './asking';
import { usePlace } from './Jump';
import { Rest } from './Rest';
import { isFolded, Section } from './Section';

const few = 8;
type Move = Lead['history'][number];
type Entry = { at: string } & ({ move: Move } | { talk: Conversation });

/** Where the lead has been and every other conversation with the same person, newest first. */
export function History({ item }: { item: Conversation }) {
  const contact = item.contact.id;
  const wanted = !isFolded('history');
  const path = `/conversations${query({ contact, limit: 50 })}`;
  const of = useAsked<Conversation>(path, wanted);
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
  ].sort((a, b) => ms(b.at) - ms(a.at));
  if (!entries.length && !of.error.value && wanted) return null;
  return (
    <Section
      name="history"
      title={t('panel.history')}
      count={talks.length > 1 && t('panel.conversations', { count: talks.length })}
    >
      <ol class="history">
        {(all.value ? entries : entries.slice(0, few)).map(entry =>
          'move' in entry ? (
            <MoveLine key={`${entry.at}${entry.move.stage.id}`} move={entry.move} />
          ) : (
            <Talk key={entry.talk.id} talk={entry.talk} />
          ),
        )}
      </ol>
      {entries.length > few && !all.value && (
        <button
          type="button"
          class="button-link panel-more"
          onClick={() => {
            all.value = true;
          }}
        >
          {t('panel.showAll', { count: entries.length })}
        </button>
      )}
      <Rest path={path} of={of} />
    </Section>
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
