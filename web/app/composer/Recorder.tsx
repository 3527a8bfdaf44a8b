import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import {
  becomes,
  levelStrokes,
  MicrophoneError,
  type Recorded,
  Recording,
  type Refusal,
  typeFor,
} from '../../shared/recording';
import { playTime } from '../../shared/time';
import { draft, setDraft } from '../data/drafts';
import type { ChannelCan } from '../data/types';
import { addFiles, largestFile, uploads } from '../data/uploads';
import { language, t } from '../data/words';
import { Icon } from '../ui/icons';
import { Player } from '../ui/Player';
import { peaksOf } from '../ui/peaks';
import './Recorder.css';
import { give } from './post';
import { s } from './recordWords';
import { wavBytesPerSecond, wavOf } from './wav';

interface Props {
  conversation: number;
  note: boolean;
  /** What the channel takes; null where nothing is sent. */
  can: ChannelCan | null | undefined;
  close: () => void;
}
/** The level's last moments. */
const shown = 60;
/** Made, and ready to be heard. */
interface Heard extends Recorded {
  readonly url: string;
  readonly peaks: readonly number[];
  /** What is to be known of it. */
  readonly about: 'full' | 'kept' | null;
}
/** More bytes a second than recorders make of speech. */
const perSecond = (type: string) => (type === 'audio/ogg' ? 6000 : 16_000);
const warnBefore = 60_000;
const factsOf = (made: Recorded) => ({ voice: 1, duration_ms: Math.round(made.duration) });
const name = () => {
  const at = new Intl.DateTimeFormat(language.peek(), { dateStyle: 'short', timeStyle: 'short' }).format(new Date());
  return t('voice.file', { at: at.replace(/[/:]/g, '.') });
};

