import type { Key } from '../data/words';

const reasons: Readonly<Record<string, Key>> = {
  previous_owner: 'reason.previous_owner',
  least_loaded: 'reason.least_loaded',
  round_robin: 'reason.round_robin',
  weighted: 'reason.weighted',
  direct: 'reason.direct',
  manual: 'reason.manual',
  claimed: 'reason.claimed',
  queue_drained: 'reason.queue_drained',
  reoffered: 'reason.reoffered',
  queued_nobody_able: 'reason.queued_nobody_able',
  no_rule: 'reason.no_rule',
};
const passed: Readonly<Record<string, Key>> = {
  disabled: 'passed.disabled',
  offline: 'passed.offline',
  at_capacity: 'passed.at_capacity',
  missing_skill: 'passed.missing_skill',
  already_offered: 'passed.already_offered',
};
/** Why it is whose it is, in words. */
export function reasonKey(reason: string): Key | undefined {
  return reasons[reason];
}
export function passedKey(why: string): Key | undefined {
  return passed[why];
}
