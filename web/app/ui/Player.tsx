import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { playTime } from '../../shared/time';
import { language, t } from '../data/words';
import { Icon } from './icons';
import { flat, peaksAt } from './peaks';
import './Player.css';

/** As fast as somebody last chose, for all that is heard. */
const rate = signal(1);
const rates = [1, 1.5, 2];
/** One is heard at a time. */
let heard: HTMLAudioElement | null = null;
const step = 2;

interface Props {
  url: string;
  name: string;
  /** When it is known beforehand. */
  duration?: number | null;
  /** Its wave, when it is known; else it is read from the sound once it is in sight. */
  peaks?: readonly number[];
}

/** A recording: play, a wave to move about in, and how fast. */
export function Player({ url, name, duration, peaks }: Props) {
  const audio = useRef<HTMLAudioElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const plays = useSignal(false);
  const at = useSignal(0);
  const long = useSignal((duration ?? 0) / 1000);
  const wave = useSignal<readonly number[]>(peaks ?? flat);
  const broken = useSignal(false);

  useEffect(() => {
    const element = box.current;
    if (peaks || !element) return undefined;
    const watch = new IntersectionObserver(seen => {
      if (!seen.some(one => one.isIntersecting)) return;
      watch.disconnect();
      void peaksAt(url).then(found => {
        if (!found) return;
        wave.value = found.peaks;
        if (!long.peek()) long.value = found.seconds;
      });
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [url]);
  useEffect(() => () => audio.current?.pause(), []);
  useEffect(() => {
    if (audio.current) audio.current.playbackRate = rate.value;
  }, [rate.value]);

  const play = async () => {
    const element = audio.current;
    if (!element) return;
    if (!element.paused) {
      element.pause();
      return;
    }
    if (heard !== element) heard?.pause();
    heard = element;
    element.playbackRate = rate.peek();
    try {
      await element.play();
    } catch (error) {
      // Paused before it began is no trouble.
      if (!(error instanceof DOMException && error.name === 'AbortError')) broken.value = true;
    }
  };
  const seek = (to: number) => {
    const element = audio.current;
    if (!element || !long.peek()) return;
    at.value = Math.max(0, Math.min(long.peek(), to));
    element.currentTime = at.peek();
  };
  const seekTo = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    seek(((event.clientX - left) / width) * long.peek());
  };
  const onKey = (event: KeyboardEvent) => {
    const to = {
      ArrowRight: at.peek() + step,
      ArrowUp: at.peek() + step,
      ArrowLeft: at.peek() - step,
      ArrowDown: at.peek() - step,
      Home: 0,
      End: long.peek(),
    }[event.key];
    if (event.key === ' ') void play();
    else if (to !== undefined) seek(to);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const share = long.value ? Math.min(1, at.value / long.value) : 0;
  const bars = wave.value;
  const path = bars.map((peak, i) => `M${i * 4 + 2} ${12 - Math.max(1, peak * 11)}v${Math.max(2, peak * 22)}`).join('');
  const speed = new Intl.NumberFormat(language.value).format(rate.value);
  const time = plays.value || at.value > 0 ? at.value : long.value;
  return (
    <div ref={box} class="sound">
      {/* biome-ignore lint/a11y/useMediaCaption: a recording of somebody's voice has none */}
      <audio
        ref={audio}
        src={url}
        preload="none"
        onPlay={() => {
          plays.value = true;
        }}
        onPause={() => {
          plays.value = false;
        }}
        onEnded={() => {
          at.value = 0;
        }}
        onError={() => {
          broken.value = true;
        }}
        onTimeUpdate={event => {
          if (!event.currentTarget.ended) at.value = event.currentTarget.currentTime;
        }}
        onDurationChange={event => {
          if (Number.isFinite(event.currentTarget.duration)) long.value = event.currentTarget.duration;
        }}
      />
      {broken.value ? (
        <a class="sound-broken" href={url} download={name}>
          {t('sound.broken')}
        </a>
      ) : (
        <>
          <button
            type="button"
            class="sound-play"
            aria-label={`${t(plays.value ? 'sound.pause' : 'sound.play')}: ${name}`}
            onClick={() => void play()}
          >
            <Icon name={plays.value ? 'pause' : 'play'} />
          </button>
          <div
            class="sound-wave"
            role="slider"
            tabIndex={0}
            aria-label={t('sound.place')}
            aria-valuemin={0}
            aria-valuemax={Math.round(long.value)}
            aria-valuenow={Math.round(at.value)}
            aria-valuetext={t('sound.at', { at: playTime(at.value * 1000), all: playTime(long.value * 1000) })}
            onKeyDown={onKey}
            onPointerDown={event => {
              event.currentTarget.setPointerCapture(event.pointerId);
              seekTo(event);
            }}
            onPointerMove={event => {
              if (event.buttons) seekTo(event);
            }}
          >
            <svg viewBox={`0 0 ${bars.length * 4} 24`} preserveAspectRatio="none" aria-hidden="true">
              <path d={path} />
            </svg>
            <svg
              class="sound-done"
              style={{ clipPath: `inset(0 ${(1 - share) * 100}% 0 0)` }}
              viewBox={`0 0 ${bars.length * 4} 24`}
              preserveAspectRatio="none"
              aria-hidden="true"
            >
              <path d={path} />
            </svg>
          </div>
          <span class="sound-time">{playTime(time * 1000)}</span>
          <button
            type="button"
            class="sound-rate"
            aria-label={t('sound.rate', { rate: speed })}
            title={t('sound.rate', { rate: speed })}
            onClick={() => {
              rate.value = rates[(rates.indexOf(rate.peek()) + 1) % rates.length] ?? 1;
            }}
          >
            {speed}×
          </button>
        </>
      )}
    </div>
  );
}
