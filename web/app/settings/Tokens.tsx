import { useSignal } from '@preact/signals';
import { shortTime } from '../../shared/time';
import { call, post } from '../data/api';
import { now } from '../data/clock';
import { language, t } from '../data/words';
import { Confirm } from './Confirm';
import { useList } from './data';
import { useForm } from './form';
import { BackLink, Copy, MakeBar, Pending, Section, TextField } from './parts';
import type { NewToken, Token } from './types';
import { s } from './words';

export function Tokens() {
  const { items, error, reload } = useList<Token>('/tokens');
  const made = useSignal<NewToken | null>(null);
  const leaving = useSignal<Token | null>(null);
  const form = useForm({
    id: 'tokens/new',
    fresh: true,
    initial: { name: '' },
    labels: { name: s('tokens.name') },
    check: ({ name }) => (name.trim() ? {} : { name: s('wrong.tokenName') }),
    save: async (_, values) => {
      made.value = await post<NewToken>('/tokens', { name: values.name.trim() });
      await reload();
    },
    say: () => s('wrong.tokenName'),
    done: '',
  });
  if (!items || !form) return <Pending error={error} again={reload} />;
  const revoke = (token: Token) => () => call('DELETE', `/tokens/${token.id}`).then(reload);
  const when = (at: string) => shortTime(Date.parse(at), now.value, language.value);
  return (
    <>
      <BackLink href="/settings" label={t('nav.settings')} />
      <Section title={s('nav.tokens')} hint={s('tokens.hint')}>
        {items.length === 0 && <p class="set-teach">{s('tokens.none')}</p>}
        <ul class="set-rows">
          {items.map(token => (
            <li key={token.id} class="set-row">
              <span class="set-row-main">
                <b class="cut">{token.name}</b>
                <small class="cut">{s('tokens.actsAs', { name: token.user.name })}</small>
              </span>
              <span class="set-row-side">
                <span>
                  {token.last_used_at ? s('tokens.used', { when: when(token.last_used_at) }) : s('tokens.unused')}
                </span>
                <small>{s('tokens.made', { when: when(token.created_at) })}</small>
              </span>
              <button
                type="button"
                class="button button-outline set-danger"
                aria-label={s('tokens.revokeOf', { name: token.name })}
                onClick={() => {
                  leaving.value = token;
                }}
              >
                {s('tokens.revoke')}
              </button>
            </li>
          ))}
        </ul>
      </Section>
      <form ref={form.element} noValidate onSubmit={form.submit}>
        <Section title={s('tokens.add')}>
          {made.value ? (
            <>
              <p class="set-leave">{s('tokens.once', { name: made.value.name })}</p>
              <Copy text={made.value.token} label={s('tokens.token')} secret />
              <p class="set-label">{s('tokens.try')}</p>
              <Copy
                text={`curl -H "Authorization: Bearer ${made.value.token}" ${location.origin}/api/v1/me`}
                label={s('tokens.try')}
              />
              <div class="set-buttons">
                <button
                  type="button"
                  class="button button-outline"
                  onClick={() => {
                    made.value = null;
                  }}
                >
                  {s('form.done')}
                </button>
              </div>
            </>
          ) : (
            <>
              <div class="set-fields">
                <TextField
                  form={form}
                  name="name"
                  label={s('tokens.name')}
                  hint={s('tokens.nameHint')}
                  autocomplete="off"
                />
              </div>
              <MakeBar form={form} label={s('tokens.add')} />
            </>
          )}
        </Section>
      </form>
      {leaving.value && (
        <Confirm
          title={s('tokens.revokeTitle', { name: leaving.value.name })}
          verb={s('tokens.revoke')}
          act={revoke(leaving.value)}
          onClose={() => {
            leaving.value = null;
          }}
        >
          {s('tokens.revokeHint')}
        </Confirm>
      )}
    </>
  );
}
