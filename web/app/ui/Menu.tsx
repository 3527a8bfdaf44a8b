import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { placeBelow } from './place';
import './Menu.css';

export interface MenuItem {
  id: string;
  label: string;
  /** Stands above this item and names those after it. */
  heading?: string;
  detail?: string | undefined;
  icon?: ComponentChildren;
  /** A key that picks it while the menu is open. */
  pick?: string;
  /** Given: one of a set, chosen or not. */
  checked?: boolean;
  run: () => void;
}
interface Props {
  label: string;
  items: () => MenuItem[];
  open: Signal<boolean>;
  buttonClass: string;
  /** Names an icon button. */
  buttonLabel?: string;
  title?: string;
  children: ComponentChildren;
}

/** The APG menu button: arrows, Home, End, letters, Esc; focus goes in and comes back. */
export function Menu({ label, items, open, buttonClass, buttonLabel, title, children }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const shown = open.value;

  // Before the next key can come: H and 4 typed in one go pick the fourth.
  useLayoutEffect(() => {
    const element = box.current;
    if (!shown || !element || !button.current) return undefined;
    element.showPopover();
    placeBelow(element, button.current);
    const first =
      element.querySelector<HTMLElement>('[aria-checked="true"]') ??
      element.querySelector<HTMLElement>('[role^="menuitem"]');
    first?.focus();
    return () => {
      if (element.contains(document.activeElement)) button.current?.focus();
    };
  }, [shown]);

  const onKey = (event: KeyboardEvent) => {
    const all = [...(box.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const go = (to: number) => all[(to + all.length) % all.length]?.focus();
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(all.length - 1);
    else if (event.key === 'Tab') {
      open.value = false;
      return;
    } else if (event.key === 'Escape') {
      // By hand and at once: the platform tells of it later, and the next key would still land here.
      button.current?.focus();
      open.value = false;
    } else if (event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey) {
      const picked = all.find(item => item.dataset.pick === event.key);
      if (picked) picked.click();
      else {
        const letter = event.key.toLocaleLowerCase();
        const from = [...all.slice(at + 1), ...all.slice(0, at + 1)];
        from.find(item => item.dataset.text?.toLocaleLowerCase().startsWith(letter))?.focus();
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        class={buttonClass}
        aria-haspopup="menu"
        aria-expanded={shown}
        aria-controls={shown ? id : undefined}
        aria-label={buttonLabel}
        title={title}
        onClick={() => {
          open.value = !open.peek();
        }}
      >
        {children}
      </button>
      {shown && (
        <div
          ref={box}
          id={id}
          class="menu"
          role="menu"
          aria-label={label}
          popover="auto"
          onKeyDown={onKey}
          onToggle={event => {
            if ((event as unknown as ToggleEvent).newState === 'closed') open.value = false;
          }}
        >
          {items().map(item => (
            <Row
              key={item.id}
              item={item}
              close={() => {
                open.value = false;
              }}
            />
          ))}
        </div>
      )}
    </>
  );
}

function Row({ item, close }: { item: MenuItem; close: () => void }) {
  return (
    <>
      {item.heading && (
        <div class="menu-heading" role="presentation">
          {item.heading}
        </div>
      )}
      <button
        type="button"
        class="menu-item"
        role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
        {...(item.checked === undefined ? {} : { 'aria-checked': item.checked })}
        tabIndex={-1}
        data-text={item.label}
        data-pick={item.pick}
        onClick={() => {
          close();
          item.run();
        }}
      >
        {item.icon}
        <span class="menu-text cut">{item.label}</span>
        {item.detail && <span class="menu-detail">{item.detail}</span>}
        {item.pick && <span class="kbd">{item.pick}</span>}
        {item.checked && <i class="menu-check" aria-hidden="true" />}
      </button>
    </>
  );
}
