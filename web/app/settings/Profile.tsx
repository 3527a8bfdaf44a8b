import { type Language, languages } from '../../shared/i18n';
import { patch, post, session } from '../data/api';
import { setLanguage } from '../data/auth';
import { likeDensity } from '../data/preferences';
import { density, sendKey, singleKeys, theme } from '../data/settings';
import { keepUser, me } from '../data/store/people';
import type { User } from '../data/types';
import { language, t } from '../data/words';
import { shortcutsOpen } from '../keys';
import { useForm } from './form';
import { Notices } from './Notices';
import { BackLink, Choice, SaveBar, Section, Switch, TextField, useFlash } from './parts';
import { Sessions } from './Sessions';
import { s } from './words';

const languageNames: Readonly<Record<Language, string>> = { en: 'English', ru: 'Русский', pl: 'Polski' };

export function Profile() {
  useFlash(true);
  return (
    <>
      <BackLink href="/settings" label={t('nav.settings')} />
      <Self />
      <Looks />
      <Notices />
      <Password />
      <Sessions />
    </>
  );
}

function Self() {
  const form = useForm({
    id: 'profile',
    initial: me.value ? { name: me.value.name } : null,
    labels: { name: s('profile.name') },
    check: ({ name }) => (name.trim() ? {} : { name: s('wrong.name') }),
    save: async part => keepUser(await patch<User>('/me', part)),
    say: () => s('wrong.name'),
  });
  if (!form) return null;
  return (
    <form ref={form.element} noValidate onSubmit={form.submit}>
      <Section title={s('nav.profile')} hint={s('profile.hint')}>
        <div class="set-fields">
          <TextField
            form={form}
            name="name"
            label={s('profile.name')}
            hint={s('profile.nameHint')}
            autocomplete="name"
          />
          <div class="field set-field">
            <span>{t('login.email')}</span>
            <p class="set-fixed">{session.value?.user.email}</p>
            <span class="set-hint">{s('profile.emailHint')}</span>
          </div>
        </div>
        <SaveBar form={form} />
      </Section>
    </form>
  );
}

/** Taken at once: what is chosen is seen. */
function Looks() {
  return (
    <Section title={s('profile.looks')} hint={s('profile.looksHint')}>
      <Choice
        name="language"
        label={s('profile.language')}
        value={language.value}
        options={languages.map(value => ({ value, label: languageNames[value] }))}
        onPick={value => void setLanguage(value as Language)}
      />
      <Choice
        name="theme"
        label={s('profile.theme')}
        value={theme.value}
        options={(['system', 'light', 'dark'] as const).map(value => ({ value, label: t(`theme.${value}`) }))}
        onPick={value => {
          theme.value = value as 'system' | 'light' | 'dark';
        }}
      />
      <Choice
        name="density"
        label={s('profile.density')}
        value={density.value}
        options={[
          { value: 'comfortable', label: s('profile.comfortable') },
          { value: 'compact', label: s('profile.compact'), hint: s('profile.compactHint') },
        ]}
        onPick={value => likeDensity(value === 'compact' ? 'compact' : 'comfortable')}
      />
      <Choice
        name="send"
        label={s('profile.send')}
        value={sendKey.value}
        options={[
          { value: 'enter', label: 'Enter', hint: s('profile.sendEnter') },
          { value: 'ctrl-enter', label: 'Ctrl + Enter', hint: s('profile.sendCtrl') },
        ]}
        onPick={value => {
          sendKey.value = value as 'enter' | 'ctrl-enter';
        }}
      />
      <Switch
        name="keys"
        label={s('profile.keys')}
        hint={s('profile.keysHint')}
        on={singleKeys.value === 'on'}
        onTurn={on => {
          singleKeys.value = on ? 'on' : 'off';
        }}
      />
      <button
        type="button"
        class="button-link set-inline"
        onClick={() => {
          shortcutsOpen.value = true;
        }}
      >
        {s('profile.allKeys')}
      </button>
    </Section>
  );
}

function Password() {
  const form = useForm({
    id: 'password',
    secret: true,
    initial: { current: '', password: '' },
    labels: { current: s('password.current'), password: s('password.new') },
    check: values => ({
      ...(values.current ? {} : { current: s('wrong.currentMissing') }),
      ...(values.password.length < 10 ? { password: s('wrong.passwordShort') } : {}),
    }),
    save: async (_, values) => post('/me/password', values),
    say: field => (field === 'current' ? s('wrong.current') : s('wrong.passwordShort')),
    done: s('password.done'),
  });
  if (!form) return null;
  return (
    <form ref={form.element} noValidate onSubmit={form.submit}>
      <Section title={s('password.title')} hint={s('password.hint')}>
        <input
          type="text"
          class="hidden"
          autocomplete="username"
          value={me.value?.email}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <div class="set-fields">
          <TextField
            form={form}
            name="current"
            label={s('password.current')}
            type="password"
            autocomplete="current-password"
          />
          <TextField
            form={form}
            name="password"
            label={s('password.new')}
            hint={s('password.newHint')}
            type="password"
            autocomplete="new-password"
          />
        </div>
        <SaveBar form={form} />
      </Section>
    </form>
  );
}
