import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import { causeOf } from '../data/amissCause';
import { ApiError, call, get, patch, post, query } from '../data/api';
import { toast } from '../data/toasts';
import { t } from '../data/words';
import { ChannelMark, channelName, Icon } from '../ui/icons';
import { lazy } from '../ui/lazy';
import { attempt, Confirm } from './Confirm';
import { Connect, Connected } from './Connect';
import { cureOf, mindOf, stateOf } from './channelState';
import { useList } from './data';
import { useForm } from './form';
import { Identity } from './Identity';
import { BackLink, Choice, Pending, SaveBar, Section, TextField, useFlash } from './parts';
import type { SectionProps } from './Settings';
import type { Channel, ChannelHealth } from './types';
import { emptyWeb, labelsOfWeb, sayWeb, settingsOfWeb, WebFields, type WebValues, webValues } from './WebFields';
import { s } from './words';

const BotChecks = lazy(async () => (await import('./BotChecks')).BotChecks);

const HumanAgent = lazy(async () => (await import('./HumanAgent')).HumanAgent);

const ChannelTemplates = lazy(async () => (await import('./ChannelTemplates')).ChannelTemplates);

/** Those whose token ends some day and is given anew. */
const withToken = ['telegram', 'whatsapp', 'messenger', 'instagram'];
const withTemplates = ['whatsapp'];
const withHumanAgent = ['messenger', 'instagram'];

export function Channels({ rest }: SectionProps) {
  const { items, error, reload } = useList<Channel>('/channels', { every: 15_000, kind: 'channel.updated' });
  useFlash(items !== null);
  if (rest[0] === 'new') return <Connect kind={rest[1] ?? ''} channels={items ?? []} reload={reload} />;
  if (!items) return <Pending error={error} again={reload} />;
  const channel = items.find(one => String(one.id) === rest[0]);
  if (channel && rest[1] === 'connected') return <Connected channel={channel} reload={reload} />;
  if (channel) return <ChannelForm key={channel.id} channel={channel} reload={reload} />;
  return <ChannelList items={items} reload={reload} />;
}

function ChannelList({ items, reload }: { items: readonly Channel[]; reload: () => Promise<void> }) {
  return (
    <>
      <BackLink href="/settings" label={t('nav.settings')} />
      <Section
        title={s('nav.channels')}
        hint={s('channels.hint')}
        action={
          <Link class="button button-primary" href="/settings/channels/new">
            <Icon name="plus" size="s" />
            {s('channels.add')}
          </Link>
        }
      >
        {items.length === 0 && <p class="set-teach">{s('channels.none')}</p>}
        <ul class="set-cards">
          {items.map(channel => (
            <Card key={channel.id} channel={channel} reload={reload} />
          ))}
        </ul>
      </Section>
    </>
  );
}

/** How it does, in words; what is wrong and what to do. */
function State({ channel }: { channel: Channel }) {
  const state = stateOf(channel);
  const cure = cureOf(channel);
  const mind = mindOf(channel);
  const cause = cure && causeOf(channel.state_code);
  return (
    <>
      <p class={`set-state set-state-${state.tone}`}>
        <span aria-hidden="true" class="set-light" />
        {cause ? `${state.words}: ${cause}` : state.words}
      </p>
      {mind && <p class="set-hint">{mind}</p>}
      {cure && (
        <div class="set-cure">
          {channel.state_detail && <code>{channel.state_detail}</code>}
          <p>{cure}</p>
        </div>
      )}
    </>
  );
}

function Card({ channel, reload }: { channel: Channel; reload: () => Promise<void> }) {
  const busy = useSignal(false);
  const act = async (work: () => Promise<unknown>) => {
    busy.value = true;
    await attempt(work);
    busy.value = false;
    await reload();
  };
  return (
    <li class="set-card" aria-busy={busy.value}>
      <header>
        <ChannelMark kind={channel.kind} size="l" />
        <Link class="set-card-name" href={`/settings/channels/${channel.id}`}>
          <b class="cut">{channel.name}</b>
          <small>{channel.kind === 'web' ? s('connect.web') : channelName(channel.kind)}</small>
        </Link>
      </header>
      <State channel={channel} />
      <footer>
        <Link
          class="button button-outline"
          href={`/settings/channels/${channel.id}`}
          aria-label={s('channels.editOf', { name: channel.name })}
        >
          {s('channels.edit')}
        </Link>
        <button
          type="button"
          class="button button-quiet"
          disabled={busy.value || !channel.enabled}
          aria-label={s('channels.checkOf', { name: channel.name })}
          onClick={() =>
            void act(async () => {
              const health = await post<ChannelHealth>(`/channels/${channel.id}/test`);
              toast(health.ok ? s('channels.well', { name: channel.name }) : health.detail, { bad: !health.ok });
            })
          }
        >
          {s('channels.check')}
        </button>
        <button
          type="button"
          class="button button-quiet"
          disabled={busy.value}
          aria-label={s(channel.enabled ? 'channels.pauseOf' : 'channels.resumeOf', { name: channel.name })}
          onClick={() => void act(() => patch(`/channels/${channel.id}`, { enabled: !channel.enabled }))}
        >
          {s(channel.enabled ? 'channels.pause' : 'channels.resume')}
        </button>
      </footer>
    </li>
  );
}

interface Values extends WebValues {
  name: string;
  token: string;
  mode: string;
  webhook_url: string;
  human_agent: string;
}

