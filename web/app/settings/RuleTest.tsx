import { useSignal } from '@preact/signals';
import { ApiError, post } from '../data/api';
import { sayError } from '../data/commands';
import { t } from '../data/words';
import { passedKey, reasonKey } from '../thread/reason';
import type { Channel, RuleTrial } from './types';
import { languageName, s } from './words';

/** A message that is not sent: which rule takes it, who gets it, and who was passed over and why. */
export function RuleTest({ channels }: { channels: readonly Channel[] }) {
  const answer = useSignal<RuleTrial | null>(null);
  const trouble = useSignal('');
  const busy = useSignal(false);
  if (!channels.length) return <p class="set-teach">{s('test.noChannel')}</p>;
  const submit = async (event: Event) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(data.get(name) ?? '').trim();
    busy.value = true;
    trouble.value = '';
    try {
      const at = text('at');
      answer.value = await post<RuleTrial>('/rules/test', {
        channel_id: Number(text('channel')),
        text: text('text'),
        language: text('language'),
        source: text('source'),
        campaign: text('campaign'),
        returning: data.get('returning') !== null,
        ...(at ? { at: new Date(at).toISOString() } : {}),
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      answer.value = null;
      trouble.value = Object.values(error.fields)[0] ?? sayError(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <form class="set-test" id="set-test" onSubmit={submit} aria-busy={busy.value}>
      <label class="field set-wide">
        <span>{s('test.text')}</span>
        <textarea name="text" class="set-area" placeholder={s('test.placeholder')} />
      </label>
      <div class="set-fields">
        <label class="field">
          <span>{s('test.from')}</span>
          <select name="channel" class="select">
            {channels.map(channel => (
              <option key={channel.id} value={channel.id}>
                {channel.name}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{s('test.language')}</span>
          <select name="language" class="select">
            <option value="">{s('test.unknown')}</option>
            {['en', 'pl', 'ru', 'uk', 'de'].map(code => (
              <option key={code} value={code}>
                {languageName(code)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{s('test.at')}</span>
          <input type="datetime-local" name="at" />
        </label>
      </div>
      <details class="set-more">
        <summary>{s('test.more')}</summary>
        <div class="set-fields">
          <label class="field">
            <span>{s('rules.sources')}</span>
            <input name="source" />
          </label>
          <label class="field">
            <span>{s('rules.campaigns')}</span>
            <input name="campaign" />
          </label>
          <label class="set-check">
            <input type="checkbox" name="returning" />
            {s('cond.returning')}
          </label>
        </div>
      </details>
      <button type="submit" class="button button-outline">
        {s('test.run')}
      </button>
      {trouble.value && (
        <p class="set-bad" role="alert">
          {trouble.value}
        </p>
      )}
      <div role="status">{answer.value && <Answer trial={answer.value} />}</div>
    </form>
  );
}

function Answer({ trial }: { trial: RuleTrial }) {
  const reason = reasonKey(trial.reason);
  const passed = (trial.log.candidates ?? []).filter(one => one.passed_over);
  return (
    <div class="set-answer">
      <p>
        <b>{trial.rule ? s('test.rule', { name: trial.rule.name || '—' }) : s('test.noRule')}</b>
        {trial.team && ` › ${trial.team.name}`}
        {trial.user ? (
          <>
            {' › '}
            <b>{trial.user.name}</b>
          </>
        ) : (
          ` › ${s('test.queue')}`
        )}
      </p>
      <p class="set-hint">{reason ? t(reason) : trial.reason}</p>
      {!trial.in_hours && <p class="set-hint">{s('cond.outHours')}</p>}
      {passed.length > 0 && (
        <>
          <h4>{s('test.passed')}</h4>
          <ul>
            {passed.map(one => {
              const key = passedKey(one.passed_over ?? '');
              return (
                <li key={one.user_id}>
                  {one.name}: {key ? t(key) : one.passed_over} (
                  {t('assign.load', { load: one.load, capacity: one.capacity })})
                </li>
              );
            })}
          </ul>
        </>
      )}
    </div>
  );
}
