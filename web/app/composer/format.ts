/** The signs that formatting is typed in, where the channel has it (server/domain/typed_marks.hpp reads them). */

const signs: Readonly<Record<string, string>> = { KeyB: '**', KeyI: '_' };
/** Of Ctrl+B and Ctrl+I, by the physical key. */
export const signOf = (event: KeyboardEvent) =>
  (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey ? signs[event.code] : undefined;

/** An address pasted over chosen words makes them a link; null when it is a plain paste. */
export function linkOf(words: string, pasted: string): string | null {
  const address = pasted.trim();
  if (!words.trim() || /[[\]\n]/.test(words) || /^https?:/.test(words)) return null;
  return /^https?:\/\/[^\s<>"]+$/.test(address) ? `[${words}](${address})` : null;
}
