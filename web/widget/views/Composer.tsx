import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { fileSize } from '../../shared/text';
import { useCells } from '../cell';
import { mostCharacters } from '../chat';
import { mostBytes } from '../uploads';
import { Icon } from './Icon';
import { isCoarse, useLater, useView } from './view';

export function Composer() {
  const { chat, words } = useView();
  const { t, language } = words;
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [trouble, setTrouble] = useState('');
  // Once the chat is there.
  const later = useLater(chat.site.value, () => import('./Tools'));
  useCells(chat.draft, chat.isOpen);
  const text = chat.draft.value;
  const extra = text.length - mostCharacters;

  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = '';
    if (text) area.style.height = `${area.scrollHeight}px`;
  }, [text]);
  // Not after the paint, which a new frame is slow to do.
  useLayoutEffect(() => {
    if (chat.isOpen.value && !isCoarse()) field.current?.focus({ preventScroll: true });
  }, [chat.isOpen.value]);

  const take = (files: Iterable<File>) => {
    setTrouble('');
    for (const file of files) {
      if (file.size > mostBytes)
        setTrouble(t('write.tooBig', { name: file.name, size: fileSize(mostBytes, language) }));
      else chat.uploads.add(file);
    }
  };
  const send = () => {
    if (!text.trim() || extra > 0) return;
    void chat.write(text.trim());
    field.current?.focus();
  };
  return (
    <>
      <div class="trouble" role="alert">
        {extra > 0 ? t('write.tooLong', { count: extra }) : trouble}
      </div>
      <form
        class="write"
        onSubmit={event => {
          event.preventDefault();
          send();
        }}
      >
        <button type="button" class="round big" aria-label={t('write.attach')} onClick={() => picker.current?.click()}>
          <Icon name="clip" />
        </button>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={event => {
            take(event.currentTarget.files ?? []);
            event.currentTarget.value = '';
          }}
        />
        <textarea
          ref={field}
          rows={1}
          value={text}
          aria-label={t('write.label')}
          placeholder={t('write.hint')}
          enterkeyhint="send"
          onInput={event => {
            chat.setDraft(event.currentTarget.value);
            chat.typed(!!event.currentTarget.value);
          }}
          onPaste={event => {
            const files = event.clipboardData?.files;
            if (!files?.length) return;
            event.preventDefault();
            take(files);
          }}
          onKeyDown={event => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        {later && <later.Tools field={field} take={take} />}
        {(text.trim() || !later?.records) && (
          <button type="submit" class={`round big send${text.trim() ? ' full' : ''}`} aria-label={t('write.send')}>
            <Icon name="send" />
          </button>
        )}
      </form>
    </>
  );
}
