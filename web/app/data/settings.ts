/** What this browser keeps: theme, keys, panel. Read once, written at each change, the same in every tab. */
import { effect, type Signal, signal } from '@preact/signals';

function read(name: string): string | null {
  try {
    return localStorage.getItem(`parley.${name}`);
  } catch {
    return null;
  }
}
function write(name: string, value: string): void {
  try {
    localStorage.setItem(`parley.${name}`, value);
  } catch {
    // Storage is blocked or full: the choice holds until the page is left.
  }
}

export function keptAs<T extends string | number>(
  name: string,
  parse: (stored: string | null) => T | undefined,
  otherwise: T,
): Signal<T> {
  const made = signal<T>(parse(read(name)) ?? otherwise);
  let first = true;
  effect(() => {
    const value = made.value;
    if (!first) write(name, String(value));
    first = false;
  });
  globalThis.addEventListener?.('storage', event => {
    const next = event.key === `parley.${name}` ? parse(event.newValue) : undefined;
    if (next !== undefined) made.value = next;
  });
  return made;
}
const kept = <T extends string>(name: string, allowed: readonly T[]) =>
  keptAs<T>(name, stored => allowed.find(value => value === stored), allowed[0]!);

export const theme = kept('theme', ['system', 'light', 'dark']);
export const sendKey = kept('sendKey', ['enter', 'ctrl-enter']);
/** Seconds in which a sent answer can be taken back. */
export const undoSend = kept('undoSend', ['5', '10', '0']);
/** Tells of new messages: by a tone, and by the browser's own notices. */
export const sound = kept('sound', ['on', 'off']);
export const notices = kept('notices', ['off', 'on']);
/** Of the tone, in hundredths. */
export const volume = keptAs(
  'volume',
  stored => (stored !== null && Number(stored) >= 0 && Number(stored) <= 100 ? Number(stored) : undefined),
  60,
);
export const singleKeys = kept('singleKeys', ['on', 'off']);
/** How the queues are read: as people write, or whom to answer next. */
export const queueOrder = kept('order', ['newest', 'oldest', 'wait', 'priority']);
/** The server's to keep: here so that the first painting has it. */
export const density = kept('density', ['comfortable', 'compact']);
export const panelOpen = kept('panel', ['open', 'closed']);
export const panelWidths = { least: 264, most: 480, usual: 312 };
const width = (stored: string | null) => {
  const { least, most } = panelWidths;
  return Number(stored) >= least && Number(stored) <= most ? Number(stored) : undefined;
};
export const panelWidth = keptAs('panelWidth', width, panelWidths.usual);
/** In which the last sum was written. */
export const lastCurrency = keptAs(
  'currency',
  stored => (stored && /^[A-Z]{3}$/.test(stored) ? stored : undefined),
  '',
);
/** An act on many was under way when the last page was left (data/bulkKeep.ts). */
export const bulkLeft = keptAs('bulk', stored => stored ?? undefined, '');
/** Sections of the panel that are folded, by name. */
export const folded = keptAs('folded', stored => stored ?? undefined, '');

const prefersDark = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
const systemDark = signal(prefersDark?.matches ?? false);
prefersDark?.addEventListener('change', event => {
  systemDark.value = event.matches;
});
effect(() => {
  if (globalThis.document) document.documentElement.dataset.density = density.value;
});
effect(() => {
  const dark = theme.value === 'dark' || (theme.value === 'system' && systemDark.value);
  if (globalThis.document) document.documentElement.dataset.theme = dark ? 'dark' : 'light';
});
