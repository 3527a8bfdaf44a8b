/** The one table of keys: what is bound, what the shortcut sheet shows, what tooltips say. */
import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { singleKeys } from './data/settings';
import type { Key } from './data/words';

export type Action =
  | 'palette'
  | 'select'
  | 'selectNext'
  | 'selectPrevious'
  | 'selectAll'
  | 'next'
  | 'previous'
  | 'open'
  | 'search'
  | 'reply'
  | 'note'
  | 'private'
  | 'close'
  | 'snooze'
  | 'assign'
  | 'claim'
  | 'noReply'
  | 'tag'
  | 'stage'
  | 'priority'
  | 'day'
  | 'unread'
  | 'filter'
  | 'panel'
  | 'undo'
  | 'help'
  | 'back'
  | 'goMine'
  | 'goUnassigned'
  | 'goWaiting'
  | 'goMentions'
  | 'goAll'
  | 'goStats';

export interface Shortcut {
  readonly action: Action;
  /** Physical keys (`event.code`), so that J is J on any layout; two for a sequence after G. */
  readonly codes: readonly string[];
  readonly after?: 'KeyG';
  /** With Shift alone, or with Ctrl (Cmd on a Mac). */
  readonly with?: 'shift' | 'ctrl';
  /** The character itself, where it stands elsewhere on other layouts. */
  readonly character?: string;
  readonly shown: readonly string[];
  readonly label: Key;
  readonly group: 'list' | 'conversation' | 'go' | 'composer';
}

export const shortcuts: readonly Shortcut[] = [
  { action: 'next', codes: ['KeyJ', 'ArrowDown'], shown: ['J', '↓'], label: 'keys.next', group: 'list' },
  { action: 'previous', codes: ['KeyK', 'ArrowUp'], shown: ['K', '↑'], label: 'keys.previous', group: 'list' },
  { action: 'open', codes: ['Enter'], shown: ['Enter'], label: 'keys.open', group: 'list' },
  { action: 'palette', codes: ['KeyK'], with: 'ctrl', shown: ['Ctrl', 'K'], label: 'keys.palette', group: 'list' },
  { action: 'search', codes: ['Slash'], character: '/', shown: ['/'], label: 'keys.search', group: 'list' },
  { action: 'filter', codes: ['KeyF'], shown: ['F'], label: 'keys.filter', group: 'list' },
  { action: 'select', codes: ['KeyX'], shown: ['X'], label: 'keys.select', group: 'list' },
  {
    action: 'selectNext',
    codes: ['KeyJ', 'ArrowDown'],
    with: 'shift',
    shown: ['Shift', 'J'],
    label: 'keys.selectNext',
    group: 'list',
  },
  {
    action: 'selectPrevious',
    codes: ['KeyK', 'ArrowUp'],
    with: 'shift',
    shown: ['Shift', 'K'],
    label: 'keys.selectPrevious',
    group: 'list',
  },
  { action: 'selectAll', codes: ['KeyA'], with: 'ctrl', shown: ['Ctrl', 'A'], label: 'keys.selectAll', group: 'list' },
  { action: 'reply', codes: ['KeyR'], shown: ['R'], label: 'keys.reply', group: 'conversation' },
  { action: 'note', codes: ['KeyN'], shown: ['N'], label: 'keys.note', group: 'conversation' },
  { action: 'private', codes: ['KeyV'], shown: ['V'], label: 'keys.private', group: 'conversation' },
  { action: 'close', codes: ['KeyE'], shown: ['E'], label: 'keys.close', group: 'conversation' },
  { action: 'snooze', codes: ['KeyH'], shown: ['H'], label: 'keys.snooze', group: 'conversation' },
  { action: 'assign', codes: ['KeyA'], shown: ['A'], label: 'keys.assign', group: 'conversation' },
  { action: 'claim', codes: ['KeyI'], shown: ['I'], label: 'keys.claim', group: 'conversation' },
  { action: 'tag', codes: ['KeyT'], shown: ['T'], label: 'keys.tag', group: 'conversation' },
  { action: 'stage', codes: ['KeyS'], shown: ['S'], label: 'keys.stage', group: 'conversation' },
  { action: 'priority', codes: ['KeyP'], shown: ['P'], label: 'keys.priority', group: 'conversation' },
  { action: 'day', codes: ['KeyD'], shown: ['D'], label: 'keys.day', group: 'conversation' },
  { action: 'unread', codes: ['KeyU'], shown: ['U'], label: 'keys.unread', group: 'conversation' },
  { action: 'noReply', codes: ['Digit0'], shown: ['0'], label: 'keys.noReply', group: 'conversation' },
  { action: 'panel', codes: ['Period'], character: '.', shown: ['.'], label: 'keys.panel', group: 'conversation' },
  { action: 'undo', codes: ['KeyZ'], shown: ['Z'], label: 'keys.undo', group: 'conversation' },
  { action: 'back', codes: ['Escape'], shown: ['Esc'], label: 'keys.back', group: 'conversation' },
  { action: 'goMine', codes: ['KeyI'], after: 'KeyG', shown: ['G', 'I'], label: 'nav.mine', group: 'go' },
  { action: 'goUnassigned', codes: ['KeyU'], after: 'KeyG', shown: ['G', 'U'], label: 'nav.unassigned', group: 'go' },
  { action: 'goWaiting', codes: ['KeyW'], after: 'KeyG', shown: ['G', 'W'], label: 'nav.waiting', group: 'go' },
  { action: 'goMentions', codes: ['KeyM'], after: 'KeyG', shown: ['G', 'M'], label: 'nav.mentions', group: 'go' },
  { action: 'goAll', codes: ['KeyA'], after: 'KeyG', shown: ['G', 'A'], label: 'nav.all', group: 'go' },
  { action: 'goStats', codes: ['KeyS'], after: 'KeyG', shown: ['G', 'S'], label: 'nav.response', group: 'go' },
  { action: 'help', codes: [], character: '?', shown: ['?'], label: 'keys.help', group: 'go' },
];
/** Bound in the composer itself; listed for the sheet. */
export const composerKeys: readonly { readonly shown: readonly string[]; readonly label: Key }[] = [
  { shown: ['Enter'], label: 'keys.send' },
  { shown: ['Ctrl', 'Enter'], label: 'keys.sendAlways' },
  { shown: ['Shift', 'Enter'], label: 'keys.newLine' },
  { shown: ['Ctrl', 'Shift', 'Enter'], label: 'keys.sendClose' },
  { shown: ['Ctrl', 'B'], label: 'keys.bold' },
  { shown: ['Ctrl', 'I'], label: 'keys.italic' },
  { shown: ['/'], label: 'keys.templates' },
  { shown: ['@'], label: 'keys.mention' },
  { shown: [':'], label: 'keys.emoji' },
  { shown: ['↑'], label: 'keys.editLast' },
  { shown: ['Esc'], label: 'keys.leave' },
];

