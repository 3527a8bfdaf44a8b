/** One act on many conversations: painted at once, sent in parts of 200, taken back as a whole. */
import { batch } from '@preact/signals';
import { ApiError, call, session } from './api';
import { type Body, drop, type Item, type Kept, keep, left, type Step } from './bulkKeep';
import { m } from './bulkWords';
import { sayError } from './commands';
import { clientId } from './outbox';
import { progress } from './selection';
import { stageName } from './stages';
import { change, conversation } from './store/conversations';
import { countSoon, placeEverywhere, refreshAll } from './store/lists';
import { toast } from './toasts';
import type { BulkAnswer, Conversation, StageRef } from './types';
import { t } from './words';

const part = 200;
type Before = Item['before'];

export interface Act {
  /** How it is made again when the page was left in the middle. */
  readonly again: readonly [keyof typeof makers, ...unknown[]];
  readonly body: Body;
  readonly paint: (item: Conversation) => Partial<Conversation>;
  readonly done: string;
  /** What gives one back what it was; none when nothing was changed. */
  readonly undo: (before: Before) => Body | undefined;
}
let stopped = false;
export function stopBulk(): void {
  stopped = true;
}

/** Those with the same way back go together. Pure. */
export function waysBack(items: readonly Item[], undo: Act['undo']): { body: Body; ids: number[] }[] {
  const groups = new Map<string, { body: Body; ids: number[] }>();
  for (const { id, before } of items) {
    const body = undo(before);
    if (!body) continue;
    const key = JSON.stringify(body);
    const group = groups.get(key) ?? { body, ids: [] };
    group.ids.push(id);
    groups.set(key, group);
  }
  return [...groups.values()];
}
/** In requests of at most 200, each with a key of its own. Pure, but for the keys. */
export function stepsOf(groups: readonly { body: Body; ids: readonly number[] }[], key: () => string): Step[] {
  return groups.flatMap(({ body, ids }) =>
    Array.from({ length: Math.ceil(ids.length / part) }, (_, i) => ({
      key: key(),
      body,
      ids: ids.slice(i * part, (i + 1) * part),
    })),
  );
}

const againAfter = 5000;
/** One request. An act in several is asked for until there is an answer, or until it is stopped: then there is none. */
async function made(step: Step, insist: boolean): Promise<BulkAnswer | undefined> {
  for (let told = false; ; told = true) {
    try {
      return await call<BulkAnswer>('POST', '/conversations/bulk', { ids: step.ids, ...step.body }, undefined, {
        'Idempotency-Key': step.key,
      });
    } catch (error) {
      if (!insist || !(error instanceof ApiError && error.passing)) throw error;
      if (!told) toast(sayError(error), { bad: true });
      await new Promise(wake => setTimeout(wake, Math.max(againAfter, error.retryAfter * 1000)));
      if (stopped) return undefined;
    }
  }
}

/** Request after request, from where it stands; what is not done when the page is left is kept. */
async function send(from: Kept): Promise<Item[]> {
  const items = [...from.items];
  const all = from.steps.reduce((sum, step) => sum + step.ids.length, 0);
  const shows = from.steps.length > 1;
  stopped = false;
  let done = 0;
  try {
    for (const [i, step] of from.steps.entries()) {
      if (i >= from.done) {
        if (stopped) break;
        if (shows) {
          progress.value = { done, all };
          await keep({ ...from, done: i, items });
        }
        const answer = await made(step, shows);
        if (!answer) break;
        items.push(...answer.items);
      }
      done += step.ids.length;
    }
    if (shows) await drop();
    return items;
  } catch (error) {
    // A page that goes away cuts its requests: what is kept is gone on with, after a new log-in too. A refusal is the end.
    if (shows && error instanceof ApiError && error.status !== 401) await drop();
    throw error;
  } finally {
    progress.value = null;
  }
}

/** What stands now is asked for again: some may have been changed, some not. */
function failed(error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
  refreshAll();
  toast(sayError(error), { bad: true });
}

export async function runBulk(ids: readonly number[], act: Act): Promise<void> {
  batch(() => {
    for (const id of ids) {
      const item = conversation(id);
      const painted = item && change(id, act.paint(item));
      if (painted) placeEverywhere(painted);
    }
  });
  const user = session.peek()?.user.id ?? 0;
  await carry({ user, act: act.again, steps: stepsOf([{ ids, body: act.body }], clientId), done: 0, items: [] }, act);
}

