/** A rule as a sentence that can be read aloud. */
import { channelName } from '../ui/icons';
import type { Channel, Conditions, Rule, Team } from './types';
import { languageInside, listOf, s } from './words';

export interface Names {
  readonly channels: readonly Channel[];
  readonly teams: readonly Team[];
  readonly people: readonly { readonly id: number; readonly name: string }[];
}
const quoted = (words: readonly string[]) => words.map(word => s('rules.quote', { word }));

/** Each condition in words. */
export function conditionsOf(c: Conditions, names: Names): readonly string[] {
  const or = (words: readonly string[]) => listOf(words, 'disjunction');
  const all: string[] = [];
  if (c.channels?.length)
    all.push(
      s('cond.channel', {
        values: or(c.channels.map(id => names.channels.find(one => one.id === id)?.name ?? s('rules.gone'))),
      }),
    );
  if (c.channel_kinds?.length) all.push(s('cond.channel', { values: or(c.channel_kinds.map(channelName)) }));
  if (c.languages?.length) all.push(s('cond.language', { values: or(c.languages.map(languageInside)) }));
  if (c.words?.length) all.push(s('cond.words', { values: or(quoted(c.words)) }));
  if (c.sources?.length) all.push(s('cond.source', { values: or(c.sources) }));
  if (c.campaigns?.length) all.push(s('cond.campaign', { values: or(quoted(c.campaigns)) }));
  if (c.page_prefix) all.push(s('cond.page', { values: c.page_prefix }));
  if (c.in_hours === true) all.push(s('cond.inHours'));
  if (c.in_hours === false) all.push(s('cond.outHours'));
  if (c.returning === true) all.push(s('cond.returning'));
  if (c.returning === false) all.push(s('cond.new'));
  for (const [field, value] of Object.entries(c.contact_fields ?? {})) all.push(s('cond.field', { field, value }));
  return all;
}

/** What follows. */
export function actionOf(rule: Pick<Rule, 'action'>, names: Names): readonly string[] {
  const { team_id, user_id, skills, priority } = rule.action;
  const person = user_id && (names.people.find(one => one.id === user_id)?.name ?? s('rules.gone'));
  const team = team_id && (names.teams.find(one => one.id === team_id)?.name ?? s('rules.gone'));
  const all = [person ? s('act.person', { name: person }) : s('act.team', { name: team || '?' })];
  if (person && team) all.push(s('act.elseTeam', { name: team }));
  if (skills?.length) all.push(s('act.skills', { values: listOf(skills.map(languageInside)) }));
  if (priority) all.push(s('act.priority', { priority }));
  return all;
}