/** The sheet that shows them is open. */
export const shortcutsOpen = signal(false);

type Handler = () => void;
const handlers = new Map<Action, Handler[]>();
/** Of what stands over the rest, such as a choice of many. */
const handlersOver = new Map<Action, Handler[]>();

/** The newest binding of an action wins and gives way when its view goes; one that is `over` wins over all others. */
export function useAction(action: Action, handler: Handler | undefined, over = false): void {
  // Bound once; what it does is always that of the last painting.
  const latest = useRef(handler);
  latest.current = handler;
  const given = handler !== undefined;
  // With the drawing, not after it: a key that comes in between would do what it did before.
  useLayoutEffect(() => {
    if (!given) return undefined;
    const of = over ? handlersOver : handlers;
    const line = of.get(action) ?? [];
    const run = () => latest.current?.();
    line.push(run);
    of.set(action, line);
    return () => {
      line.splice(line.indexOf(run), 1);
    };
  }, [action, given]);
}
export function act(action: Action): boolean {
  const handler = bound(action);
  handler?.();
  return handler !== undefined;
}
const bound = (action: Action) => handlersOver.get(action)?.at(-1) ?? handlers.get(action)?.at(-1);
/** Something would happen now. */
export const can = (action: Action) => bound(action) !== undefined;

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target instanceof HTMLInputElement && !/^(checkbox|radio|button|range|file)$/.test(target.type)))
  );
}

export function match(
  event: Pick<KeyboardEvent, 'code' | 'key' | 'shiftKey'>,
  after: string | null,
): Shortcut | undefined {
  if (after) return shortcuts.find(shortcut => shortcut.after === after && shortcut.codes.includes(event.code));
  const free = shortcuts.filter(shortcut => !shortcut.after && shortcut.with !== 'ctrl');
  return (
    free.find(shortcut => shortcut.character !== undefined && shortcut.character === event.key) ??
    free.find(shortcut => (shortcut.with === 'shift') === event.shiftKey && shortcut.codes.includes(event.code))
  );
}

let prefix: string | null = null;
let prefixTimer: ReturnType<typeof setTimeout> | undefined;

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.getModifierState('AltGraph') || event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    // In a field, Ctrl A is the field's; over a dialog nothing opens.
    const found = shortcuts.find(item => item.with === 'ctrl' && item.codes.includes(event.code));
    if (!found || event.shiftKey || document.querySelector('dialog[open], [popover]:popover-open')) return;
    if (found.action !== 'palette' && typing(event.target)) return;
    if (act(found.action)) event.preventDefault();
    return;
  }
  if (typing(event.target) || document.querySelector('dialog[open], [popover]:popover-open')) return;
  if (singleKeys.peek() === 'off' && event.code !== 'Escape' && !event.code.startsWith('Arrow')) return;
  if (prefix === null && event.code === 'KeyG' && !event.shiftKey) {
    prefix = 'KeyG';
    clearTimeout(prefixTimer);
    prefixTimer = setTimeout(() => {
      prefix = null;
    }, 1200);
    return;
  }
  const found = match(event, prefix);
  prefix = null;
  if (!found) return;
  const inside = event.target instanceof HTMLElement ? event.target : null;
  // A focused button or link keeps Enter; a focused scroll area keeps its arrows.
  if (found.action === 'open' && inside?.closest('a, button, [role="menuitem"], summary, audio, video')) return;
  if (event.code.startsWith('Arrow') && inside?.closest('[role="log"], audio, video, [role="radiogroup"]')) return;
  if (act(found.action)) event.preventDefault();
}

export function startKeys(): void {
  document.addEventListener('keydown', onKey);
}
