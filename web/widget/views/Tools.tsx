/** What the composer gets once it can be typed in: files dropped on the chat, emoji, voice. */
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import en from '../../i18n/tools.en.json';
import pl from '../../i18n/tools.pl.json';
import ru from '../../i18n/tools.ru.json';
import { useDismiss } from './dismiss';
import { Path } from './Icon';
import { isCoarse, useLater, useView } from './view';

export { ready } from '../later';
export { Going } from './Going';

const texts = { en, ru, pl };

/** The browser can, and neither it nor the shop's page forbids it to the chat beforehand. */
interface Policed {
  readonly featurePolicy?: { allowsFeature(name: string): boolean };
}
export const records =
  !!navigator.mediaDevices &&
  'MediaRecorder' in globalThis &&
  (document as Policed).featurePolicy?.allowsFeature('microphone') !== false;

interface Props {
  readonly field: RefObject<HTMLTextAreaElement>;
  take(files: Iterable<File>): void;
}

export function Tools({ field, take }: Props) {
  const { chat, words } = useView();
  const [isRecording, setRecording] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const recorder = useLater(isRecording, () => import('./Recorder'));
  const u = (key: keyof typeof en) => texts[words.language][key];
  const close = () => {
    setRecording(false);
    // Once what covers it is gone.
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <>
      <Drop text={u('drop')} take={take} />
      {/* A phone's keyboard has its own. */}
      {!isCoarse() && <Smile label={u('emoji')} field={field} />}
      {records && !chat.draft.value.trim() && (
        <button
          type="button"
          class="round big send"
          ref={button}
          aria-label={u('record')}
          onClick={() => setRecording(true)}
        >
          <Path shape="M12 15a3.2 3.2 0 0 0 3.2-3.2V6.7a3.2 3.2 0 0 0-6.4 0v5.1A3.2 3.2 0 0 0 12 15ZM5.8 11.5a6.2 6.2 0 0 0 12.4 0M12 17.7v3" />
        </button>
      )}
      {isRecording && recorder && <recorder.Recorder close={close} />}
    </>
  );
}

function Drop({ text, take }: { text: string; take: Props['take'] }) {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!event.relatedTarget) setOver(false);
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      take(event.dataTransfer.files);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  return isOver ? <div class="drop">{text}</div> : null;
}

function Smile({ label, field }: { label: string; field: Props['field'] }) {
  const { chat } = useView();
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useLater(isOpen, () => import('./Emoji'));
  useDismiss(box, isOpen, () => setOpen(false));
  const choose = (char: string) => {
    const area = field.current;
    setOpen(false);
    if (!area) return;
    area.focus();
    area.setRangeText(char, area.selectionStart, area.selectionEnd, 'end');
    chat.setDraft(area.value);
    chat.typed(true);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a key of the button and of what it opens
    <div
      class="smile"
      ref={box}
      onKeyDown={event => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.preventDefault();
        button.current?.focus();
        setOpen(false);
      }}
    >
      <button
        type="button"
        class="round"
        ref={button}
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Path shape="M12 20.2a8.2 8.2 0 1 0 0-16.4 8.2 8.2 0 0 0 0 16.4ZM8.5 14a4.2 4.2 0 0 0 7 0M9.2 9.6v.01M14.8 9.6v.01" />
      </button>
      {isOpen && panel && <panel.Emoji label={label} choose={choose} />}
    </div>
  );
}
