import { useSignal } from '@preact/signals';
import { setDraft } from '../data/drafts';
import { conversationSignal } from '../data/store/conversations';
import type { Message } from '../data/types';
import { t } from '../data/words';
import { act } from '../keys';
import { Icon } from '../ui/icons';
import { lazy } from '../ui/lazy';
import { Menu, type MenuItem } from '../ui/Menu';
import { amending, canAmend, canReact } from './amending';

const Moderate = lazy(async () => (await import('./Moderate')).Moderate);
const ReactionPicker = lazy(async () => (await import('./ReactionPicker')).ReactionPicker);

/** What can be done with one message, beside it: reply, react; change and take back what is ours; see to comments of others. */
export function Actions({ message, author }: { message: Message; author: string }) {
  const open = useSignal(false);
  const reacting = useSignal(false);
  const channel = conversationSignal(message.conversation_id)?.value.channel_can;
  const can = canAmend(message, channel);
  const emoji = canReact(message, channel);
  const more = can.edit || can.remove;
  const react = () => {
    reacting.value = true;
  };
  const items = (): MenuItem[] => [
    ...(emoji.length
      ? [{ id: 'react', label: t('amend.react'), icon: <Icon name="smile" size="s" />, run: react }]
      : []),
    ...(can.edit
      ? [{ id: 'edit', label: t('amend.edit'), icon: <Icon name="note" size="s" />, run: () => start('edit') }]
      : []),
    ...(can.remove
      ? [{ id: 'delete', label: t('amend.remove'), icon: <Icon name="trash" size="s" />, run: () => start('delete') }]
      : []),
  ];
  const start = (what: 'edit' | 'delete') => {
    amending.value = { message, act: what };
  };
  return (
    <>
      {!message.note && (
        <button
          type="button"
          class="icon-button message-act"
          aria-label={t('thread.replyTo', { name: author })}
          title={t('thread.replyTo', { name: author })}
          onClick={() => {
            const text = message.text || t(`kind.${message.kind === 'activity' ? 'text' : message.kind}`);
            setDraft(message.conversation_id, false, {
              replyTo: { id: message.id, text: text.slice(0, 140), author_name: author },
            });
            act('reply');
          }}
        >
          <Icon name="reply" size="s" />
        </button>
      )}
      {emoji.length > 0 && !more && (
        <button
          type="button"
          class="icon-button message-act"
          aria-label={t('amend.react')}
          title={t('amend.react')}
          aria-haspopup="dialog"
          onMouseEnter={() => void ReactionPicker.preload()}
          onClick={react}
        >
          <Icon name="smile" size="s" />
        </button>
      )}
      {more && (
        <Menu
          label={t('amend.menu')}
          items={items}
          open={open}
          buttonClass={`icon-button message-act ${open.value ? 'message-act-open' : ''}`}
          buttonLabel={t('amend.menu')}
          title={t('amend.menu')}
        >
          <Icon name="more" size="s" />
        </Menu>
      )}
      {channel?.moderates && message.direction === 'inbound' && <Moderate message={message} />}
      {reacting.value && (
        <ReactionPicker
          message={message}
          emoji={emoji}
          close={() => {
            reacting.value = false;
          }}
        />
      )}
    </>
  );
}
