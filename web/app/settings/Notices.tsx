import { useSignal } from '@preact/signals';
import { turnOnNotices } from '../data/notify';
import { likeQuietHours, quietHours } from '../data/preferences';
import { notices, sound, volume } from '../data/settings';
import { toast } from '../data/toasts';
import { play, tones } from '../data/tones';
import { t } from '../data/words';
import { Section, Switch } from './parts';
import { s } from './words';

/** What is heard and shown of new messages, and when not. */
export function Notices() {
  const quiet = quietHours.value;
  /** As typed: two equal times are no hours, and wait for another. */
  const typed = useSignal(quiet ?? { from: '22:00', to: '07:00' });
  const same = typed.value.from === typed.value.to;
  const put = (part: { from?: string; to?: string }) => {
    const next = { ...typed.peek(), ...part };
    if (!next.from || !next.to) return;
    typed.value = next;
    if (quiet && next.from !== next.to) likeQuietHours(next);
  };
  return (
    <Section title={s('notices.title')} hint={s('notices.hint')}>
      <Switch
        name="sound"
        label={s('notices.sound')}
        on={sound.value === 'on'}
        onTurn={on => {
          sound.value = on ? 'on' : 'off';
        }}
      />
      {sound.value === 'on' && (
        <div class="set-volume" id="set-volume">
          <label for="volume">{s('notices.volume')}</label>
          <input
            id="volume"
            type="range"
            min={0}
            max={100}
            step={5}
            value={volume.value}
            onInput={event => {
              volume.value = Number(event.currentTarget.value);
            }}
          />
          <span class="set-tones" role="group" aria-label={s('notices.listen')}>
            {tones.map(kind => (
              <button type="button" class="button button-outline" key={kind} onClick={() => play(kind)}>
                {s(`notices.tone.${kind}`)}
              </button>
            ))}
          </span>
        </div>
      )}
      <Switch
        name="notices"
        label={s('notices.show')}
        hint={s('notices.showHint')}
        on={notices.value === 'on'}
        onTurn={async on => {
          if (!on) notices.value = 'off';
          else if (!(await turnOnNotices())) toast(t('toast.noticesRefused'), { bad: true });
        }}
      />
      <Switch
        name="quiet"
        label={s('notices.quiet')}
        hint={s('notices.quietHint')}
        on={quiet !== null}
        onTurn={on => likeQuietHours(on ? typed.peek() : null)}
      />
      {quiet && (
        <div class="set-quiet">
          {(['from', 'to'] as const).map(name => (
            <label key={name}>
              <span>{s(`notices.${name}`)}</span>
              <input
                type="time"
                value={typed.value[name]}
                aria-invalid={same || undefined}
                onChange={event => put({ [name]: event.currentTarget.value })}
              />
            </label>
          ))}
          {same && <small role="alert">{s('notices.same')}</small>}
        </div>
      )}
    </Section>
  );
}
