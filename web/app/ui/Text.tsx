import { hits, linkify } from '../../shared/text';

/** Untrusted text as nodes, its addresses as links; `names` stand out where they are called on. */
export function LinkedText({ text, names = [] }: { text: string; names?: readonly string[] }) {
  const at = names.map(name => text.indexOf(`@${name}`)).find(found => found >= 0) ?? -1;
  const name = at < 0 ? undefined : names.find(one => text.startsWith(`@${one}`, at));
  if (name) {
    return (
      <>
        <LinkedText text={text.slice(0, at)} names={names} />
        <b class="mention">@{name}</b>
        <LinkedText text={text.slice(at + name.length + 1)} names={names} />
      </>
    );
  }
  return (
    <>
      {linkify(text).map((piece, i) =>
        piece.kind === 'link' ? (
          <a key={i} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </>
  );
}
export function Hits({ snippet }: { snippet: string }) {
  return (
    <>{hits(snippet).map((piece, i) => (piece.kind === 'hit' ? <mark key={i}>{piece.text}</mark> : piece.text))}</>
  );
}
