import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Message } from '../data/types';
import { t } from '../data/words';
import { placeBelow } from '../ui/place';
import { ours, react } from './reacting';
import './Reactions.css';

interface Props {
  message: Message;
  emoji: readonly string[];
  close: () => void;
}

/** The emoji that the channel takes. Arrows walk them, Enter puts one on or takes it away, Esc leaves. */
export function ReactionPicker({ message, emoji, close }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const now = ours(message)?.emoji;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const buttons = document.querySelectorAll<HTMLElement>(`[data-message="${message.id}"] .message-act`);
    const anchor = buttons[buttons.length - 1];
    element.showPopover();
    if (anchor) placeBelow(element, anchor);
    (element.querySelector<HTMLElement>('[aria-pressed="true"]') ?? element.querySelector('button'))?.focus();
    return () => {
      if (element.contains(document.activeElement)) anchor?.focus();
    };
  }, []);
  const onKey = (event: KeyboardEvent) => {
    const all = [...(box.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const row = all.filter(one => one.offsetTop === all[0]?.offsetTop).length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row }[event.key];
    if (event.key === 'Escape') close();
    else if (step !== undefined) all[Math.max(0, Math.min(at + step, all.length - 1))]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={box}
      class="reaction-box"
      popover="auto"
      role="dialog"
      aria-label={t('react.pick')}
      onKeyDown={onKey}
      onToggle={event => {
        if ((event as unknown as ToggleEvent).newState === 'closed') close();
      }}
    >
      {emoji.map(one => (
        <button
          key={one}
          type="button"
          class="reaction-pick"
          aria-pressed={one === now}
          onClick={() => {
            close();
            void react(message, one);
          }}
        >
          {one}
        </button>
      ))}
    </div>
  );
}
