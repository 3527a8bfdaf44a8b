/** The operators' socket: goes on where it stopped, and says when the line is gone. */
import { signal } from '@preact/signals';
import { type Line, openLine, socketUrl } from '../../shared/ws';
import { get, session } from './api';
import { keepServerTime } from './clock';
import { applyEvent } from './store/events';
import { countSoon, refreshLists, retryLists } from './store/lists';
import { keepPresence, keepTyping, keepViewing, loadPeople } from './store/people';
import { lastSeq, saw } from './store/seq';
import { openThread, openThreads } from './store/threads';
import type { Frame, Session } from './types';

/** The server runs another build than this page is of. */
export const newVersion = signal(false);
const build = globalThis.document?.querySelector<HTMLMetaElement>('meta[name="parley-build"]')?.content;
/** True after two seconds without a line: before that nobody needs to know. */
export const lineLost = signal(false);
let line: Line | undefined;
let lostTimer: ReturnType<typeof setTimeout> | undefined;
let viewingNow: number | null = null;
const waiters: (() => void)[] = [];

function reload(seq: number): void {
  saw(seq);
  refreshLists(seq);
  for (const thread of openThreads()) {
    if (thread.state.peek() === 'ready' && !thread.hasAfter.peek()) void openThread(thread.id);
  }
}

export function take(frame: Frame): void {
  switch (frame.type) {
    case 'hello': {
      const fresh = lastSeq() === 0;
      keepServerTime(frame.now);
      newVersion.value = Boolean(build && frame.build && frame.build !== build);
      keepPresence(frame.presence, true);
      // What was asked for before the line stood may have missed an event: read once more.
      if (fresh) reload(frame.seq);
      break;
    }
    case 'refetch':
      reload(frame.seq);
      break;
    case 'typing':
      keepTyping(frame.conversation_id, frame.by, frame.user_id, frame.on);
      break;
    case 'presence':
      keepPresence([frame], false);
      break;
    case 'viewing':
      keepViewing(frame.conversation_id, frame.user_ids);
      break;
    default:
      applyEvent(frame);
  }
}

/** An attempt that hangs is no line either, and each that fails does not begin the two seconds anew. */
function missLine(): void {
  lostTimer ??= setTimeout(() => {
    lineLost.value = true;
  }, 2000);
}
function haveLine(): void {
  clearTimeout(lostTimer);
  lostTimer = undefined;
  lineLost.value = false;
}

export function startSocket(): void {
  line?.close();
  missLine();
  line = openLine({
    url: () => socketUrl(lastSeq() ? `/ws?after=${lastSeq()}` : '/ws'),
    onFrame: frame => {
      for (const one of Array.isArray(frame) ? frame : [frame]) take(one);
    },
    onState: state => {
      if (state === 'open') {
        haveLine();
        if (viewingNow !== null) line?.send({ type: 'viewing', conversation_id: viewingNow });
        countSoon(0);
        retryLists();
        for (const one of openThreads()) if (one.error.peek()) void openThread(one.id);
        for (const waiter of waiters) waiter();
      } else {
        missLine();
        // A refused socket does not say why; the session call does.
        get<Session>('/session').then(
          fresh => {
            session.value = fresh;
          },
          () => undefined,
        );
      }
    },
  });
}
export function stopSocket(): void {
  line?.close();
  line = undefined;
  haveLine();
}
/** Called each time the line stands again. */
export function onLine(waiter: () => void): void {
  waiters.push(waiter);
}
export function say(frame: unknown): void {
  line?.send(frame);
}
export function sayViewing(conversation: number | null): void {
  viewingNow = conversation;
  say({ type: 'viewing', conversation_id: conversation });
}
export function retryLine(): void {
  line?.retry();
}

globalThis.addEventListener?.('online', () => line?.retry());
globalThis.addEventListener?.('offline', () => line?.cut());
globalThis.document?.addEventListener('visibilitychange', () => {
  if (!document.hidden) line?.retry();
});

/** People and the socket, after a log-in. */
export async function startData(): Promise<void> {
  startSocket();
  countSoon(0);
  await loadPeople();
}
