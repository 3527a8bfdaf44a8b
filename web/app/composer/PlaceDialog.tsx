import { useSignal } from '@preact/signals';
import { Icon } from '../ui/icons';
import { MoreForm, TextField } from './MoreForm';
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
    wrong.value = point ? undefined : w('map.wrong');
    if (!point) return false;
    const [title, street] = [name.peek().trim(), address.peek().trim()];
    const location = { ...point, ...(title ? { title } : {}), ...(street ? { address: street } : {}) };
    return give(conversation, false, { text: '', attachments: [], replyTo: null, more: { location } });
  };
  return (
    <MoreForm title={w('map.title')} close={close} send={send}>
      <TextField
        label={w('map.where')}
        value={where}
        wrong={wrong.value}
        hint={w('map.hint')}
        typed={() => {
          wrong.value = undefined;
        }}
      />
      <button type="button" class="button button-outline" disabled={looks.value} onClick={here}>
        <Icon name="pin" size="s" />
        {w(looks.value ? 'map.looking' : 'map.here')}
      </button>
      <TextField label={w('map.name')} value={name} maxLength={longest} />
      <TextField label={w('map.address')} value={address} maxLength={longest} />
    </MoreForm>
  );
}
