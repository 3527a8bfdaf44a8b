/** The connect wizard: pick, connect, who answers, and a first message that arrives as one watches. */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import { ApiError, get, post, session } from '../data/api';
import { sayError } from '../data/commands';
import { onEvent } from '../data/store/events';
import type { Conversation, Page, User } from '../data/types';
import { t } from '../data/words';
import { Face } from '../ui/Face';
import { ChannelMark, Icon } from '../ui/icons';
import { lazy } from '../ui/lazy';
import { modeOptions } from './Channels';
import { ago, cureOfTelegram } from './channelState';
import { useList } from './data';
import { useForm } from './form';
import { BackLink, Choice, Copy, Field, MakeBar, Section, TextField } from './parts';
import type { Channel, ChannelCheck, NewChannel, Team } from './types';
import { emptyWeb, labelsOfWeb, sayWeb, settingsOfWeb, WebFields, type WebValues } from './WebFields';
import { s } from './words';

const ConnectWhatsapp = lazy(async () => (await import('./ConnectWhatsapp')).ConnectWhatsapp);
const WhatsappConnected = lazy(async () => (await import('./ConnectWhatsapp')).WhatsappConnected);
const ConnectMessenger = lazy(async () => (await import('./ConnectMessenger')).ConnectMessenger);
const MessengerConnected = lazy(async () => (await import('./ConnectMessenger')).MessengerConnected);
const ConnectInstagram = lazy(async () => (await import('./ConnectInstagram')).ConnectInstagram);
const InstagramConnected = lazy(async () => (await import('./ConnectInstagram')).InstagramConnected);

const BotSteps = lazy(async () => (await import('./BotChecks')).BotSteps);

const kinds = ['web', 'telegram', 'whatsapp', 'messenger', 'instagram', 'api'] as const;
type Kind = (typeof kinds)[number];

/** Secrets the server told once, until the page is left. */
const told = signal<ReadonlyMap<number, Readonly<Record<string, string>>>>(new Map());

interface Props {
  kind: string;
  channels: readonly Channel[];
  reload: () => Promise<void>;
}
export function Connect({ kind, channels, reload }: Props) {
  const [, go] = useLocation();
  const made = async (channel: NewChannel) => {
    told.value = new Map(told.peek()).set(channel.id, channel.made);
    await reload();
    go(`/settings/channels/${channel.id}/connected`);
  };
  if (kind === 'telegram') return <ConnectTelegram made={made} />;
  if (kind === 'whatsapp') return <ConnectWhatsapp made={made} />;
  if (kind === 'messenger') return <ConnectMessenger made={made} />;
  if (kind === 'instagram') return <ConnectInstagram made={made} />;
  if (kind === 'web') return <ConnectWeb made={made} />;
  if (kind === 'api') return <ConnectApi made={made} />;
  return <Pick known={channels} />;
}

