import { useSignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../data/api';
import { setUp } from '../data/auth';
import { sayError } from '../data/commands';
import { language, t } from '../data/words';
import { Frame, Languages } from './Frame';
import { i, loadInviteWords } from './words';

interface Field {
  readonly name: 'token' | 'company' | 'name' | 'email' | 'password';
  readonly label: () => string;
  readonly hint?: () => string;
  readonly type: 'text' | 'email' | 'password';
  readonly autocomplete: 'off' | 'organization' | 'name' | 'username' | 'new-password';
}
const fields: readonly Field[] = [
  { name: 'token', label: () => i('setup.token'), hint: () => i('setup.tokenHint'), type: 'text', autocomplete: 'off' },
  { name: 'company', label: () => i('setup.company'), type: 'text', autocomplete: 'organization' },
  { name: 'name', label: () => i('setup.name'), type: 'text', autocomplete: 'name' },
  { name: 'email', label: () => t('login.email'), type: 'email', autocomplete: 'username' },
  {
    name: 'password',
    label: () => t('login.password'),
    hint: () => i('setup.passwordHint'),
    type: 'password',
    autocomplete: 'new-password',
  },
];

const mend: Readonly<Record<string, () => string>> = {
  token: () => i('setup.wrongToken'),
  email: () => i('setup.wrongEmail'),
  password: () => i('setup.passwordHint'),
};

/** The first person of a new installation; the token on the console proves that they may be it. */
export function SetUp() {
  const busy = useSignal(false);
  const trouble = useSignal('');
  const wrong = useSignal<Readonly<Record<string, string>>>({});
  const form = useRef<HTMLFormElement>(null);
  const [there, come] = useState(false);
  useEffect(() => void loadInviteWords(language.value).then(() => come(true)), [language.value]);
  useEffect(() => {
    document.title = `${i('setup.title')}, Parley`;
  });
  useEffect(() => {
    // The console prints an address with the token in it; it does not stay in the history.
    const token =
      new URLSearchParams(location.hash.slice(1)).get('token') ?? new URLSearchParams(location.search).get('token');
    const field = form.current?.querySelector<HTMLInputElement>('[name=token]');
    if (token && field) {
      field.value = token;
      history.replaceState(null, '', '/');
      form.current?.querySelector<HTMLInputElement>('[name=company]')?.focus();
    } else field?.focus();
  }, [there]);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.peek() || !form.current) return;
    const data = new FormData(form.current);
    const text = (name: Field['name']) => String(data.get(name) ?? '').trim();
    busy.value = true;
    trouble.value = '';
    wrong.value = {};
    try {
      await setUp({
        token: text('token'),
        company: text('company'),
        name: text('name'),
        email: text('email'),
        password: String(data.get('password') ?? ''),
        language: language.peek(),
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // In the person's language: which field is wrong is the server's word, how to mend it is ours.
      wrong.value = Object.fromEntries(
        Object.keys(error.fields).map(name => [name, mend[name]?.() ?? i('setup.fill')]),
      );
      trouble.value = Object.keys(error.fields).length ? '' : error.status === 404 ? i('setup.done') : sayError(error);
      const first = fields.find(field => error.fields[field.name]);
      form.current?.querySelector<HTMLInputElement>(`[name=${first?.name ?? 'token'}]`)?.focus();
    } finally {
      busy.value = false;
    }
  };
  if (!there) return null;
  return (
    <Frame title={i('setup.title')} hint={i('setup.hint')}>
      <form ref={form} class="login-form" method="post" onSubmit={submit} aria-busy={busy.value}>
        {fields.map(field => (
          <div key={field.name} class="field">
            <label for={`setup-${field.name}`}>{field.label()}</label>
            <input
              id={`setup-${field.name}`}
              name={field.name}
              type={field.type}
              autocomplete={field.autocomplete}
              required
              minLength={field.name === 'password' ? 10 : undefined}
              aria-invalid={wrong.value[field.name] !== undefined}
              aria-describedby={`${field.name}-hint`}
            />
            <span id={`${field.name}-hint`} class="field-hint">
              {wrong.value[field.name] ? <small>{wrong.value[field.name]}</small> : field.hint?.()}
            </span>
          </div>
        ))}
        <p class="login-trouble" role="alert">
          {trouble.value}
        </p>
        <button type="submit" class="button button-primary login-submit" disabled={busy.value}>
          {i('setup.submit')}
        </button>
      </form>
      <Languages />
    </Frame>
  );
}
