/** A voice message to be heard in its place. */
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import en from '../../i18n/sound.en.json';
import pl from '../../i18n/sound.pl.json';
import ru from '../../i18n/sound.ru.json';
import { playTime } from '../../shared/time';
import type { Attachment } from '../model';
import { Path } from './Icon';
import { useView } from './view';

export { ready } from '../later';

const texts = { en, ru, pl };
/** One is heard at a time. */
let heard: HTMLAudioElement | undefined;

/** `children`: where the browser cannot play it, the file to take. */
export function Sound({ file, children }: { file: Attachment; children: ComponentChildren }) {
  const { language } = useView().words;
  const s = texts[language];
  const audio = useRef<HTMLAudioElement>(null);
  const [plays, setPlays] = useState(false);
  const [at, setAt] = useState(0);
  const [long, setLong] = useState((file.duration_ms ?? 0) / 1000);
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return <>{children}</>;
  const toggle = () => {
    const element = audio.current;
    if (!element) return;
    if (plays) {
      element.pause();
      return;
    }
    if (heard !== element) heard?.pause();
    heard = element;
    // What is wrong with it comes as an error; paused before it began is no trouble.
    element.play().catch(() => undefined);
  };
  return (
    <div class="sound">
      {/* biome-ignore lint/a11y/useMediaCaption: a recording of somebody's voice has none */}
      <audio
        ref={audio}
        src={file.url ?? ''}
        preload="none"
        onPlay={() => setPlays(true)}
        onPause={() => setPlays(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={event => setAt(event.currentTarget.currentTime)}
        onDurationChange={event => {
          // A recorder that streams does not know how long it will be.
          if (Number.isFinite(event.currentTarget.duration)) setLong(event.currentTarget.duration);
        }}
        onError={() => setBroken(true)}
      />
      <button type="button" class="round" aria-label={`${plays ? s.pause : s.play}: ${file.name}`} onClick={toggle}>
        <Path shape={plays ? 'M9 6.5v11M15 6.5v11' : 'M8.5 6.2v11.6l9.3-5.8Z'} />
      </button>
      <input
        type="range"
        min={0}
        max={long || 1}
        step={0.1}
        value={at}
        aria-label={s.place}
        aria-valuetext={s.at.replace('{{at}}', playTime(at * 1000)).replace('{{all}}', playTime(long * 1000))}
        onInput={event => {
          const to = Number(event.currentTarget.value);
          if (audio.current) audio.current.currentTime = to;
          setAt(to);
        }}
      />
      <span>{playTime((plays || at ? at : long) * 1000)}</span>
    </div>
  );
}
