/** Who changed what is known of a contact, and how it reads. */
import { useEffect } from 'preact/hooks';
import { query } from '../data/api';
import { conversation } from '../data/store/conversations';
import { onEvent } from '../data/store/events';
import type { FactChange, StoredEvent } from '../data/types';
import { language } from '../data/words';
import { type Asked, ask, asked, useAsked } from './asking';
import { money } from './money';
import { p } from './pastWords';
import { languageName } from './Who';

export const changesPath = (contact: number) => `/contacts/${contact}/changes${query({ limit: 50 })}`;

const concerns = (event: StoredEvent, contact: number): boolean => {
  switch (event.type) {
    case 'contact.updated':
      return event.data.contact?.id === contact;
    case 'lead.updated':
      return event.data.lead?.contact_id === contact;
    case 'conversation.updated':
      return event.data.conversation?.contact.id === contact && tagsMoved(event.data.conversation);
    default:
      return false;
  }
};
/** A conversation changes with every message, its tags seldom. */
const tagsOf = new Map<number, string>();
function tagsMoved({ id, tags }: { id: number; tags: readonly string[] }): boolean {
  const before = tagsOf.get(id) ?? conversation(id)?.tags.join('\n');
  const now = tags.join('\n');
  tagsOf.set(id, now);
  return before !== now;
}

/** What changes in one go is asked for once. */
const settle = 300;
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** As the panel's history asked for it. */
export const changesOf = (contact: number) => asked<FactChange>(changesPath(contact)).items;

export function useChanges(contact: number): Asked<FactChange> {
  const path = changesPath(contact);
  const of = useAsked<FactChange>(path, true);
  useEffect(
    () =>
      onEvent(event => {
        if (!concerns(event, contact) || timers.has(path)) return;
        timers.set(
          path,
          setTimeout(() => {
            timers.delete(path);
            void ask(path, of);
          }, settle),
        );
      }),
    [of],
  );
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
