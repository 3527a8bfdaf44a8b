import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Dialog } from '../ui/Dialog';
import { Ends, Field, toFirstWrong } from './More';
import { w } from './moreWords';
import { give } from './post';

const longestName = 64;
/** As the server reads a number: with its country. */
const number = /^\+[\d\s().-]{8,24}$/;

/** Somebody's name and number, as a message of its own. */
export function CardDialog({ conversation, close }: { conversation: number; close: () => void }) {
  const name = useSignal('');
  const phone = useSignal('');
  const tried = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector('input')?.focus();
  }, []);
  const noName = !name.value.trim();
  const noPhone = !number.test(phone.value.trim());
  const send = () => {
    tried.value = true;
    if (!name.peek().trim() || !number.test(phone.peek().trim())) {
      toFirstWrong(form.current);
      return;
    }
    const contact = { name: name.peek().trim(), phone: phone.peek().trim() };
    if (give(conversation, false, { text: '', attachments: [], replyTo: null, more: { contact } })) close();
  };
  return (
    <Dialog title={w('person.title')} onClose={close}>
      <form
        ref={form}
        class="more-form"
        noValidate
        onSubmit={event => {
          event.preventDefault();
          send();
        }}
      >
        <Field label={w('person.name')} wrong={tried.value && noName ? w('person.noName') : undefined}>
          {attributes => (
            <input
              {...attributes}
              autocomplete="off"
              maxLength={longestName}
              value={name.value}
              onInput={event => {
                name.value = event.currentTarget.value;
              }}
            />
          )}
        </Field>
        <Field label={w('person.phone')} wrong={tried.value && noPhone ? w('person.noPhone') : undefined}>
          {attributes => (
            <input
              {...attributes}
              type="tel"
              autocomplete="off"
              placeholder="+48 600 100 200"
              value={phone.value}
              onInput={event => {
                phone.value = event.currentTarget.value;
              }}
            />
          )}
        </Field>
        <Ends close={close} />
      </form>
    </Dialog>
  );
}
