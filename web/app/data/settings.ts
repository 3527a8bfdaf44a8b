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

function kept<T extends string>(name: string, allowed: readonly T[]): Signal<T> {
  const stored = read(name);
  const made = signal<T>(allowed.find(value => value === stored) ?? allowed[0]!);
  let first = true;
  effect(() => {
    const value = made.value;
    if (!first) write(name, value);
    first = false;
  });
  globalThis.addEventListener?.('storage', event => {
    const next = allowed.find(value => value === event.newValue);
    if (event.key === `parley.${name}` && next) made.value = next;
  });
  return made;
}

export const theme = kept('theme', ['system', 'light', 'dark']);
export const sendKey = kept('sendKey', ['enter', 'ctrl-enter']);
/** Seconds in which a sent answer can be taken back. */
export const undoSend = kept('undoSend', ['5', '10', '0']);
/** Tells of new messages: by a tone, and by the browser's own notices. */
export const sound = kept('sound', ['on', 'off']);
export const notices = kept('notices', ['off', 'on']);
export const singleKeys = kept('singleKeys', ['on', 'off']);
/** How the queues are read: as people write, or whom to answer next. */
export const queueOrder = kept('order', ['newest', 'wait']);
export const panelOpen = kept('panel', ['open', 'closed']);

const prefersDark = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
const systemDark = signal(prefersDark?.matches ?? false);
prefersDark?.addEventListener('change', event => {
  systemDark.value = event.matches;
});
effect(() => {
  const dark = theme.value === 'dark' || (theme.value === 'system' && systemDark.value);
  if (globalThis.document) document.documentElement.dataset.theme = dark ? 'dark' : 'light';
});
