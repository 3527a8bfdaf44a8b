import { useSignal } from '@preact/signals';
import { clockTime, exactTime, moment, ms } from '../../shared/time';
import { now } from '../data/clock';
import { stageName } from '../data/stages';
import { users } from '../data/store/people';
import type { Conversation, Message } from '../data/types';
import { language, t } from '../data/words';
import { Icon, type IconName } from '../ui/icons';
import { reasonKey } from './reason';
import { Why } from './Why';

/** A person, team or rule, whichever way the content names it. */
function nameOf(value: unknown, people: boolean): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return people ? (users.value.get(value)?.name ?? '') : '';
  if (value && typeof value === 'object' && 'name' in value && typeof value.name === 'string') return value.name;
  return '';
}

export function activityWords(message: Message): string {
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
    case 'rated': {
      const words = t('activity.rated', { score: Number(content.score) || 0 });
      return typeof content.comment === 'string' && content.comment ? `${words}: ${content.comment}` : words;
    }
    case 'no_reply_needed':
      return by ? t('activity.noReplyBy', { by }) : t('activity.noReply');
    case 'chat':
      return chatWords(content, by);
    case 'merged':
      return t('activity.merged', { by, name: nameOf(content.contact, false), into: nameOf(content.into, false) });
    case 'unmerged':
      return t('activity.unmerged', { by, name: nameOf(content.contact, false), from: nameOf(content.from, false) });
    case 'edit_failed':
    case 'delete_failed':
    case 'reaction_failed':
      return t(`activity.${content.activity}`, {
        emoji: typeof content.emoji === 'string' ? content.emoji : '',
        detail: typeof content.detail === 'string' ? content.detail : '',
      });
    default:
      return typeof content.activity === 'string' ? content.activity : message.text;
  }
}

/** What happened to a group. */
function chatWords(content: Readonly<Record<string, unknown>>, by: string): string {
  const names = Array.isArray(content.names) ? content.names.filter(one => typeof one === 'string') : [];
  const list = new Intl.ListFormat(language.value).format(names);
  const text = typeof content.text === 'string' ? content.text : '';
  switch (content.what) {
    case 'joined':
      return by && !names.includes(by) ? t('chat.added', { names: list, by }) : t('chat.joined', { names: list });
    case 'left':
      return by && !names.includes(by) ? t('chat.removed', { names: list, by }) : t('chat.left', { names: list });
    case 'title':
      return t('chat.title', { by, title: text });
    case 'pinned':
      return text ? t('chat.pinned', { by, text }) : t('chat.pinnedFile', { by });
    case 'topic_closed':
      return t('chat.topicClosed', { by });
    case 'topic_reopened':
      return t('chat.topicReopened', { by });
    default:
      return text || String(content.what);
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
  reaction_failed: 'warn',
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
      <span>{activityWords(message)}</span>
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
