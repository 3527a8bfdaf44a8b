import { useSignal } from '@preact/signals';
import { clockTime, exactTime, moment, ms } from '../../shared/time';
import { now } from '../data/clock';
import { stageName } from '../data/stages';
import { users } from '../data/store/people';
import type { Conversation, Message } from '../data/types';
import { language, t } from '../data/words';
import { Icon, type IconName } from '../ui/icons';
import { lazy } from '../ui/lazy';
import { reasonKey } from './reason';
import { Why } from './Why';

const Seldom = lazy(async () => (await import('./Seldom')).Seldom);

/** A person, team or rule, whichever way the content names it. */
function nameOf(value: unknown, people: boolean): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return people ? (users.value.get(value)?.name ?? '') : '';
  if (value && typeof value === 'object' && 'name' in value && typeof value.name === 'string') return value.name;
  return '';
}

function activityWords(message: Message): string | undefined {
  const content = message.content ?? {};
  const user = nameOf(content.user, true);
  const team = nameOf(content.team, false);
  const rule = nameOf(content.rule, false);
  const by = nameOf(content.by, true) || (message.author.name ?? '');
  const reason = typeof content.reason === 'string' ? content.reason : '';
  switch (content.activity) {
    case 'assigned': {
      if (reason === 'claimed') return t('activity.claimed', { user });
      if (reason === 'manual' && by) return t('activity.assignedBy', { user, by });
      const why = reasonKey(reason);
      const words = rule ? t('activity.byRule', { user, rule }) : t('activity.assigned', { user });
      return why ? `${words}: ${t(why)}` : words;
    }
    case 'unassigned':
      return by ? t('activity.unassignedBy', { by }) : t('activity.unassigned');
    case 'queued':
      return team ? t('activity.queuedTeam', { team }) : t('activity.queued');
    case 'closed':
      return by ? t('activity.closedBy', { by }) : t('activity.closed');
    case 'reopened':
      return by ? t('activity.reopenedBy', { by }) : t('activity.reopened');
    case 'snoozed': {
      const until = typeof content.until === 'string' ? moment(ms(content.until), now.value, language.value) : '';
      return by && until ? t('activity.snoozedBy', { by, until }) : t('activity.snoozed');
    }
    case 'started': {
      const source = nameOf(content.source, false);
      return source ? t('activity.startedFrom', { source }) : t('activity.started');
    }
    case 'stage_moved': {
      const stage = stageName(nameOf(content.stage ?? content.to, false));
      return by && stage ? t('activity.stageBy', { by, stage }) : t('activity.stage', { stage });
    }
    case 'no_reply_needed':
      return by ? t('activity.noReplyBy', { by }) : t('activity.noReply');
    default:
      return undefined;
  }
}

const icons: Readonly<Record<string, IconName>> = {
  assigned: 'bolt',
  unassigned: 'flag',
  queued: 'clock',
  closed: 'check',
  reopened: 'again',
  snoozed: 'moon',
  started: 'globeLink',
  stage_moved: 'forward',
  no_reply_needed: 'check',
  rated: 'flag',
  merged: 'forward',
  chat: 'person',
  unmerged: 'again',
  edit_failed: 'warn',
  delete_failed: 'warn',
  hide_failed: 'warn',
  reaction_failed: 'warn',
  scheduled_held: 'warn',
};

/** One line each; more than three fold into the newest. */
export function ActivityLines({ items, conversation }: { items: readonly Message[]; conversation: Conversation }) {
  const open = useSignal(false);
  const folds = items.length > 3 && !open.value;
  const shown = folds ? items.slice(-1) : items;
  return (
    <>
      {folds && (
        <button
          type="button"
          class="activity activity-more"
          onClick={() => {
            open.value = true;
          }}
        >
          {t('activity.more', { count: items.length - 1 })}
        </button>
      )}
      {shown.map(item => (
        <Line key={item.id} message={item} conversation={conversation} />
      ))}
    </>
  );
}

function Line({ message, conversation }: { message: Message; conversation: Conversation }) {
  const open = useSignal(false);
  const content = message.content ?? {};
  const time = ms(message.sent_at);
  const assignment = conversation.assignment;
  // The decision's own log is known for the last assignment; its line can be opened.
  const explains =
    content.activity === 'assigned' || content.activity === 'queued'
      ? assignment?.log && Math.abs(ms(assignment.at) - time) < 2000
        ? assignment.log
        : null
      : null;
  const words = (
    <>
      <Icon name={icons[String(content.activity)] ?? 'bolt'} size="xs" />
      <span>{activityWords(message) ?? <Seldom message={message} nameOf={nameOf} />}</span>
      <time dateTime={message.sent_at} title={exactTime(time, language.value)}>
        {clockTime(time, language.value)}
      </time>
    </>
  );
  if (!explains) return <div class="activity">{words}</div>;
  return (
    <>
      <button
        type="button"
        class="activity activity-open"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.peek();
        }}
      >
        {words}
        <Icon name="down" size="xs" />
      </button>
      {open.value && (
        <div class="activity-why">
          <Why log={explains} />
        </div>
      )}
    </>
  );
}
