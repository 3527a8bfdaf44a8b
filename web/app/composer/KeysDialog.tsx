import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { clearDraft, draft } from '../data/drafts';
import type { ChannelCan } from '../data/types';
import { Icon } from '../ui/icons';
import { given, type Key, mostKeys, type WrongKey, wrongKeys } from './keysForm';
import { Field, MoreForm, TextField } from './MoreForm';
import { w } from './moreWords';
import { give } from './post';

interface Kept {
  readonly text: string;
  readonly keys: readonly Key[];
  readonly list: string;
}
/** What was sent last, by conversation: there again when it is taken back. */
const kept = new Map<number, Kept>();
const blank: Key = { title: '', url: '' };
const longestList = 20;

/** A message with buttons under it: its words are those of the composer. */
export function KeysDialog({ conversation, can, close }: { conversation: number; can: ChannelCan; close: () => void }) {
  const begun = draft(conversation, false).peek();
  const before = kept.get(conversation);
  const same = before?.text === begun.text.trim() ? before : undefined;
  const text = useSignal(begun.text);
  const keys = useSignal<readonly Key[]>(same?.keys ?? [blank, blank]);
  const list = useSignal(same?.list ?? '');
  const tried = useSignal(false);
  const rows = useRef<HTMLDivElement>(null);

  const faults: ReadonlyMap<string, WrongKey> = tried.value ? wrongKeys(text.value, keys.value, can) : new Map();
  const said = (name: string) => {
    const fault = faults.get(name);
    return fault && w(`keys.${fault}`, { most: can.button_title });
  };
  const set = (at: number, part: Partial<Key>) => {
    keys.value = keys.peek().map((one, i) => (i === at ? { ...one, ...part } : one));
  };
  const toRow = (at: number) =>
    requestAnimationFrame(() => rows.current?.querySelectorAll('.more-key')[at]?.querySelector('input')?.focus());
  const drop = (at: number) => {
    keys.value = keys.peek().filter((_, i) => i !== at);
    toRow(Math.min(at, keys.peek().length - 1));
  };
  const add = () => {
    keys.value = [...keys.peek(), blank];
    toRow(keys.peek().length - 1);
  };
  const send = () => {
    tried.value = true;
    if (wrongKeys(text.peek(), keys.peek(), can).size) return false;
    const { attachments, replyTo } = draft(conversation, false).peek();
    const words = text.peek().trim();
    const title = can.lists ? list.peek().trim() : '';
    const more = { buttons: given(keys.peek()), ...(title ? { list_title: title } : {}) };
    if (!give(conversation, false, { text: words, attachments, replyTo, more })) return false;
    kept.set(conversation, { text: words, keys: keys.peek(), list: list.peek() });
    clearDraft(conversation, false);
    return true;
  };
  return (
    <MoreForm title={w('keys.title')} close={close} send={send}>
      <Field label={w('keys.text')} wrong={said('text')} hint={w('keys.hint')}>
        {attributes => (
          <textarea
            {...attributes}
            rows={3}
            value={text.value}
            onInput={event => {
              text.value = event.currentTarget.value;
            }}
          />
        )}
      </Field>
      <div ref={rows} class="more-keys">
        {keys.value.map((key, i) => (
          <fieldset key={i} class="more-key">
            <Field label={w('keys.button', { n: i + 1 })} wrong={said(`title.${i}`)}>
              {attributes => (
                <input
                  {...attributes}
                  value={key.title}
                  onInput={event => set(i, { title: event.currentTarget.value })}
                />
              )}
            </Field>
            {keys.value.length > 1 && (
              <button
                type="button"
                class="icon-button"
                aria-label={w('keys.remove', { n: i + 1 })}
                title={w('keys.remove', { n: i + 1 })}
                onClick={() => drop(i)}
              >
                <Icon name="close" />
              </button>
            )}
            <Field label={w('keys.link', { n: i + 1 })} wrong={said(`url.${i}`)} hint={w('keys.linkHint')}>
              {attributes => (
                <input
                  {...attributes}
                  type="url"
                  placeholder="https://"
                  value={key.url}
                  onInput={event => set(i, { url: event.currentTarget.value })}
                />
              )}
            </Field>
          </fieldset>
        ))}
        {keys.value.length < mostKeys && (
          <button type="button" class="button button-outline" onClick={add}>
            <Icon name="plus" size="s" />
            {w('keys.add')}
          </button>
        )}
      </div>
      {can.lists && <TextField label={w('keys.list')} value={list} maxLength={longestList} hint={w('keys.listHint')} />}
    </MoreForm>
  );
}
