import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/icons';
import { Ends, Field, toFirstWrong } from './More';
import { pointIn } from './maps';
import { w } from './moreWords';
import { give } from './post';

const longest = 200;
const patience = 20_000;

/** A place, as a message of its own: what is being written stays where it is. */
export function PlaceDialog({ conversation, close }: { conversation: number; close: () => void }) {
  const where = useSignal('');
  const name = useSignal('');
  const address = useSignal('');
  const wrong = useSignal<string | undefined>(undefined);
  const looks = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector('input')?.focus();
  }, []);
  const here = () => {
    const denied = () => {
      looks.value = false;
      wrong.value = w('map.denied');
    };
    if (!navigator.geolocation) {
      denied();
      return;
    }
    looks.value = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        looks.value = false;
        wrong.value = undefined;
        where.value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
      },
      denied,
      { enableHighAccuracy: true, timeout: patience },
    );
  };
  const send = () => {
    const point = pointIn(where.peek());
    if (!point) {
      wrong.value = w('map.wrong');
      toFirstWrong(form.current);
      return;
    }
    const [title, street] = [name.peek().trim(), address.peek().trim()];
    const location = { ...point, ...(title ? { title } : {}), ...(street ? { address: street } : {}) };
    if (give(conversation, false, { text: '', attachments: [], replyTo: null, more: { location } })) close();
  };
  return (
    <Dialog title={w('map.title')} onClose={close}>
      <form
        ref={form}
        class="more-form"
        noValidate
        onSubmit={event => {
          event.preventDefault();
          send();
        }}
      >
        <Field label={w('map.where')} wrong={wrong.value} hint={w('map.hint')}>
          {attributes => (
            <input
              {...attributes}
              value={where.value}
              onInput={event => {
                where.value = event.currentTarget.value;
                wrong.value = undefined;
              }}
            />
          )}
        </Field>
        <button type="button" class="button button-outline" disabled={looks.value} onClick={here}>
          <Icon name="pin" size="s" />
          {w(looks.value ? 'map.looking' : 'map.here')}
        </button>
        <Field label={w('map.name')}>
          {attributes => (
            <input
              {...attributes}
              maxLength={longest}
              value={name.value}
              onInput={event => {
                name.value = event.currentTarget.value;
              }}
            />
          )}
        </Field>
        <Field label={w('map.address')}>
          {attributes => (
            <input
              {...attributes}
              maxLength={longest}
              value={address.value}
              onInput={event => {
                address.value = event.currentTarget.value;
              }}
            />
          )}
        </Field>
        <Ends close={close} />
      </form>
    </Dialog>
  );
}
