import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../data/words';
import { best } from './fuzzy';
import { placeBelow } from './place';
import './Picker.css';

export interface Choice {
  id: string;
  label: string;
  /** Stands above the first of its kind. */
  group?: string;
  detail?: string | undefined;
  /** Found by these too. */
  words?: readonly string[];
  icon?: ComponentChildren;
  keys?: readonly string[];
  checked?: boolean;
  run: () => void;
}
interface Props {
  label: string;
  placeholder: string;
  choices: readonly Choice[];
  /** Below what it opens; without it in the middle, near the top. */
  anchor?: HTMLElement | null;
  /** For words that nothing answers. */
  make?: (words: string) => Choice | undefined;
  /** Stays open after a choice. */
  many?: boolean;
  /** Already chosen by what was typed, and shown in any case. */
  found?: readonly Choice[];
  onWords?: (words: string) => void;
  onClose: () => void;
}

/** A field over a list (APG combobox): letters narrow it, arrows walk it, Enter takes, Esc leaves; focus comes back. */
export function Picker({ label, placeholder, choices, anchor, make, many, found = [], onWords, onClose }: Props) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const words = useSignal('');
  const at = useSignal(0);
  const before = useRef<Element | null>(null);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    before.current = document.activeElement;
    element.showPopover();
    if (anchor?.isConnected) placeBelow(element, anchor);
    field.current?.focus();
    return () => {
      const back = before.current;
      if (element.contains(document.activeElement) && back instanceof HTMLElement && back.isConnected) back.focus();
    };
  }, []);

  const typed = words.value.trim();
  const narrowed = typed ? best(choices, typed, item => [item.label, ...(item.words ?? [])]) : [...choices];
  const made = typed ? make?.(typed) : undefined;
  const shown = [...grouped(narrowed), ...found, ...(made ? [made] : [])].slice(0, 200);
  const current = Math.min(at.value, shown.length - 1);
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current, typed]);

  const take = (item: Choice | undefined) => {
    if (!item) return;
    if (!many) {
      const back = before.current;
      if (back instanceof HTMLElement && back.isConnected) back.focus();
      onClose();
    }
    item.run();
    if (many) {
      words.value = '';
      onWords?.('');
      field.current?.focus();
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const go = (to: number) => {
      at.value = (to + shown.length) % Math.max(1, shown.length);
    };
    if (event.key === 'ArrowDown') go(current + 1);
    else if (event.key === 'ArrowUp') go(current - 1);
    else if (event.key === 'PageDown') go(Math.min(shown.length - 1, current + 8));
    else if (event.key === 'PageUp') go(Math.max(0, current - 8));
    else if (event.key === 'Enter') take(shown[current]);
    else if (event.key === 'Escape' || event.key === 'Tab') {
      const back = before.current;
      if (back instanceof HTMLElement && back.isConnected) back.focus();
      onClose();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={box}
      class={anchor ? 'picker' : 'picker picker-middle'}
      popover="auto"
      role="dialog"
      aria-label={label}
      onToggle={event => {
        if ((event as unknown as ToggleEvent).newState === 'closed') onClose();
      }}
    >
      <input
        ref={field}
        class="picker-field"
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown[current] ? `${id}-${current}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder={placeholder}
        value={words.value}
        onInput={event => {
          words.value = event.currentTarget.value;
          at.value = 0;
          onWords?.(event.currentTarget.value);
        }}
        onKeyDown={onKey}
      />
      <div id={`${id}-list`} class="picker-list" role="listbox" aria-label={label} aria-multiselectable={many}>
        {shown.map((item, i) => (
          <Row
            key={item.id}
            id={`${id}-${i}`}
            item={item}
            heading={item.group !== shown[i - 1]?.group ? item.group : undefined}
            current={i === current}
            take={() => take(item)}
            hover={() => {
              at.value = i;
            }}
          />
        ))}
      </div>
      {shown.length === 0 && <p class="picker-none">{t('picker.none')}</p>}
    </div>
  );
}

/** Those of a group stand together, the groups in the order of their best. */
function grouped(items: readonly Choice[]): Choice[] {
  const groups = new Map<string, Choice[]>();
  for (const item of items) {
    const line = groups.get(item.group ?? '');
    if (line) line.push(item);
    else groups.set(item.group ?? '', [item]);
  }
  return [...groups.values()].flat();
}

interface RowProps {
  id: string;
  item: Choice;
  heading: string | undefined;
  current: boolean;
  take: () => void;
  hover: () => void;
}
function Row({ id, item, heading, current, take, hover }: RowProps) {
  return (
    <>
      {heading && (
        <div class="picker-heading" role="presentation">
          {heading}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field holds the focus and the keys */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant of the field */}
      <div
        id={id}
        class="picker-item"
        role="option"
        aria-selected={current}
        {...(item.checked === undefined ? {} : { 'aria-checked': item.checked })}
        onClick={take}
        onMouseDown={event => event.preventDefault()}
        onMouseMove={hover}
      >
        {item.icon}
        <span class="picker-label cut">{item.label}</span>
        {item.detail && <span class="picker-detail cut">{item.detail}</span>}
        {item.keys?.map(key => (
          <span key={key} class="kbd">
            {key}
          </span>
        ))}
        {item.checked && <i class="picker-check" aria-hidden="true" />}
      </div>
    </>
  );
}
