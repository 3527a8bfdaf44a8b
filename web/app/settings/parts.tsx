/** What every section is made of. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { ApiError } from '../data/api';
import { sayError } from '../data/commands';
import { t } from '../data/words';
import { Icon } from '../ui/icons';
import type { Form } from './form';
import { s } from './words';

/** A heading, a line that says what it is for, and what can be done there. */
export function Section({
  title,
  hint,
  action,
  children,
}: {
  title: string;
  hint?: string;
  action?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section class="set-section" aria-label={title}>
      <header class="set-head">
        <div>
          <h2>{title}</h2>
          {hint && <p>{hint}</p>}
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}

interface FieldProps {
  name: string;
  label: string;
  hint?: ComponentChildren;
  wrong?: string;
  wide?: boolean;
  children: (attributes: {
    id: string;
    name: string;
    'aria-invalid': boolean;
    'aria-describedby': string;
  }) => ComponentChildren;
}
/** A label, the control, and under it what it means or what is wrong with it. */
export function Field({ name, label, hint, wrong = '', wide, children }: FieldProps) {
  const id = useId();
  return (
    <div class={wide ? 'field set-field set-wide' : 'field set-field'} id={`set-${name}`}>
      <label for={id}>{label}</label>
      {children({ id, name, 'aria-invalid': wrong !== '', 'aria-describedby': `${id}-hint` })}
      <span class="set-hint" id={`${id}-hint`}>
        {wrong ? <small role="alert">{wrong}</small> : hint}
      </span>
    </div>
  );
}

type Strings<V> = { [K in keyof V & string]: V[K] extends string ? K : never }[keyof V & string];
interface TextProps<V> {
  form: Form<V>;
  name: Strings<V>;
  label: string;
  hint?: ComponentChildren;
  type?: string;
  autocomplete?: string;
  placeholder?: string;
  list?: string;
  mono?: boolean;
  wide?: boolean;
}
export function TextField<V>({ form, name, label, hint, wide, mono, ...rest }: TextProps<V>) {
  return (
    <Field name={name} label={label} hint={hint} wrong={form.wrong(name)} {...(wide ? { wide } : {})}>
      {attributes => (
        <input
          {...attributes}
          {...rest}
          class={mono ? 'set-mono' : undefined}
          value={form.values[name] as string}
          onInput={event => form.set({ [name]: event.currentTarget.value } as Partial<V>)}
        />
      )}
    </Field>
  );
}

export function SelectField<V>({
  form,
  name,
  label,
  hint,
  options,
}: {
  form: Form<V>;
  name: Strings<V>;
  label: string;
  hint?: ComponentChildren;
  options: readonly (readonly [string, string])[];
}) {
  return (
    <Field name={name} label={label} hint={hint} wrong={form.wrong(name)}>
      {attributes => (
        <select
          {...attributes}
          class="select"
          value={form.values[name] as string}
          onChange={event => form.set({ [name]: event.currentTarget.value } as Partial<V>)}
        >
          {options.map(([value, words]) => (
            <option key={value} value={value} selected={form.values[name] === value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** One of a few, each with a line that says what it means. */
export function Choice({
  name,
  label,
  value,
  options,
  onPick,
  wrong = '',
}: {
  name: string;
  label: string;
  value: string;
  options: readonly { value: string; label: string; hint?: string }[];
  onPick: (value: string) => void;
  wrong?: string;
}) {
  const id = useId();
  return (
    <fieldset class="set-choice" id={`set-${name}`} aria-describedby={`${id}-wrong`}>
      <legend>{label}</legend>
      {options.map(option => (
        <label key={option.value} class={value === option.value ? 'set-option set-option-on' : 'set-option'}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={value === option.value}
            aria-invalid={wrong !== ''}
            onChange={() => onPick(option.value)}
          />
          <span>
            <b>{option.label}</b>
            {option.hint && <small>{option.hint}</small>}
          </span>
        </label>
      ))}
      <span class="set-hint" id={`${id}-wrong`}>
        {wrong && <small role="alert">{wrong}</small>}
      </span>
    </fieldset>
  );
}

export function Switch({
  name,
  label,
  hint,
  on,
  onTurn,
}: {
  name: string;
  label: string;
  hint?: string;
  on: boolean;
  onTurn: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <div class="set-switch" id={`set-${name}`}>
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={on}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onClick={() => onTurn(!on)}
      />
      <span>
        <span id={`${id}-label`}>{label}</span>
        {hint && <small id={`${id}-hint`}>{hint}</small>}
      </span>
    </div>
  );
}

/** Words one after another: Enter or a comma ends one, Backspace takes the last away. */
export function WordsInput({
  values,
  onChange,
  suggestions = [],
  show = word => word,
  attributes,
}: {
  values: readonly string[];
  onChange: (values: readonly string[]) => void;
  suggestions?: readonly string[];
  show?: (word: string) => string;
  attributes: Record<string, unknown> & { id: string };
}) {
  const typed = useSignal('');
  const take = (text: string) => {
    const trimmed = text.trim();
    const known = suggestions.find(one => show(one).toLocaleLowerCase() === trimmed.toLocaleLowerCase()) ?? trimmed;
    if (known && !values.includes(known)) onChange([...values, known]);
    typed.value = '';
  };
  const list = `${attributes.id}-known`;
  const { name: _, ...rest } = attributes;
  return (
    <div class="set-words">
      {values.map(word => (
        <span key={word} class="tag set-word">
          {show(word)}
          <button
            type="button"
            aria-label={s('form.remove', { what: show(word) })}
            onClick={() => onChange(values.filter(one => one !== word))}
          >
            <Icon name="close" size="xs" />
          </button>
        </span>
      ))}
      <input
        {...rest}
        list={list}
        value={typed.value}
        placeholder={values.length ? '' : s('form.wordsHint')}
        onInput={event => {
          const text = event.currentTarget.value;
          if (text.endsWith(',')) take(text.slice(0, -1));
          // A suggestion that was picked is taken at once.
          else if (suggestions.some(one => show(one) === text) && event.inputType !== 'insertText') take(text);
          else typed.value = text;
        }}
        onKeyDown={event => {
          if (event.key === 'Enter' && typed.value.trim()) {
            event.preventDefault();
            take(typed.value);
          } else if (event.key === 'Backspace' && !typed.value && values.length) onChange(values.slice(0, -1));
        }}
        onBlur={() => take(typed.value)}
      />
      <datalist id={list}>
        {suggestions
          .filter(one => !values.includes(one))
          .map(one => (
            <option key={one} value={show(one)} />
          ))}
      </datalist>
    </div>
  );
}

/** Something to be copied, with a word when it is. */
export function Copy({ text, label, secret }: { text: string; label: string; secret?: boolean }) {
  const done = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  return (
    <div class="set-copy">
      <div ref={box} class="set-code" role="textbox" aria-readonly="true" aria-label={label} tabIndex={0}>
        {text}
      </div>
      <button
        type="button"
        class="button button-outline"
        onClick={async () => {
          try {
            await navigator.clipboard.writeText(text);
            done.value = true;
            setTimeout(() => {
              done.value = false;
            }, 3000);
          } catch {
            // Not allowed here: it is marked, and the person's own copy works.
            if (box.current) getSelection()?.selectAllChildren(box.current);
          }
        }}
      >
        {done.value ? s('form.copied') : s('form.copy')}
      </button>
      {secret && <p class="set-once">{s('form.once')}</p>}
      <span class="hidden" role="status">
        {done.value ? s('form.copied') : ''}
      </span>
    </div>
  );
}

/** What was changed and what becomes of it; there while there is something. */
export function SaveBar<V>({ form }: { form: Form<V> }) {
  const there = form.changed.length > 0;
  if (!there && !form.trouble) return null;
  return (
    <div class="set-bar" role="region" aria-label={s('form.unsaved')}>
      <p class="cut" title={form.labels.join(', ')}>
        <span class="set-bar-dot" aria-hidden="true" />
        {form.trouble ? (
          <span role="alert" class="set-bad">
            {form.trouble}
          </span>
        ) : (
          s('form.changed', { what: form.labels.join(', ') })
        )}
      </p>
      <button type="button" class="button button-quiet" onClick={form.discard}>
        {s('form.discard')}
      </button>
      <button type="submit" class="button button-primary" disabled={form.busy}>
        {s('form.save')}
      </button>
    </div>
  );
}

/** For something new, which has nothing to go back to. */
export function MakeBar<V>({ form, label, children }: { form: Form<V>; label: string; children?: ComponentChildren }) {
  return (
    <div class="set-make">
      {form.trouble && (
        <p role="alert" class="set-bad">
          {form.trouble}
        </p>
      )}
      <button type="submit" class="button button-primary" disabled={form.busy}>
        {label}
      </button>
      {children}
    </div>
  );
}

/** Before the first answer: nothing for a moment, then the shape of what comes. Or what went wrong. */
export function Pending({ error, again }: { error: ApiError | null; again: () => Promise<void> }) {
  if (error) {
    return (
      <div class="empty" role="alert">
        <strong>{s('form.failed')}</strong>
        <span>{sayError(error)}</span>
        <button type="button" class="button button-outline" onClick={() => void again()}>
          {t('ui.again')}
        </button>
      </div>
    );
  }
  return (
    <div class="set-ghost" aria-busy="true">
      {[72, 44, 60].map(width => (
        <div key={width} class="skeleton" style={{ inlineSize: `${width}%` }} />
      ))}
    </div>
  );
}

/** Something that was asked for by a search: brought into view, and marked for a moment. */
export function useFlash(ready: boolean): void {
  const wanted = ready ? location.hash : '';
  useEffect(() => {
    const name = wanted.slice(1);
    if (!name) return undefined;
    const timer = setTimeout(() => {
      const found = document.getElementById(`set-${name}`);
      if (!found) return;
      found.scrollIntoView({ block: 'center' });
      found.classList.add('set-found');
      found.querySelector<HTMLElement>('input, select, button, textarea')?.focus({ preventScroll: true });
      setTimeout(() => found.classList.remove('set-found'), 2000);
    }, 120);
    return () => clearTimeout(timer);
  }, [wanted]);
}

/** One step up: from a thing to its list, and on a phone from a section to all of them. */
export function BackLink({ href, label }: { href: string; label: string }) {
  return (
    <Link class="set-back" href={href}>
      <Icon name="back" size="s" />
      {label}
    </Link>
  );
}
