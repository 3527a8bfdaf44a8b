import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ApiError } from '../data/api';
import { amend, sayError } from '../data/commands';
import { t } from '../data/words';
import { Dialog } from '../ui/Dialog';
import { type Amending, amending } from './amending';
import './Amend.css';

const close = () => {
  amending.value = null;
};

/** Changes one message that was sent, or takes it back. */
export function Amend({ message, act }: Amending) {
  const edits = act === 'edit';
  const typed = message.content?.typed;
  /** With the signs by which its author set words apart. */
  const from = typeof typed === 'string' ? typed : message.text;
  const text = useSignal(from);
  const busy = useSignal(false);
  const trouble = useSignal<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.setSelectionRange(from.length, from.length);
  }, []);
  const same = text.value.trim() === from;
  const empty = text.value.trim() === '' && message.attachments.length === 0;
  const save = async () => {
    if (busy.peek() || (edits && empty)) return;
    if (edits && same) {
      close();
      return;
    }
    busy.value = true;
    trouble.value = null;
    try {
      await amend(message, edits ? text.peek().trim() : null);
      close();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      trouble.value = error.fields.text ?? sayError(error);
      field.current?.focus();
    } finally {
      busy.value = false;
    }
  };
  return (
    <Dialog title={t(edits ? 'amend.editTitle' : 'amend.deleteTitle')} onClose={close}>
      <form
        class="amend"
        onSubmit={event => {
          event.preventDefault();
          void save();
        }}
      >
        {edits ? (
          <textarea
            ref={field}
            class="amend-field"
            rows={4}
            maxLength={16000}
            aria-label={t('amend.text')}
            aria-invalid={trouble.value ? true : undefined}
            aria-describedby="amend-hint"
            value={text.value}
            onInput={event => {
              text.value = event.currentTarget.value;
            }}
            onKeyDown={event => {
              if (event.key !== 'Enter' || event.isComposing || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              void save();
            }}
          />
        ) : (
          <blockquote class="amend-quote cut">{message.text || message.attachments[0]?.name}</blockquote>
        )}
        <p id="amend-hint" class="amend-hint">
          {trouble.value ? (
            <span class="amend-trouble" role="alert">
              {trouble.value}
            </span>
          ) : (
            t(
              edits
                ? message.note
                  ? 'amend.editNote'
                  : 'amend.editSent'
                : message.note
                  ? 'amend.deleteNote'
                  : message.direction === 'inbound'
                    ? 'amend.deleteComment'
                    : 'amend.deleteSent',
            )
          )}
        </p>
        <div class="amend-buttons">
          <button type="submit" class="button button-primary" disabled={edits && empty}>
            {t(edits ? 'amend.save' : 'amend.delete')}
            {edits && <span class="kbd">Ctrl ↵</span>}
          </button>
          <button type="button" class="button button-quiet" onClick={close}>
            {t('amend.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
