/** The fields of the form before the first word. */
import type { Field, Profile } from './model';

export type { Field };

/** What is wrong with a field, by the key of its words. */
export function fieldError(
  field: Field,
  value: string,
): 'required' | 'badEmail' | 'badPhone' | 'badContact' | undefined {
  const text = value.trim();
  if (!text) return field.required ? 'required' : undefined;
  const mail = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(text);
  const digits = text.replace(/\D/g, '').length;
  const phone = /^[+\d][\d\s().-]*$/.test(text) && digits >= 7 && digits <= 15;
  if (field.type === 'email') return mail ? undefined : 'badEmail';
  if (field.type === 'phone' || field.type === 'tel') return phone ? undefined : 'badPhone';
  if (field.type === 'contact') return mail || phone ? undefined : 'badContact';
  return undefined;
}

/** A field for "phone or email" lands where it belongs. */
export function profileOf(fields: readonly Field[], values: Profile): Profile {
  const profile: Record<string, string> = {};
  for (const field of fields) {
    const text = (values[field.name] ?? '').trim();
    if (text) profile[field.type === 'contact' ? (text.includes('@') ? 'email' : 'phone') : field.name] = text;
  }
  return profile;
}
