import { session } from '../../data/api';
import { users } from '../../data/store/people';
import { language, t } from '../../data/words';
import { type Operator, operators } from './live';

/** So many names fit under the list. */
const most = 12;

/** Who is there, and how much each has on hand of what they can hold. */
export function Duty() {
  const all = operators.value;
  if (!all) return null;
  const known = all.map(one => ({ ...one, presence: users.value.get(one.user.id)?.presence ?? one.presence }));
  // Whoever holds nobody and may not, or merely watches here, is no help to those who wait.
  const me = session.value?.user.id;
  const helps = (one: Operator) => one.load > 0 || (one.capacity > 0 && one.user.id !== me);
  const there = known
    .filter(one => one.presence !== 'offline' && helps(one))
    .sort((a, b) => byPresence(a) - byPresence(b) || a.user.name.localeCompare(b.user.name, language.value));
  const off = known.filter(one => one.presence === 'offline' && helps(one)).length;
  return (
    <section class="wall-duty" aria-labelledby="wall-duty">
      <h2 id="wall-duty">
        {t('wall.duty')} <small>{there.length ? t('wall.dutyHint') : t('wall.noDuty')}</small>
        {off > 0 && <small class="wall-off">{t('wall.off', { number: off })}</small>}
      </h2>
      <ul>
        {there.slice(0, most).map(one => (
          <Person key={one.user.id} one={one} />
        ))}
        {there.length > most && <li class="wall-others">{t('wall.more', { number: there.length - most })}</li>}
      </ul>
    </section>
  );
}

const byPresence = (one: Operator) => (one.presence === 'online' ? 0 : 1);

function Person({ one }: { one: Operator }) {
  const full = one.load >= one.capacity;
  const share = one.capacity > 0 ? Math.min(1, one.load / one.capacity) : 1;
  return (
    <li class={`wall-person wall-${one.presence}`}>
      <span class="wall-person-name">
        <i class={`wall-dot wall-dot-${one.presence}`} aria-hidden="true" />
        <b class="cut">{one.user.name}</b>
        <span class="wall-load">{t('wall.load', { load: one.load, capacity: one.capacity })}</span>
        {one.presence === 'away' ? (
          <small>{t('presence.away')}</small>
        ) : (
          full && <small class="wall-full">{t('wall.full')}</small>
        )}
      </span>
      <i class="wall-meter" style={{ '--share': `${Math.round(share * 100)}%` }} aria-hidden="true" />
    </li>
  );
}
