import type { Signal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Dialog } from '../ui/Dialog';
import { w } from './moreWords';
import './More.css';

interface FormProps {
  title: string;
  close: () => void;
  /** False: something is wrong, and is drawn at its field. */
  send: () => boolean;
  children: ComponentChildren;
}
/** What goes as a message: its first empty field has the focus, and then the first that is wrong. */
export function MoreForm({ title, close, send, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const fields = [...(form.current?.querySelectorAll<HTMLInputElement>('input, textarea') ?? [])];
    (fields.find(field => !field.value) ?? fields[0])?.focus();
  }, []);
  return (
    <Dialog title={title} onClose={close}>
      <form
        ref={form}
        class="more-form"
        noValidate
        onSubmit={event => {
          event.preventDefault();
          if (send()) close();
          else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
        }}
      >
        {children}
        <div class="more-ends">
          <button type="button" class="button button-quiet" onClick={close}>
            {w('cancel')}
          </button>
          <button type="submit" class="button button-primary">
            {w('send')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface FieldProps {
  label: string;
  wrong?: string | undefined;
  hint?: string | undefined;
  children: (attributes: {
    id: string;
    'aria-invalid': boolean;
    'aria-describedby': string | undefined;
  }) => ComponentChildren;
}
/** A field with what is wrong with it under it. */
export function Field({ label, wrong, hint, children }: FieldProps) {
  const id = useId();
  const said = wrong ?? hint;
  return (
    <div class="more-field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-invalid': !!wrong, 'aria-describedby': said ? `${id}-said` : undefined })}
      {said && (
        <p id={`${id}-said`} class={wrong ? 'more-wrong' : 'more-hint'} role={wrong ? 'alert' : undefined}>
          {said}
        </p>
      )}
    </div>
  );
}

interface TextProps extends Pick<JSX.IntrinsicElements['input'], 'type' | 'maxLength' | 'placeholder'> {
  label: string;
  value: Signal<string>;
  wrong?: string | undefined;
  hint?: string;
  typed?: () => void;
}
/** One line of text. */
export function TextField({ label, value, wrong, hint, typed, ...rest }: TextProps) {
  return (
    <Field label={label} wrong={wrong} hint={hint}>
      {attributes => (
        <input
          {...attributes}
          {...rest}
          autocomplete="off"
          value={value.value}
          onInput={event => {
            value.value = event.currentTarget.value;
            typed?.();
          }}
        />
      )}
    </Field>
  );
}
