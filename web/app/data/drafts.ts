/** Unsent texts by conversation and kind: in the browser's storage with every key, in the list, in every tab. */
import { type Signal, signal } from '@preact/signals';
import { session } from './api';
import type { Attachment, Message } from './types';

export interface Draft {
  text: string;
  replyTo: Message['reply_to'];
  attachments: Attachment[];
}
const empty: Draft = { text: '', replyTo: null, attachments: [] };
const drafts = new Map<string, Signal<Draft>>();
const allOf = (user: number) => `parley.draft.${user}.`;
const key = (conversation: number, note: boolean) =>
  `${allOf(session.peek()?.user.id ?? 0)}${conversation}.${note ? 'note' : 'reply'}`;

function parse(stored: string | null): Draft {
  if (!stored) return empty;
  try {
    const value = JSON.parse(stored);
    if (typeof value?.text !== 'string') return empty;
    return {
      text: value.text,
      replyTo: typeof value.replyTo?.id === 'number' ? value.replyTo : null,
      attachments: Array.isArray(value.attachments) ? value.attachments : [],
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
export function setDraft(conversation: number, note: boolean, part: Partial<Draft>): void {
  const at = draft(conversation, note);
  const next = { ...at.peek(), ...part };
  at.value = next;
  try {
    if (next.text || next.attachments.length) localStorage.setItem(key(conversation, note), JSON.stringify(next));
    else localStorage.removeItem(key(conversation, note));
  } catch {
    // Blocked or full storage: the text stays in memory.
  }
}
export function clearDraft(conversation: number, note: boolean): void {
  setDraft(conversation, note, empty);
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
