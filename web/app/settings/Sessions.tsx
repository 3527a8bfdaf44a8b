import { useSignal } from '@preact/signals';
import { exactTime, moment, ms } from '../../shared/time';
import { call } from '../data/api';
import { now } from '../data/clock';
import { toast } from '../data/toasts';
import { language } from '../data/words';
import { attempt, Confirm } from './Confirm';
import { useList } from './data';
import { Pending, Section } from './parts';
import type { OwnSession } from './types';
import { s } from './words';

const wordsOf = ({ browser, system }: OwnSession) =>
  browser && system ? s('sessions.on', { browser, system }) : (browser ?? system ?? s('sessions.unknown'));

/** Where one is signed in, and out again there. */
export function Sessions() {
  const { items, error, reload } = useList<OwnSession>('/me/sessions');
  const leaving = useSignal(false);
  if (!items) return <Pending error={error} again={reload} />;
  const others = items.filter(one => !one.current);
  const end = async (one: OwnSession) => {
    if (!(await attempt(() => call('DELETE', `/me/sessions/${one.id}`)))) return reload();
    toast(s('sessions.ended', { what: wordsOf(one) }));
    return reload();
  };
  return (
    <Section title={s('sessions.title')} hint={s('sessions.hint')}>
      <ul class="set-rows" id="set-sessions">
        {items.map(one => (
          <li key={one.id} class="set-row">
            <span class="set-row-main">
              <b class="cut">{wordsOf(one)}</b>
              <small class="cut" title={exactTime(ms(one.created_at), language.value)}>
                {s('sessions.since', { when: moment(ms(one.created_at), now.value, language.value) })}
              </small>
            </span>
            <span class="set-row-side">
              {one.current ? (
                <span class="tag">{s('sessions.here')}</span>
              ) : (
                <span title={exactTime(ms(one.last_seen_at), language.value)}>
                  {s('sessions.seen', { when: moment(ms(one.last_seen_at), now.value, language.value) })}
                </span>
              )}
            </span>
            {!one.current && (
              <button
                type="button"
                class="button button-outline set-danger"
                aria-label={s('sessions.endOf', { what: wordsOf(one) })}
                onClick={() => void end(one)}
              >
                {s('sessions.end')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 1 && (
        <div class="set-buttons">
          <button
            type="button"
            class="button button-outline set-danger"
            onClick={() => {
              leaving.value = true;
            }}
          >
            {s('sessions.endOthers')}
          </button>
        </div>
      )}
      {leaving.value && (
        <Confirm
          title={s('sessions.endTitle', { count: others.length })}
          verb={s('sessions.endOthers')}
          act={() => call('DELETE', '/me/sessions').then(reload)}
          onClose={() => {
            leaving.value = false;
          }}
        >
          {s('sessions.endHint')}
        </Confirm>
      )}
    </Section>
  );
}
