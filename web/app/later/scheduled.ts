/** Answers that wait on the server for their hour, by conversation, as far as a thread was opened. */
import { type Signal, signal } from '@preact/signals';
import { ApiError, get, patch, post, remove } from '../data/api';
import { sayError } from '../data/commands';
import { draft, setDraft } from '../data/drafts';
import { onLine } from '../data/socket';
import { onEvent } from '../data/store/events';
import { lastSeq } from '../data/store/seq';
import { takeAnswer, thread } from '../data/store/threads';
import { toast } from '../data/toasts';
import type { Attachment, Message, Page, Scheduled } from '../data/types';

const waiting = new Map<number, { items: Signal<readonly Scheduled[]>; seq: number }>();
function of(id: number) {
  let found = waiting.get(id);
  if (!found) {
    found = { items: signal([]), seq: 0 };
    waiting.set(id, found);
  }
  return found;
}
export const scheduled = (id: number): Signal<readonly Scheduled[]> => of(id).items;

/** What an event said meanwhile is newer than an answer asked for before it. */
function take(id: number, items: readonly Scheduled[], seq: number): void {
  const known = of(id);
  if (seq < known.seq) return;
  known.seq = seq;
  known.items.value = items;
}
export async function loadScheduled(id: number): Promise<void> {
  const seq = lastSeq();
  try {
    take(id, (await get<Page<Scheduled>>(`/conversations/${id}/scheduled`)).items, seq);
  } catch (error) {
    // The thread says that the line is gone; what is known stays.
    if (!(error instanceof ApiError)) throw error;
  }
}
onEvent(event => {
  if (event.type === 'scheduled.updated' && event.conversation_id !== null && waiting.has(event.conversation_id))
    take(event.conversation_id, event.data.scheduled, event.seq);
});
onLine(() => {
  for (const id of waiting.keys()) void loadScheduled(id);
});

/** The newest message that the person can have seen; nothing while the end of the thread is not there. */
export function seenUpTo(id: number): number | undefined {
  const known = thread(id);
  return known.hasAfter.peek() ? undefined : known.items.peek().findLast(message => message.id > 0)?.id;
}
/** The customer wrote after what its author had seen; told by the thread before the server is asked again. */
export const wroteSince = (item: Scheduled, items: readonly Message[]): boolean =>
  item.customer_wrote ||
  items.some(one => one.direction === 'inbound' && one.kind !== 'activity' && one.id > item.up_to);

export interface Plan {
  readonly at: number;
  readonly holds: boolean;
}
const body = ({ at, holds }: Plan) => ({
  send_at: new Date(at).toISOString(),
  if_written: holds ? 'hold' : 'send',
});

interface Words {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly reply_to: Message['reply_to'];
}
const begun = (id: number): Words => {
  const { text, attachments, replyTo } = draft(id, false).peek();
  return { text, attachments, reply_to: replyTo };
};
/** The draft's words stay in the composer until the server has them. Throws what the server refuses. */
export async function schedule(id: number, plan: Plan, words = begun(id)): Promise<Scheduled> {
  const seq = lastSeq();
  const made = await post<Scheduled>(`/conversations/${id}/scheduled`, {
    ...body(plan),
    text: words.text.trim(),
    attachments: words.attachments.map(file => file.id),
    reply_to: words.reply_to?.id ?? null,
    up_to: seenUpTo(id) ?? null,
  });
  const rest = scheduled(id)
    .peek()
    .filter(one => one.id !== made.id);
  take(
    id,
    [...rest, made].sort((a, b) => (a.send_at < b.send_at ? -1 : 1)),
    seq,
  );
  return made;
}

export async function change(item: Scheduled, part: Partial<Plan> & { text?: string }): Promise<void> {
  const { id, conversation_id } = item;
  const seq = lastSeq();
  const now = await patch<Scheduled>(`/conversations/${conversation_id}/scheduled/${id}`, {
    ...(part.text === undefined ? {} : { text: part.text }),
    ...(part.at === undefined ? {} : { send_at: new Date(part.at).toISOString() }),
    ...(part.holds === undefined ? {} : { if_written: part.holds ? 'hold' : 'send' }),
    up_to: seenUpTo(conversation_id) ?? item.up_to,
  });
  take(
    conversation_id,
    scheduled(conversation_id)
      .peek()
      .map(one => (one.id === id ? now : one)),
    seq,
  );
}

const drop = (item: Scheduled) =>
  take(
    item.conversation_id,
    scheduled(item.conversation_id)
      .peek()
      .filter(one => one.id !== item.id),
    lastSeq(),
  );
export async function cancel(item: Scheduled): Promise<void> {
  await remove(`/conversations/${item.conversation_id}/scheduled/${item.id}`);
  drop(item);
}
export async function sendNow(item: Scheduled): Promise<void> {
  const asked = lastSeq();
  const sent = await post<Message>(`/conversations/${item.conversation_id}/scheduled/${item.id}/send`);
  drop(item);
  takeAnswer(sent, asked);
}
/** Its words are a draft again, before what was begun since. */
export function backToDraft(item: Scheduled): void {
  const since = draft(item.conversation_id, false).peek();
  setDraft(item.conversation_id, false, {
    text: [item.text, since.text].filter(Boolean).join('\n'),
    replyTo: item.reply_to ?? since.replyTo,
    attachments: [...item.attachments, ...since.attachments],
  });
}

/** What went wrong is said, and what stands now is shown. */
export async function attempt(id: number, act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(sayError(error), { bad: true });
    void loadScheduled(id);
    return false;
  }
}
