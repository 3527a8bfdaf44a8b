/** By what a list is narrowed, kept in the address. Pure. */
import type { Conversation } from '../types';

export const filterNames = ['tag', 'team', 'channel', 'assignee', 'source', 'status'] as const;
export type FilterName = (typeof filterNames)[number];
export type Filter = { readonly [name in FilterName]?: string };
export const noFilter: Filter = {};

export function readFilter(search: string): Filter {
  const params = new URLSearchParams(search);
  const filter: { [name in FilterName]?: string } = {};
  for (const name of filterNames) {
    const value = params.get(name);
    if (value) filter[name] = value;
  }
  return filter;
}
/** The same filter gives the same text: it names the list too. */
export function writeFilter(filter: Filter): string {
  const params = new URLSearchParams();
  for (const name of filterNames) if (filter[name]) params.set(name, filter[name]);
  return params.toString();
}
export function isFiltered(filter: Filter): boolean {
  return filterNames.some(name => filter[name]);
}

export function fits(filter: Filter, conversation: Conversation, me: number): boolean {
  const { tag, team, channel, assignee, source, status } = filter;
  if (tag && !conversation.tags.some(name => name.toLowerCase() === tag.toLowerCase())) return false;
  if (team && String(conversation.team?.id) !== team) return false;
  if (channel && String(conversation.channel.id) !== channel) return false;
  if (status && conversation.status !== status) return false;
  if (source && conversation.lead?.source !== source) return false;
  if (!assignee) return true;
  const wanted = assignee === 'none' ? undefined : assignee === 'me' ? me : Number(assignee);
  return conversation.assignee?.id === wanted;
}
