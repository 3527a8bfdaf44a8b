/** What is asked for at the caret: `/words` at the start of a line, `@name` in a note, `:emo` anywhere. Pure. */
export interface Asked {
  readonly kind: 'template' | 'mention' | 'emoji';
  /** Where the sign stands: what is chosen takes the place of the text from here to the caret. */
  readonly from: number;
  readonly words: string;
}
export function askedAt(text: string, caret: number, note: boolean): Asked | null {
  const before = text.slice(0, caret);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const template = /^\/([^/]{0,40})$/.exec(line);
  if (template) return { kind: 'template', from: caret - line.length, words: template[1] ?? '' };
  const mention = note ? /(?:^|[\s(])@([\p{L}\p{M}'-]{0,30}(?: [\p{L}\p{M}'-]{0,30})?)$/u.exec(line) : null;
  if (mention) return { kind: 'mention', from: caret - (mention[1]?.length ?? 0) - 1, words: mention[1] ?? '' };
  const emoji = /(?:^|\s):([\p{L}_]{2,20})$/u.exec(line);
  if (emoji) return { kind: 'emoji', from: caret - (emoji[1]?.length ?? 0) - 1, words: emoji[1] ?? '' };
  return null;
}
