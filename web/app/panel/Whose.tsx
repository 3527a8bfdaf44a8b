import type { Conversation } from '../data/types';
import { t } from '../data/words';
import { reasonKey } from '../thread/reason';
import { Why } from '../thread/Why';
import { Section } from './Section';

/** Why is this chat whose it is. */
export function Whose({ item }: { item: Conversation }) {
  const assignment = item.assignment;
  if (!assignment) return null;
  const key = reasonKey(assignment.reason);
  const rule = assignment.log?.rules?.find(one => one.matched)?.name;
  const words = [rule, key ? t(key) : assignment.reason].filter(Boolean).join(': ');
  return (
    <Section
      name="why"
      title={item.assignee ? t('why.titleOf', { name: item.assignee.name }) : t('why.title')}
      label={t('why.title')}
    >
      {assignment.log?.candidates?.length ? (
        <details class="panel-why">
          <summary>
            <span>{words}</span>
          </summary>
          <Why log={assignment.log} />
        </details>
      ) : (
        <p class="panel-quiet panel-flat">{words}</p>
      )}
    </Section>
  );
}
