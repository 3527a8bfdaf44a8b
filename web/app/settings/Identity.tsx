import { useSignal } from '@preact/signals';
import { patch } from '../data/api';
import { attempt } from './Confirm';
import { Copy, Section } from './parts';
import type { Channel } from './types';
import { s } from './words';

/** Whoever is signed in on the site is the same person here in every browser, once the site's server proves it. */
export function Identity({ channel, reload }: { channel: Channel; reload: () => Promise<void> }) {
  const secret = useSignal('');
  const there = channel.secrets?.includes('identity_secret');
  const make = async () => {
    const made = Array.from(crypto.getRandomValues(new Uint8Array(32)), byte =>
      byte.toString(16).padStart(2, '0'),
    ).join('');
    if (!(await attempt(() => patch(`/channels/${channel.id}`, { settings: { identity_secret: made } })))) return;
    secret.value = made;
    await reload();
  };
  const sample = `// ${s('identity.server')}
const hmac = require('node:crypto').createHmac('sha256', IDENTITY_SECRET).update(user.id).digest('hex');

// ${s('identity.page')}
window.Parley ||= (...call) => (Parley.q ||= []).push(call);
Parley('identify', { id: user.id, name: user.name, email: user.email }, hmac);`;
  return (
    <Section title={s('identity.title')} hint={s('identity.hint')}>
      {secret.value && <Copy text={secret.value} label={s('identity.secret')} secret />}
      <p class="set-label">{s('identity.sample')}</p>
      <Copy text={sample} label={s('identity.sample')} />
      <div class="set-buttons">
        <button type="button" class="button button-outline" onClick={() => void make()}>
          {s(there ? 'identity.renew' : 'identity.make')}
        </button>
      </div>
      {there && !secret.value && <p class="set-hint">{s('identity.renewHint')}</p>}
    </Section>
  );
}
