/** Unsent texts by conversation and kind: in the browser's storage with every key, in the list, in every tab. draftSync.ts keeps them on the server. */
import { type Signal, signal } from '@preact/signals';
import { session } from './api';
import { serverNow } from './clock';
import type { Attachment, Message } from './types';

export interface Draft {
  text: string;
  replyTo: Message['reply_to'];
  attachments: Attachment[];
  /** When it was last changed here; the server knows the version of `savedAt`. */
  editedAt: string | null;
  savedAt: string | null;
  /** A version of another device that this one did not grow from. */
  other: string | null;
  /** Under a post: into the messages of who wrote, not for everybody to see. */
  private: boolean;
}
export interface Place {
  readonly conversation: number;
  readonly note: boolean;
}
const empty: Draft = {
  text: '',
  replyTo: null,
  attachments: [],
  editedAt: null,
  savedAt: null,
  other: null,
  private: false,
};
const drafts = new Map<string, Signal<Draft>>();
const allOf = (user: number) => `parley.draft.${user}.`;
const key = (conversation: number, note: boolean) =>
  `${allOf(session.peek()?.user.id ?? 0)}${conversation}.${note ? 'note' : 'reply'}`;

const textOr = (value: unknown) => (typeof value === 'string' ? value : null);
function parse(stored: string | null): Draft {
  if (!stored) return empty;
  try {
    const value = JSON.parse(stored);
    if (typeof value?.text !== 'string') return empty;
    return {
      text: value.text,
      replyTo: typeof value.replyTo?.id === 'number' ? value.replyTo : null,
      attachments: Array.isArray(value.attachments) ? value.attachments : [],
      editedAt: textOr(value.editedAt),
      savedAt: textOr(value.savedAt),
      other: textOr(value.other),
      private: value.private === true,
    };
  } catch {
    return empty;
  }
}

export function draft(conversation: number, note: boolean): Signal<Draft> {
  const name = key(conversation, note);
  let found = drafts.get(name);
  if (!found) {
    let stored: string | null = null;
    try {
      stored = localStorage.getItem(name);
    } catch {
      stored = null;
    }
    found = signal(parse(stored));
    drafts.set(name, found);
  }
  return found;
}
export const isEmpty = (one: Pick<Draft, 'text' | 'attachments'>) => !one.text && !one.attachments.length;
/** The server has not heard of the last change. */
export const isUnsaved = (one: Draft) => one.editedAt !== null && one.editedAt !== one.savedAt;

/** As it stands, without a change of the person's own. */
export function putDraft(conversation: number, note: boolean, next: Draft): void {
  draft(conversation, note).value = next;
  try {
    const name = key(conversation, note);
    if (!isEmpty(next) || isUnsaved(next) || next.other) localStorage.setItem(name, JSON.stringify(next));
    else localStorage.removeItem(name);
  } catch {
    // Blocked or full storage: the text stays in memory.
  }
}
let changed: (place: Place) => void = () => undefined;
export function onDraft(listener: (place: Place) => void): void {
  changed = listener;
}
/** What a person changes: stamped, so that the newest edit is known wherever it was made. */
export function setDraft(conversation: number, note: boolean, part: Partial<Draft>): void {
  const old = draft(conversation, note).peek();
  const now = Math.max(serverNow(), old.savedAt ? Date.parse(old.savedAt) + 1 : 0);
  putDraft(conversation, note, { ...old, ...part, editedAt: new Date(now).toISOString() });
  changed({ conversation, note });
}
export function clearDraft(conversation: number, note: boolean): void {
  if (isEmpty(draft(conversation, note).peek())) return;
  setDraft(conversation, note, { text: '', replyTo: null, attachments: [] });
}

/** All of this person that this browser holds. */
export function knownDrafts(): Place[] {
  const start = allOf(session.peek()?.user.id ?? 0);
  const names = new Set([...drafts.keys()].filter(name => name.startsWith(start)));
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(start)) names.add(name);
  } catch {
    // Blocked storage holds nothing.
  }
  return [...names].map(name => {
    const [conversation, kind] = name.slice(start.length).split('.');
    return { conversation: Number(conversation), note: kind === 'note' };
  });
}

export function destroyDrafts(user: number): void {
  const mine = (name: string) => name.startsWith(allOf(user));
  for (const [name, at] of drafts) if (mine(name)) at.value = empty;
  try {
    for (const name of Object.keys(localStorage)) if (mine(name)) localStorage.removeItem(name);
  } catch {
    // Blocked storage holds nothing.
  }
}

globalThis.addEventListener?.('storage', event => {
  const found = event.key ? drafts.get(event.key) : undefined;
  if (found) found.value = parse(event.newValue);
});
