import { useSignal } from '@preact/signals';
import { type Language, languages } from '../../shared/i18n';
import { askToSignOut, setLanguage, setPresence } from '../data/auth';
import { notices, sendKey, singleKeys, sound, theme, undoSend } from '../data/settings';
import { me } from '../data/store/people';
import { toast } from '../data/toasts';
import { language, t } from '../data/words';
import { shortcutsOpen } from '../keys';
import { Face } from '../ui/Face';
import { Icon } from '../ui/icons';
import { Menu, type MenuItem } from '../ui/Menu';

const languageNames: Readonly<Record<Language, string>> = { en: 'English', ru: 'Русский', pl: 'Polski' };

/** Asked for by this click, never before. */
async function toggleNotices(): Promise<void> {
  if (notices.peek() === 'on') {
    notices.value = 'off';
    return;
  }
  const { turnOnNotices } = await import('../data/notify');
  if (await turnOnNotices()) toast(t('toast.noticesOn'));
  else toast(t('toast.noticesRefused'), { bad: true });
}

/** Who is signed in, and what he has at hand: presence, looks, keys, notices, the way out. */
export function Account() {
  const open = useSignal(false);
  const user = me.value;
  if (!user) return null;
  const items = (): MenuItem[] => [
    {
      id: 'online',
      heading: t('account.presence'),
      label: t('presence.online'),
      checked: user.presence === 'online',
      run: () => setPresence('online'),
    },
    { id: 'away', label: t('presence.away'), checked: user.presence !== 'online', run: () => setPresence('away') },
    ...(['system', 'light', 'dark'] as const).map((value, i) => ({
      id: value,
      ...(i === 0 ? { heading: t('account.theme') } : {}),
      label: t(`theme.${value}`),
      checked: theme.value === value,
      run: () => {
        theme.value = value;
      },
    })),
    ...languages.map((value, i) => ({
      id: value,
      ...(i === 0 ? { heading: t('account.language') } : {}),
      label: languageNames[value],
      checked: language.value === value,
      run: () => void setLanguage(value),
    })),
    ...(['enter', 'ctrl-enter'] as const).map((value, i) => ({
      id: value,
      ...(i === 0 ? { heading: t('account.sendWith') } : {}),
      label: value === 'enter' ? 'Enter' : 'Ctrl + Enter',
      checked: sendKey.value === value,
      run: () => {
        sendKey.value = value;
      },
    })),
    ...(['0', '5', '10'] as const).map((value, i) => ({
      id: `undo${value}`,
      ...(i === 0 ? { heading: t('account.undoSend') } : {}),
      label: value === '0' ? t('account.undoOff') : t('account.undoSeconds', { count: Number(value) }),
      checked: undoSend.value === value,
      run: () => {
        undoSend.value = value;
      },
    })),
    {
      id: 'sound',
      heading: t('account.notices'),
      label: sound.value === 'on' ? t('account.soundOff') : t('account.soundOn'),
      run: () => {
        sound.value = sound.value === 'on' ? 'off' : 'on';
      },
    },
    {
      id: 'notices',
      label: notices.value === 'on' ? t('account.noticesOff') : t('account.noticesOn'),
      run: () => void toggleNotices(),
    },
    {
      id: 'keys',
      heading: t('account.keys'),
      label: singleKeys.value === 'on' ? t('account.keysOff') : t('account.keysOn'),
      run: () => {
        singleKeys.value = singleKeys.value === 'on' ? 'off' : 'on';
      },
    },
    {
      id: 'sheet',
      label: t('keys.help'),
      icon: <Icon name="keyboard" size="s" />,
      run: () => {
        shortcutsOpen.value = true;
      },
    },
    { id: 'out', label: t('account.signOut'), icon: <Icon name="out" size="s" />, run: () => void askToSignOut() },
  ];
  return (
    <Menu
      label={t('account.label')}
      items={items}
      open={open}
      buttonClass="nav-account"
      buttonLabel={t('account.of', { name: user.name })}
    >
      <Face name={user.name} size={28} presence={user.presence} />
      <span class="nav-who">
        <b class="cut">{user.name}</b>
        <small>{t(`presence.${user.presence}`)}</small>
      </span>
      <Icon name="down" size="xs" />
    </Menu>
  );
}
