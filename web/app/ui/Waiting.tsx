/** How long a customer waits: the one warm thing on the screen. */
import { duration, heat, ms, waited } from '../../shared/time';
import { now, second } from '../data/clock';
import type { Wait } from '../data/types';
import { language, t } from '../data/words';

export function WaitRail({ wait }: { wait: Wait | null }) {
  if (!wait) return null;
  const { share, level } = heat(ms(wait.opened_at), wait.target_seconds, now.value);
  return <i class={`rail rail-${level}`} style={{ '--fill': `${Math.round(share * 100)}%` }} aria-hidden="true" />;
}

/** "48 s" and "2 min" while calm, "waits 41 min" once it matters. */
export function WaitTime({ wait }: { wait: Wait }) {
  const opened = ms(wait.opened_at);
  const waiting = Math.max(0, second.value - opened);
  const { level } = heat(opened, wait.target_seconds, second.value);
  const span = waited(waiting, language.value) ?? duration(waiting, language.value);
  return (
    <time class={`wait wait-${level}`} dateTime={wait.opened_at}>
      {level === 'calm' && <span class="hidden">{t('wait.prefix')} </span>}
      {level === 'calm' ? span : t('wait.waits', { span })}
    </time>
  );
}
