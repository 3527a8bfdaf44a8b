import { hits, linkify } from '../../shared/text';

/** Untrusted text as nodes, its addresses as links. */
export function LinkedText({ text }: { text: string }) {
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
