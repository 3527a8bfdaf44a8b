import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { onlyEmoji } from '../../shared/text';
import { clockTime, exactTime, ms } from '../../shared/time';
import { me } from '../data/store/people';
import type { Conversation, Message } from '../data/types';
import { language, t } from '../data/words';
import { Face } from '../ui/Face';
import type { Mark } from '../ui/Formatted';
import { Icon } from '../ui/icons';
import { lazy } from '../ui/lazy';
import { LinkedText } from '../ui/Text';
import { Actions } from './Actions';
import { Content } from './Content';
import { jumpTo } from './jump';
import './Bubble.css';
import { memo } from './memo';

const Reactions = lazy(async () => (await import('./Reactions')).Reactions);
const FormattedText = lazy(
  async () => (await import('../ui/Formatted')).FormattedText,
  ({ text }) => <LinkedText text={text} />,
);
const Keys = lazy(async () => (await import('./Keys')).Keys);
const About = lazy(async () => (await import('./About')).About);
const Trouble = lazy(async () => (await import('./Trouble')).Trouble, <Icon name="warn" size="xs" />);
const Earlier = lazy(async () => (await import('./Earlier')).Earlier);
const about = 'comment private shared product form quoted'.split(' ');
const hasEarlier = (message: Message) => Array.isArray(message.content?.before);

interface Props {
  message: Message;
  first: boolean;
  last: boolean;
  contact: Conversation['contact'];
  /** What stands after the time: the wait of the customer's last message. */
  children?: ComponentChildren;
}

export const Bubble = memo(function Bubble({ message, first, last, contact, children }: Props) {
  const out = message.direction === 'outbound';
  const mine = out && message.author.id === me.peek()?.id;
  // In a group each message says who wrote it.
  const writer = out ? null : message.author.name;
  const author = out ? (message.author.name ?? t(`author.${message.author.type}`)) : (writer ?? contact.name);
  const marks = marksOf(message);
  const forwarded = message.content?.forwarded_from;
  const large = !message.note && message.kind === 'text' && onlyEmoji(message.text);
  const trouble = out && (message.status === 'failed' || message.status === 'unconfirmed');
  const edited = message.deleted_at ? null : message.edited_at;
  const earlier = useSignal(false);
  const toggle = () => {
    earlier.value = !earlier.peek();
  };
  const body = message.deleted_at ? (
    <span class="deleted">
      <Icon name="trash" size="xs" />
      <span>{t(out ? 'thread.deletedHere' : 'thread.deleted')}</span>
      {(mine || me.peek()?.role !== 'operator') && (
        <button type="button" class="button-link" aria-expanded={earlier.value} onClick={toggle}>
          {t('thread.words')}
        </button>
      )}
    </span>
  ) : (
    <>
      {writer && first && <b class="writer cut">{writer}</b>}
      {about.some(name => message.content?.[name]) && <About message={message} />}
      {typeof forwarded === 'string' && (
        <span class="forwarded">
          <Icon name="forward" size="xs" />
          {t('thread.forwarded', { name: forwarded })}
        </span>
      )}
      {message.reply_to && (
        <a class="quote" href={`?m=${message.reply_to.id}`} onClick={event => jumpTo(event, message.reply_to?.id)}>
          <b class="cut">{message.reply_to.author_name ?? ''}</b>
          <span class="cut">{message.reply_to.text || t('thread.quoteEmpty')}</span>
        </a>
      )}
      <Content message={message} />
      {message.text && message.kind !== 'sticker' && (
        <span class={large ? 'text text-large' : 'text'}>
          {marks ? (
            <FormattedText text={message.text} marks={marks} />
          ) : (
            <LinkedText text={message.text} names={namedIn(message)} />
          )}
        </span>
      )}
      {message.content?.buttons !== undefined && <Keys message={message} />}
    </>
  );
  return (
    <article
      class={`message ${out ? 'message-out' : 'message-in'} ${first ? 'message-first' : ''} ${last ? 'message-last' : ''}`}
      data-message={message.id}
      data-key={message.client_id ? `c${message.client_id}` : `m${message.id}`}
      aria-label={t(message.note ? 'thread.noteBy' : 'thread.messageBy', { name: author })}
    >
      <div class="message-line">
        {!out &&
          (last ? (
            <Face name={author} url={writer ? null : contact.avatar_url} size={28} />
          ) : (
            <span class="message-gap" />
          ))}
        {message.note ? (
          <div class="note">
            <Icon name="note" size="s" />
            <div>
              {first && <b>{author}: </b>}
              {body}
            </div>
          </div>
        ) : (
          <div
            class={`bubble ${out ? 'bubble-out' : 'bubble-in'} ${trouble ? 'bubble-trouble' : ''} ${large ? 'bubble-large' : ''}`}
          >
            {body}
          </div>
        )}
        {!message.deleted_at && message.id > 0 && <Actions message={message} author={author} />}
      </div>
      {message.reactions.length > 0 && <Reactions message={message} contact={author} />}
      {(last || trouble || children || edited) && (
        <footer class={`foot ${out ? 'foot-out' : ''}`}>
          <time dateTime={message.sent_at} title={exactTime(ms(message.sent_at), language.value)}>
            {message.note
              ? t('thread.noteFoot', { time: clockTime(ms(message.sent_at), language.value) })
              : out && !mine
                ? `${author}, ${clockTime(ms(message.sent_at), language.value)}`
                : clockTime(ms(message.sent_at), language.value)}
          </time>
          {edited && (
            <span class="foot-join" title={exactTime(ms(edited), language.value)}>
              {hasEarlier(message) ? (
                <button type="button" class="button-link foot-edited" aria-expanded={earlier.value} onClick={toggle}>
                  {t('thread.edited')}
                </button>
              ) : (
                t('thread.edited')
              )}
            </span>
          )}
          {out && (!message.note || message.id < 0) && <State message={message} />}
          {children}
        </footer>
      )}
      {earlier.value && <Earlier message={message} />}
    </article>
  );
});

function marksOf(message: Message): readonly Mark[] | null {
  const marks = message.content?.marks;
  return Array.isArray(marks) ? (marks as Mark[]) : null;
}
function namedIn(message: Message): string[] {
  const named = (message.content as { mentions?: { name: string }[] } | null)?.mentions;
  return named?.map(one => one.name) ?? [];
}

function State({ message }: { message: Message }) {
  switch (message.status) {
    case 'queued':
    case 'sending':
    case 'sent':
      return (
        <span class="state">
          <Icon name={message.status === 'sent' ? 'check' : 'clock'} size="xs" />
          {t(`state.${message.status}`)}
        </span>
      );
    case 'delivered':
      return (
        <span class="state">
          <Icon name="read" size="s" />
          {t('state.delivered')}
        </span>
      );
    case 'read':
      return (
        <span class="state state-read">
          <Icon name="read" size="s" />
          {message.status_at
            ? t('state.readAt', { time: clockTime(ms(message.status_at), language.value) })
            : t('state.read')}
        </span>
      );
    case 'failed':
    case 'unconfirmed':
      return <Trouble message={message} />;
    case 'canceled':
      return <span class="state">{t('state.canceled')}</span>;
  }
}
