import { useSignal } from '@preact/signals';
import { fileSize } from '../../shared/text';
import { exactTime, moment, ms, playTime } from '../../shared/time';
import { now } from '../data/clock';
import type { Attachment, Message } from '../data/types';
import { language, t } from '../data/words';
import { Viewer } from '../thread/Viewer';
import { Icon, type IconName } from '../ui/icons';
import { path, useMessages } from './asking';
import { Jump } from './Jump';
import { Rest } from './Rest';
import { isFolded, Section } from './Section';

const hasFiles = (message: Message) =>
  message.attachments.length > 0 && message.kind !== 'sticker' && !message.deleted_at;
const fewPictures = 8;
const fewFiles = 4;

/** Everything that was sent either way, in all conversations with somebody: pictures, then the rest. */
export function Files({ contact }: { contact: number }) {
  const of = useMessages(contact, 'files', !isFolded('files'), hasFiles);
  const shown = useSignal<number | null>(null);
  const all = useSignal(false);
  const items = of.items.value ?? [];
  const sent = items.flatMap(message => message.attachments.map(file => ({ file, message })));
  const pictures = sent.filter(({ file }) => file.kind === 'image' && file.url);
  const others = sent.filter(({ file }) => file.kind !== 'image' || !file.url);
  if (!sent.length && !of.error.value && !isFolded('files')) return null;
  const few = <T,>(list: readonly T[], most: number) => (all.value ? list : list.slice(0, most));
  const hidden = Math.max(0, pictures.length - fewPictures) + Math.max(0, others.length - fewFiles);
  return (
    <Section name="files" title={t('panel.files')} count={sent.length > 1 && String(sent.length)}>
      {pictures.length > 0 && (
        <ul class="panel-pictures">
          {few(pictures, fewPictures).map(({ file, message }, i) => (
            <li key={file.id}>
              <button
                type="button"
                aria-label={t('content.openImage', { name: file.name })}
                title={`${file.name}, ${moment(ms(message.sent_at), now.value, language.value)}`}
                onClick={() => {
                  shown.value = i;
                }}
              >
                <img src={file.url ?? ''} alt="" loading="lazy" decoding="async" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul class="panel-files">
          {few(others, fewFiles).map(({ file, message }) => (
            <FileLine key={file.id} file={file} message={message} />
          ))}
        </ul>
      )}
      {hidden > 0 && !all.value ? (
        <button
          type="button"
          class="button-link panel-more"
          onClick={() => {
            all.value = true;
          }}
        >
          {t('panel.showAll', { count: sent.length })}
        </button>
      ) : (
        <Rest path={path(contact, 'files')} of={of} />
      )}
      {shown.value !== null && <Viewer items={pictures.map(({ file }) => file)} at={shown} />}
    </Section>
  );
}

const icons: Readonly<Record<string, IconName>> = { voice: 'play', audio: 'play', video: 'play' };

/** A document is fetched by its name; what plays does so in its message. */
function FileLine({ file, message }: { file: Attachment; message: Message }) {
  const plays = file.kind in icons;
  const name = file.kind === 'voice' ? t('kind.voice') : file.name;
  const size =
    file.state === 'failed'
      ? t('content.failed', { reason: '' }).trim()
      : file.state === 'pending'
        ? t('content.pending')
        : typeof file.duration_ms === 'number'
          ? playTime(file.duration_ms)
          : fileSize(file.size, language.value);
  const words = (
    <>
      <Icon name={icons[file.kind] ?? 'file'} size="s" />
      <span class="panel-file-text">
        <span class="cut">{name}</span>
        <small>
          {size}
          <time dateTime={message.sent_at} title={exactTime(ms(message.sent_at), language.value)}>
            {moment(ms(message.sent_at), now.value, language.value)}
          </time>
        </small>
      </span>
    </>
  );
  const to = { conversation: message.conversation_id, message: message.id };
  return (
    <li>
      {plays || !file.url ? (
        <Jump {...to} class="panel-file">
          {words}
        </Jump>
      ) : (
        <>
          <a class="panel-file" href={file.url} download={file.name} title={file.name}>
            {words}
          </a>
          <Jump {...to} class="panel-copy" label={t('panel.inThread', { name: file.name })}>
            <Icon name="forward" size="s" />
          </Jump>
        </>
      )}
    </li>
  );
}
