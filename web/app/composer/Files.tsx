import { fileSize } from '../../shared/text';
import { draft, setDraft } from '../data/drafts';
import { largestFile, remove, start, type Uploading, uploads } from '../data/uploads';
import { language, t } from '../data/words';
import { Icon } from '../ui/icons';

/** What goes with the message: already up, or on its way with progress, cancel and again. */
export function Files({ conversation, note }: { conversation: number; note: boolean }) {
  const ready = draft(conversation, note).value.attachments;
  const going = uploads(conversation, note).value;
  if (!ready.length && !going.length) return null;
  return (
    <ul class="files" aria-label={t('files.label')}>
      {ready.map(file => (
        <li key={`a${file.id}`} class="file">
          {file.kind === 'image' && file.url ? <img src={file.url} alt="" /> : <Icon name="file" size="s" />}
          <span class="cut">{file.name}</span>
          <small>{fileSize(file.size, language.value)}</small>
          <button
            type="button"
            class="file-act"
            aria-label={t('files.remove', { name: file.name })}
            onClick={() => setDraft(conversation, note, { attachments: ready.filter(item => item.id !== file.id) })}
          >
            <Icon name="close" size="xs" />
          </button>
        </li>
      ))}
      {going.map(one => (
        <Going key={one.id} one={one} conversation={conversation} note={note} />
      ))}
    </ul>
  );
}

function Going({ one, conversation, note }: { one: Uploading; conversation: number; note: boolean }) {
  const trouble = one.trouble.value;
  const share = Math.round(one.share.value * 100);
  return (
    <li class={trouble ? 'file file-bad' : 'file'}>
      {one.preview ? <img src={one.preview} alt="" /> : <Icon name="file" size="s" />}
      <span class="cut">{one.file.name}</span>
      {trouble ? (
        <small>{t(`files.${trouble}`, { limit: fileSize(largestFile, language.value) })}</small>
      ) : (
        <small
          role="progressbar"
          aria-valuenow={share}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-label={one.file.name}
        >
          {share}%
        </small>
      )}
      {trouble && trouble !== 'too_big' && (
        <button
          type="button"
          class="file-act"
          aria-label={t('files.again', { name: one.file.name })}
          onClick={() => void start(conversation, note, one)}
        >
          <Icon name="again" size="xs" />
        </button>
      )}
      <button
        type="button"
        class="file-act"
        aria-label={t(trouble ? 'files.remove' : 'files.cancel', { name: one.file.name })}
        onClick={() => remove(conversation, note, one)}
      >
        <Icon name="close" size="xs" />
      </button>
      {!trouble && <i class="file-share" style={{ inlineSize: `${share}%` }} aria-hidden="true" />}
    </li>
  );
}
