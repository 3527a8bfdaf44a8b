import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { dayName, duration, heat, ms } from '../../shared/time';
import { now, second } from '../data/clock';
import { markSeen, noReplyNeeded, sayError } from '../data/commands';
import { conversation } from '../data/store/conversations';
import { typingIn } from '../data/store/people';
import { loadEarlier, loadLater, openThread, thread } from '../data/store/threads';
import type { Conversation } from '../data/types';
import { language, t } from '../data/words';
import { pick } from '../inbox/pickers';
import { Icon } from '../ui/icons';
import { lazy } from '../ui/lazy';
import { ActivityLines } from './Activity';
import { Bubble } from './Bubble';
import { threadRows } from './rows';

const Scheduled = lazy(async () => (await import('../later/Scheduled')).Scheduled);

/** Where each conversation was left, for this page's life. Missing: at the end. */
const places = new Map<number, number>();
const near = 60;

export function Log({ item, jump }: { item: Conversation; jump: number | undefined }) {
  const id = item.id;
  const of = thread(id);
  const items = of.items.value;
  const box = useRef<HTMLDivElement>(null);
  const stick = useRef(true);
  const settled = useRef(false);
  const wanted = useRef(jump);
  const below = useSignal(0);
  const anchor = useRef<{ key: string; top: number } | null>(null);
  const shown = useRef(items);
  const lastSeen = useRef<number | null>(null);
  const endShown = useRef(true);

  // The line stands where reading stopped when the thread was opened, and stays there.
  if (of.state.value === 'ready' && of.unreadFrom.peek() === null && !settled.current) {
    const unread = conversation(id)?.unread ?? 0;
    const inbound = items.filter(message => message.direction === 'inbound' && message.kind !== 'activity');
    const first = unread > 0 ? inbound[Math.max(0, inbound.length - unread)] : undefined;
    if (first) of.unreadFrom.value = first.id;
  }
  const rows = useMemo(() => threadRows(items, of.unreadFrom.value), [items, of.unreadFrom.value]);

  // Before the page changes: what is read stays under the eyes, wherever scrolling has come to while a page was on its way.
  if (shown.current !== items) {
    shown.current = items;
    anchor.current = settled.current && !stick.current ? firstInSight(box.current) : null;
  }

  const seen = () => {
    const last = of.items.peek().findLast(message => message.id > 0)?.id;
    if (last && !document.hidden && document.hasFocus() && !of.hasAfter.peek()) markSeen(id, last);
  };

  useLayoutEffect(() => {
    const element = box.current;
    if (!element || of.state.value !== 'ready') return;
    const newest = items.at(-1);
    // In a thread that is open already, its page comes after the first painting.
    const jumped =
      wanted.current === undefined ? null : element.querySelector<HTMLElement>(`[data-message="${wanted.current}"]`);
    if (jumped) {
      wanted.current = undefined;
      settled.current = true;
      anchor.current = null;
      jumped.scrollIntoView({ block: 'center' });
      jumped.classList.add('flash');
      stick.current = false;
    } else if (!settled.current) {
      settled.current = true;
      const target = element.querySelector<HTMLElement>('.unread-line');
      const kept = places.get(id);
      if (target && jump === undefined) {
        element.scrollTop = target.offsetTop - 90;
        stick.current = element.scrollHeight - element.scrollTop - element.clientHeight < near;
      } else if (kept !== undefined) {
        element.scrollTop = kept;
        stick.current = false;
      } else element.scrollTop = element.scrollHeight;
      seen();
    } else {
      const same = anchor.current && element.querySelector(`[data-key="${anchor.current.key}"]`);
      if (same && anchor.current) element.scrollTop += same.getBoundingClientRect().top - anchor.current.top;
      anchor.current = null;
      // A page of later messages, or the end cut off for earlier ones, is nothing new.
      const fresh = newest && endShown.current && !of.hasAfter.peek() && newest.id !== lastSeen.current;
      const mine = newest && newest.id < 0 && newest.id !== lastSeen.current;
      if (mine || (fresh && stick.current)) {
        element.scrollTop = element.scrollHeight;
        stick.current = true;
        seen();
      } else if (fresh && newest.direction === 'inbound') below.value += 1;
    }
    lastSeen.current = newest?.id ?? null;
    endShown.current = !of.hasAfter.peek();
  }, [items, of.state.value]);

  // Images and the window change heights: the end stays the end.
  useEffect(() => {
    const element = box.current;
    const inner = element?.firstElementChild;
    if (!element || !inner) return undefined;
    const watcher = new ResizeObserver(() => {
      if (stick.current) element.scrollTop = element.scrollHeight;
    });
    watcher.observe(element);
    watcher.observe(inner);
    const back = () => {
      if (stick.current) seen();
    };
    window.addEventListener('focus', back);
    return () => {
      watcher.disconnect();
      window.removeEventListener('focus', back);
    };
  }, []);

  const onScroll = () => {
    const element = box.current;
    if (!element || !settled.current) return;
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    stick.current = left < near && !of.hasAfter.peek();
    if (stick.current) {
      places.delete(id);
      if (below.peek()) below.value = 0;
      seen();
    } else places.set(id, element.scrollTop);
    if (element.scrollTop < 600 && of.hasBefore.peek()) void loadEarlier(id);
    else if (left < 600 && of.hasAfter.peek()) void loadLater(id);
  };
  const toEnd = async () => {
    if (of.hasAfter.peek()) {
      of.items.value = of.items.peek().filter(message => message.id < 0);
      of.hasAfter.value = false;
      await openThread(id);
    }
    stick.current = true;
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
    below.value = 0;
    seen();
  };

  const lastInbound = items.findLast(message => message.direction === 'inbound' && message.kind !== 'activity')?.id;
  return (
    <div class="log-box">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by key */}
      <div ref={box} class="log" role="log" aria-label={t('thread.messages')} tabIndex={0} onScroll={onScroll}>
        <div class="log-inner">
          {of.error.value && items.length === 0 && (
            <div class="empty" role="alert">
              <strong>{t('thread.failed')}</strong>
              <span>{sayError(of.error.value)}</span>
              <button type="button" class="button button-outline" onClick={() => void openThread(id, jump)}>
                {t('ui.again')}
              </button>
            </div>
          )}
          {of.state.value !== 'ready' && !of.error.value && <Ghost />}
          {rows.map(row => {
            switch (row.type) {
              case 'day':
                return (
                  <button
                    key={row.key}
                    type="button"
                    class="day"
                    data-time={row.time}
                    title={`${t('keys.day')} (D)`}
                    aria-haspopup="dialog"
                    onClick={event => pick('day', event.currentTarget)}
                  >
                    {dayName(row.time, now.value, language.value)}
                  </button>
                );
              case 'unread':
                return (
                  <div key="unread" class="unread-line">
                    <span>{t('thread.newLine', { count: row.count })}</span>
                  </div>
                );
              case 'activity':
                return <ActivityLines key={row.key} items={row.items} conversation={item} />;
              default:
                return (
                  <Bubble key={row.key} message={row.message} first={row.first} last={row.last} contact={item.contact}>
                    {row.message.id === lastInbound && item.wait ? <WaitLine item={item} /> : null}
                  </Bubble>
                );
            }
          })}
          {!of.hasAfter.value && <Scheduled item={item} />}
          {typingIn.value.has(id) && (
            <p class="log-typing">
              <span class="bubble bubble-in typing" role="img" aria-label={t('row.typing')}>
                <i />
                <i />
                <i />
              </span>
            </p>
          )}
        </div>
      </div>
      {(below.value > 0 || of.hasAfter.value) && (
        <button type="button" class="log-end" onClick={() => void toEnd()}>
          <Icon name="down" size="s" />
          {below.value > 0 ? t('thread.newBelow', { count: below.value }) : t('thread.toEnd')}
        </button>
      )}
    </div>
  );
}

