/** How long a customer waits: the one warm thing on the screen. */
import { heat, ms, waited } from '../../shared/time';
import { now } from '../data/clock';
import type { Wait } from '../data/types';
import { language, t } from '../data/words';

export function WaitRail({ wait }: { wait: Wait | null }) {
  if (!wait) return null;
  const { share, level } = heat(ms(wait.opened_at), wait.target_seconds, now.value);
  return <i class={`rail rail-${level}`} style={{ '--fill': `${Math.round(share * 100)}%` }} aria-hidden="true" />;
}

/** "2 min" while calm, "waits 41 min" once it matters. */
export function WaitTime({ wait }: { wait: Wait }) {
  const opened = ms(wait.opened_at);
  const { level } = heat(opened, wait.target_seconds, now.value);
  const span = waited(now.value - opened, language.value);
  const text = !span ? t('wait.now') : level === 'calm' ? span : t('wait.waits', { span });
  return (
    <time class={`wait wait-${level}`} dateTime={wait.opened_at}>
      {level === 'calm' && <span class="hidden">{t('wait.prefix')} </span>}
      {text}
    </time>
  );
}
