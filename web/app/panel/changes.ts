/** Who changed what is known of a contact, and how it reads. */
import { useEffect } from 'preact/hooks';
import { query } from '../data/api';
import { onEvent } from '../data/store/events';
import type { Conversation, FactChange, StoredEvent } from '../data/types';
import { language } from '../data/words';
import { type Asked, ask, asked, useAsked } from './asking';
import { money } from './money';
import { p } from './pastWords';
import { languageName } from './Who';

export const changesPath = (contact: number) => `/contacts/${contact}/changes${query({ limit: 50 })}`;

/** `tags`: those each conversation was last told to have; it changes with every message, its tags seldom. */
const concerns = (event: StoredEvent, contact: number, tags: Map<number, string>): boolean => {
  switch (event.type) {
    case 'contact.updated':
      return event.data.contact?.id === contact;
    case 'lead.updated':
      return event.data.lead?.contact_id === contact;
    case 'conversation.updated':
      return event.data.conversation?.contact.id === contact && tagsMoved(event.data.conversation, tags);
    default:
      return false;
  }
};
/** One that was not looked at before counts as moved: the store has the new tags already. */
function tagsMoved({ id, tags }: Pick<Conversation, 'id' | 'tags'>, told: Map<number, string>): boolean {
  const before = told.get(id);
  const now = tags.join('\n');
  told.set(id, now);
  return before !== now;
}

/** What changes in one go is asked for once. */
const settle = 300;
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** As the panel's history asked for it. */
export const changesOf = (contact: number) => asked<FactChange>(changesPath(contact)).items;

export function useChanges({ id, tags, contact: { id: contact } }: Conversation): Asked<FactChange> {
  const path = changesPath(contact);
  const of = useAsked<FactChange>(path, true);
  useEffect(() => {
    const told = new Map([[id, tags.join('\n')]]);
    return onEvent(event => {
      if (!concerns(event, contact, told) || timers.has(path)) return;
      timers.set(
        path,
        setTimeout(() => {
          timers.delete(path);
          void ask(path, of);
        }, settle),
      );
    });
  }, [of, id]);
  return of;
}

/** A value as it is read. */
export function valueWords(field: FactChange['field'], value: FactChange['before']): string {
  if (value === null) return p('nothing');
  if (typeof value === 'string') return field === 'language' ? languageName(value) : value;
  if ('name' in value) return value.name;
  return value.currency ? money(value.amount_minor, value.currency, language.value) : String(value.amount_minor);
}
export const fieldWords = (field: FactChange['field']): string => p(field === 'title' ? 'leadTitle' : field);

/** What became of what, without the field's name. */
export function turnedWords(change: FactChange): string {
  if (change.field === 'tag') {
    return change.after === null
      ? p('tagOff', { tag: valueWords('tag', change.before) })
      : p('tagOn', { tag: valueWords('tag', change.after) });
  }
  return p('turned', {
    before: valueWords(change.field, change.before),
    after: valueWords(change.field, change.after),
  });
}
export function lineWords(change: FactChange): string {
  if (change.field === 'tag') return turnedWords(change);
  return p('line', {
    field: fieldWords(change.field),
    before: valueWords(change.field, change.before),
    after: valueWords(change.field, change.after),
  });
}
export function whoWords({ by, channel }: Pick<FactChange, 'by' | 'channel'>): string {
  return by?.name ?? (channel ? p('byChannel', { channel: channel.name }) : p('itself'));
}