function Pick({ known }: { known: readonly Channel[] }) {
  return (
    <>
      <BackLink href="/settings/channels" label={s('nav.channels')} />
      <Section title={s('connect.title')} hint={s('connect.hint')}>
        <ul class="set-picks">
          {kinds.map(kind => (
            <li key={kind}>
              <Link class="set-pick" href={`/settings/channels/new/${kind}`}>
                <ChannelMark kind={kind} size="l" />
                <b>{s(`connect.${kind}`)}</b>
                <small>{s(`connect.${kind}Needs`)}</small>
                <span class="tag">{s(`connect.${kind}Time`)}</span>
                {known.some(one => one.kind === kind) && <span class="tag">{s('connect.have')}</span>}
              </Link>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

const looksLikeToken = (text: string) => /^\d{5,}:[\w-]{30,}$/.test(text.trim());

interface BotFound {
  readonly token: string;
  readonly state: 'asking' | 'good' | 'bad';
  readonly words: string;
  readonly cure: string;
  readonly steps?: ChannelCheck['steps'];
}
function ConnectTelegram({ made }: { made: (channel: NewChannel) => Promise<void> }) {
  const check = useSignal<BotFound | null>(null);
  const form = useForm({
    id: 'channels/new/telegram',
    fresh: true,
    secret: true,
    initial: { name: '', token: '', mode: '' },
    labels: { name: s('channels.name'), token: s('telegram.token'), mode: s('telegram.mode') },
    check: values => (looksLikeToken(values.token) ? {} : { token: s('wrong.token') }),
    save: async (_, values) => {
      const token = values.token.trim();
      const settings = { token, ...(values.mode ? { mode: values.mode } : {}) };
      const name = values.name.trim() || check.peek()?.words || 'Telegram';
      await made(await post<NewChannel>('/channels', { kind: 'telegram', name, settings }));
    },
    say: sayWeb,
    done: '',
  });
  const token = form?.values.token.trim() ?? '';
  const mode = form?.values.mode ?? '';
  // As it is pasted: nobody should have to press anything to learn that it is the wrong one.
  useEffect(() => {
    check.value = null;
    if (!looksLikeToken(token)) return undefined;
    let stale = false;
    check.value = { token, state: 'asking', words: '', cure: '' };
    const settings = { token, ...(mode ? { mode } : {}) };
    post<ChannelCheck>('/channels/check', { kind: 'telegram', settings }).then(
      answer => {
        if (stale) return;
        check.value = answer.ok
          ? { token, state: 'good', words: answer.name ?? '', cure: '', steps: answer.steps }
          : {
              token,
              state: 'bad',
              words: answer.detail,
              cure: cureOfTelegram(answer.detail),
              steps: answer.steps,
            };
      },
      error => {
        if (stale) return;
        const fields = error instanceof ApiError ? Object.values(error.fields) : [];
        check.value = { token, state: 'bad', words: fields[0] ?? sayError(error), cure: s('cure.other') };
      },
    );
    return () => {
      stale = true;
    };
  }, [token, mode]);
  if (!form) return null;
  const found = check.value;
  return (
    <>
      <BackLink href="/settings/channels/new" label={s('connect.title')} />
      <form ref={form.element} noValidate onSubmit={form.submit}>
        <Section title={s('connect.telegram')} hint={s('telegram.hint')}>
          <ol class="set-steps">
            <li>{s('telegram.step1')}</li>
            <li>{s('telegram.step2')}</li>
            <li>
              <Field name="token" label={s('telegram.step3')} wrong={form.wrong('token')} wide>
                {attributes => (
                  <input
                    {...attributes}
                    class="set-mono"
                    autocomplete="off"
                    spellcheck={false}
                    placeholder="7214000000:AAH…"
                    value={form.values.token}
                    onInput={event => form.set({ token: event.currentTarget.value })}
                  />
                )}
              </Field>
              <div role="status" aria-live="polite">
                {found?.state === 'asking' && <p class="set-hint">{s('telegram.asking')}</p>}
                {found?.state === 'good' && (
                  <p class="set-state set-state-good">
                    <Icon name="check" size="s" />
                    {s('telegram.good', { name: found.words })}
                  </p>
                )}
                {found?.steps && <BotSteps steps={found.steps} />}
                {found?.state === 'bad' && (
                  <div class="set-cure">
                    <code>{found.words}</code>
                    <p>{found.cure}</p>
                  </div>
                )}
              </div>
            </li>
          </ol>
          <div class="set-fields">
            <TextField
              form={form}
              name="name"
              label={s('channels.name')}
              hint={s('channels.nameHint')}
              placeholder={found?.state === 'good' ? found.words : 'Telegram'}
            />
          </div>
          <Choice
            name="mode"
            label={s('telegram.mode')}
            value={form.values.mode}
            options={modeOptions()}
            onPick={value => form.set({ mode: value })}
          />
          <MakeBar form={form} label={s('connect.connect')} />
        </Section>
      </form>
    </>
  );
}

function ConnectWeb({ made }: { made: (channel: NewChannel) => Promise<void> }) {
  const company = session.value?.company ?? '';
  const form = useForm<WebValues & { name: string }>({
    id: 'channels/new/web',
    fresh: true,
    initial: { ...emptyWeb, name: '' },
    labels: { ...labelsOfWeb(), name: s('channels.name') },
    check: values => (values.site.trim() ? {} : { site: s('wrong.site') }),
    save: async (_, values) => {
      const name =
        values.name.trim() ||
        values.site
          .trim()
          .replace(/^https?:\/\//, '')
          .split(',')[0]!;
      await made(await post<NewChannel>('/channels', { kind: 'web', name, settings: settingsOfWeb(values) }));
    },
    say: sayWeb,
    done: '',
  });
  if (!form) return null;
  return (
    <>
      <BackLink href="/settings/channels/new" label={s('connect.title')} />
      <form ref={form.element} noValidate onSubmit={form.submit}>
        <Section title={s('connect.web')} hint={s('web.hint')}>
          <WebFields form={form} company={company} />
          <MakeBar form={form} label={s('web.make')} />
        </Section>
      </form>
    </>
  );
}

function ConnectApi({ made }: { made: (channel: NewChannel) => Promise<void> }) {
  const form = useForm({
    id: 'channels/new/api',
    fresh: true,
    initial: { name: '', webhook_url: '' },
    labels: { name: s('channels.name'), webhook_url: s('api.webhook') },
    check: values => (values.name.trim() ? {} : { name: s('wrong.channelName') }),
    save: async (_, values) => {
      const url = values.webhook_url.trim();
      await made(
        await post<NewChannel>('/channels', {
          kind: 'api',
          name: values.name.trim(),
          settings: url ? { webhook_url: url } : {},
        }),
      );
    },
    say: sayWeb,
    done: '',
  });
  if (!form) return null;
  return (
    <>
      <BackLink href="/settings/channels/new" label={s('connect.title')} />
      <form ref={form.element} noValidate onSubmit={form.submit}>
        <Section title={s('connect.api')} hint={s('api.hint')}>
          <div class="set-fields">
            <TextField form={form} name="name" label={s('channels.name')} hint={s('channels.nameHint')} />
            <TextField
              form={form}
              name="webhook_url"
              label={s('api.webhook')}
              hint={s('api.webhookHint')}
              type="url"
              placeholder="https://app.example/parley"
            />
          </div>
          <MakeBar form={form} label={s('connect.connect')} />
        </Section>
      </form>
    </>
  );
}

/** After it was made: what to do there, who answers, and the first message. */
export function Connected({ channel, reload }: { channel: Channel; reload: () => Promise<void> }) {
  const word = told.value.get(channel.id)?.verify_token;
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && void reload(), 3000);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <BackLink href={`/settings/channels/${channel.id}`} label={channel.name} />
      <Section title={s('connected.title', { name: channel.name })} hint={s('connected.hint')}>
        <ol class="set-steps">
          <li>
            <h3>
              {s(`connected.${(kinds as readonly string[]).includes(channel.kind) ? (channel.kind as Kind) : 'api'}`)}
            </h3>
            {channel.kind === 'web' && <Snippet channel={channel} />}
            {channel.kind === 'telegram' && <Bot channel={channel} />}
            {channel.kind === 'whatsapp' && <WhatsappConnected channel={channel} word={word} />}
            {channel.kind === 'messenger' && <MessengerConnected channel={channel} reload={reload} />}
            {channel.kind === 'instagram' && <InstagramConnected channel={channel} reload={reload} word={word} />}
            {channel.kind === 'api' && <Sample channel={channel} />}
          </li>
          <li>
            <h3>{s('connected.who')}</h3>
            <WhoAnswers channel={channel} />
          </li>
          <li>
            <h3>{s('connected.live')}</h3>
            <Live channel={channel} />
          </li>
        </ol>
      </Section>
    </>
  );
}

function Snippet({ channel }: { channel: Channel }) {
  const base = channel.hook_url.startsWith('http') ? new URL(channel.hook_url).origin : location.origin;
  const seen = channel.seen;
  return (
    <>
      <p class="set-hint">{s('web.paste')}</p>
      <Copy text={`<script async src="${base}/widget.js?key=${channel.key}"></script>`} label={s('web.snippet')} />
      <p class={seen ? 'set-state set-state-good' : 'set-state set-state-quiet'} role="status">
        {seen ? <Icon name="check" size="s" /> : <span aria-hidden="true" class="set-light set-light-waiting" />}
        {seen ? s('web.seen', { site: seen.site || channel.name, when: ago(seen.at) }) : s('web.notSeen')}
      </p>
    </>
  );
}

function Bot({ channel }: { channel: Channel }) {
  const name = /@(\w+)/.exec(channel.state_detail)?.[1];
  return name ? (
    <p>
      <a class="button-link" href={`https://t.me/${name}`} target="_blank" rel="noopener noreferrer">
        t.me/{name}
      </a>
    </p>
  ) : (
    <p class="set-hint">{channel.state_detail || s('channels.unchecked')}</p>
  );
}

function Sample({ channel }: { channel: Channel }) {
  const secrets = told.value.get(channel.id);
  const secret = secrets?.inbound_secret ?? 'whsec_…';
  const sample = `SECRET='${secret}'
BODY='{"events":[{"id":"e-1","type":"message.created","created_at":"2026-01-01T00:00:00Z","data":{"message":{"id":"m-1","direction":"in","text":"Hello","sent_at":"2026-01-01T00:00:00Z","contact":{"id":"anna","name":"Anna"}}}}]}'
ID=test-$(date +%s); TS=$(date +%s)
KEY=$(printf %s "\${SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')
SIG=$(printf '%s.%s.%s' "$ID" "$TS" "$BODY" | openssl dgst -sha256 -mac HMAC -macopt hexkey:"$KEY" -binary | base64)
curl -X POST '${channel.hook_url}/events' -H 'content-type: application/json' \\
  -H "webhook-id: $ID" -H "webhook-timestamp: $TS" -H "webhook-signature: v1,$SIG" -d "$BODY"`;
  return (
    <>
      {secrets ? (
        Object.entries(secrets).map(([name, value]) => (
          <div key={name}>
            <p class="set-label">
              {name === 'inbound_secret' ? s('api.inbound') : name === 'outbound_secret' ? s('api.outbound') : name}
            </p>
            <Copy text={value} label={name} secret />
          </div>
        ))
      ) : (
        <p class="set-hint">{s('api.gone')}</p>
      )}
      <p class="set-label">{s('api.sample')}</p>
      <Copy text={sample} label={s('api.sample')} />
    </>
  );
}

/** Rules go on as they are, unless this channel is to have one of its own. */
function WhoAnswers({ channel }: { channel: Channel }) {
  const teams = useList<Team>('/teams');
  const people = useList<User>('/users?limit=200');
  const state = useSignal<'' | 'saved' | string>('');
  const choose = async (value: string) => {
    if (!value) return;
    const [kind, id] = value.split(':');
    try {
      await post('/rules', {
        name: channel.name,
        position: 0,
        conditions: { channels: [channel.id] },
        action: kind === 'team' ? { team_id: Number(id) } : { user_id: Number(id) },
      });
      state.value = 'saved';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      state.value = sayError(error);
    }
  };
  return (
    <>
      <label class="field set-field">
        <span>{s('connected.whoLabel')}</span>
        <select
          class="select"
          disabled={state.value === 'saved'}
          onChange={event => void choose(event.currentTarget.value)}
        >
          <option value="">{s('connected.byRules')}</option>
          {teams.items?.map(team => (
            <option key={team.id} value={`team:${team.id}`}>
              {s('connected.team', { name: team.name })}
            </option>
          ))}
          {people.items
            ?.filter(user => user.active)
            .map(user => (
              <option key={user.id} value={`user:${user.id}`}>
                {user.name}
              </option>
            ))}
        </select>
      </label>
      <p class="set-hint" role="status">
        {state.value === 'saved' ? s('connected.ruleMade') : state.value || s('connected.whoHint')}
      </p>
    </>
  );
}

/** The newest conversation of the channel, as it comes. */
function Live({ channel }: { channel: Channel }) {
  const came = useSignal<Conversation | null>(null);
  useEffect(() => {
    const look = async () => {
      try {
        const page = await get<Page<Conversation>>(`/conversations?channel=${channel.id}&view=all&limit=1`);
        came.value = page.items[0] ?? null;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
      }
    };
    void look();
    return onEvent(event => {
      // A platform may tell the name after the message.
      if (/^(message\.created|conversation\.created|contact\.updated)$/.test(event.type)) void look();
    });
  }, [channel.id]);
  const found = came.value;
  if (!found) {
    return (
      <p class="set-state set-state-quiet" role="status">
        <span aria-hidden="true" class="set-light set-light-waiting" />
        {s('connected.waiting')}
      </p>
    );
  }
  return (
    <div class="set-live" role="status">
      <p class="set-state set-state-good">
        <Icon name="check" size="s" />
        {s('connected.arrived')}
      </p>
      <Link class="set-row" href={`/inbox/all/${found.id}`}>
        <Face name={found.contact.name} size={38} channel={channel.kind} />
        <span class="set-row-main">
          <b class="cut">{found.contact.name}</b>
          <small class="cut">{found.last_message?.text}</small>
        </span>
        <span>{t('composer.reply')}</span>
        <Icon name="forward" size="s" />
      </Link>
    </div>
  );
}
