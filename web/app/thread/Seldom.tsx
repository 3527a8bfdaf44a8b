import type { Message } from '../data/types';
import { language } from '../data/words';
import { w } from './seldomWords';

type NameOf = (value: unknown, people: boolean) => string;
/** A line of the thread that few threads have: its words come when the first is met. */
export function Seldom({ message, nameOf }: { message: Message; nameOf: NameOf }) {
  return <>{words(message, nameOf)}</>;
}

function words(message: Message, nameOf: NameOf): string {
  const content = message.content ?? {};
  const by = nameOf(content.by, true) || (message.author.name ?? '');
  switch (content.activity) {
    case 'rated': {
      const words = w('rated', { score: Number(content.score) || 0 });
      return typeof content.comment === 'string' && content.comment ? `${words}: ${content.comment}` : words;
    }
    case 'chat':
      return chatWords(content, by);
    case 'merged':
      return w('merged', { by, name: nameOf(content.contact, false), into: nameOf(content.into, false) });
    case 'unmerged':
      return w('unmerged', { by, name: nameOf(content.contact, false), from: nameOf(content.from, false) });
    case 'edit_failed':
    case 'delete_failed':
    case 'reaction_failed':
      return w(content.activity, {
        emoji: typeof content.emoji === 'string' ? content.emoji : '',
        detail: typeof content.detail === 'string' ? content.detail : '',
      });
    case 'hide_failed':
      return w(content.hidden === true ? 'hide_failed' : 'show_failed', {
        detail: typeof content.detail === 'string' ? content.detail : '',
      });
    case 'scheduled_held':
      return w('held', { name: nameOf(content.of, false), why: w(heldKey(content.reason)) });
    default:
      return typeof content.activity === 'string' ? content.activity : message.text;
  }
}

const reasons = ['written', 'window', 'cannot_reply', 'author_gone', 'refused'] as const;
const heldKey = (reason: unknown) => reasons.find(one => one === reason) ?? 'refused';

/** What happened to a group, or to the other side of a chat. */
function chatWords(content: Readonly<Record<string, unknown>>, by: string): string {
  const names = Array.isArray(content.names) ? content.names.filter(one => typeof one === 'string') : [];
  const list = new Intl.ListFormat(language.value).format(names);
  const text = typeof content.text === 'string' ? content.text : '';
  switch (content.what) {
    case 'joined':
      return by && !names.includes(by) ? w('added', { names: list, by }) : w('joined', { names: list });
    case 'left':
      return by && !names.includes(by) ? w('removed', { names: list, by }) : w('left', { names: list });
    case 'title':
      return w('title', { by, title: text });
    case 'pinned':
      return text ? w('pinned', { by, text }) : w('pinnedFile', { by });
    case 'topic_closed':
      return w('topicClosed', { by });
    case 'topic_reopened':
      return w('topicReopened', { by });
    case 'number_changed':
      return w('numberChanged', { text });
    case 'identity_changed':
      return w('identityChanged');
    default:
      return text || String(content.what);
  }
}
