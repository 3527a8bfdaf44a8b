import { useSignal } from '@preact/signals';
import { clearDraft, draft } from '../data/drafts';
import type { ChannelCan, Conversation } from '../data/types';
import { Icon } from '../ui/icons';
import { Menu, type MenuItem } from '../ui/Menu';
import { CardDialog } from './CardDialog';
import { KeysDialog } from './KeysDialog';
import { w } from './moreWords';
import { PlaceDialog } from './PlaceDialog';
import { give } from './post';

interface Props {
  item: Conversation;
  can: ChannelCan;
  disabled: boolean;
}
/** What an answer can hold beside words and files, as far as the channel takes it. */
export function More({ item, can, disabled }: Props) {
  const open = useSignal(false);
  const shows = useSignal<'keys' | 'place' | 'card' | null>(null);
  const close = () => {
    shows.value = null;
  };
  /** With what is written, or words of its own. */
  const ask = (what: 'phone' | 'location', of: 'askPhone' | 'askPlace') => () => {
    const { text, attachments, replyTo } = draft(item.id, false).peek();
    const words = text.trim() || w(`${of}.words`);
    const more = { buttons: [{ title: w(`${of}.key`), ask: what }] };
    if (give(item.id, false, { text: words, attachments, replyTo, more })) clearDraft(item.id, false);
  };
  const show = (which: 'keys' | 'place' | 'card') => () => {
    shows.value = which;
  };
  const items = (): MenuItem[] => [
    ...(can.buttons ? [{ id: 'keys', label: w('buttons'), icon: <Icon name="check" />, run: show('keys') }] : []),
    ...(can.asks_phone
      ? [{ id: 'phone', label: w('askPhone.label'), icon: <Icon name="phone" />, run: ask('phone', 'askPhone') }]
      : []),
    ...(can.asks_location
      ? [{ id: 'where', label: w('askPlace.label'), icon: <Icon name="search" />, run: ask('location', 'askPlace') }]
      : []),
    ...(can.locations ? [{ id: 'place', label: w('place'), icon: <Icon name="pin" />, run: show('place') }] : []),
    ...(can.contacts ? [{ id: 'card', label: w('card'), icon: <Icon name="person" />, run: show('card') }] : []),
  ];
  if (disabled) {
    return (
      <button type="button" class="icon-button" aria-label={w('open')} title={w('open')} disabled>
        <Icon name="plus" />
      </button>
    );
  }
  return (
    <>
      <Menu
        label={w('open')}
        items={items}
        open={open}
        buttonClass="icon-button"
        buttonLabel={w('open')}
        title={w('open')}
      >
        <Icon name="plus" />
      </Menu>
      {shows.value === 'keys' && <KeysDialog conversation={item.id} can={can} close={close} />}
      {shows.value === 'place' && <PlaceDialog conversation={item.id} close={close} />}
      {shows.value === 'card' && <CardDialog conversation={item.id} close={close} />}
    </>
  );
}
