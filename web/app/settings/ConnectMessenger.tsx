/** Connecting a Facebook Page, so that what people write to it by Messenger and under its posts comes here. */
import { HumanAgent } from './HumanAgent';
import { MetaConnect, MetaConnected, permissionsCheck } from './MetaConnect';
import { w } from './messengerWords';
import { m } from './metaWords';
import type { Channel, NewChannel } from './types';
import { s } from './words';

const steps = ['token', 'secret', 'page', 'permissions'] as const;

export function ConnectMessenger({ made }: { made: (channel: NewChannel) => Promise<void> }) {
  return (
    <MetaConnect
      kind="messenger"
      hint={w('hint')}
      chosen={{ human_agent: '' }}
      chosenLabels={{ human_agent: s('channels.humanAgent') }}
      steps={() => [
        {
          title: w('step1'),
          hint: w('step1Hint'),
          fields: [
            { name: 'page_id', label: w('pageId'), holds: 'id' },
            { name: 'token', label: w('token'), holds: 'secret' },
          ],
        },
        {
          title: m('basic'),
          hint: w('step2Hint'),
          fields: [
            { name: 'app_id', label: m('appId'), holds: 'id' },
            { name: 'app_secret', label: m('secret'), holds: 'secret' },
          ],
        },
      ]}
      checks={() => [
        { name: 'token', label: m('check.token') },
        { name: 'secret', label: m('check.secret') },
        { name: 'page', label: w('check.page') },
        permissionsCheck(),
      ]}
      cure={name => {
        const step = steps.find(one => one === name);
        return step ? w(`cure.${step}`) : m('cureAddress');
      }}
      after={form => (
        <HumanAgent on={form.values.human_agent === 'yes'} onTurn={on => form.set({ human_agent: on ? 'yes' : '' })} />
      )}
      made={made}
    />
  );
}

export function MessengerConnected({ channel, reload }: { channel: Channel; reload: () => Promise<void> }) {
  const page = channel.settings?.page_id;
  return (
    <MetaConnected channel={channel} reload={reload} well={m('delivers')}>
      <p>
        {w('write')}{' '}
        {page && (
          <a class="button-link" href={`https://m.me/${page}`} target="_blank" rel="noopener noreferrer">
            m.me/{page}
          </a>
        )}
      </p>
      <p class="set-hint">{m('live')}</p>
    </MetaConnected>
  );
}
