/** What stands for something in a template: `{first_name}`, or `{first_name|there}` with a word for want of it. Pure. */
export const variables = ['first_name', 'name', 'operator', 'company'] as const;
export type Variable = (typeof variables)[number];
export type Values = Readonly<Record<Variable, string>>;

const slot = /\{(first_name|name|operator|company)(?:\|([^{}]*))?\}/g;

export interface Part {
  readonly text: string;
  /** Filled in, or still missing. */
  readonly kind: 'text' | 'filled' | 'missing';
}
export function parts(template: string, values: Values): Part[] {
  const made: Part[] = [];
  let from = 0;
  for (const found of template.matchAll(slot)) {
    if (found.index > from) made.push({ kind: 'text', text: template.slice(from, found.index) });
    const value = values[found[1] as Variable] || found[2];
    made.push(value === undefined ? { kind: 'missing', text: found[0] } : { kind: 'filled', text: value });
    from = found.index + found[0].length;
  }
  if (from < template.length) made.push({ kind: 'text', text: template.slice(from) });
  return made;
}
export function fill(template: string, values: Values): string {
  return parts(template, values)
    .map(part => part.text)
    .join('');
}
/** The first place that nobody has filled in: it must not go out so. */
export function missing(text: string): { readonly name: Variable; readonly from: number; readonly to: number } | null {
  const found = [...text.matchAll(slot)][0];
  return found ? { name: found[1] as Variable, from: found.index, to: found.index + found[0].length } : null;
}

/** A phone number or a platform's number is no name to be called by. */
export function valuesOf(contact: string, operator: string, company: string): Values {
  const name = /\p{L}{2}/u.test(contact) && !/^\+?[\d\s()-]+$/.test(contact) ? contact.trim() : '';
  return { first_name: name.split(/\s+/)[0] ?? '', name, operator, company };
}
