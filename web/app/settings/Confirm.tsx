import type { ComponentChildren } from 'preact';
import { ApiError } from '../data/api';
import { sayError } from '../data/commands';
import { toast } from '../data/toasts';
import { Dialog } from '../ui/Dialog';
import { s } from './words';

/** What a click asks of the server, outside any form: what it could not do is said. True when it was done. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(Object.values(error.fields)[0] ?? sayError(error), { bad: true });
    return false;
  }
}

interface Props {
  title: string;
  /** What the button says: the verb of the title. */
  verb: string;
  act: () => Promise<unknown>;
  onClose: () => void;
  /** What will happen, counted. */
  children: ComponentChildren;
}
/** Asks before what cannot be undone. */
export function Confirm({ title, verb, act, onClose, children }: Props) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="set-leave">{children}</p>
      <div class="set-buttons">
        <button
          type="button"
          class="button button-primary"
          onClick={() => {
            onClose();
            void attempt(act);
          }}
        >
          {verb}
        </button>
        <button type="button" class="button button-quiet" onClick={onClose}>
          {s('form.cancel')}
        </button>
      </div>
    </Dialog>
  );
}
