import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Key, t } from '../data/words';
import { placeBelow } from '../ui/place';
import { type Emoji, findEmoji, keepRecent, recent, useEmoji } from './emoji';
import './EmojiPicker.css';

const groups: readonly (readonly [number, Key])[] = [
  [0, 'emoji.smileys'],
  [1, 'emoji.people'],
  [3, 'emoji.nature'],
  [4, 'emoji.food'],
  [5, 'emoji.travel'],
  [6, 'emoji.activities'],
  [7, 'emoji.objects'],
  [8, 'emoji.symbols'],
  [9, 'emoji.flags'],
];
interface Props {
  anchor: HTMLElement | null;
  take: (char: string) => void;
  close: () => void;
}

/** Search, recent ones, and all by kind. Arrows walk the grid, Enter takes, Esc gives the focus back. */
export function EmojiPicker({ anchor, take, close }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const words = useSignal('');
  const all = useEmoji(true);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.showPopover();
    if (anchor) placeBelow(element, anchor);
    field.current?.focus();
  }, []);

  const choose = (char: string) => {
    keepRecent(char);
    take(char);
    close();
  };
  const onKey = (event: KeyboardEvent) => {
    const buttons = [...(box.current?.querySelectorAll<HTMLElement>('.emoji') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const row = () => {
      const top = buttons[at]?.offsetTop;
      return (
        buttons.filter(one => one.offsetTop === top && one.parentElement === buttons[at]?.parentElement).length || 1
      );
    };
    const go = (to: number) => (to < 0 ? field.current : buttons[Math.min(to, buttons.length - 1)])?.focus();
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && at < 0) {
      const first = buttons[0]?.dataset.char;
      if (first) choose(first);
    } else if (event.key === 'ArrowDown') go(at < 0 ? 0 : at + row());
    else if (event.key === 'ArrowUp' && at >= 0) go(at - row());
    else if (event.key === 'ArrowRight' && at >= 0) go(at + 1);
    else if (event.key === 'ArrowLeft' && at >= 0) go(at - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const named = new Map(all.map(one => [one.char, one]));
  const typed = words.value.trim();
  return (
    <div
      ref={box}
      class="emoji-box"
      popover="auto"
      role="dialog"
      aria-label={t('emoji.label')}
      onKeyDown={onKey}
      onToggle={event => {
        if ((event as unknown as ToggleEvent).newState === 'closed') close();
      }}
    >
      <input
        ref={field}
        class="picker-field"
        type="text"
        aria-label={t('emoji.search')}
        placeholder={t('emoji.search')}
        autocomplete="off"
        value={words.value}
        onInput={event => {
          words.value = event.currentTarget.value;
        }}
      />
      <div class="emoji-all">
        {typed ? (
          <Group list={findEmoji(all, typed)} choose={choose} />
        ) : (
          <>
            {recent.value.length > 0 && (
              <Group
                name={t('emoji.recent')}
                list={recent.value.map(char => named.get(char) ?? { group: 0, char, name: char, words: '' })}
                choose={choose}
              />
            )}
            {groups.map(([group, name]) => (
              <Group key={group} name={t(name)} list={all.filter(one => one.group === group)} choose={choose} />
            ))}
          </>
        )}
        {all.length > 0 && typed && findEmoji(all, typed).length === 0 && <p class="picker-none">{t('picker.none')}</p>}
      </div>
    </div>
  );
}

function Group({ name, list, choose }: { name?: string; list: readonly Emoji[]; choose: (char: string) => void }) {
  return (
    <section class="emoji-group">
      {name && <h4>{name}</h4>}
      <div class="emoji-grid">
        {list.map(one => (
          <button
            key={one.char}
            type="button"
            class="emoji"
            data-char={one.char}
            tabIndex={-1}
            title={one.name}
            aria-label={one.name}
            onClick={() => choose(one.char)}
          >
            {one.char}
          </button>
        ))}
      </div>
    </section>
  );
}
