/** What else can be done with the conversation: a button in the head with a menu. Comes with the first message. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import en from '../../i18n/menu.en.json';
import pl from '../../i18n/menu.pl.json';
import ru from '../../i18n/menu.ru.json';
import { useDismiss } from './dismiss';
import { Path } from './Icon';
import { useView } from './view';

export { ready } from '../later';

const texts = { en, ru, pl };
const load = () => import('../saving');

export function Menu() {
  const { chat, words, name } = useView();
  const m = (key: keyof typeof en) => texts[words.language][key];
  const [isOpen, setOpen] = useState(false);
  const [step, setStep] = useState<'save' | 'saving' | 'failed'>('save');
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    // The focus goes back only from the menu itself: whoever has clicked elsewhere is there.
    if (box.current?.contains(document.activeElement)) button.current?.focus();
    setOpen(false);
  };

  useLayoutEffect(() => {
    if (!isOpen) return;
    // Fetched now, so that it is there also when the line breaks off.
    load().catch(() => undefined);
    setStep('save');
    box.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }, [isOpen]);
  useDismiss(box, isOpen, () => setOpen(false));

  const save = async () => {
    if (step === 'saving') return;
    setStep('saving');
    try {
      const { saveConversation } = await load();
      await saveConversation(chat, words, name);
      close();
    } catch {
      setStep('failed');
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if (!isOpen) {
      if (event.key === 'ArrowDown') setOpen(true);
      else return;
    } else if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (!event.key.startsWith('Arrow')) return;
    // Also from the chat, which Escape would shut.
    if (event.key !== 'Tab') event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the button and the menu in it
    <div class="menu" ref={box} onKeyDown={onKey}>
      <button
        type="button"
        class="round"
        ref={button}
        aria-label={m('more')}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Path shape="M5.5 12v.01M12 12v.01M18.5 12v.01" />
      </button>
      <span class="vh" role="status">
        {step !== 'save' && m(step)}
      </span>
      {isOpen && (
        <div role="menu" aria-label={m('more')}>
          <button type="button" role="menuitem" aria-busy={step === 'saving'} onClick={() => void save()}>
            <Path shape="M12 4v11M7 10.5l5 5 5-5M5 19.5h14" />
            {m(step)}
          </button>
        </div>
      )}
    </div>
  );
}
