/** Connecting a WhatsApp number. */
import { MetaConnect, MetaState } from './MetaConnect';
import { m } from './metaWords';
import { Copy } from './parts';
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
      checks={[
        ['token', m('check.token')],
        ['secret', m('check.secret')],
        ['number', w('check.number')],
        ['account', w('check.account')],
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
      <p class="set-hint">{w('webhookHint')}</p>
      <p class="set-label">{w('url')}</p>
      <Copy text={channel.hook_url} label={w('url')} />
      <p class="set-label">{w('word')}</p>
      {word ? <Copy text={word} label={w('word')} secret /> : <p class="set-hint">{w('wordGone')}</p>}
      <p>{w('write')}</p>
    </>
  );
}
