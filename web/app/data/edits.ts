/**
 * What is being written into a field in place. It is sent when the field is left and shown as if it were there; refused, the
 * field is open again with what was typed and the reason, also after other conversations were looked at.
 */
import { effect, signal } from '@preact/signals';
import { ApiError, session } from './api';
import { sayError } from './commands';
import { toast } from './toasts';
import { t } from './words';

export interface Field {
  /** By it the field is found again: object, id and name of the field. */
  readonly id: string;
  readonly label: string;
  readonly send: (text: string) => Promise<void>;
  /** Words for a refusal of this very field; none where it is something else. */
  readonly say: (error: ApiError) => string | undefined;
}
export interface Edit {
  readonly field: Field;
  readonly text: string;
  /** What stood there when it was begun: nothing is sent when it is left like that. */
  readonly from: string;
  readonly sending: boolean;
  readonly wrong: string;
  /** The same text may pass another time. */
  readonly again: boolean;
}
export const edits = signal<ReadonlyMap<string, Edit>>(new Map());

function put(id: string, edit: Edit | null): void {
  const next = new Map(edits.peek());
  if (edit) next.set(id, edit);
  else next.delete(id);
  edits.value = next;
}

export function begin(field: Field, from: string): void {
  put(field.id, { field, text: from, from, sending: false, wrong: '', again: false });
}
export function write(id: string, text: string): void {
  const edit = edits.peek().get(id);
  if (edit) put(id, { ...edit, text, wrong: '', again: false });
}
export function revert(id: string): void {
  put(id, null);
}

/** `sure`: asked for, not just left; what was refused is only sent again as it is when somebody wants it. */
export function leave(id: string, sure = false): void {
  const edit = edits.peek().get(id);
  if (!edit || edit.sending || (edit.wrong && !sure)) return;
  const text = edit.text.trim();
  if (text === edit.from) {
    put(id, null);
    return;
  }
  const sent: Edit = { ...edit, text, sending: true, wrong: '', again: false };
  put(id, sent);
  const object = id.split('/', 2).join('/');
  // What is changed first is sent first.
  lines.set(
    object,
    (lines.get(object) ?? Promise.resolve()).then(() => attempt(sent)),
  );
}
const lines = new Map<string, Promise<void>>();

async function attempt(sent: Edit): Promise<void> {
  const { id, label } = sent.field;
  try {
    await sent.field.send(sent.text);
    if (edits.peek().get(id) === sent) put(id, null);
  } catch (error) {
    // Written anew meanwhile: that is what counts.
    const superseded = edits.peek().get(id) !== sent;
    if (!(error instanceof ApiError)) {
      if (!superseded) put(id, null);
      throw error;
    }
    if (superseded) return;
    const known = sent.field.say(error);
    const wrong = known ?? t('panel.notSaved', { why: sayError(error) });
    put(id, { ...sent, sending: false, wrong, again: known === undefined });
    if (document.querySelector(`[data-field="${CSS.escape(id)}"]`)) return;
    toast(`${label}: ${wrong}`, {
      bad: true,
      action: { label: t('toast.again'), run: () => leave(id, true), undo: false },
    });
  }
}

export function forgetEdits(): void {
  edits.value = new Map();
}
effect(() => {
  if (!session.value) forgetEdits();
});
// Whoever shuts the window has left the field too.
globalThis.addEventListener?.('pagehide', () => {
  for (const id of edits.peek().keys()) leave(id);
});
