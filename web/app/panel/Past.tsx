import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { exactTime, moment, ms } from '../../shared/time';
import { now } from '../data/clock';
import { stageName } from '../data/stages';
import { users } from '../data/store/people';
import type { FactChange, Lead } from '../data/types';
import { language } from '../data/words';
import { Face } from '../ui/Face';
import { Icon } from '../ui/icons';
import { placeBelow } from '../ui/place';
import { changesOf, fieldWords, turnedWords, whoWords } from './changes';
import { p } from './pastWords';
import './Past.css';

interface Line {
  readonly key: string;
  readonly at: string;
  readonly what: string;
  readonly who: string;
}

/** Beside a field: who changed it and when, newest first. Nothing where nobody has. */
export function Past({
  contact,
  field,
  of,
}: {
  contact: number;
  field: FactChange['field'];
  /** The lead or conversation; the contact itself where none is named. */
  of?: number;
}) {
  const found = changesOf(contact).value ?? [];
  const lines = found
    .filter(change => change.field === field && (of === undefined || change.of_id === of))
    .map(change => ({ key: String(change.id), at: change.at, what: turnedWords(change), who: whoWords(change) }));
  return <PastButton label={fieldWords(field)} lines={lines} />;
}

/** The way of a lead is known without asking. */
export function StagePast({ lead }: { lead: Lead }) {
  const lines = [...lead.history].reverse().map((move, i) => ({
    key: `${move.at}${i}`,
    at: move.at,
    what: stageName(move.stage.name),
    who: (move.by !== null && users.value.get(move.by)?.name) || p('itself'),
  }));
  return <PastButton label={p('stage')} lines={lines.length > 1 ? lines : []} />;
}

function PastButton({ label, lines }: { label: string; lines: readonly Line[] }) {
  const open = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  if (lines.length === 0) return null;
  const [last] = lines;
  return (
    <>
      <button
        ref={button}
        type="button"
        class="past-open"
        aria-label={p('open', { field: label })}
        title={last && `${moment(ms(last.at), now.value, language.value)}, ${last.who}`}
        aria-haspopup="dialog"
        aria-expanded={open.value}
        onClick={() => {
          open.value = true;
        }}
      >
        <Icon name="clock" size="xs" />
      </button>
      {open.value && (
        <Changes
          anchor={button.current}
          title={p('title', { field: label })}
          lines={lines}
          close={() => {
            open.value = false;
          }}
        />
      )}
    </>
  );
}

interface Props {
  anchor: HTMLElement | null;
  title: string;
  lines: readonly Line[];
  close: () => void;
}
function Changes({ anchor, title, lines, close }: Props) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    element.showPopover();
    if (anchor) placeBelow(element, anchor);
    element.focus();
    return () => {
      if (element.contains(document.activeElement)) anchor?.focus();
    };
  }, []);
  return (
    <div
      ref={box}
      class="past"
      popover="auto"
      role="dialog"
      aria-labelledby={id}
      tabIndex={-1}
      onToggle={event => {
        if ((event as unknown as ToggleEvent).newState === 'closed') close();
      }}
      onKeyDown={event => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        anchor?.focus();
        close();
      }}
    >
      <h5 id={id}>{title}</h5>
      <ol>
        {lines.map(line => (
          <li key={line.key}>
            <Face name={line.who} size={18} />
            <span class="past-what">{line.what}</span>
            <small>
              {line.who},{' '}
              <time dateTime={line.at} title={exactTime(ms(line.at), language.value)}>
                {moment(ms(line.at), now.value, language.value)}
              </time>
            </small>
          </li>
        ))}
      </ol>
    </div>
  );
}