/** What can be taken back is said at once; of an act in several parts when the last is done, or the words would be gone by then. */
async function carry(kept: Kept, act: Act): Promise<void> {
  const sent = send(kept);
  const say = () =>
    toast(act.done, {
      action: {
        label: t('toast.undo'),
        undo: true,
        run: () =>
          void sent.then(
            items => takeBack(items, act),
            () => undefined,
          ),
      },
    });
  const long = kept.steps.length > 1;
  if (!long) say();
  try {
    await sent;
    if (long) {
      say();
      refreshAll();
    }
    countSoon();
  } catch (error) {
    failed(error);
  }
}

async function takeBack(items: readonly Item[], act: Act): Promise<void> {
  const steps = stepsOf(waysBack(items, act.undo), clientId);
  await giveBack({ user: session.peek()?.user.id ?? 0, act: null, steps, done: 0, items: [] });
}
async function giveBack(kept: Kept): Promise<void> {
  try {
    await send(kept);
    if (kept.steps.length > 1) refreshAll();
    countSoon();
  } catch (error) {
    failed(error);
  }
}

/** Goes on with what the last page left in the middle. */
export async function resumeBulk(): Promise<void> {
  const kept = await left();
  if (typeof kept === 'number') {
    setTimeout(() => void resumeBulk(), kept);
    return;
  }
  if (!kept) await drop();
  if (!kept || progress.peek()) return;
  const make = kept.act && makers[kept.act[0] as keyof typeof makers];
  if (kept.act && make) await carry(kept, (make as (...args: unknown[]) => Act)(...kept.act.slice(1)));
  else if (!kept.act) await giveBack(kept);
  else await drop();
}

const status = (before: Before): Body | undefined =>
  before.status === 'snoozed' ? { status: 'snoozed', snoozed_until: before.snoozed_until } : { status: before.status };

export const closeAll = (count: number): Act => ({
  again: ['closeAll', count],
  body: { status: 'closed' },
  paint: () => ({ status: 'closed', wait: null, snoozed_until: null, unread: 0 }),
  done: m('closed', { count }),
  undo: before => (before.status === 'closed' ? undefined : status(before)),
});
export const snoozeAll = (count: number, until: Date, words: string): Act => ({
  again: ['snoozeAll', count, until, words],
  body: { status: 'snoozed', snoozed_until: until.toISOString() },
  paint: item => (item.status === 'closed' ? {} : { status: 'snoozed', snoozed_until: until.toISOString() }),
  done: m('snoozed', { count, when: words }),
  undo: status,
});
export const assignAll = (count: number, to: { id: number; name: string } | null): Act => ({
  again: ['assignAll', count, to],
  body: { assignee_id: to?.id ?? null },
  paint: () => ({ assignee: to }),
  done: to ? m('assigned', { count, name: to.name }) : m('unassigned', { count }),
  undo: before => (before.assignee_id === (to?.id ?? null) ? undefined : { assignee_id: before.assignee_id }),
});
export const tagAll = (count: number, tag: string, on: boolean): Act => ({
  again: ['tagAll', count, tag, on],
  body: on ? { add_tags: [tag] } : { remove_tags: [tag] },
  paint: item => ({ tags: [...item.tags.filter(one => one !== tag), ...(on ? [tag] : [])] }),
  done: m(on ? 'tagged' : 'untagged', { count, tag }),
  undo: before => (before.tags.includes(tag) === on ? undefined : on ? { remove_tags: [tag] } : { add_tags: [tag] }),
});
export const stageAll = (count: number, stage: StageRef): Act => ({
  again: ['stageAll', count, stage],
  body: { stage_id: stage.id },
  paint: item => (item.lead ? { lead: { ...item.lead, stage } } : {}),
  done: m('moved', { count, stage: stageName(stage.name) }),
  undo: before =>
    before.stage_id === null || before.stage_id === stage.id ? undefined : { stage_id: before.stage_id },
});
export const readAll = (count: number): Act => ({
  again: ['readAll', count],
  body: { unread: 0 },
  paint: () => ({ unread: 0 }),
  done: m('read', { count }),
  undo: before => (before.unread ? { unread: before.unread } : undefined),
});

const makers = { closeAll, snoozeAll, assignAll, tagAll, stageAll, readAll };
