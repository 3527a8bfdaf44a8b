import { fileSize, linkify } from '../../shared/text';
import type { Attachment } from '../model';
import { Icon } from './Icon';
import { useLater, useView } from './view';

function Text({ text }: { text: string }) {
  return (
    <>
      {linkify(text).map(piece =>
        piece.href ? (
          <a href={piece.href} target="_blank" rel="noopener nofollow">
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </>
  );
}

function File({ file }: { file: Attachment }) {
  const { words } = useView();
  const { t, language } = words;
  const size = fileSize(file.size, language);
  const isReady = file.url && (file.state ?? 'ready') === 'ready';
  const later = useLater(isReady && /voice|audio/.test(file.kind), () => import('./Sound'));
  if (isReady && file.kind === 'image') {
    // The place is held before the picture comes, so that nothing jumps.
    const ratio =
      file.width && file.height
        ? { width: Math.min(file.width, 260), aspectRatio: `${file.width} / ${file.height}` }
        : {};
    return (
      <a class="picture" href={file.url ?? ''} target="_blank" rel="noopener">
        <img src={file.url ?? ''} alt={t('thread.image', { name: file.name })} loading="lazy" style={ratio} />
      </a>
    );
  }
  const inside = (
    <>
      <Icon name="file" />
      <span>
        {file.name}
        <small>{isReady ? size : t(file.state === 'failed' ? 'thread.missing' : 'thread.pending')}</small>
      </span>
    </>
  );
  const link = isReady ? (
    <a
      class="file"
      href={file.url ?? ''}
      target="_blank"
      rel="noopener"
      download={file.name}
      aria-label={t('thread.file', { name: file.name, size })}
    >
      {inside}
    </a>
  ) : (
    <span class="file">{inside}</span>
  );
  return later ? <later.Sound file={file}>{link}</later.Sound> : link;
}

interface Props {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly deleted?: boolean | undefined;
  readonly edited?: boolean | undefined;
  readonly reaction?: string | null | undefined;
}

export function Bubble({ text, attachments, deleted, edited, reaction }: Props) {
  const { words } = useView();
  if (deleted) return <div class="bubble gone">{words.t('thread.deleted')}</div>;
  return (
    <div class="stack">
      {text && (
        <div class="bubble" dir="auto">
          <Text text={text} />
          {edited && <small> {words.t('thread.edited')}</small>}
        </div>
      )}
      {attachments.map(file => (
        <File key={file.id} file={file} />
      ))}
      {reaction && <span style={{ margin: '-14px 8px 0', fontSize: 18 }}>{reaction}</span>}
    </div>
  );
}
