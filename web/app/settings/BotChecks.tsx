/** What Telegram says of a bot, step by step: up to the first that is wrong, and then what more it may do. */
import { useSignal } from '@preact/signals';
import { ApiError, post } from '../data/api';
import { sayError } from '../data/commands';
import { Icon } from '../ui/icons';
import { b } from './botWords';
import { cureOfTelegram } from './channelState';
import type { Channel, ChannelHealth } from './types';

type Step = ChannelHealth['steps'][number];

/** What the server found, in the words of whoever reads it. */
function told({ name, ok, detail }: Step): string {
  if (!ok) return b('wrong');
  switch (name) {
    case 'webhook': {
      const host = /went to (\S+)/.exec(detail)?.[1];
      return host ? b('taken', { host }) : '';
    }
    case 'business':
      return b(detail ? 'off' : 'on');
    case 'groups':
      return b(detail ? 'private' : 'all');
    default:
      return detail;
  }
}
const labels = ['token', 'webhook', 'business', 'groups'] as const;

export function BotSteps({ steps }: { steps: readonly Step[] }) {
  if (!steps.length) return null;
  return (
    <ul class="set-checks" aria-label={b('label')}>
      {steps.map(step => {
        const label = labels.find(one => one === step.name);
        const more = told(step);
        return (
          <li key={step.name} class={`set-state set-state-${step.ok ? 'good' : 'bad'}`}>
            {step.ok ? <Icon name="check" size="s" /> : <span aria-hidden="true" class="set-light" />}
            {label ? b(label) : step.name}
            {more && `: ${more}`}
          </li>
        );
      })}
    </ul>
  );
}

/** Of a channel that is there: asks when it is told to. */
export function BotChecks({ channel, reload }: { channel: Channel; reload: () => Promise<void> }) {
  const busy = useSignal(false);
  const found = useSignal<ChannelHealth | null>(null);
  const look = async () => {
    busy.value = true;
    try {
      found.value = await post<ChannelHealth>(`/channels/${channel.id}/test`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      found.value = { ok: false, reachable: false, detail: sayError(error), steps: [] };
    }
    busy.value = false;
    await reload();
  };
  return (
    <div class="set-more">
      <button
        type="button"
        class="button button-outline"
        disabled={busy.value || !channel.enabled}
        onClick={() => void look()}
      >
        {b('check')}
      </button>
      <div role="status" aria-live="polite" aria-busy={busy.value}>
        {found.value && (
          <>
            <BotSteps steps={found.value.steps} />
            {found.value.ok ? (
              <p class="set-hint">{b('well')}</p>
            ) : (
              <div class="set-cure">
                <code>{found.value.detail}</code>
                <p>{cureOfTelegram(found.value.detail)}</p>
              </div>
            )}
          </>
        )}
      </div>
    </div>
  );
}
