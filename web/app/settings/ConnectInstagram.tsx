/** Connecting an Instagram account, directly or through the Facebook Page it is linked to. */
import { HumanAgent } from './HumanAgent';
import { w } from './instagramWords';
import { MetaConnect, MetaConnected, MetaHook, permissionsCheck } from './MetaConnect';
import { m } from './metaWords';
import { Choice } from './parts';
import type { Channel, NewChannel } from './types';
import { s } from './words';

const steps = ['token', 'secret', 'account', 'permissions'] as const;
const logins = ['instagram', 'facebook'] as const;
const loginOf = (values: Readonly<Record<string, string>>) => logins.find(one => one === values.login) ?? 'instagram';

export function ConnectInstagram({ made }: { made: (channel: NewChannel) => Promise<void> }) {
  return (
    <MetaConnect
      kind="instagram"
      hint={w('hint')}
      chosen={{ login: 'instagram', human_agent: '' }}
      chosenLabels={{ login: w('login'), human_agent: s('channels.humanAgent') }}
      before={form => (
        <Choice
          name="login"
          label={w('login')}
          value={loginOf(form.values)}
          options={logins.map(value => ({ value, label: w(`${value}.name`), hint: w(`${value}.nameHint`) }))}
          onPick={login => form.set({ login })}
        />
      )}
      steps={values => {
        const login = loginOf(values);
        const own = login === 'instagram';
        return [
          {
            title: own ? w('instagram.app') : m('basic'),
            hint: w(`${login}.appHint`),
            fields: [
              { name: 'app_id', label: own ? w('instagram.appId') : m('appId'), holds: 'id' },
              { name: 'app_secret', label: own ? w('instagram.secret') : m('secret'), holds: 'secret' },
            ],
          },
          {
            title: w(`${login}.account`),
            hint: w(`${login}.accountHint`),
            fields: [
              { name: 'account_id', label: w('accountId'), holds: 'id', placeholder: '17841…' },
              { name: 'token', label: own ? w('instagram.token') : w('facebook.token'), holds: 'secret' },
            ],
          },
          { title: w('allow'), hint: w('allowHint') },
        ];
      }}
      checks={values => [
        { name: 'token', label: m('check.token') },
        // With a log-in of its own, Instagram lets nobody ask about the secret before the first delivery.
        loginOf(values) === 'facebook'
          ? { name: 'secret', label: m('check.secret') }
          : { name: 'secret', label: w('instagram.secretLater'), told: () => '' },
        { name: 'account', label: w('check.account') },
        permissionsCheck(),
      ]}
      cure={(name, values) => {
        const step = steps.find(one => one === name);
        return step ? w(`${loginOf(values)}.cure.${step}`) : m('cureAddress');
      }}
      after={form => (
        <HumanAgent on={form.values.human_agent === 'yes'} onTurn={on => form.set({ human_agent: on ? 'yes' : '' })} />
      )}
      made={made}
    />
  );
}

interface ConnectedProps {
  channel: Channel;
  reload: () => Promise<void>;
  word: string | undefined;
}
export function InstagramConnected({ channel, reload, word }: ConnectedProps) {
  const own = channel.settings?.login !== 'facebook';
  return (
    <MetaConnected channel={channel} reload={reload} well={own ? '' : m('delivers')}>
      {own && (
        <div>
          <MetaHook channel={channel} word={word} hint={w('instagram.webhook')} />
        </div>
      )}
      <p>{w('write')}</p>
      <p class="set-hint">{w('allowHint')}</p>
      <p class="set-hint">{m('live')}</p>
    </MetaConnected>
  );
}
