/** Connecting a WhatsApp number. */
import { MetaConnect, MetaHook, MetaState } from './MetaConnect';
import { m } from './metaWords';
import type { Channel, NewChannel } from './types';
import { w } from './whatsappWords';

export function ConnectWhatsapp({ made }: { made: (channel: NewChannel) => Promise<void> }) {
  return (
    <MetaConnect
      kind="whatsapp"
      hint={w('hint')}
      steps={() => [
        {
          title: w('step1'),
          hint: w('step1Hint'),
          fields: [
            { name: 'phone_number_id', label: w('numberId'), holds: 'id' },
            { name: 'business_account_id', label: w('accountId'), holds: 'id' },
          ],
        },
        {
          title: w('step2'),
          hint: w('step2Hint'),
          fields: [{ name: 'app_secret', label: m('secret'), holds: 'secret' }],
        },
        {
          title: w('step3'),
          hint: w('step3Hint'),
          fields: [{ name: 'token', label: w('token'), holds: 'secret' }],
        },
      ]}
      checks={() => [
        { name: 'token', label: m('check.token') },
        { name: 'secret', label: m('check.secret') },
        { name: 'number', label: w('check.number') },
        { name: 'permissions', label: m('check.permissions') },
        { name: 'account', label: w('check.account') },
      ]}
      cure={step => m(step === 'webhook' ? 'cureAddress' : 'cure')}
      wrongId={w('wrongId')}
      made={made}
    />
  );
}

/** What is still to be done at Meta once the channel is there. */
export function WhatsappConnected({ channel, word }: { channel: Channel; word: string | undefined }) {
  return (
    <>
      <MetaState channel={channel} well={w('webhookDone')} />
      <MetaHook channel={channel} word={word} hint={w('webhookHint')} />
      <p>{w('write')}</p>
    </>
  );
}
