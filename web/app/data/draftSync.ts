/**
 * Drafts on the server: each change within a second, so that another device goes on with it. The newest edit stands; a
 * version that it did not grow from is kept beside it until the person has decided.
 */
import { ApiError, call, get, session } from './api';
import {
  clearDraft,
  type Draft,
  draft,
  isEmpty,
  isUnsaved,
  knownDrafts,
  onDraft,
  type Place,
  putDraft,
} from './drafts';
import { onLine } from './socket';
import type { Page, Draft as Stored } from './types';

const within = 700;
const again = 5000;
/** What the server keeps of one; longer stays in this browser alone. */
const most = 50_000;
const timers = new Map<string, ReturnType<typeof setTimeout>>();
const nameOf = ({ conversation, note }: Place) => `${conversation}.${note}`;
const sameWords = (one: Draft, two: Stored) =>
  one.text === two.text && one.attachments.map(file => file.id).join() === two.attachments.map(file => file.id).join();

/** Pure: what stands here after the server has told its version. */
export function reconciled(mine: Draft, told: Stored): Draft {
  const theirs: Draft = {
    text: told.text,
    replyTo: told.reply_to,
    attachments: told.attachments,
    editedAt: told.edited_at,
    savedAt: told.edited_at,
    other: mine.other,
    private: told.private,
  };
  if (!isUnsaved(mine)) return mine.savedAt !== null && told.edited_at < mine.savedAt ? mine : theirs;
  // Nobody else changed it since: what is here is its next version.
  if (told.edited_at === mine.savedAt) return mine;
  const newer = (mine.editedAt ?? '') > told.edited_at;
  if (sameWords(mine, told) || isEmpty(mine)) return newer ? mine : theirs;
  if (isEmpty(told)) return newer ? mine : { ...theirs, other: mine.text || null, private: mine.private };
  // Either may be what goes: words that were meant for one person are never offered to everybody.
  const both = { private: mine.private || told.private };
  return newer ? { ...mine, ...both, other: told.text || null } : { ...theirs, ...both, other: mine.text || null };
}

function later(place: Place, delay: number): void {
  const name = nameOf(place);
  if (timers.has(name)) return;
  timers.set(
    name,
    setTimeout(() => {
      timers.delete(name);
      void push(place);
    }, delay),
  );
}

async function push({ conversation, note }: Place): Promise<void> {
  const sent = draft(conversation, note).peek();
  const user = session.peek()?.user.id;
  if (user === undefined || !isUnsaved(sent) || sent.text.length > most) return;
  try {
    const answer = await call<{ draft: Stored; other: Stored | null }>(
      'PATCH',
      `/conversations/${conversation}/draft`,
      {
        note,
        text: sent.text,
        reply_to: sent.replyTo?.id ?? null,
        attachments: sent.attachments.map(file => file.id),
        private: sent.private,
        edited_at: sent.editedAt,
        base: sent.savedAt,
      },
    );
    if (session.peek()?.user.id !== user) return;
    const now = draft(conversation, note).peek();
    const stands = answer.draft.edited_at;
    if (stands === sent.editedAt) {
      const other = answer.other?.text;
      putDraft(conversation, note, {
        ...now,
        savedAt: stands,
        other: other || now.other,
        private: now.private || (!!other && !!answer.other?.private),
      });
    } else if (now.editedAt === sent.editedAt) {
      putDraft(conversation, note, reconciled(now, answer.draft));
    }
    if (isUnsaved(draft(conversation, note).peek())) later({ conversation, note }, within);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.passing) later({ conversation, note }, again);
  }
}

/** What other devices wrote comes here, what is only here goes there. */
export async function syncDrafts(): Promise<void> {
  const user = session.peek()?.user.id;
  if (user === undefined) return;
  const page = await get<Page<Stored>>('/drafts');
  if (session.peek()?.user.id !== user) return;
  const told = new Map(page.items.map(one => [`${one.conversation_id}.${one.note}`, one]));
  for (const one of page.items) {
    const place = { conversation: one.conversation_id, note: one.note };
    const mine = draft(place.conversation, place.note);
    const next = reconciled(mine.peek(), one);
    if (next !== mine.peek()) putDraft(place.conversation, place.note, next);
  }
  for (const place of knownDrafts()) {
    const mine = draft(place.conversation, place.note).peek();
    if (isUnsaved(mine)) later(place, 0);
    // Kept before the server kept any: its first version.
    else if (!isEmpty(mine) && mine.savedAt === null) {
      putDraft(place.conversation, place.note, { ...mine, editedAt: new Date().toISOString() });
      later(place, 0);
    } else if (!isEmpty(mine) && !told.has(nameOf(place))) {
      // Sent or emptied on another device.
      putDraft(place.conversation, place.note, { ...mine, text: '', attachments: [], replyTo: null });
    }
  }
}

/** Empties all of the person's drafts, here and on the server. */
export async function discardDrafts(): Promise<void> {
  const places = knownDrafts();
  for (const { conversation, note } of places) {
    clearDraft(conversation, note);
    clearTimeout(timers.get(nameOf({ conversation, note })));
    timers.delete(nameOf({ conversation, note }));
  }
  await Promise.all(places.map(push));
}

let asked = 0;
export function startDrafts(): void {
  const sync = () => void syncDrafts().catch(() => undefined);
  onDraft(place => later(place, within));
  onLine(sync);
  globalThis.document?.addEventListener('visibilitychange', () => {
    if (document.hidden) for (const place of knownDrafts()) void push(place);
    else if (Date.now() - asked > 5000) {
      asked = Date.now();
      sync();
    }
  });
}
