import type { ComponentChildren, RefObject } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { begin, edits, type Field, leave, revert, write } from '../data/edits';
import { t } from '../data/words';
import { Sign } from './Sign';
import './InPlace.css';

interface Attributes {
  type?: 'text' | 'tel' | 'email';
  inputMode?: 'decimal' | 'tel' | 'email';
  maxLength?: number;
}
export interface Editor {
  text: string;
  write: (text: string) => void;
  /** What has the focus first. */
  field: RefObject<HTMLInputElement>;
  attributes: { 'aria-label': string; 'aria-invalid': boolean; 'aria-describedby': string | undefined };
}
interface Props {
  field: Field;
  /** As it is typed; '' where nothing is known. */
  value: string;
  /** What stands there instead of nothing. */
  empty?: string;
  /** Of `value`, or of what is on its way: how it is read. */
  show?: (value: string) => ComponentChildren;
  input?: Attributes;
  editor?: (editor: Editor) => ComponentChildren;
}

/** Text that becomes a field: by a click or Enter; Enter or leaving it saves, Esc takes back. */
export function InPlace({ field, value, empty = '', show, input, editor }: Props) {
  const { id, label } = field;
  const wrongId = useId();
  const button = useRef<HTMLButtonElement>(null);
  const first = useRef<HTMLInputElement>(null);
  const byHand = useRef(false);
  const edit = edits.value.get(id);
  const open = edit !== undefined && !edit.sending;

  useLayoutEffect(() => {
    // One that was refused opens by itself, and takes no focus from what is done meanwhile.
    const free = byHand.current || document.activeElement === null || document.activeElement === document.body;
    byHand.current = false;
    if (open && free) {
      first.current?.focus();
      first.current?.select();
    }
  }, [open]);

  if (!open) {
    const now = edit?.text ?? value;
    return (
      // Another element than the open one: taking away a focused button is no leaving of the field.
      <span key="shut" class="inplace" data-field={id}>
        <button
          ref={button}
          type="button"
          class={now ? 'inplace-value' : 'inplace-value inplace-empty'}
          aria-label={now ? t('panel.change', { field: label, value: now }) : undefined}
          onClick={() => {
            byHand.current = true;
            begin(field, now);
          }}
        >
          {now ? (show?.(now) ?? <span class="cut">{now}</span>) : empty}
          {now && <Sign name="pencil" size="xs" />}
        </button>
      </span>
    );
  }
  const attributes = {
    'aria-label': label,
    'aria-invalid': edit.wrong !== '',
    'aria-describedby': edit.wrong ? wrongId : undefined,
  };
  const back = () => {
    // The button that takes its place is there after the next painting.
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the fields inside
    <span
      key="open"
      class="inplace"
      data-field={id}
      onFocusOut={event => {
        const box = event.currentTarget;
        // Another window, or another part of the same field, is not leaving it.
        if (box.contains(event.relatedTarget as Node | null) || box.contains(document.activeElement)) return;
        leave(id);
      }}
      onKeyDown={event => {
        if (event.isComposing || event.target instanceof HTMLButtonElement) return;
        if (event.key === 'Enter') leave(id, true);
        else if (event.key === 'Escape') revert(id);
        else return;
        event.preventDefault();
        event.stopPropagation();
        back();
      }}
    >
      {editor?.({ text: edit.text, write: text => write(id, text), field: first, attributes }) ?? (
        <input
          ref={first}
          class="inplace-input"
          autocomplete="off"
          spellcheck={false}
          {...input}
          {...attributes}
          value={edit.text}
          onInput={event => write(id, event.currentTarget.value)}
        />
      )}
      {edit.wrong && (
        <small id={wrongId} class="inplace-wrong" role="alert">
          {edit.wrong}
        </small>
      )}
      {edit.again && (
        <button type="button" class="button-link inplace-again" onClick={() => leave(id, true)}>
          {t('ui.again')}
        </button>
      )}
    </span>
  );
}
