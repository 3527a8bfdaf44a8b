import { useSignal } from '@preact/signals';
import { MoreForm, TextField } from './MoreForm';
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
  const said = name.value.trim();
  const dialled = phone.value.trim();
  const good = number.test(dialled);
  const send = () => {
    tried.value = true;
    const contact = { name: said, phone: dialled };
    return !!said && good && give(conversation, false, { text: '', attachments: [], replyTo: null, more: { contact } });
  };
  return (
    <MoreForm title={w('person.title')} close={close} send={send}>
      <TextField
        label={w('person.name')}
        value={name}
        maxLength={longestName}
        wrong={tried.value && !said ? w('person.noName') : undefined}
      />
      <TextField
        label={w('person.phone')}
        value={phone}
        type="tel"
        placeholder="+48 600 100 200"
        wrong={tried.value && !good ? w('person.noPhone') : undefined}
      />
    </MoreForm>
  );
}
