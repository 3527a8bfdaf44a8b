/** One form at a time: what was changed, kept while its author looks elsewhere, saved as a whole, refused by field. */
import { computed, type Signal, signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ApiError } from '../data/api';
import { sayError } from '../data/commands';
import { toast } from '../data/toasts';
import { s } from './words';

export interface Unsaved {
  readonly id: string;
  /** What was changed, in words. */
  readonly changed: readonly string[];
  readonly discard: () => void;
}
const dirty = signal<ReadonlyMap<string, Unsaved>>(new Map());
/** What the forms on the screen would lose, for whoever wants to leave. */
export const unsaved = computed<Unsaved | null>(() => {
  const all = [...dirty.value.values()];
  if (!all[0]) return null;
  return {
    id: all[0].id,
    changed: all.flatMap(one => one.changed),
    discard: () => {
      for (const one of all) one.discard();
      dirty.value = new Map();
    },
  };
});
function mark(id: string, now: Unsaved | null): void {
  if (dirty.peek().get(id)?.changed.join() === now?.changed.join()) return;
  const next = new Map(dirty.peek());
  if (now) next.set(id, now);
  else next.delete(id);
  dirty.value = next;
}
/** Changes of forms that were left by Back or by a key: there again when the form is. */
const kept = new Map<string, Record<string, unknown>>();
export const keptForms = signal<ReadonlySet<string>>(new Set());
function keep(id: string, changes: Record<string, unknown> | null): void {
  if (changes && Object.keys(changes).length) kept.set(id, changes);
  else kept.delete(id);
  if (keptForms.peek().has(id) !== kept.has(id)) keptForms.value = new Set(kept.keys());
}

const same = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);

export interface Form<V> {
  readonly values: V;
  readonly set: (part: Partial<V>) => void;
  /** What is wrong with a field, in words; '' when nothing is. */
  readonly wrong: (name: string) => string;
  readonly trouble: string;
  readonly busy: boolean;
  readonly changed: readonly (keyof V & string)[];
  readonly labels: readonly string[];
  readonly submit: (event?: Event) => Promise<void>;
  readonly discard: () => void;
  readonly element: { current: HTMLFormElement | null };
}

interface Setup<V> {
  readonly id: string;
  /** As the server has it; null before it is known. */
  readonly initial: V | null;
  readonly labels: Readonly<Record<keyof V & string, string>>;
  /** What can be told before asking. By field. */
  readonly check?: (values: V) => Readonly<Record<string, string>>;
  readonly save: (changed: Partial<V>, values: V) => Promise<void>;
  /** Words for a field the server refuses; its own where there are none. */
  readonly say?: (field: string) => string | undefined;
  /** A new thing is asked for even when nothing was typed: the answer says what is missing. */
  readonly fresh?: boolean;
  /** Nothing of it is kept when it is left. */
  readonly secret?: boolean;
  readonly done?: string;
}

export function useForm<V extends object>(setup: Setup<V>): Form<V> | null {
  const changes: Signal<Partial<V>> = useSignal((kept.get(setup.id) ?? {}) as Partial<V>);
  const errors = useSignal<Readonly<Record<string, string>>>({});
  const trouble = useSignal('');
  const busy = useSignal(false);
  const element = useRef<HTMLFormElement>(null);
  const initial = setup.initial;
  const names = initial ? (Object.keys(changes.value) as (keyof V & string)[]) : [];
  const changed = names.filter(name => !same(changes.value[name], initial?.[name]));
  const labels = changed.map(name => setup.labels[name]);
  const key = `${setup.id} ${changed.join()}`;

  const discard = () => {
    changes.value = {};
    errors.value = {};
    trouble.value = '';
    keep(setup.id, null);
  };
  useEffect(() => {
    if (!setup.secret) keep(setup.id, changed.length ? (changes.peek() as Record<string, unknown>) : null);
    mark(setup.id, changed.length ? { id: setup.id, changed: labels, discard } : null);
  });
  useEffect(() => () => mark(setup.id, null), [setup.id]);
  useEffect(() => {
    // A word under a field goes when the field does.
    trouble.value = '';
  }, [key]);
  if (!initial) return null;
  const values = { ...initial, ...changes.value };

  const show = (found: Readonly<Record<string, string>>) => {
    errors.value = found;
    // After the painting: the first field that is wrong, in the order of the page.
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const submit = async (event?: Event) => {
    event?.preventDefault();
    if (busy.peek() || (!changed.length && !setup.fresh)) return;
    const found = setup.check?.(values) ?? {};
    if (Object.keys(found).length) {
      show(found);
      return;
    }
    busy.value = true;
    trouble.value = '';
    errors.value = {};
    try {
      const part = Object.fromEntries(changed.map(name => [name, values[name]])) as Partial<V>;
      await setup.save(part, values);
      discard();
      if (setup.done !== '') toast(setup.done ?? s('form.saved'));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const fields = Object.entries(error.fields);
      if (fields.length) {
        show(
          Object.fromEntries(
            fields.map(([field, words]) => {
              const name = field.split('/')[0]!;
              return [name, setup.say?.(field) ?? words];
            }),
          ),
        );
        // A field that is not on the page is told at the foot.
        requestAnimationFrame(() => {
          if (!element.current?.querySelector('[aria-invalid="true"]'))
            trouble.value = fields.map(([field, words]) => `${field}: ${words}`).join('; ');
        });
      } else trouble.value = sayError(error);
    } finally {
      busy.value = false;
    }
  };
  return {
    values,
    set: part => {
      changes.value = { ...changes.peek(), ...part };
      const left = Object.entries(errors.peek()).filter(([name]) => !(name in part));
      errors.value = Object.fromEntries(left);
    },
    wrong: name => errors.value[name] ?? '',
    trouble: trouble.value,
    busy: busy.value,
    changed,
    labels,
    submit,
    discard,
    element,
  };
}
