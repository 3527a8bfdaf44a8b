import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ApiError } from '../data/api';
import { signIn } from '../data/auth';
import { sayError } from '../data/commands';
import { t } from '../data/words';
import { Frame, Languages } from './Frame';

export function SignIn() {
  useEffect(() => {
    document.title = `${t('login.title')}, Parley`;
  });
  return (
    <Frame title={t('login.title')}>
      <SignInForm email="" />
      <Languages />
    </Frame>
  );
}

/** Also laid over the page when a session ends in the middle of work. */
export function SignInForm({ email }: { email: string }) {
  const busy = useSignal(false);
  const trouble = useSignal('');
  const shown = useSignal(false);
  const caps = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLInputElement>(email ? '[name=password]' : '[name=email]')?.focus();
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.peek() || !form.current) return;
    const data = new FormData(form.current);
    busy.value = true;
    trouble.value = '';
    try {
      await signIn(String(data.get('email')).trim(), String(data.get('password')));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      trouble.value =
        error.status === 401
          ? t('login.wrong')
          : error.status === 429
            ? t('login.locked', { count: Math.max(1, Math.ceil((error.retryAfter || 60) / 60)) })
            : sayError(error);
      form.current?.querySelector<HTMLInputElement>('[name=password]')?.focus();
    } finally {
      busy.value = false;
    }
  };
  return (
    <form ref={form} class="login-form" method="post" onSubmit={submit} aria-busy={busy.value}>
      <label class="field">
        <span>{t('login.email')}</span>
        <input
          name="email"
          type="email"
          autocomplete="username"
          inputMode="email"
          required
          defaultValue={email}
          aria-invalid={trouble.value !== ''}
        />
      </label>
      <label class="field">
        <span>{t('login.password')}</span>
        <input
          name="password"
          type={shown.value ? 'text' : 'password'}
          autocomplete="current-password"
          required
          aria-invalid={trouble.value !== ''}
          onKeyUp={event => {
            caps.value = event.getModifierState('CapsLock');
          }}
        />
      </label>
      <label class="login-show">
        <input
          type="checkbox"
          checked={shown.value}
          onChange={event => {
            shown.value = event.currentTarget.checked;
          }}
        />
        {t('login.show')}
        {caps.value && <span class="tag tag-warm">{t('login.caps')}</span>}
      </label>
      <p class="login-trouble" role="alert">
        {trouble.value}
      </p>
      <button type="submit" class="button button-primary login-submit" disabled={busy.value}>
        {t('login.submit')}
      </button>
    </form>
  );
}
