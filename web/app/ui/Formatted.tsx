import { type ComponentChildren, Fragment } from 'preact';
import { LinkedText } from './Text';

/** A stretch of text that its writer set apart. Offsets are UTF-16 units, as a string here has them. */
export interface Mark {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
}

/** Untrusted text as its writer formatted it; a mark may stand inside another. */
export function FormattedText({ text, marks }: { text: string; marks: readonly Mark[] }) {
  const sorted = [...marks].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return <>{pieces(text, 0, text.length, sorted)}</>;
}

const blocks: ReadonlySet<string> = new Set(['blockquote', 'pre']);
function pieces(text: string, from: number, to: number, marks: readonly Mark[]): ComponentChildren[] {
  const out: ComponentChildren[] = [];
  let at = from;
  const plain = (end: number) => {
    if (end > at) out.push(<LinkedText key={`t${at}`} text={text.slice(at, end)} />);
  };
  for (let i = 0; i < marks.length; ) {
    const mark = marks[i]!;
    const start = Math.max(mark.offset, at);
    const end = Math.min(mark.offset + mark.length, to);
    let next = i + 1;
    if (end > start) {
      while (next < marks.length && marks[next]!.offset < end) next += 1;
      // A block breaks the line by itself.
      const block = blocks.has(mark.type);
      plain(block && text[start - 1] === '\n' ? start - 1 : start);
      const inner = marks.slice(i + 1, next);
      out.push(
        <Marked
          key={`m${start}`}
          mark={mark}
          words={text.slice(start, end)}
          inner={inner.length ? pieces(text, start, end, inner) : null}
        />,
      );
      at = block && text[end] === '\n' ? end + 1 : end;
    }
    i = next;
  }
  plain(to);
  return out;
}

/** `inner`: its words with the marks inside; none: they are plain. */
function Marked({ mark, words, inner }: { mark: Mark; words: string; inner: ComponentChildren[] | null }) {
  const shown = inner ? <Fragment>{inner}</Fragment> : <LinkedText text={words} />;
  switch (mark.type) {
    case 'bold':
      return <b>{shown}</b>;
    case 'italic':
      return <i>{shown}</i>;
    case 'underline':
      return <u>{shown}</u>;
    case 'strikethrough':
      return <s>{shown}</s>;
    case 'code':
      return <code>{words}</code>;
    case 'pre':
      return <code class="text-block">{words}</code>;
    case 'blockquote':
      return <span class="text-quote">{shown}</span>;
    case 'spoiler':
      return <span class="text-spoiler">{shown}</span>;
    case 'link':
      if (mark.url === undefined) return shown;
      return (
        <a href={mark.url} title={mark.url} target="_blank" rel="noopener noreferrer nofollow">
          {words}
        </a>
      );
    default:
      return shown;
  }
}
