import { useSignal } from '@preact/signals';
import { fileSize } from '../../shared/text';
import { draft, setDraft } from '../data/drafts';
import type { Attachment } from '../data/types';
import { largestFile, picked, remove, start, type Uploading, uploads } from '../data/uploads';
import { language, t } from '../data/words';
import { Icon } from '../ui/icons';

/** The file at `from` comes to stand at `to`; those that are still on their way keep behind it what they had behind it. */
function moved(files: readonly Attachment[], from: number, to: number): Attachment[] {
  const order = [...files];
  order.splice(to, 0, ...order.splice(from, 1));
  const places = files.map(file => picked.get(file.id) ?? 0).sort((a, b) => a - b);
  order.forEach((file, i) => {
    picked.set(file.id, places[i]!);
  });
  return order;
}

/** What goes with the message: already up, or on its way with progress, cancel and again. In the order they are sent. */
export function Files({ conversation, note }: { conversation: number; note: boolean }) {
  const ready = draft(conversation, note).value.attachments;
  const going = uploads(conversation, note).value;
  const drawn = useSignal<number | null>(null);
  if (!ready.length && !going.length) return null;
  const put = (attachments: Attachment[]) => setDraft(conversation, note, { attachments });
  return (
    <ul class="files" aria-label={t('files.label')}>
      {ready.map((file, i) => (
        <li
          key={`a${file.id}`}
          class={drawn.value === i ? 'file file-drawn' : 'file'}
          draggable={ready.length > 1}
          onDragStart={event => {
            drawn.value = i;
            event.dataTransfer?.setData('text/plain', file.name);
          }}
          onDragEnter={() => {
            const from = drawn.peek();
            if (from === null || from === i) return;
            drawn.value = i;
            put(moved(ready, from, i));
          }}
          onDragOver={event => {
            if (drawn.peek() !== null) event.preventDefault();
          }}
          onDrop={event => {
            if (drawn.peek() !== null) event.preventDefault();
          }}
          onDragEnd={() => {
            drawn.value = null;
          }}
        >
          {file.kind === 'image' && file.url ? (
            <img src={file.url} alt="" draggable={false} />
          ) : (
            <Icon name="file" size="s" />
          )}
          <span class="cut">{file.name}</span>
          <small>{fileSize(file.size, language.value)}</small>
          {i > 0 && (
            <button
              type="button"
              class="file-act"
              aria-label={t('files.earlier', { name: file.name })}
              title={t('files.earlier', { name: file.name })}
              onClick={() => put(moved(ready, i, i - 1))}
            >
              <Icon name="back" size="xs" />
            </button>
          )}
          <button
            type="button"
            class="file-act"
            aria-label={t('files.remove', { name: file.name })}
            onClick={() => put(ready.filter(item => item.id !== file.id))}
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
