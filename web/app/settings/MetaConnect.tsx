/** What the wizards of Meta's channels share: each value is checked with Meta as it is pasted, up to the first that is wrong. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { type ApiError, post } from '../data/api';
import { sayError } from '../data/commands';
import { channelName, Icon } from '../ui/icons';
import { attempt } from './Confirm';
import { type Form, useForm } from './form';
import { m } from './metaWords';
import { BackLink, Copy, MakeBar, Section, TextField } from './parts';
import type { Channel, ChannelCheck, NewChannel } from './types';
import { s } from './words';

export type MetaForm = Form<Record<string, string>>;
interface MetaField {
  readonly name: string;
  readonly label: string;
  readonly holds: 'id' | 'secret';
  readonly placeholder?: string;
}
interface MetaStep {
  readonly title: string;
  readonly hint: string;
  readonly fields?: readonly MetaField[];
}
interface MetaCheck {
  readonly name: string;
  readonly label: string;
  /** What the server adds to one that is well, in words; as it stands where there are none. */
  readonly told?: (detail: string) => string;
}
export interface MetaSetup {
  readonly kind: 'whatsapp' | 'messenger' | 'instagram';
  readonly hint: string;
  /** What is chosen rather than pasted, as it is at first, with its names. */
  readonly chosen?: Readonly<Record<string, string>>;
  readonly chosenLabels?: Readonly<Record<string, string>>;
  readonly before?: (form: MetaForm) => ComponentChildren;
  readonly after?: (form: MetaForm) => ComponentChildren;
  /** The same fields whatever is chosen; where they are found may differ. */
  readonly steps: (values: Readonly<Record<string, string>>) => readonly MetaStep[];
  /** What the server looks at, in its order. */
  readonly checks: (values: Readonly<Record<string, string>>) => readonly MetaCheck[];
  /** What mends the step that failed. */
  readonly cure: (step: string, values: Readonly<Record<string, string>>) => string;
  readonly wrongId?: string;
  readonly made: (channel: NewChannel) => Promise<void>;
}

const looks = { id: /^\d{3,32}$/, secret: /^[\x21-\x7e]{8,1024}$/ };