function firstInSight(log: HTMLElement | null): { key: string; top: number } | null {
  if (!log) return null;
  const edge = log.getBoundingClientRect().top;
  for (const row of log.querySelectorAll<HTMLElement>('[data-key]')) {
    const { top, bottom } = row.getBoundingClientRect();
    if (bottom > edge && row.dataset.key) return { key: row.dataset.key, top };
  }
  return null;
}

function WaitLine({ item }: { item: Conversation }) {
  const wait = item.wait;
  if (!wait) return null;
  const opened = ms(wait.opened_at);
  const { level } = heat(opened, wait.target_seconds, second.value);
  return (
    <>
      <span class={`foot-join wait-${level}`}>
        {t('wait.line', {
          span: duration(Math.max(0, second.value - opened), language.value),
          target: duration(wait.target_seconds * 1000, language.value),
        })}
      </span>
      <button
        type="button"
        class="button-link foot-act"
        title={`${t('keys.noReply')} (0)`}
        onClick={() => noReplyNeeded(item.id)}
      >
        {t('wait.noReply')}
      </button>
    </>
  );
}

/** The shape of what comes. */
export function Ghost() {
  return (
    <div class="log-ghost" aria-busy="true">
      <i class="skeleton" />
      <i class="skeleton" />
      <i class="skeleton" />
    </div>
  );
}
