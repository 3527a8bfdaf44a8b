/** What a person does to a conversation: shown at once, sent after, put back with a reason when it is refused. */
import { batch } from '@preact/signals';
import { ApiError, get, patch, post, remove, session } from './api';
import { stageName } from './stages';
import { change, conversation, keep, keepLead } from './store/conversations';
import { countSoon, placeEverywhere } from './store/lists';
import { lastSeq } from './store/seq';
import { takeAnswer, takeMessage } from './store/threads';
import { mentioned } from './store/views';
import { toast } from './toasts';
import type { Conversation, Lead, Message, StageRef } from './types';
import { t } from './words';

/** One line for a person: the server's own words where it gave some. */
export function sayError(error: ApiError): string {
  if (error.status === 0) return t('error.network');
  if (error.status === 403) return t('error.forbidden');
  if (error.status === 429) return t('error.slow');
  if (error.status >= 500) return t('error.server', { code: error.requestId || error.status });
  return error.detail || t('error.refused', { code: error.code });
}

function paint(id: number, part: Partial<Conversation>): void {
  batch(() => {
    const changed = change(id, part);
    if (changed) placeEverywhere(changed);
  });
}

interface Command {
  readonly id: number;
  readonly part: Partial<Conversation>;
  readonly send: () => Promise<Conversation | undefined>;
  /** Words of the toast; none for what needs no notice. */
  readonly done?: string;
  readonly undo?: () => void;
}
export async function run(command: Command): Promise<void> {
  const before = conversation(command.id);
  paint(command.id, command.part);
  if (command.done) {
    toast(command.done, command.undo ? { action: { label: t('toast.undo'), run: command.undo, undo: true } } : {});
  }
  const seq = lastSeq();
  try {
    const answer = await command.send();
    if (answer) placeEverywhere(keep(answer, seq));
    countSoon();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (before) {
      const back: Record<string, unknown> = {};
      for (const name of Object.keys(command.part)) back[name] = before[name as keyof Conversation];
      paint(command.id, back as Partial<Conversation>);
    }
    // The log-in is laid over the page: it says all there is to say.
    if (error.status === 401) return;
    const text = error.status === 409 ? await whoWasFaster(command.id, error) : sayError(error);
    toast(text, { bad: true, action: { label: t('toast.again'), run: () => void run(command), undo: false } });
  }
}

/** Somebody else changed it in between: what stands now is shown, and by whom. */
async function whoWasFaster(id: number, error: ApiError): Promise<string> {
  const seq = lastSeq();
  try {
    const now = keep(await get<Conversation>(`/conversations/${id}`), seq);
    placeEverywhere(now);
    return now.assignee ? t('error.taken', { name: now.assignee.name }) : sayError(error);
  } catch (failed) {
    if (!(failed instanceof ApiError)) throw failed;
    return sayError(error);
  }
}

export const patched = (id: number, body: unknown) => patch<Conversation>(`/conversations/${id}`, body);

export function assign(id: number, to: { id: number; name: string } | null): void {
  const before = conversation(id);
  if (!before || before.assignee?.id === to?.id) return;
  const mine = to?.id === session.peek()?.user.id;
  const from = before.assignee;
  void run({
    id,
    part: { assignee: to },
    send: () => patched(id, { assignee_id: to?.id ?? null, expected_assignee_id: from?.id ?? null }),
    done: to ? (mine ? t('toast.mine') : t('toast.assigned', { name: to.name })) : t('toast.unassigned'),
    undo: () => assign(id, from),
  });
}

export function close(id: number): void {
  const before = conversation(id);
  if (!before || before.status === 'closed') return;
  void run({
    id,
    part: { status: 'closed', wait: null, snoozed_until: null },
    send: () => patched(id, { status: 'closed' }),
    done: t('toast.closed'),
    undo: () => reopen(id),
  });
}

export function reopen(id: number): void {
  void run({ id, part: { status: 'open', snoozed_until: null }, send: () => patched(id, { status: 'open' }) });
}

