/** One search over all settings: what each is called, and other words people look for it by. */
import { type SKey, s } from './words';

interface Entry {
  readonly href: string;
  readonly label: SKey;
  readonly section: SKey;
  /** Words that are on no screen: synonyms, in this language. */
  readonly also?: SKey;
  readonly admin?: boolean;
}
const entries: readonly Entry[] = [
  { href: '/settings/profile#name', label: 'profile.name', section: 'nav.profile' },
  { href: '/settings/profile#language', label: 'profile.language', section: 'nav.profile' },
  { href: '/settings/profile#theme', label: 'profile.theme', section: 'nav.profile', also: 'also.theme' },
  { href: '/settings/profile#density', label: 'profile.density', section: 'nav.profile', also: 'also.density' },
  { href: '/settings/profile#sound', label: 'notices.sound', section: 'nav.profile' },
  { href: '/settings/profile#volume', label: 'notices.volume', section: 'nav.profile' },
  { href: '/settings/profile#quiet', label: 'notices.quiet', section: 'nav.profile', also: 'also.quiet' },
  { href: '/settings/profile#send', label: 'profile.send', section: 'nav.profile' },
  { href: '/settings/profile#keys', label: 'profile.keys', section: 'nav.profile', also: 'also.keys' },
  { href: '/settings/profile#current', label: 'password.title', section: 'nav.profile', also: 'also.password' },
  { href: '/settings/profile#sessions', label: 'sessions.title', section: 'nav.profile', also: 'also.sessions' },
  { href: '/settings/company#company', label: 'company.name', section: 'nav.company', admin: true },
  { href: '/settings/company#zone', label: 'company.zone', section: 'nav.company', admin: true },
  { href: '/settings/company#week', label: 'company.week', section: 'nav.company', also: 'also.week', admin: true },
  {
    href: '/settings/company#holidays',
    label: 'company.holidays',
    section: 'nav.company',
    also: 'also.holidays',
    admin: true,
  },
  {
    href: '/settings/company#target',
    label: 'company.target',
    section: 'nav.company',
    also: 'also.target',
    admin: true,
  },
  { href: '/settings/people', label: 'nav.people', section: 'nav.people', also: 'also.people', admin: true },
  { href: '/settings/people/new', label: 'people.add', section: 'nav.people', also: 'also.invite', admin: true },
  { href: '/settings/teams', label: 'nav.teams', section: 'nav.teams', also: 'also.teams', admin: true },
  { href: '/settings/teams/new', label: 'teams.add', section: 'nav.teams', admin: true },
  { href: '/settings/channels', label: 'nav.channels', section: 'nav.channels', also: 'also.channels', admin: true },
  {
    href: '/settings/channels/new/telegram',
    label: 'connect.telegram',
    section: 'nav.channels',
    also: 'also.telegram',
    admin: true,
  },
  {
    href: '/settings/channels/new/whatsapp',
    label: 'connect.whatsapp',
    section: 'nav.channels',
    also: 'also.whatsapp',
    admin: true,
  },
  {
    href: '/settings/channels/new/messenger',
    label: 'connect.messenger',
    section: 'nav.channels',
    also: 'also.messenger',
    admin: true,
  },
  {
    href: '/settings/channels/new/instagram',
    label: 'connect.instagram',
    section: 'nav.channels',
    also: 'also.instagram',
    admin: true,
  },
  { href: '/settings/channels/new/web', label: 'connect.web', section: 'nav.channels', also: 'also.web', admin: true },
  { href: '/settings/channels/new/api', label: 'connect.api', section: 'nav.channels', also: 'also.api', admin: true },
  { href: '/settings/rules', label: 'nav.rules', section: 'nav.rules', also: 'also.rules', admin: true },
  { href: '/settings/rules#test', label: 'rules.test', section: 'nav.rules', admin: true },
  {
    href: '/settings/templates',
    label: 'nav.templates',
    section: 'nav.templates',
    also: 'also.templates',
    admin: true,
  },
  { href: '/settings/tags', label: 'nav.tags', section: 'nav.tags', also: 'also.tags', admin: true },
  { href: '/settings/tokens', label: 'nav.tokens', section: 'nav.tokens', also: 'also.tokens', admin: true },
  { href: '/settings/guide', label: 'nav.guide', section: 'nav.guide', also: 'also.guide', admin: true },
];

export interface Hit {
  readonly href: string;
  readonly label: string;
  readonly section: string;
}

/** Case and diacritics do not matter; ł has none that Unicode would take away. */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ł', 'l');
}

/** All words must be there, in any order; what begins with the first of them comes first. */
export function find(words: string, admin: boolean): readonly Hit[] {
  const wanted = foldText(words).split(/\s+/).filter(Boolean);
  return entries
    .filter(entry => admin || !entry.admin)
    .map(entry => {
      const label = s(entry.label);
      const folded = foldText(label);
      const all = `${folded} ${foldText(s(entry.section))} ${entry.also ? foldText(s(entry.also)) : ''}`;
      const fits = wanted.every(word => all.includes(word));
      const rank = folded.startsWith(wanted[0] ?? '') ? 0 : folded.includes(wanted[0] ?? '') ? 1 : 2;
      return { href: entry.href, label, section: s(entry.section), fits, rank };
    })
    .filter(hit => hit.fits)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, 8)
    .map(({ href, label, section }) => ({ href, label, section }));
}
