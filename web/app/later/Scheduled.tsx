import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { exactTime, ms } from '../../shared/time';
import { ApiError } from '../data/api';
import { now, serverNow } from '../data/clock';
import { sayError } from '../data/commands';
import { me } from '../data/store/people';
import { thread } from '../data/store/threads';
import { toast } from '../data/toasts';
import type { Conversation, Scheduled as Item } from '../data/types';
import { language, t } from '../data/words';
import { Icon } from '../ui/icons';
import { attempt, cancel, change, loadScheduled, schedule, scheduled, sendNow, wroteSince } from './scheduled';
import { TimeMenu } from './TimeMenu';
import { whenWords } from './times';
import { s } from './words';
import './Scheduled.css';

const rest = 150;

/** What waits for its hour, at the thread's end, where it will stand. */
export function Scheduled({ item }: { item: Conversation }) {
  // A held J passes many conversations: only the one it rests on is asked about.
  useEffect(() => {
    const timer = setTimeout(() => void loadScheduled(item.id), rest);
    return () => clearTimeout(timer);
  }, [item.id]);
  const items = scheduled(item.id).value;
  if (items.length === 0) return null;
  return (
    <section class="later" aria-label={s('list')}>
      {items.map(one => (
        <Card key={one.id} one={one} item={item} />
      ))}
    </section>
  );
}

function Card({ one, item }: { one: Item; item: Conversation }) {
  const edits = useSignal(false);
  const busy = useSignal(false);
  const asks = useSignal(false);
  const mine = one.author.id === me.value?.id;
  const may = mine || item.assignee?.id === me.value?.id || me.value?.role !== 'operator';
  const at = ms(one.send_at);
  const name = item.contact.name;
  const when = whenWords(at, now.value, language.value);
  const due = at <= now.value;
  const run = (act: () => Promise<void>) => {
    busy.value = true;
    void attempt(item.id, act).finally(() => {
      busy.value = false;
    });
  };
  const takeAway = () => {
    if (!mine && !asks.peek()) {
      asks.value = true;
      return;
    }
    run(async () => {
      await cancel(one);
      toast(
        s('cancelled'),
        mine && !one.held && at > serverNow() ? { action: { label: t('toast.undo'), undo: true, run: again } } : {},
      );
    });
  };
  // Its files are free again, and its author's.
  const again = () =>
    void attempt(item.id, async () => {
      await schedule(item.id, { at, holds: one.if_written === 'hold' }, one);
    });
  return (
    <article class={one.held ? 'later-card later-held' : 'later-card'} aria-busy={busy.value}>
      <header class="later-head">
        <Icon name={one.held ? 'warn' : 'clock'} size="s" />
        <strong title={exactTime(at, language.value)}>
          {one.held
            ? mine
              ? s('heldTitle')
              : s('heldTitleOf', { name: one.author.name })
            : due
              ? s('overdue')
              : mine
                ? s('when', { when })
                : s('whenOf', { name: one.author.name, when })}
        </strong>
      </header>
      {one.reply_to && (
        <p class="later-quote cut">
          <b>{one.reply_to.author_name}</b> {one.reply_to.text}
        </p>
      )}
      {edits.value ? (
        <Words
          one={one}
          close={() => {
            edits.value = false;
          }}
        />
      ) : (
        one.text && <p class="later-text">{one.text}</p>
      )}
      {one.attachments.length > 0 && (
        <ul class="later-files" aria-label={s('files', { count: one.attachments.length })}>
          {one.attachments.map(file => (
            <li key={file.id}>
              <Icon name="clip" size="xs" /> {file.name}
            </li>
          ))}
        </ul>
      )}
      <Fate one={one} item={item} name={name} may={may} run={run} />
      {may && !edits.value && (
        <div class="later-row">
          {mine && (
            <button
              type="button"
              class="button button-quiet"
              onClick={() => {
                edits.value = true;
              }}
            >
              {s('edit')}
            </button>
          )}
          <TimeMenu
            item={item}
            label={s('time')}
            buttonClass="button button-quiet"
            at={at > serverNow() ? at : undefined}
            holds={one.if_written === 'hold'}
            take={plan => run(() => change(one, plan))}
          >
            {s('time')}
          </TimeMenu>
          <button
            type="button"
            class="button button-quiet"
            disabled={busy.value}
            onBlur={() => {
              asks.value = false;
            }}
            onClick={takeAway}
          >
            {asks.value ? s('cancelOf', { name: one.author.name }) : s('cancel')}
          </button>
          <button
            type="button"
            class="button button-outline"
            disabled={busy.value}
            onClick={() => run(() => sendNow(one))}
          >
            {s('sendNow')}
          </button>
        </div>
      )}
    </article>
  );
}

interface FateProps {
  one: Item;
  item: Conversation;
  name: string;
  may: boolean;
  run: (act: () => Promise<void>) => void;
}
/** What will become of it, or why it did not go. */
function Fate({ one, item, name, may, run }: FateProps) {
  if (one.held) {
    return (
      <p class="later-hint" role="status">
        {s(one.held, { name })}
      </p>
    );
  }
  const holds = one.if_written === 'hold';
  const wrote = holds && wroteSince(one, thread(item.id).items.value);
  const link = (words: string, act: () => Promise<void>) => (
    <button type="button" class="button-link" onClick={() => run(act)}>
      {words}
    </button>
  );
  return (
    <p class={wrote ? 'later-hint later-warn' : 'later-hint'} role={wrote ? 'status' : undefined}>
      {wrote ? s('wrote', { name }) : s(holds ? 'waits' : 'always', { name })}{' '}
      {item.status !== 'open' && <span>{s(item.status)} </span>}
      {item.wait && <span>{s('noAnswer')} </span>}
      {may && (
        <span class="later-ways">
          {wrote && link(s('keep'), () => change(one, {}))}
          {link(s(holds ? 'sendAnyway' : 'ratherWait'), () => change(one, { holds: !holds }))}
        </span>
      )}
    </p>
  );
}

/** Other words, in place. What is refused stays in the field. */
function Words({ one, close }: { one: Item; close: () => void }) {
  const text = useSignal(one.text);
  const wrong = useSignal<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(one.text.length, one.text.length);
  }, []);
  const save = async () => {
    try {
      await change(one, { text: text.peek().trim() });
      close();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      wrong.value = error.fields.text ?? sayError(error);
    }
  };
  return (
    <form
      class="later-edit"
      onSubmit={event => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={event => {
        if (event.isComposing) return;
        if (event.key === 'Escape') close();
        else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <textarea
        ref={field}
        rows={Math.min(8, text.value.split('\n').length + 1)}
        aria-label={s('text')}
        aria-invalid={wrong.value !== null}
        aria-describedby={wrong.value === null ? undefined : `later-wrong-${one.id}`}
        value={text.value}
        onInput={event => {
          text.value = event.currentTarget.value;
          wrong.value = null;
        }}
      />
      {wrong.value !== null && (
        <p id={`later-wrong-${one.id}`} class="later-wrong" role="alert">
          {wrong.value}
        </p>
      )}
      <div class="later-row">
        <button type="button" class="button button-quiet" onClick={close}>
          {s('back')}
        </button>
        <button type="submit" class="button button-primary">
          {s('save')}
        </button>
      </div>
    </form>
  );
}