export function snooze(id: number, until: Date, words: string): void {
  void run({
    id,
    part: { status: 'snoozed', snoozed_until: until.toISOString() },
    send: () => patched(id, { status: 'snoozed', snoozed_until: until.toISOString() }),
    done: t('toast.snoozed', { when: words }),
    undo: () => reopen(id),
  });
}

export function noReplyNeeded(id: number): void {
  if (!conversation(id)?.wait) return;
  void run({
    id,
    part: { wait: null },
    send: () => post<Conversation>(`/conversations/${id}/no-reply-needed`),
    done: t('toast.noReply'),
  });
}

/** Puts one tag on or takes it off; a name that is new makes a tag. */
export function setTag(id: number, name: string, on: boolean): void {
  const before = conversation(id);
  const has = before?.tags.includes(name);
  if (!before || has === on) return;
  void run({
    id,
    part: { tags: on ? [...before.tags, name] : before.tags.filter(tag => tag !== name) },
    send: () => patched(id, on ? { add_tags: [name] } : { remove_tags: [name] }),
    done: t(on ? 'toast.tagged' : 'toast.untagged', { tag: name }),
    undo: () => setTag(id, name, !on),
  });
}
/** It shall catch the eye again, here and for the others. */
export function markUnread(id: number): void {
  const before = conversation(id);
  if (!before || before.unread) return;
  seenUpTo.delete(id);
  void run({
    id,
    part: { unread: 1 },
    send: () => patched(id, { unread: 1 }),
    done: t('toast.unread'),
    undo: () => void run({ id, part: { unread: 0 }, send: () => patched(id, { unread: 0 }) }),
  });
}

const seenUpTo = new Map<number, number>();
export function markSeen(id: number, messageId: number): void {
  if (messageId <= (seenUpTo.get(id) ?? 0) && !conversation(id)?.unread) return;
  seenUpTo.set(id, messageId);
  if (conversation(id)?.unread) change(id, { unread: 0 });
  post(`/conversations/${id}/seen`, { message_id: messageId }).then(
    () => mentioned.peek().has(id) && countSoon(),
    () => seenUpTo.delete(id),
  );
}

/** Failed or unconfirmed on the platform: another attempt of the same message. */
export async function sendAgain(message: Message): Promise<void> {
  await onMessage(message, 'retry', { status: 'queued', error: null });
}
/** The person looked and it is there. */
export async function itArrived(message: Message): Promise<void> {
  await onMessage(message, 'confirm', { status: 'sent', error: null });
}
async function onMessage(message: Message, verb: string, part: Partial<Message>): Promise<void> {
  const asked = lastSeq();
  takeMessage({ ...message, ...part });
  try {
    takeAnswer(await post<Message>(`/conversations/${message.conversation_id}/messages/${message.id}/${verb}`), asked);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    takeAnswer(message, asked);
    toast(sayError(error), { bad: true });
  }
}

/** Other words for what was sent, or none. What goes wrong is the form's to say: what was typed stays in it. */
export async function amend(message: Message, text: string | null): Promise<void> {
  const asked = lastSeq();
  const path = `/conversations/${message.conversation_id}/messages/${message.id}`;
  takeAnswer(text === null ? await remove<Message>(path) : await patch<Message>(path, { text }), asked);
}

export async function moveStage(lead: Lead, stage: StageRef): Promise<void> {
  if (lead.stage.id === stage.id) return;
  const from = lead.stage;
  const asked = lastSeq();
  keepLead({ ...lead, stage });
  toast(t('toast.stage', { stage: stageName(stage.name) }), {
    action: { label: t('toast.undo'), run: () => void moveStage({ ...lead, stage }, from), undo: true },
  });
  try {
    keepLead(await patch<Lead>(`/leads/${lead.id}`, { stage_id: stage.id }), asked);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    keepLead(lead);
    toast(sayError(error), { bad: true });
  }
}
