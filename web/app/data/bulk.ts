/** One act on many conversations: painted at once, sent in parts of 200, taken back as a whole. */
import { batch, signal } from '@preact/signals';
import { ApiError, post } from './api';
import { m } from './bulkWords';
import { sayError } from './commands';
import { stageName } from './stages';
import { change, conversation } from './store/conversations';
import { countSoon, placeEverywhere, refreshAll } from './store/lists';
import { toast } from './toasts';
import type { BulkAnswer, Conversation, StageRef } from './types';
import { t } from './words';

const part = 200;
type Item = BulkAnswer['items'][number];
type Before = Item['before'];
type Body = Readonly<Record<string, unknown>>;

export interface Act {
  readonly body: Body;
  readonly paint: (item: Conversation) => Partial<Conversation>;
  readonly done: string;
  /** What gives one back what it was; none when nothing was changed. */
  readonly undo: (before: Before) => Body | undefined;
}
/** While many are changed: how many of how many. */
export const progress = signal<{ readonly done: number; readonly all: number } | null>(null);
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

async function send(ids: readonly number[], body: Body): Promise<Item[]> {
  const changed: Item[] = [];
  stopped = false;
  for (let from = 0; from < ids.length && !stopped; from += part) {
    if (ids.length > part) progress.value = { done: from, all: ids.length };
    const answer = await post<BulkAnswer>('/conversations/bulk', { ids: ids.slice(from, from + part), ...body });
    changed.push(...answer.items);
  }
  return changed;
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
  const sent = send(ids, act.body);
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
  try {
    await sent;
    if (ids.length > part) refreshAll();
    countSoon();
  } catch (error) {
    failed(error);
  } finally {
    progress.value = null;
  }
}

async function takeBack(items: readonly Item[], act: Act): Promise<void> {
  try {
    for (const { body, ids } of waysBack(items, act.undo)) await send(ids, body);
    if (items.length > part) refreshAll();
    countSoon();
  } catch (error) {
    failed(error);
  } finally {
    progress.value = null;
  }
}

const status = (before: Before): Body | undefined =>
  before.status === 'snoozed' ? { status: 'snoozed', snoozed_until: before.snoozed_until } : { status: before.status };

export const closeAll = (count: number): Act => ({
  body: { status: 'closed' },
  paint: () => ({ status: 'closed', wait: null, snoozed_until: null, unread: 0 }),
  done: m('closed', { count }),
  undo: before => (before.status === 'closed' ? undefined : status(before)),
});
export const snoozeAll = (count: number, until: Date, words: string): Act => ({
  body: { status: 'snoozed', snoozed_until: until.toISOString() },
  paint: item => (item.status === 'closed' ? {} : { status: 'snoozed', snoozed_until: until.toISOString() }),
  done: m('snoozed', { count, when: words }),
  undo: status,
});
export const assignAll = (count: number, to: { id: number; name: string } | null): Act => ({
  body: { assignee_id: to?.id ?? null },
  paint: () => ({ assignee: to }),
  done: to ? m('assigned', { count, name: to.name }) : m('unassigned', { count }),
  undo: before => (before.assignee_id === (to?.id ?? null) ? undefined : { assignee_id: before.assignee_id }),
});
export const tagAll = (count: number, tag: string, on: boolean): Act => ({
  body: on ? { add_tags: [tag] } : { remove_tags: [tag] },
  paint: item => ({ tags: [...item.tags.filter(one => one !== tag), ...(on ? [tag] : [])] }),
  done: m(on ? 'tagged' : 'untagged', { count, tag }),
  undo: before => (before.tags.includes(tag) === on ? undefined : on ? { remove_tags: [tag] } : { add_tags: [tag] }),
});
export const stageAll = (count: number, stage: StageRef): Act => ({
  body: { stage_id: stage.id },
  paint: item => (item.lead ? { lead: { ...item.lead, stage } } : {}),
  done: m('moved', { count, stage: stageName(stage.name) }),
  undo: before =>
    before.stage_id === null || before.stage_id === stage.id ? undefined : { stage_id: before.stage_id },
});
export const readAll = (count: number): Act => ({
  body: { unread: 0 },
  paint: () => ({ unread: 0 }),
  done: m('read', { count }),
  undo: before => (before.unread ? { unread: before.unread } : undefined),
});
