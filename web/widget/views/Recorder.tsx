/** A voice message while it is being said. It lies over the field, where what is being typed waits. */
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import en from '../../i18n/speak.en.json';
import pl from '../../i18n/speak.pl.json';
import ru from '../../i18n/speak.ru.json';
import { makeTranslate, textsOf } from '../../shared/i18n';
import { levelStrokes, MicrophoneError, type Recorded, Recording, type Refusal } from '../../shared/recording';
import { playTime } from '../../shared/time';
import { Icon, Path } from './Icon';
import { useView } from './view';

const texts = { en, ru, pl };
const mostMinutes = 5;
/** The level's last moments. */
const shown = 40;

export function Recorder({ close }: { close: () => void }) {
  const { chat, words } = useView();
  const { language } = words;
  const s = makeTranslate(language, textsOf(texts[language]));
  const [now, setNow] = useState<Recording>();
  const [made, setMade] = useState<Recorded>();
  const [refused, setRefused] = useState<Exclude<Refusal, 'insecure'>>();
  const [, redraw] = useReducer((beat: number) => beat + 1, 0);
  const box = useRef<HTMLDivElement>(null);
  const held = useRef<Recording>();

  const begin = async () => {
    setRefused(undefined);
    try {
      const begun = await Recording.begin(() => redraw(undefined));
      if (!box.current) {
        begun.release();
        return;
      }
      held.current = begun;
      setNow(begun);
    } catch (error) {
      const why = error instanceof MicrophoneError ? error.why : 'unable';
      setRefused(why === 'insecure' ? 'unable' : why);
    }
  };
  useEffect(() => {
    void begin();
    // Free, and its light out, whatever takes this away.
    return () => held.current?.release();
  }, []);

  const finish = async () => {
    const at = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short' }).format(new Date());
    return now?.finish(s('file', { at: at.replace(/[/:]/g, '.') }));
  };
  /** Stopped, but not sent: too long, or nobody looks at the chat any more. What was said waits. */
  const hold = async () => {
    const whole = await finish();
    if (whole?.file.size) setMade(whole);
  };
  const isOver = !!now && now.span >= mostMinutes * 60_000;
  useEffect(() => {
    if (isOver && !made) void hold();
  }, [isOver]);
  useEffect(
    () =>
      chat.isOpen.watch(() => {
        if (!chat.isOpen.value && now && !made) void hold();
      }),
    [now, made],
  );
  const send = async () => {
    const whole = made ?? (await finish());
    if (whole?.file.size) chat.uploads.add(whole.file, { voice: 1, duration_ms: Math.round(whole.duration) });
    close();
  };

  // The field below is out of reach meanwhile.
  useLayoutEffect(() => {
    const others = [...(box.current?.parentElement?.children ?? [])].filter(one => one !== box.current);
    for (const one of others) if (one instanceof HTMLElement) one.inert = true;
    return () => {
      for (const one of others) if (one instanceof HTMLElement) one.inert = false;
    };
  }, []);
  useLayoutEffect(() => {
    box.current?.querySelector<HTMLElement>('[data-first]')?.focus();
  }, [!now, refused]);

  const cancel = (
    <button type="button" class="round big" aria-label={s('cancel')} title={s('cancel')} onClick={close}>
      <Icon name="cross" />
    </button>
  );
  return (
    <div class="recorder" role="group" aria-label={s('label')} ref={box}>
      {cancel}
      {refused ? (
        <>
          <p role="alert">{s(refused)}</p>
          <button type="button" class="again" data-first onClick={() => void begin()}>
            {s('again')}
          </button>
        </>
      ) : now ? (
        <>
          <i class={made ? 'live' : 'live on'} aria-hidden="true" />
          <span role="timer" aria-label={s('time')}>
            {playTime(now.span)}
          </span>
          <p role="status">{isOver && s('most', { count: mostMinutes })}</p>
          {!isOver && <Level levels={now.levels} />}
          <button
            type="button"
            class="round big send full"
            data-first
            aria-label={s('send')}
            title={s('send')}
            onClick={() => void send()}
          >
            <Path shape="M12 19V5M6 11l6-6 6 6" />
          </button>
        </>
      ) : (
        <p role="status">{s('asking')}</p>
      )}
    </div>
  );
}

function Level({ levels }: { levels: readonly number[] }) {
  return (
    <svg class="level" viewBox={`0 0 ${shown * 4} 24`} preserveAspectRatio="none" aria-hidden="true">
      <path d={levelStrokes(levels, shown)} />
    </svg>
  );
}
