/** Conversations by id, each in a signal of its own, so that one change paints one row. */
import { type Signal, signal } from '@preact/signals';
import type { Contact, Conversation, Lead, Message } from '../types';

interface Entry {
  readonly value: Signal<Conversation>;
  /** The last event that changed it: an answer asked for before that event is older and does not count. */
  seq: number;
}
const entries = new Map<number, Entry>();
/** Grows with each new conversation, for those who wait for one that is not here yet. */
export const known = signal(0);

export function conversationSignal(id: number): Signal<Conversation> | undefined {
  return entries.get(id)?.value;
}
export function conversation(id: number): Conversation | undefined {
  return entries.get(id)?.value.peek();
}

/** What only the answer for one conversation carries is kept when a shorter form arrives. */
export function merge(old: Conversation | undefined, next: Conversation): Conversation {
  if (!old) return next;
  const merged = { ...next };
  if (!merged.contact_detail && old.contact_detail) merged.contact_detail = old.contact_detail;
  if (merged.lead_detail === undefined && old.lead_detail && next.lead?.id === old.lead_detail.id) {
    merged.lead_detail = old.lead_detail;
  }
  if (merged.assignment && !merged.assignment.log && old.assignment?.at === merged.assignment.at) {
    merged.assignment = { ...merged.assignment, log: old.assignment.log ?? null };
  }
  return merged;
}

/** `asked`: the last seq known when the answer was asked for; events give their own. Answers what stands now. */
export function keep(next: Conversation, seq: number): Conversation {
  const entry = entries.get(next.id);
  if (!entry) {
    entries.set(next.id, { value: signal(next), seq });
    known.value += 1;
    return next;
  }
  if (entry.seq > seq) {
    const old = entry.value.peek();
    // The long form is still worth its extra parts.
    if (next.contact_detail && !old.contact_detail) entry.value.value = merge(next, old);
    return entry.value.peek();
  }
  entry.seq = seq;
  entry.value.value = merge(entry.value.peek(), next);
  return entry.value.peek();
}

/** The row shows its last message: a new state, an edit or a deletion of it is news of the row too. */
export function keepLastMessage(message: Message, seq: number): void {
  const entry = entries.get(message.conversation_id);
  const last = entry?.value.peek().last_message;
  if (!entry || last?.id !== message.id) return;
  entry.seq = Math.max(entry.seq, seq);
  const text = message.deleted_at ? '' : (message.text ?? '').slice(0, 140);
  entry.value.value = { ...entry.value.peek(), last_message: { ...last, text, status: message.status } };
}

/** Changes made here first; the server's answer or event settles them. */
export function change(id: number, part: Partial<Conversation>): Conversation | undefined {
  const entry = entries.get(id);
  if (!entry) return undefined;
  entry.value.value = { ...entry.value.peek(), ...part };
  return entry.value.peek();
}

export function keepContact(contact: Contact): void {
  for (const { value } of entries.values()) {
    const old = value.peek();
    if (old.contact.id !== contact.id) continue;
    value.value = {
      ...old,
      contact: { id: contact.id, name: contact.name, avatar_url: contact.avatar_url },
      ...(old.contact_detail ? { contact_detail: contact } : {}),
    };
  }
}

export function keepLead(lead: Lead): void {
  for (const { value } of entries.values()) {
    const old = value.peek();
    if (old.lead?.id !== lead.id && old.id !== lead.conversation_id) continue;
    const touch = lead.last_touch ?? lead.first_touch;
    value.value = {
      ...old,
      lead: {
        id: lead.id,
        title: lead.title,
        stage: lead.stage,
        source: touch?.source ?? old.lead?.source ?? null,
        campaign: touch?.campaign ?? old.lead?.campaign ?? null,
        owner_id: lead.owner?.id ?? null,
      },
      lead_detail: lead,
    };
  }
}

export function forgetConversations(): void {
  entries.clear();
}
export function allConversations(): Conversation[] {
  return [...entries.values()].map(entry => entry.value.peek());
}
