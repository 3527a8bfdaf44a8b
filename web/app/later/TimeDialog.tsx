import { useSignal } from '@preact/signals';
import { moment } from '../../shared/time';
import { serverNow } from '../data/clock';
import { language } from '../data/words';
import { Dialog } from '../ui/Dialog';
import type { Plan } from './scheduled';
import { atOf, fieldOf } from './times';
import { s } from './words';

interface Props {
  /** Where the field begins. */
  at: number;
  /** The channel takes nothing from then on. */
  until: number | undefined;
  name: string;
  holds: boolean;
  take: (plan: Plan) => void;
  close: () => void;
}

/** A day and an hour of one's own. */
export function TimeDialog({ at, until, name, holds, take, close }: Props) {
  const wrong = useSignal<string | null>(null);
  const always = useSignal(!holds);
  const submit = (field: string) => {
    const chosen = atOf(field);
    if (Number.isNaN(chosen)) wrong.value = s('none');
    else if (chosen <= serverNow()) wrong.value = s('past');
    else if (until !== undefined && chosen >= until)
      wrong.value = s('tooLate', { time: moment(until, serverNow(), language.value) });
    else {
      take({ at: chosen, holds: !always.peek() });
      close();
    }
  };
  return (
    <Dialog title={s('title')} onClose={close}>
      <form
        class="later-form"
        noValidate
        onSubmit={event => {
          event.preventDefault();
          submit(event.currentTarget.querySelector('input')?.value ?? '');
        }}
      >
        <label class="later-field">
          {s('field')}
          <input
            type="datetime-local"
            defaultValue={fieldOf(at)}
            min={fieldOf(serverNow())}
            aria-invalid={wrong.value !== null}
            aria-describedby="later-zone later-wrong"
            onInput={() => {
              wrong.value = null;
            }}
          />
        </label>
        <p id="later-zone" class="later-hint">
          {s('zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
        </p>
        <p id="later-wrong" class="later-wrong" role="alert">
          {wrong.value}
        </p>
        <label class="later-check">
          <input
            type="checkbox"
            checked={always.value}
            onChange={event => {
              always.value = event.currentTarget.checked;
            }}
          />
          {s('always', { name })}
        </label>
        <div class="later-row">
          <button type="submit" class="button button-primary">
            {s('plan')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