export function MetaConnect(setup: MetaSetup) {
  const { kind, chosen = {} } = setup;
  const found = useSignal<ChannelCheck | null>(null);
  const asking = useSignal(false);
  const fieldsFor = (values: Readonly<Record<string, string>>) =>
    setup.steps(values).flatMap(step => step.fields ?? []);
  const fields = fieldsFor(chosen);
  const wrong = (holds: MetaField['holds']) => (holds === 'id' ? (setup.wrongId ?? m('wrongId')) : m('wrongText'));
  const wrongIn = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      fields
        .filter(one => !looks[one.holds].test((values[one.name] ?? '').trim()))
        .map(one => [one.name, wrong(one.holds)]),
    );
  const settingsOf = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      [...Object.keys(chosen), ...fields.map(one => one.name)]
        .map(name => [name, (values[name] ?? '').trim()])
        .filter(([, value]) => value),
    );
  const form = useForm<Record<string, string>>({
    id: `channels/new/${kind}`,
    fresh: true,
    secret: true,
    initial: { name: '', ...chosen, ...Object.fromEntries(fields.map(one => [one.name, ''])) },
    labels: {
      name: s('channels.name'),
      ...setup.chosenLabels,
      ...Object.fromEntries(fields.map(one => [one.name, one.label])),
    },
    check: wrongIn,
    save: async (_, values) => {
      const name = values.name?.trim() || found.peek()?.name || channelName(kind);
      await setup.made(await post<NewChannel>('/channels', { kind, name, settings: settingsOf(values) }));
    },
    say: name => wrong(fields.find(one => one.name === name)?.holds ?? 'secret'),
    done: '',
  });
  const whole = form && !Object.keys(wrongIn(form.values)).length ? JSON.stringify(settingsOf(form.values)) : '';
  // As it is pasted: nobody should have to press anything to learn which one is wrong.
  useEffect(() => {
    found.value = null;
    asking.value = whole !== '';
    if (!whole) return undefined;
    let stale = false;
    post<ChannelCheck>('/channels/check', { kind, settings: JSON.parse(whole) })
      .catch((error: ApiError): ChannelCheck => {
        const refused = Object.values(error.fields);
        return { ok: false, reachable: false, detail: refused[0] ?? sayError(error), name: null, steps: [] };
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
  const steps = setup.steps(form.values);
  // Beneath the last that is pasted, where the eyes are.
  const last = steps.findLast(step => step.fields);
  return (
    <>
      <BackLink href="/settings/channels/new" label={s('connect.title')} />
      <form ref={form.element} noValidate onSubmit={form.submit}>
        <Section title={s(`connect.${kind}`)} hint={setup.hint}>
          {setup.before?.(form)}
          <ol class="set-steps">
            {steps.map(step => (
              <li key={step.title}>
                <h3>{step.title}</h3>
                <p class="set-hint">{step.hint}</p>
                {step.fields && (
                  <div class="set-fields">
                    {step.fields.map(({ name, label, placeholder }) => (
                      <TextField
                        key={name}
                        form={form}
                        name={name}
                        label={label}
                        autocomplete="off"
                        mono
                        {...(placeholder ? { placeholder } : {})}
                      />
                    ))}
                  </div>
                )}
                {step === last && (
                  <Found
                    found={found.value}
                    asking={asking.value}
                    checks={setup.checks(form.values)}
                    cure={name => setup.cure(name, form.values)}
                  />
                )}
              </li>
            ))}
          </ol>
          {setup.after?.(form)}
          <div class="set-fields">
            <TextField
              form={form}
              name="name"
              label={s('channels.name')}
              hint={s('channels.nameHint')}
              placeholder={found.value?.name ?? channelName(kind)}
            />
          </div>
          <MakeBar form={form} label={s('connect.connect')} />
        </Section>
      </form>
    </>
  );
}

interface FoundProps {
  found: ChannelCheck | null;
  asking: boolean;
  checks: readonly MetaCheck[];
  cure: (step: string) => string;
}
/** What was looked at so far; the first that is wrong, with what to do. */
function Found({ found, asking, checks, cure }: FoundProps) {
  const steps = found?.steps ?? [];
  const failed = steps.find(step => !step.ok);
  return (
    <div role="status" aria-live="polite">
      {asking && <p class="set-hint">{m('checking')}</p>}
      {steps.length > 0 && (
        <ul class="set-checks" aria-label={m('checks')}>
          {checks.map(({ name, label, told = text => text }) => {
            const step = steps.find(one => one.name === name);
            const more = step?.ok && step.detail ? told(step.detail) : '';
            const state = step ? (step.ok ? 'good' : 'bad') : 'quiet';
            return (
              <li key={name} class={`set-state set-state-${state}`}>
                {step?.ok ? <Icon name="check" size="s" /> : <span aria-hidden="true" class="set-light" />}
                {label}
                {more && `: ${more}`}
                {!step?.ok && `: ${step ? m('wrong') : m('waits')}`}
              </li>
            );
          })}
        </ul>
      )}
      {found?.ok && (
        <p class="set-state set-state-good">
          <Icon name="check" size="s" />
          {m('good', { name: found.name ?? '' })}
        </p>
      )}
      {found && !found.ok && (
        <div class="set-cure">
          <code>{found.detail}</code>
          <p>{failed ? cure(failed.name) : m('cure')}</p>
        </div>
      )}
    </div>
  );
}

/** Without the permissions for comments the rest goes on. */
export const permissionsCheck = (): MetaCheck => ({
  name: 'permissions',
  label: m('check.permissions'),
  told: detail => m('noComments', { names: /needs (.+)$/.exec(detail)?.[1] ?? detail }),
});

/** How it stands with Meta once the channel is there. */
export function MetaState({ channel, well }: { channel: Channel; well: string }) {
  if (channel.state === 'ok')
    return (
      well && (
        <p class="set-state set-state-good">
          <Icon name="check" size="s" />
          {well}
        </p>
      )
    );
  if (!channel.state_detail) return null;
  return (
    <div class="set-cure">
      <code>{channel.state_detail}</code>
    </div>
  );
}

/** What is entered at Meta, so that it delivers here. */
export function MetaHook({ channel, word, hint }: { channel: Channel; word: string | undefined; hint: string }) {
  return (
    <>
      <p class="set-hint">{hint}</p>
      <p class="set-label">{m('url')}</p>
      <Copy text={channel.hook_url} label={m('url')} />
      <p class="set-label">{m('word')}</p>
      {word ? <Copy text={word} label={m('word')} secret /> : <p class="set-hint">{m('wordGone')}</p>}
    </>
  );
}

interface ConnectedProps {
  channel: Channel;
  reload: () => Promise<void>;
  /** Said when all is well. */
  well: string;
  children: ComponentChildren;
}
/** Where the channel tells Meta by itself to deliver here: whether that worked, and another try when it did not. */
export function MetaConnected({ channel, reload, well, children }: ConnectedProps) {
  const busy = useSignal(false);
  const bad = channel.enabled && channel.state !== 'ok' && channel.state !== 'unchecked';
  return (
    <>
      {channel.state === 'unchecked' && <p class="set-hint">{m('checking')}</p>}
      <MetaState channel={channel} well={well} />
      {bad && (
        <>
          <p class="set-hint">{m('againHint')}</p>
          <button
            type="button"
            class="button button-outline"
            disabled={busy.value}
            onClick={async () => {
              busy.value = true;
              await attempt(() => post(`/channels/${channel.id}/test`));
              busy.value = false;
              await reload();
            }}
          >
            {s('channels.check')}
          </button>
        </>
      )}
      <div class="set-more">{children}</div>
    </>
  );
}
