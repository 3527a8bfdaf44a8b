import type { AssignmentLog } from '../data/types';
import { t } from '../data/words';
import { passedKey } from './reason';

/** The rule that decided, and each candidate with why they were passed over. */
export function Why({ log }: { log: AssignmentLog }) {
  const rules = (log.rules ?? []).filter(rule => rule.matched);
  const candidates = log.candidates ?? [];
  return (
    <dl class="why">
      {rules.map(rule => (
        <div key={rule.id}>
          <dt>{t('why.rule')}</dt>
          <dd>{rule.name}</dd>
        </div>
      ))}
      {candidates.map(person => {
        const key = person.passed_over ? passedKey(person.passed_over) : undefined;
        const load = t('assign.load', { load: person.load, capacity: person.capacity });
        return (
          <div key={person.user_id}>
            <dt>{person.name}</dt>
            <dd>
              {person.user_id === log.chosen ? (
                <b>{t('why.chosen')}</b>
              ) : person.passed_over ? (
                key ? (
                  t(key)
                ) : (
                  person.passed_over
                )
              ) : (
                t('why.able')
              )}
              {`, ${load}`}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