/** Say it, stop for a moment, hear it, and only then send it. */
export function Recorder({ conversation, note, can, close }: Props) {
  const recording = useSignal<Recording | null>(null);
  const refused = useSignal<Refusal | null>(null);
  const done = useSignal<Heard | null>(null);
  const beat = useSignal(0);
  const sending = useSignal(false);
  const box = useRef<HTMLDivElement>(null);
  const takes = can?.voices ?? [];
  const made = becomes(typeFor(takes) ?? '');
  // Of all that it takes the browser may record nothing; everything can be turned into WAV.
  const turns = takes.includes('audio/wav') && !takes.includes(made);
  const limit = Math.min(can?.voice_limit ?? largestFile, largestFile);
  /** As long as the channel takes, in milliseconds. */
  const most = (limit / (turns ? wavBytesPerSecond : perSecond(made))) * 1000;

  const begin = async () => {
    refused.value = null;
    try {
      const begun = await Recording.begin(() => {
        beat.value++;
        if (begun.span >= most - 1000) void finish('full');
      }, takes);
      if (box.current) recording.value = begun;
      else begun.release();
    } catch (error) {
      if (!(error instanceof MicrophoneError)) throw error;
      refused.value = error.why;
    }
  };
  const side = useRef(note);
  side.current = note;
  /** Sent, or thrown away on purpose. */
  const over = useRef(false);
  const leave = () => {
    over.current = true;
    close();
  };
  useEffect(() => {
    void begin();
    return () => {
      const keep = (made: Recorded) => {
        // Another conversation was opened: what was said waits here with the draft.
        if (!over.current && !sending.peek()) addFiles(conversation, side.current, [made.file], factsOf(made));
      };
      const now = recording.peek();
      const made = done.peek();
      if (made) {
        URL.revokeObjectURL(made.url);
        keep(made);
      } else if (now && over.current) now.release();
      else if (now) void saidIn(now).then(keep);
    };
  }, []);
  // Each step begins at its first button.
  const stage = done.value ? 'heard' : recording.value ? 'said' : (refused.value ?? 'asked');
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('[data-first]')?.focus();
  }, [stage]);

  const saidIn = async (now: Recording): Promise<Recorded & Pick<Heard, 'about'>> => {
    const made = await now.finish(name());
    if (!turns) return { ...made, about: null };
    try {
      return { ...(await wavOf(made.file)), about: null };
    } catch {
      return { ...made, about: 'kept' };
    }
  };
  const ending = useRef(false);
  const finish = async (why: Heard['about'] = null) => {
    const now = recording.peek();
    if (!now || ending.current) return;
    ending.current = true;
    const made = await saidIn(now);
    ending.current = false;
    if (!made.file.size) {
      // Ended before there was any sound.
      recording.value = null;
      await begin();
      return;
    }
    done.value = {
      ...made,
      about: made.about ?? why,
      url: URL.createObjectURL(made.file),
      peaks: peaksOf(now.levels),
    };
    recording.value = null;
  };
  // A message of its own: what is being written stays where it is, but for the quote it answers.
  const sendIt = () => {
    const made = done.peek();
    if (!made || sending.peek()) return;
    sending.value = true;
    addFiles(conversation, note, [made.file], factsOf(made), stored => {
      const { replyTo } = draft(conversation, note).peek();
      if (give(conversation, note, { text: '', attachments: [stored], replyTo }) && replyTo && !note)
        setDraft(conversation, note, { replyTo: null });
    });
  };
  // Refused or cut off, it stands among the files, and goes as soon as it is up after all.
  const mine = uploads(conversation, note).value.find(one => one.file === done.value?.file);
  const waits = mine && !mine.trouble.value;
  useEffect(() => {
    if (sending.peek() && !waits) leave();
  }, [waits, sending.value]);

  const now = recording.value;
  // Drawn again with each moment that is said.
  void beat.value;
  const cancel = (
    <button type="button" class="button button-quiet" onClick={leave}>
      {t(done.value ? 'voice.discard' : 'voice.cancel')}
    </button>
  );
  return (
    // A letter is no shortcut while somebody speaks.
    <div
      ref={box}
      class="recorder"
      role="group"
      aria-label={t('voice.label')}
      onKeyDown={event => {
        if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) event.stopPropagation();
      }}
    >
      {refused.value ? (
        <>
          <p class="recorder-words" role="alert">
            <Icon name="warn" size="s" />
            {t(`voice.${refused.value}`)}
          </p>
          <button type="button" class="button button-outline" data-first onClick={() => void begin()}>
            {t('voice.again')}
          </button>
          {cancel}
        </>
      ) : done.value ? (
        <>
          <Player
            url={done.value.url}
            name={done.value.file.name}
            duration={done.value.duration}
            peaks={done.value.peaks}
          />
          {done.value.about && (
            <p class="recorder-words" role="status">
              {s(done.value.about)}
            </p>
          )}
          <span class="space" />
          <button type="button" class="button button-primary" data-first disabled={sending.value} onClick={sendIt}>
            {t(sending.value ? 'voice.sending' : note ? 'voice.addNote' : 'voice.send')}
          </button>
          {cancel}
        </>
      ) : now ? (
        <>
          <i class={now.paused ? 'recorder-dot' : 'recorder-dot recorder-on'} aria-hidden="true" />
          <span class="recorder-time" role="timer" aria-label={t('voice.time')}>
            {playTime(now.span)}
          </span>
          <Level levels={now.levels} />
          {most - now.span < warnBefore && <span>{s('left', { time: playTime(Math.max(0, most - now.span)) })}</span>}
          <button type="button" class="button button-outline" onClick={() => (now.paused ? now.resume() : now.pause())}>
            <Icon name={now.paused ? 'play' : 'pause'} size="s" />
            {t(now.paused ? 'voice.resume' : 'voice.pause')}
          </button>
          <button type="button" class="button button-primary" data-first onClick={() => void finish()}>
            {t('voice.listen')}
          </button>
          {cancel}
        </>
      ) : (
        <>
          <p class="recorder-words" role="status">
            {t('voice.asking')}
          </p>
          <span class="space" />
          {cancel}
        </>
      )}
    </div>
  );
}

function Level({ levels }: { levels: readonly number[] }) {
  return (
    <svg class="recorder-level" viewBox={`0 0 ${shown * 4} 24`} preserveAspectRatio="none" aria-hidden="true">
      <path d={levelStrokes(levels, shown)} />
    </svg>
  );
}
