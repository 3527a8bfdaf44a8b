/** Whom an answer reaches and until when: the channel's window, and under a post whether everybody reads along. */
import type { Signal } from '@preact/signals';
import { useCallback, useLayoutEffect } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { duration, moment, ms } from '../../shared/time';
import { amiss, isDown, mends } from '../data/amiss';
import { a } from '../data/amissWords';
import { now } from '../data/clock';
import { draft, isEmpty, putDraft, setDraft } from '../data/drafts';
import { r } from '../data/reachWords';
import { users } from '../data/store/people';
import { thread } from '../data/store/threads';
import type { Conversation } from '../data/types';
import { language } from '../data/words';
import { useAction } from '../keys';
import { Icon } from '../ui/icons';
import { type Aside, asideTo } from './aside';
import './Reach.css';

type Reason = Parameters<typeof r>[0] & `cannot.${string}`;
const reasons: Readonly<Record<string, Reason>> = {
  window_closed: 'cannot.window',
  blocked: 'cannot.blocked',
  blocked_by_contact: 'cannot.blocked',
  contact_blocked: 'cannot.blocked',
  recipient_gone: 'cannot.gone',
  not_found: 'cannot.gone',
  channel_disabled: 'cannot.channel',
  channel_removed: 'cannot.channel',
  paused: 'cannot.channel',
  disconnected: 'cannot.disconnected',
  read_only: 'cannot.readOnly',
  mention: 'cannot.mention',
};
/** Why nothing can be written to this customer now, or why it waits, in words. */
export function Closed({ item, closed }: { item: Conversation; closed: boolean }) {
  return closed ? <Shut item={item} /> : <Held item={item} />;
}

/** Nothing goes out by this channel until somebody mends it. */
function Held({ item }: { item: Conversation }) {
  const channel = amiss.value.find(one => one.id === item.channel.id && isDown(one));
  if (!channel) return null;
  const count = thread(item.id).items.value.filter(
    one => one.direction === 'outbound' && waits.includes(one.status ?? ''),
  ).length;
  const admins = [...users.value.values()].filter(user => user.active && user.role === 'admin').map(user => user.name);
  return (
    <p class="composer-rival composer-rival-seen" role="status">
      <Icon name="warn" size="s" />
      <span>
        {count ? a('heldHere', { name: channel.name, count }) : a('held', { name: channel.name })}{' '}
        {mends.value ? (
          <Link class="button-link" href={`/settings/channels/${channel.id}`}>
            {a('mend')}
          </Link>
        ) : (
          admins.length > 0 && a('ask', { names: new Intl.ListFormat(language.value).format(admins) })
        )}
      </span>
    </p>
  );
}
const waits: readonly string[] = ['queued', 'sending'];

function Shut({ item }: { item: Conversation }) {
  const { allowed, code: told } = item.can_reply;
  // What was allowed has run out meanwhile.
  const code = allowed ? 'window_closed' : (told ?? '');
  return (
    <p class="composer-closed" role="status">
      <Icon name="lock" size="s" />
      {r(reasons[code] ?? 'cannot.other', { code })}
    </p>
  );
}

/** So near to the end the window is warm. */
const near = 2 * 3_600_000;
function Until({ item }: { item: Conversation }) {
  const { until, plain_until } = item.can_reply;
  if (!until) return null;
  const plain = plain_until ? ms(plain_until) : ms(until);
  const asAgent = plain <= now.value;
  return <Ends end={asAgent ? ms(until) : plain} rule={asAgent ? 'agent' : 'plain'} />;
}
/** An end in words. */
function ending(end: number) {
  const left = end - now.value;
  const time = moment(end, now.value, language.value);
  return {
    soon: left < near,
    values: { time, left: duration(Math.max(60_000, Math.floor(left / 60_000) * 60_000), language.value) },
  };
}
function Ends({ end, rule }: { end: number; rule: 'plain' | 'agent' }) {
  const { soon, values } = ending(end);
  return (
    <span class={soon ? 'reach reach-soon' : 'reach'} title={rule === 'agent' ? r('until.agentHint') : undefined}>
      <Icon name="clock" size="xs" />
      <span>{r(`until.${rule}${soon ? 'Left' : ''}`, values)}</span>
    </span>
  );
}

