/** Connecting a WhatsApp number: each value is checked with the platform as it is pasted, up to the first that is wrong. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type ApiError, post } from '../data/api';
import { sayError } from '../data/commands';
import { Icon } from '../ui/icons';
import { useForm } from './form';
import { BackLink, Copy, MakeBar, Section, TextField } from './parts';
import type { Channel, ChannelCheck, NewChannel } from './types';
import { w } from './whatsappWords';
import { s } from './words';

const looksLikeId = (text: string) => /^\d{3,32}$/.test(text.trim());
const looksLikeSecret = (text: string) => /^[\x21-\x7e]{8,1024}$/.test(text.trim());
const checks = ['token', 'secret', 'number', 'account'] as const;

interface Values {
  name: string;
  phone_number_id: string;
  business_account_id: string;
  app_secret: string;
  token: string;
}
const wrongIn = (values: Values) => ({
  ...(looksLikeId(values.phone_number_id) ? {} : { phone_number_id: w('wrongId') }),
  ...(looksLikeId(values.business_account_id) ? {} : { business_account_id: w('wrongId') }),
  ...(looksLikeSecret(values.app_secret) ? {} : { app_secret: w('wrongText') }),
  ...(looksLikeSecret(values.token) ? {} : { token: w('wrongText') }),
});
const settingsOf = ({ phone_number_id, business_account_id, app_secret, token }: Values) => ({
  phone_number_id: phone_number_id.trim(),
  business_account_id: business_account_id.trim(),
  app_secret: app_secret.trim(),
  token: token.trim(),
});

export function ConnectWhatsapp({ made }: { made: (channel: NewChannel) => Promise<void> }) {
  const found = useSignal<ChannelCheck | null>(null);
  const asking = useSignal(false);
  const form = useForm<Values>({
    id: 'channels/new/whatsapp',
    fresh: true,
    secret: true,
    initial: { name: '', phone_number_id: '', business_account_id: '', app_secret: '', token: '' },
    labels: {
      name: s('channels.name'),
      phone_number_id: w('numberId'),
      business_account_id: w('accountId'),
      app_secret: w('secret'),
      token: w('token'),
    },
    check: wrongIn,
    save: async (_, values) => {
      const name = values.name.trim() || found.peek()?.name || 'WhatsApp';
      await made(await post<NewChannel>('/channels', { kind: 'whatsapp', name, settings: settingsOf(values) }));
    },
    say: field => (field.endsWith('_id') ? w('wrongId') : w('wrongText')),
    done: '',
  });
  const settings = form ? settingsOf(form.values) : null;
  const whole = form && settings && Object.keys(wrongIn(form.values)).length === 0 ? JSON.stringify(settings) : '';
  // As it is pasted: nobody should have to press anything to learn which one is wrong.
  useEffect(() => {
    found.value = null;
    asking.value = whole !== '';
    if (!whole) return undefined;
    let stale = false;
    post<ChannelCheck>('/channels/check', { kind: 'whatsapp', settings: JSON.parse(whole) })
      .catch((error: ApiError): ChannelCheck => {
        const fields = Object.values(error.fields);
        return { ok: false, reachable: false, detail: fields[0] ?? sayError(error), name: null, steps: [] };
      })
      .then(answer => {
        if (stale) return;
        found.value = answer;
        asking.value = false;
      });
    return () => {
      stale = true;
    };
  }, [whole]);
  if (!form) return null;
  return (
    <>
      <BackLink href="/settings/channels/new" label={s('connect.title')} />
      <form ref={form.element} noValidate onSubmit={form.submit}>
        <Section title={s('connect.whatsapp')} hint={w('hint')}>
          <ol class="set-steps">
            <li>
              <h3>{w('step1')}</h3>
              <p class="set-hint">{w('step1Hint')}</p>
              <div class="set-fields">
                <TextField form={form} name="phone_number_id" label={w('numberId')} autocomplete="off" mono />
                <TextField form={form} name="business_account_id" label={w('accountId')} autocomplete="off" mono />
              </div>
            </li>
            <li>
              <h3>{w('step2')}</h3>
              <p class="set-hint">{w('step2Hint')}</p>
              <div class="set-fields">
                <TextField form={form} name="app_secret" label={w('secret')} autocomplete="off" mono />
              </div>
            </li>
            <li>
              <h3>{w('step3')}</h3>
              <p class="set-hint">{w('step3Hint')}</p>
              <div class="set-fields">
                <TextField form={form} name="token" label={w('token')} autocomplete="off" mono />
              </div>
              <Found found={found.value} asking={asking.value} />
            </li>
          </ol>
          <div class="set-fields">
            <TextField
              form={form}
              name="name"
              label={s('channels.name')}
              hint={s('channels.nameHint')}
              placeholder={found.value?.name ?? 'WhatsApp'}
            />
          </div>
          <MakeBar form={form} label={s('connect.connect')} />
        </Section>
      </form>
    </>
  );
}

/** What was looked at so far; the first that is wrong, with what to do. */
function Found({ found, asking }: { found: ChannelCheck | null; asking: boolean }) {
  const steps = found?.steps ?? [];
  const bad = found && !found.ok;
  const noAddress = steps.some(step => step.name === 'webhook' && !step.ok);
  return (
    <div role="status" aria-live="polite">
      {asking && <p class="set-hint">{w('checking')}</p>}
      {steps.length > 0 && (
        <ul class="set-checks" aria-label={w('checks')}>
          {checks.map(name => {
            const step = steps.find(one => one.name === name);
            const state = step ? (step.ok ? 'good' : 'bad') : 'quiet';
            return (
              <li key={name} class={`set-state set-state-${state}`}>
                {step?.ok ? <Icon name="check" size="s" /> : <span aria-hidden="true" class="set-light" />}
                {w(`check.${name}`)}
                {step?.ok && step.detail && `: ${step.detail}`}
                {!step?.ok && `: ${step ? w('wrong') : w('waits')}`}
              </li>
            );
          })}
        </ul>
      )}
      {found?.ok && (
        <p class="set-state set-state-good">
          <Icon name="check" size="s" />
          {w('good', { name: found.name ?? '' })}
        </p>
      )}
      {bad && (
        <div class="set-cure">
          <code>{found.detail}</code>
          <p>{noAddress ? w('cureAddress') : w('cure')}</p>
        </div>
      )}
    </div>
  );
}

/** What is still to be done at Meta once the channel is there. */
export function WhatsappConnected({ channel, word }: { channel: Channel; word: string | undefined }) {
  const well = channel.state === 'ok';
  return (
    <>
      {well && (
        <p class="set-state set-state-good">
          <Icon name="check" size="s" />
          {w('webhookDone')}
        </p>
      )}
      {!well && channel.state_detail && (
        <div class="set-cure">
          <code>{channel.state_detail}</code>
        </div>
      )}
      <p class="set-hint">{w('webhookHint')}</p>
      <p class="set-label">{w('url')}</p>
      <Copy text={channel.hook_url} label={w('url')} />
      <p class="set-label">{w('word')}</p>
      {word ? <Copy text={word} label={w('word')} secret /> : <p class="set-hint">{w('wordGone')}</p>}
      <p>{w('write')}</p>
    </>
  );
}
