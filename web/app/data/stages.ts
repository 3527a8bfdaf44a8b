/** Names of stages: those a new company begins with are said in the reader's language, its own as it wrote them. */
import { type Key, t } from './words';

const firstNames: Readonly<Record<string, Key>> = {
  New: 'stages.new',
  Contacted: 'stages.contacted',
  Qualified: 'stages.qualified',
  Proposal: 'stages.proposal',
  Contract: 'stages.contract',
  Won: 'stages.won',
  Lost: 'stages.lost',
  'Not a lead': 'stages.notALead',
};

export function stageName(name: string): string {
  const key = Object.hasOwn(firstNames, name) ? firstNames[name] : undefined;
  return key ? t(key) : name;
}
