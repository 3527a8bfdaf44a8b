import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { isLanguage } from '../../shared/i18n';
import { ApiError, post } from '../data/api';
import { begin } from '../data/auth';
import { sayError } from '../data/commands';
import type { Invitation, Session } from '../data/types';
import { language, t, useLanguage } from '../data/words';
import { Frame, Languages } from './Frame';
import { i, loadInviteWords } from './words';

/** Who came by a link sets the own password and is in. `done` leaves the page; the token is nowhere else by then. */
export function Invited({ token, done }: { token: string; done: () => void }) {
  const who = useSignal<Invitation | null>(null);
  const over = useSignal(false);
  const trouble = useSignal('');
  const busy = useSignal(false);
  const shown = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  const failed = (error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 404) over.value = true;
    else trouble.value = error.fields.password !== undefined ? i('passwordLong') : sayError(error);
  };
  useEffect(() => void loadInviteWords(language.value), [language.value]);
  useEffect(() => {
    post<Invitation>('/invitation/look', { token }).then(async found => {
      if (isLanguage(found.language)) await useLanguage(found.language);
      await loadInviteWords(language.peek());
      who.value = found;
      form.current?.querySelector<HTMLInputElement>('[name=password]')?.focus();
    }, failed);
  }, []);
  const title = over.value ? i('over') : who.value ? i('title', { name: who.value.name }) : '';
  useEffect(() => {
    document.title = title ? `${title}, Parley` : 'Parley';
  });
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.peek() || !form.current) return;
    const password = String(new FormData(form.current).get('password'));
    busy.value = true;
    trouble.value = '';
    try {
      await begin(await post<Session>('/invitation', { token, password }));
      done();
    } catch (error) {
      failed(error);
    } finally {
      busy.value = false;
    }
  };

  if (over.value) {
    return (
      <Frame title={title} hint={i('overHint')}>
        <button type="button" class="button button-primary login-submit" onClick={done}>
          {i('signIn')}
        </button>
        <Languages />
      </Frame>
    );
  }
  if (!who.value) {
    return trouble.value ? (
      <Frame title={t('app.down')} hint={trouble.value}>
        {null}
      </Frame>
    ) : null;
  }
  const { company, email } = who.value;
  return (
    <Frame title={title} hint={company ? i('hint', { company }) : i('hintBare')}>
      <form ref={form} class="login-form" method="post" onSubmit={submit} aria-busy={busy.value}>
        <label class="field">
          <span>{t('login.email')}</span>
          <input name="email" type="email" autocomplete="username" value={email} readOnly />
        </label>
        <div class="field">
          <label for="invited-password">{i('password')}</label>
          <input
            id="invited-password"
            name="password"
            type={shown.value ? 'text' : 'password'}
            autocomplete="new-password"
            required
            minLength={10}
            maxLength={128}
            aria-invalid={trouble.value !== ''}
            aria-describedby="invited-hint"
          />
          <span id="invited-hint" class="field-hint">
            {i('passwordHint')}
          </span>
        </div>
        <label class="login-show">
          <input
            type="checkbox"
            checked={shown.value}
            onChange={event => {
              shown.value = event.currentTarget.checked;
            }}
          />
          {t('login.show')}
        </label>
        <p class="login-trouble" role="alert">
          {trouble.value}
        </p>
        <button type="submit" class="button button-primary login-submit" disabled={busy.value}>
          {i('submit')}
        </button>
      </form>
      <Languages />
    </Frame>
  );
}
