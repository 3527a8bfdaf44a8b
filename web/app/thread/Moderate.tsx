/** What can be done with somebody else's comment under a post, beside answering it: hide it from the others, or delete it. */
import { useSignal } from '@preact/signals';
import { ApiError, call, remove } from '../data/api';
import { sayError } from '../data/commands';
import { r } from '../data/reachWords';
import { lastSeq } from '../data/store/seq';
import { takeAnswer, takeMessage } from '../data/store/threads';
import { toast } from '../data/toasts';
import type { Message } from '../data/types';
import { t } from '../data/words';
import { Icon } from '../ui/icons';
import { Menu, type MenuItem } from '../ui/Menu';
import { amending } from './amending';

/** Shown at once, and as before when it is refused. */
async function hide(message: Message, hidden: boolean): Promise<void> {
  const asked = lastSeq();
  takeMessage({ ...message, content: { ...message.content, hidden } });
  const path = `/conversations/${message.conversation_id}/messages/${message.id}/hidden`;
  try {
    takeAnswer(hidden ? await call<Message>('PUT', path) : await remove<Message>(path), asked);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    takeAnswer(message, asked);
    toast(sayError(error), { bad: true });
    return;
  }
  if (hidden)
    toast(r('moderate.done'), { action: { label: t('toast.undo'), run: () => void hide(message, false), undo: true } });
}

export function Moderate({ message }: { message: Message }) {
  const open = useSignal(false);
  const hidden = message.content?.hidden === true;
  const items = (): MenuItem[] => [
    {
      id: 'hide',
      label: r(hidden ? 'moderate.show' : 'moderate.hide'),
      icon: <Icon name="eye" size="s" />,
      run: () => void hide(message, !hidden),
    },
    {
      id: 'delete',
      label: t('amend.remove'),
      icon: <Icon name="trash" size="s" />,
      run: () => {
        amending.value = { message, act: 'delete' };
      },
    },
  ];
  return (
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
  );
}