function ChannelForm({ channel, reload }: { channel: Channel; reload: () => Promise<void> }) {
  const [, go] = useLocation();
  const open = useSignal<{ count: number; more: boolean } | null>(null);
  const leaving = useSignal(false);
  const settings = (channel.settings ?? {}) as Record<string, string>;
  const form = useForm<Values>({
    id: `channels/${channel.id}`,
    initial: {
      ...(channel.kind === 'web' ? webValues(settings) : emptyWeb),
      name: channel.name,
      token: '',
      mode: settings.mode ?? '',
      webhook_url: settings.webhook_url ?? '',
      human_agent: settings.human_agent ?? '',
    },
    labels: {
      ...labelsOfWeb(),
      name: s('channels.name'),
      token: s('telegram.newToken'),
      mode: s('telegram.mode'),
      webhook_url: s('api.webhook'),
      human_agent: s('channels.humanAgent'),
    },
    check: values => (values.name.trim() ? {} : { name: s('wrong.channelName') }),
    save: async (changed, values) => {
      const { name, token, mode, webhook_url, human_agent, ...web } = changed;
      const part: Record<string, unknown> = {};
      if (channel.kind === 'web' && Object.keys(web).length) Object.assign(part, settingsOfWeb(values, true));
      if (token) part.token = token.trim();
      if (mode !== undefined) part.mode = mode || null;
      if (webhook_url !== undefined) part.webhook_url = webhook_url.trim() || null;
      if (human_agent !== undefined) part.human_agent = human_agent || null;
      await patch(`/channels/${channel.id}`, {
        ...(name === undefined ? {} : { name: name.trim() }),
        ...(Object.keys(part).length ? { settings: part } : {}),
      });
      if (token || mode !== undefined) await post(`/channels/${channel.id}/test`);
      await reload();
    },
    say: sayWeb,
  });
  useEffect(() => {
    if (location.hash) history.replaceState(null, '', location.pathname);
  }, []);
  if (!form) return null;
  return (
    <>
      <BackLink href="/settings/channels" label={s('nav.channels')} />
      <form ref={form.element} noValidate onSubmit={form.submit}>
        <Section
          title={channel.name}
          hint={channelName(channel.kind)}
          action={
            <Link class="button button-outline" href={`/settings/channels/${channel.id}/connected`}>
              {s(channel.kind === 'web' ? 'channels.snippet' : 'channels.try')}
            </Link>
          }
        >
          <State channel={channel} />
          {channel.kind === 'telegram' && <BotChecks channel={channel} reload={reload} />}
          <div class="set-fields">
            <TextField form={form} name="name" label={s('channels.name')} hint={s('channels.nameHint')} />
            {withToken.includes(channel.kind) && (
              <TextField
                form={form}
                name="token"
                label={s('telegram.newToken')}
                hint={s('telegram.newTokenHint')}
                autocomplete="off"
                mono
              />
            )}
            {channel.kind === 'api' && (
              <TextField
                form={form}
                name="webhook_url"
                label={s('api.webhook')}
                hint={s('api.webhookHint')}
                type="url"
              />
            )}
          </div>
          {withHumanAgent.includes(channel.kind) && (
            <HumanAgent
              on={form.values.human_agent === 'yes'}
              onTurn={on => form.set({ human_agent: on ? 'yes' : '' })}
            />
          )}
          {channel.kind === 'telegram' && (
            <Choice
              name="mode"
              label={s('telegram.mode')}
              value={form.values.mode}
              options={modeOptions()}
              wrong={form.wrong('mode')}
              onPick={mode => form.set({ mode })}
            />
          )}
          {channel.kind === 'web' && <WebFields form={form} company={channel.name} />}
          {channel.kind === 'api' && <p class="set-hint">{s('api.address', { url: channel.hook_url })}</p>}
          <SaveBar form={form} />
        </Section>
      </form>
      {channel.kind === 'web' && <Identity channel={channel} reload={reload} />}
      {withTemplates.includes(channel.kind) && <ChannelTemplates channel={channel} />}
      <Section title={s('channels.danger')} hint={s('channels.dangerHint')}>
        <div class="set-buttons">
          <button
            type="button"
            class="button button-outline set-danger"
            onClick={async () => {
              open.value = await openOn(channel.id);
              leaving.value = true;
            }}
          >
            {s('channels.remove')}
          </button>
        </div>
      </Section>
      {leaving.value && (
        <Confirm
          title={s('channels.removeTitle', { name: channel.name })}
          verb={s('channels.remove')}
          act={async () => {
            await call('DELETE', `/channels/${channel.id}`);
            await reload();
            go('/settings/channels');
          }}
          onClose={() => {
            leaving.value = false;
          }}
        >
          {open.value &&
            open.value.count > 0 &&
            `${s('channels.removeOpen', { count: open.value.count, n: `${open.value.count}${open.value.more ? '+' : ''}` })} `}
          {s('channels.removeHint')}
        </Confirm>
      )}
    </>
  );
}

export const modeOptions = () =>
  (['', 'webhook', 'poll'] as const).map(value => ({
    value,
    label: s(`telegram.mode_${value || 'auto'}`),
    hint: s(`telegram.mode_${value || 'auto'}Hint`),
  }));

/** How many conversations are open on it. Not known: the question is asked without. */
async function openOn(channel: number): Promise<{ count: number; more: boolean } | null> {
  try {
    const { ids, more } = await get<{ ids: number[]; more: boolean }>(
      `/conversations/ids${query({ view: 'all', channel })}`,
    );
    return { count: ids.length, more };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return null;
  }
}
