import { initials } from '../../shared/text';

/** One of eight quiet hues, always the same for a name. */
function hue(name: string): number {
  let sum = 0;
  for (const character of name) sum += character.charCodeAt(0);
  return (sum % 8) * 45 + 30;
}

export function Face({ name, large }: { name: string; large?: boolean }) {
  return (
    <span class={large ? 'face large' : 'face'} style={{ '--hue': hue(name) }} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