const isPrivate = (item: Conversation) => draft(item.id, false).value.private;

/** What the private answer that is being written goes to, as far as it is known. */
function asideOf(item: Conversation): Aside | null {
  const hours = item.channel_can?.private_hours;
  const { replyTo, private: aside } = draft(item.id, false).value;
  if (!hours || !aside) return null;
  const { items, hasAfter } = thread(item.id);
  return asideTo(items.value, { quoted: replyTo?.id, whole: !hasAfter.value, hours });
}

interface TruthProps {
  item: Conversation;
  closed: boolean;
  /** Told here: it cannot go privately. */
  barred: Signal<boolean>;
}
/** What is true of an answer as it would go now. */
export function Truth({ item, closed, barred }: TruthProps) {
  const aside = isPrivate(item);
  const to = asideOf(item);
  const files = !aside && draft(item.id, false).value.attachments.length > 0;
  const wrong = files ? 'files' : to?.used ? 'used' : to && to.until <= now.value ? 'late' : null;
  useLayoutEffect(() => {
    barred.value = aside && wrong !== null;
  }, [aside, wrong, barred]);
  const name = item.contact.name;
  const { soon, values } = to && !wrong ? ending(to.until) : { soon: false, values: null };
  const words = () => {
    if (wrong) return r(`way.${wrong}`);
    if (!aside) return r('way.publicHint');
    if (!values) return r('way.privateHint', { name });
    return r(soon ? 'way.privateLeft' : 'way.privateUntil', { ...values, name });
  };
  return (
    <>
      {item.channel_can?.private_reply && (
        <span
          class={wrong || soon ? 'reach reach-soon' : 'reach reach-way'}
          title={values ? r('way.privateHint', { name }) : undefined}
          id="composer-way"
          role="status"
        >
          <Icon name={wrong ? 'warn' : soon ? 'clock' : aside ? 'lock' : 'globe'} size="xs" />
          <span>{words()}</span>
        </span>
      )}
      {!closed && <Until item={item} />}
    </>
  );
}

/** Two ways to answer a comment, beside the note: for everybody to see, or into the messages of who wrote it. */
export function Ways({ item, note, reply }: { item: Conversation; note: boolean; reply: () => void }) {
  const { id } = item;
  const aside = isPrivate(item);
  const choose = useCallback(
    (to: boolean) => {
      const old = draft(id, false).peek();
      // The way alone is nothing that another device could go on with.
      if (isEmpty(old)) putDraft(id, false, { ...old, private: to });
      else setDraft(id, false, { private: to });
      reply();
    },
    [id, reply],
  );
  // From a note it leads to the private answer: the public one is never reached by a slip.
  const turn = useCallback(() => choose(note || !draft(id, false).peek().private), [choose, note, id]);
  useAction('private', turn);
  return (
    <>
      {([false, true] as const).map(to => (
        <button
          key={String(to)}
          type="button"
          class="composer-side"
          aria-pressed={!note && aside === to}
          title={`${r(to ? 'way.privateVerb' : 'way.publicVerb')} (V)`}
          onClick={() => choose(to)}
        >
          {r(to ? 'way.private' : 'way.public')}
        </button>
      ))}
    </>
  );
}

/** What the button does, told apart from afar. */
export function Verb({ item, anyway }: { item: Conversation; anyway: boolean }) {
  const aside = isPrivate(item);
  return (
    <>
      <Icon name={aside ? 'lock' : 'globe'} size="s" />
      {r(`way.${aside ? 'private' : 'public'}${anyway ? 'Anyway' : 'Verb'}`)}
    </>
  );
}
