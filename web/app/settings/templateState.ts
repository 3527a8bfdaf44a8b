/** How a template stands with its platform, in words. */
import type { ChannelTemplate } from '../data/types';
import { language } from '../data/words';
import type { State } from './channelState';
import { w } from './templatesWords';

const bad = ['rejected', 'paused', 'disabled', 'limit_exceeded'] as const;
const waiting = ['pending', 'in_appeal'] as const;
const gone = ['pending_deletion', 'deleted', 'archived'] as const;
const reasons = [
  'abusive_content',
  'invalid_format',
  'promotional',
  'tag_content_mismatch',
  'incorrect_category',
  'scam',
] as const;
const categories = ['utility', 'marketing', 'authentication', 'service'] as const;

const among = <T extends string>(known: readonly T[], word: string) => known.find(one => one === word);

export const needsCare = (template: ChannelTemplate) => among(bad, template.status) !== undefined;
export const waits = (template: ChannelTemplate) => among(waiting, template.status) !== undefined;

/** What cannot be sent stands first: it is why one looks. */
export function worstFirst(items: readonly ChannelTemplate[]): ChannelTemplate[] {
  const rank = (one: ChannelTemplate) => (needsCare(one) ? 0 : waits(one) ? 1 : one.status === 'approved' ? 2 : 3);
  return [...items].sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}

export function sayState(template: ChannelTemplate): State & { cure: string | null } {
  const { status } = template;
  const troubled = among(bad, status);
  if (troubled) return { words: w(`state.${troubled}`), tone: 'bad', cure: w(`cure.${troubled}`) };
  const open = among(waiting, status);
  if (open) return { words: w(`state.${open}`), tone: 'quiet', cure: w(`cure.${open}`) };
  if (status === 'approved') return { words: w('state.approved'), tone: 'good', cure: null };
  const past = among(gone, status);
  return { words: past ? w(`state.${past}`) : w('state.other', { word: status }), tone: 'quiet', cure: null };
}

/** Why it was refused; null where that is not told. */
export function sayReason({ status, reason }: ChannelTemplate): string | null {
  if (!reason || status === 'approved') return null;
  const known = among(reasons, reason);
  return known ? w(`reason.${known}`) : w('reason.other', { word: reason.replaceAll('_', ' ') });
}

export function categoryOf({ category }: ChannelTemplate): string {
  const known = among(categories, category);
  return known ? w(`category.${known}`) : category;
}

/** "Portuguese (Brazil)" for what the platform writes as pt_BR. */
export function languageOf(template: ChannelTemplate): string {
  const code = template.language.replace('_', '-');
  try {
    const name = new Intl.DisplayNames([language.value], { type: 'language', fallback: 'none' }).of(code);
    return name ? name.charAt(0).toLocaleUpperCase(language.value) + name.slice(1) : template.language;
  } catch {
    return template.language;
  }
}
