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

/** The last event that told of a contact (`c5`) or a lead (`l7`), which conversations share. */
const told = new Map<string, number>();
const isOlder = (of: string, seq: number) => (told.get(of) ?? -1) > seq;

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
  if (!merged.contact_detail && old.contact_detail) {
    merged.contact_detail =
      old.contact.id === next.contact.id ? old.contact_detail : detailOf(next.contact, old.contact_detail);
  }
  if (merged.channel_can === undefined && old.channel_can) merged.channel_can = old.channel_can;
  if (merged.lead_detail === undefined && old.lead_detail && next.lead?.id === old.lead_detail.id) {
    merged.lead_detail = old.lead_detail;
  }
  if (merged.assignment && !merged.assignment.log && old.assignment?.at === merged.assignment.at) {
    merged.assignment = { ...merged.assignment, log: old.assignment.log ?? null };
  }
  return merged;
}

/** It went over to another contact: what is known of that one, until the event that follows tells. */
function detailOf(contact: Conversation['contact'], old: Contact): Contact {
  for (const { value } of entries.values()) {
    const detail = value.peek().contact_detail;
    if (detail?.id === contact.id) return detail;
  }
  return { ...old, id: contact.id, name: contact.name };
}

/** `asked`: the last seq known when the answer was asked for; events give their own. Answers what stands now. */
export function keep(asked: Conversation, seq: number): Conversation {
  const entry = entries.get(asked.id);
  const next = withNews(asked, entry?.value.peek(), seq);
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

/** What events told of its contact and lead since it was asked for stays. */
function withNews(next: Conversation, old: Conversation | undefined, seq: number): Conversation {
  if (!old) return next;
  const kept = { ...next };
  if (next.contact_detail && old.contact_detail && isOlder(`c${next.contact.id}`, seq)) {
    kept.contact_detail = old.contact_detail;
    kept.contact = old.contact;
  }
  if (next.lead_detail && old.lead_detail?.id === next.lead_detail.id && isOlder(`l${next.lead_detail.id}`, seq)) {
    kept.lead_detail = old.lead_detail;
    kept.lead = old.lead;
  }
  return kept;
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

/** `seq` as for `keep`; without one it is painted here first. */
export function keepContact(contact: Contact, seq?: number): void {
  if (!isNews(`c${contact.id}`, seq)) return;
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

export function keepLead(lead: Lead, seq?: number): void {
  if (!isNews(`l${lead.id}`, seq)) return;
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

function isNews(of: string, seq: number | undefined): boolean {
  if (seq === undefined) return true;
  if (isOlder(of, seq)) return false;
  told.set(of, seq);
  return true;
}

export function forgetConversations(): void {
  entries.clear();
  told.clear();
}
export function allConversations(): Conversation[] {
  return [...entries.values()].map(entry => entry.value.peek());
}
