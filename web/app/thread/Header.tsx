import { useComputed, useSignal } from '@preact/signals';
import { useCallback } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { serverNow } from '../data/clock';
import { assign, reopen, snooze } from '../data/commands';
import { panelOpen } from '../data/settings';
import type { Conversation } from '../data/types';
import { language, t } from '../data/words';
import { panelSheet } from '../inbox/panelSheet';
import { peopleItems } from '../inbox/people';
import { pick } from '../inbox/pickers';
import { act, useAction } from '../keys';
import { Face } from '../ui/Face';
import { ChannelMark, Icon } from '../ui/icons';
import { Menu, type MenuItem } from '../ui/Menu';
import { narrow, phone } from '../ui/media';
import { snoozeChoices } from './snooze';

export function Header({ item, back }: { item: Conversation; back: string }) {
  const handle = item.contact_detail?.identities.find(identity => identity.kind === item.channel.kind);
  const shownHandle = handle?.username ? `@${handle.username.replace(/^@/, '')}` : item.contact_detail?.phone;
  return (
    <header class="thread-head">
      {phone.value && (
        <Link href={back} class="icon-button" aria-label={t('thread.back')}>
          <Icon name="back" />
        </Link>
      )}
      <div class="thread-who">
        <h2 class="cut">{item.contact.name}</h2>
        <div class="thread-sub">
          <ChannelMark kind={item.channel.kind} size="s" />
          <span class="cut">{[item.channel.name, shownHandle].filter(Boolean).join(', ')}</span>
        </div>
      </div>
      <span class="space" />
      <AssignMenu item={item} />
      {!phone.value && (
        <button
          type="button"
          class="icon-button thread-tag"
          aria-label={t('tags.label')}
          title={`${t('tags.label')} (T)`}
          aria-haspopup="dialog"
          onClick={event => pick('tags', event.currentTarget)}
        >
          <Icon name="tag" />
        </button>
      )}
      {item.status !== 'closed' && <SnoozeMenu item={item} />}
      {item.status === 'closed' ? (
        <button type="button" class="button button-outline" onClick={() => reopen(item.id)}>
          <Icon name="again" size="s" />
          {t('thread.reopen')}
        </button>
      ) : (
        <button
          type="button"
          class={phone.value ? 'icon-button' : 'button button-outline'}
          aria-label={phone.value ? t('thread.close') : undefined}
          title={`${t('thread.close')} (E)`}
          onClick={() => act('close')}
        >
          <Icon name="check" size={phone.value ? 'm' : 's'} />
          {!phone.value && t('thread.close')}
        </button>
      )}
      <PanelButton />
    </header>
  );
}

function PanelButton() {
  const open = useComputed(() => (narrow.value ? panelSheet.value : panelOpen.value === 'open'));
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={t('thread.panel')}
      aria-pressed={open.value}
      title={`${t('thread.panel')} (.)`}
      onClick={() => act('panel')}
    >
      <Icon name="person" />
    </button>
  );
}

function AssignMenu({ item }: { item: Conversation }) {
  const open = useSignal(false);
  const show = useCallback(() => {
    open.value = true;
  }, []);
  useAction('assign', show);
  const items = () => peopleItems(item.assignee?.id ?? null, to => assign(item.id, to));
  return (
    <Menu
      label={t('assign.label')}
      items={items}
      open={open}
      buttonClass={item.assignee ? 'assignee' : 'assignee assignee-none'}
      buttonLabel={item.assignee ? t('assign.to', { name: item.assignee.name }) : t('assign.label')}
      title={`${t('assign.label')} (A)`}
    >
      {item.assignee ? <Face name={item.assignee.name} size={22} /> : <Icon name="flag" size="s" />}
      <span class="assignee-name cut">{item.assignee ? item.assignee.name.split(' ')[0] : t('assign.short')}</span>
      <Icon name="down" size="xs" />
    </Menu>
  );
}

function SnoozeMenu({ item }: { item: Conversation }) {
  const open = useSignal(false);
  const show = useCallback(() => {
    open.value = true;
  }, []);
  useAction('snooze', show);
  const items = (): MenuItem[] => [
    ...snoozeChoices(new Date(serverNow()), language.peek()).map((choice, i) => ({
      id: choice.id,
      label: t(`snooze.${choice.id}`),
      detail: choice.words,
      pick: String(i + 1),
      run: () => snooze(item.id, choice.until, choice.words),
    })),
    ...(item.status === 'snoozed'
      ? [{ id: 'wake', label: t('snooze.wake'), icon: <Icon name="again" size="s" />, run: () => reopen(item.id) }]
      : []),
  ];
  return (
    <Menu
      label={t('thread.snooze')}
      items={items}
      open={open}
      buttonClass="icon-button"
      buttonLabel={t('thread.snooze')}
      title={`${t('thread.snooze')} (H)`}
    >
      <Icon name="clock" />
    </Menu>
  );
}
