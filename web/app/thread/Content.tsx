import { useSignal } from '@preact/signals';
import { fileSize } from '../../shared/text';
import type { Attachment, Message } from '../data/types';
import { language, t } from '../data/words';
import { Icon } from '../ui/icons';
import { lazy } from '../ui/lazy';
import './Content.css';

const Player = lazy(async () => (await import('../ui/Player')).Player, <span class="player-room" />);
const Viewer = lazy(async () => (await import('./Viewer')).Viewer);

const textOf = (content: Message['content'], name: string): string => {
  const value = content?.[name];
  return typeof value === 'string' ? value : '';
};

/** Everything of a message but its text, by kind. */
export function Content({ message }: { message: Message }) {
  const { kind, content } = message;
  switch (kind) {
    case 'location': {
      const latitude = Number(content?.latitude);
      const longitude = Number(content?.longitude);
      if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return <Odd what={t('kind.location')} />;
      return (
        <a
          class="place"
          href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
          target="_blank"
          rel="noopener noreferrer"
        >
          <span class="place-map" aria-hidden="true">
            <Icon name="pin" />
          </span>
          <span class="place-text">
            <b>{textOf(content, 'title') || t('kind.location')}</b>
            <small>{textOf(content, 'address') || `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`}</small>
          </span>
        </a>
      );
    }
    case 'contact':
      return (
        <span class="tile">
          <Icon name="person" />
          <span class="tile-text">
            <b class="cut">{textOf(content, 'name') || t('kind.contact')}</b>
            <small>
              <a href={`tel:${textOf(content, 'phone').replace(/[^+\d]/g, '')}`}>{textOf(content, 'phone')}</a>
              {content?.own === true && `, ${t('content.own')}`}
            </small>
          </span>
        </span>
      );
    case 'sticker':
      return message.attachments.length ? (
        <Attachments items={message.attachments} sticker />
      ) : (
        <span class="text text-large">{textOf(content, 'emoji') || t('kind.sticker')}</span>
      );
    case 'interaction':
      return (
        <span class="pressed">
          <Icon name="check" size="xs" />
          {t('content.pressed', { title: textOf(content, 'title') || textOf(content, 'payload') })}
        </span>
      );
    case 'unsupported':
      return <Odd what={textOf(content, 'what')} />;
    default:
      return message.attachments.length ? <Attachments items={message.attachments} sticker={false} /> : null;
  }
}

function Odd({ what }: { what: string }) {
  return (
    <span class="odd">
      <Icon name="warn" size="xs" />
      {what ? t('content.unsupported', { what }) : t('kind.unsupported')}
    </span>
  );
}

function Attachments({ items, sticker }: { items: readonly Attachment[]; sticker: boolean }) {
  const pictures = items.filter(item => item.kind === 'image' || item.kind === 'sticker');
  const others = items.filter(item => !pictures.includes(item));
  const shown = useSignal<number | null>(null);
  return (
    <>
      {pictures.length > 0 && (
        <span
          class={sticker ? 'pictures pictures-sticker' : pictures.length > 1 ? 'pictures pictures-album' : 'pictures'}
        >
          {pictures.map((item, i) => (
            <Picture
              key={item.id}
              item={item}
              open={() => {
                shown.value = i;
              }}
            />
          ))}
        </span>
      )}
      {others.map(item => (
        <File key={item.id} item={item} />
      ))}
      {shown.value !== null && <Viewer items={pictures.filter(item => item.url)} at={shown} />}
    </>
  );
}

/** Its place is kept before it comes, so that nothing jumps. */
function Picture({ item, open }: { item: Attachment; open: () => void }) {
  const width = item.width ?? 320;
  const height = item.height ?? 240;
  const scale = Math.min(1, 340 / width, 300 / height);
  const size = { inlineSize: `${Math.max(60, Math.round(width * scale))}px`, aspectRatio: `${width} / ${height}` };
  if (item.state !== 'ready' || !item.url) return <Missing item={item} />;
  return (
    <button
      type="button"
      class="picture"
      style={size}
      aria-label={t('content.openImage', { name: item.name })}
      onClick={open}
    >
      <img src={item.url} alt={item.name} loading="lazy" decoding="async" />
    </button>
  );
}

function Missing({ item }: { item: Attachment }) {
  return (
    <span class="tile">
      <Icon name={item.state === 'failed' ? 'warn' : 'download'} />
      <span class="tile-text">
        <b class="cut">{item.name}</b>
        <small>
          {item.state === 'failed' ? t('content.failed', { reason: item.reason ?? '' }) : t('content.pending')}
        </small>
      </span>
    </span>
  );
}

function File({ item }: { item: Attachment }) {
  if (item.state !== 'ready' || !item.url) return <Missing item={item} />;
  switch (item.kind) {
    case 'voice':
    case 'audio':
      return (
        <span class="player">
          <span class="player-name cut">{item.kind === 'voice' ? t('kind.voice') : item.name}</span>
          <Player url={item.url} name={item.name} duration={item.duration_ms} />
        </span>
      );
    case 'video':
      return (
        // biome-ignore lint/a11y/useMediaCaption: a customer's recording has none
        <video
          class="video"
          controls
          preload="metadata"
          src={item.url}
          aria-label={item.name}
          style={{ aspectRatio: `${item.width ?? 16} / ${item.height ?? 9}` }}
        />
      );
    default:
      return (
        <a class="tile" href={item.url} download={item.name}>
          <Icon name="file" />
          <span class="tile-text">
            <b class="cut">{item.name}</b>
            <small>{fileSize(item.size, language.value)}</small>
          </span>
          <Icon name="download" size="s" />
        </a>
      );
  }
}
