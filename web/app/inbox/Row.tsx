import { exactTime, ms, shortTime } from '../../shared/time';
import { now } from '../data/clock';
import { draft } from '../data/drafts';
import { choose, chosen, reach, shownIds } from '../data/selection';
import { density } from '../data/settings';
import { conversationSignal } from '../data/store/conversations';
import { me, typingIn, users, viewing } from '../data/store/people';
import type { Conversation } from '../data/types';
import { language, t } from '../data/words';
import { Face } from '../ui/Face';
import { Icon } from '../ui/icons';
import { WaitRail, WaitTime } from '../ui/Waiting';
import { far, useSwipe } from './swipe';

interface Props {
  id: number;
  at: number;
  place: number;
  size: number;
  selected: boolean;
  open: (id: number) => void;
}

/** A face is pressed: chosen or not. Drawn on over others, they become the same. */
let drawing: boolean | null = null;
globalThis.addEventListener?.('pointerup', () => {
  drawing = null;
});
/** A finger may be about to scroll or to swipe: it chooses by its click. */
let finger = false;
function pickUp(event: PointerEvent, id: number): void {
  finger = event.pointerType === 'touch';
  if (event.button !== 0 || finger) return;
  event.stopPropagation();
  if (event.shiftKey) {
    event.preventDefault();
    reach(id, shownIds.peek());
    return;
  }
  drawing = !chosen.peek().has(id);
  choose(id, drawing);
  if (event.target instanceof Element) event.target.releasePointerCapture?.(event.pointerId);
}
function drawOver(event: PointerEvent, id: number): void {
  if (drawing !== null && event.pointerType === 'mouse' && event.buttons === 1) choose(id, drawing);
}

/** One conversation: at most two lines, and the rail that says who to answer next. */
export function Row({ id, at, place, size, selected, open }: Props) {
  const { by, swiped, hand } = useSwipe(id);
  const item = conversationSignal(id)?.value;
  if (!item) return null;
  const aside = by.value;
  const unread = item.unread > 0;
  const choosing = chosen.value.size > 0;
  const checked = chosen.value.has(id);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox holds the focus and the keys
    // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant of the listbox
    <div
      id={`row-${id}`}
      class={`row ${selected ? 'row-selected' : ''} ${unread ? 'row-unread' : ''} ${checked ? 'row-checked' : ''} ${aside ? 'row-aside' : ''}`}
      role="option"
      aria-selected={selected}
      {...(choosing ? { 'aria-checked': checked } : {})}
      aria-posinset={place}
      aria-setsize={size}
      style={{ transform: `translate(${aside}px, ${at}px)` }}
      onClick={() => !swiped.current && open(id)}
      {...hand}
    >
      {aside !== 0 && (
        <span
          class={`row-act ${aside > 0 ? 'row-act-close' : 'row-act-snooze'} ${Math.abs(aside) >= far ? 'row-act-now' : ''}`}
          aria-hidden="true"
        >
          <Icon name={aside > 0 ? 'check' : 'moon'} />
          {t(aside > 0 ? 'thread.close' : 'thread.snooze')}
        </span>
      )}
      <WaitRail wait={item.wait} />
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: X is the key for it */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the option says whether it is chosen */}
      <div
        class="row-face"
        title={t('keys.select')}
        onClick={event => {
          event.stopPropagation();
          if (finger && !swiped.current) choose(id);
        }}
        onPointerDown={event => pickUp(event, id)}
        onPointerEnter={event => drawOver(event, id)}
      >
        <Face
          name={item.contact.name}
          url={item.contact.avatar_url}
          size={density.value === 'compact' ? 28 : 38}
          channel={item.channel.kind}
        />
        <span class="row-box" aria-hidden="true">
          {checked && <Icon name="check" size="s" />}
        </span>
      </div>
      <div class="row-text">
        <div class="row-top">
          <b class="cut">{item.contact.name}</b>
          <Time item={item} />
        </div>
        <div class="row-low">
          <span class="row-preview cut">
            <Preview item={item} />
          </span>
          <span class="row-meta">
            <Watching id={id} />
            {item.priority > 0 && (
              <b class="row-priority" title={t('row.priority', { priority: item.priority })}>
                <span aria-hidden="true">{'!!!'.slice(0, item.priority)}</span>
                <span class="hidden">{t('row.priority', { priority: item.priority })}</span>
              </b>
            )}
            {item.tags[0] && <span class="tag row-tag">{item.tags[0]}</span>}
            {unread && (
              <span class="count">
                {item.unread > 99 ? '99+' : item.unread}
                <span class="hidden"> {t('row.unread')}</span>
              </span>
            )}
            {item.assignee && item.assignee.id !== me.value?.id && (
              <span title={t('row.owner', { name: item.assignee.name })}>
                <Face name={item.assignee.name} size={18} />
                <span class="hidden">{t('row.owner', { name: item.assignee.name })}</span>
              </span>
            )}
          </span>
        </div>
      </div>
    </div>
  );
}

function Time({ item }: { item: Conversation }) {
  if (item.status === 'snoozed' && item.snoozed_until) {
    return (
      <time class="row-snoozed" dateTime={item.snoozed_until} title={exactTime(ms(item.snoozed_until), language.value)}>
        <Icon name="moon" size="xs" />
        {shortTime(ms(item.snoozed_until), now.value, language.value)}
      </time>
    );
  }
  if (item.wait) return <WaitTime wait={item.wait} />;
  const time = ms(item.last_activity_at);
  return (
    <time dateTime={item.last_activity_at} title={exactTime(time, language.value)}>
      {shortTime(time, now.value, language.value)}
    </time>
  );
}

function Preview({ item }: { item: Conversation }) {
  if (typingIn.value.has(item.id)) {
    return (
      <span class="typing">
        {t('row.typing')} <i />
        <i />
        <i />
      </span>
    );
  }
  const unsent = draft(item.id, false).value.text;
  if (unsent) {
    return (
      <>
        <em class="row-draft">{t('row.draft')}</em> {unsent}
      </>
    );
  }
  const last = item.last_message;
  if (!last) return <>{t('row.nothing')}</>;
  const text = last.text || (last.kind === 'text' || last.kind === 'activity' ? '' : t(`kind.${last.kind}`));
  return (
    <>
      {last.direction === 'outbound' && (last.status === 'failed' || last.status === 'unconfirmed') && (
        <em class="row-failed">
          <Icon name="warn" size="xs" />
          {t(last.status === 'failed' ? 'row.notSent' : 'row.unsure')}{' '}
        </em>
      )}
      {last.direction === 'outbound' && last.status !== 'failed' && last.status !== 'unconfirmed' && (
        <span class="row-out">
          <Icon name={last.note ? 'note' : last.author_type === 'bot' ? 'bolt' : 'reply'} size="xs" />
          <span class="hidden">{t(last.note ? 'row.note' : 'row.us')} </span>
        </span>
      )}
      {last.direction === 'inbound' &&
        last.kind !== 'text' &&
        last.kind !== 'interaction' &&
        last.kind !== 'sticker' && <Icon name="clip" size="xs" />}
      {text}
    </>
  );
}

function Watching({ id }: { id: number }) {
  const others = viewing.value.get(id);
  if (!others?.length) return null;
  const names = others.map(user => users.value.get(user)?.name ?? '').join(', ');
  return (
    <span class="row-watching" title={t('row.watching', { names })}>
      <Icon name="eye" size="xs" />
      <span class="hidden">{t('row.watching', { names })}</span>
    </span>
  );
}
