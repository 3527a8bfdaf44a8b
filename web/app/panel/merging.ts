/** Two contacts become one, and two again. */
import { ApiError, call, post } from '../data/api';
import { sayError } from '../data/commands';
import { keepContact } from '../data/store/conversations';
import { lastSeq } from '../data/store/seq';
import { toast } from '../data/toasts';
import type { Contact, MergePreview, Named } from '../data/types';
import { t } from '../data/words';
import { askAgain } from './asking';
import { w } from './words';

export type Choices = Readonly<Record<string, MergePreview['fields'][number]['wins']>>;

/** What goes wrong is the form's to say. */
export async function merge(own: Named, other: Named, fields: Choices): Promise<void> {
  const asked = lastSeq();
  keepContact(await post<Contact>(`/contacts/${own.id}/merge`, { contact_id: other.id, fields }), asked);
  toast(w('done', { name: other.name }), {
    action: { label: t('toast.undo'), run: () => void part(other), undo: true },
  });
}

export async function part(one: Named): Promise<void> {
  try {
    await post<Contact>(`/contacts/${one.id}/unmerge`);
    toast(w('parted', { name: one.name }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) return;
    toast(sayError(error), { bad: true, action: { label: t('toast.again'), run: () => void part(one), undo: false } });
  }
}

/** A wrong suggestion is put away, and comes back when that was the mistake. */
export async function keepApart(own: Named, other: Named, apart = true): Promise<void> {
  try {
    await call(apart ? 'PUT' : 'DELETE', `/contacts/${own.id}/apart/${other.id}`);
    askAgain(own.id);
    if (!apart) return;
    toast(w('apart', { name: other.name }), {
      action: { label: t('toast.undo'), run: () => void keepApart(own, other, false), undo: true },
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) return;
    const again = () => void keepApart(own, other, apart);
    toast(sayError(error), { bad: true, action: { label: t('toast.again'), run: again, undo: false } });
  }
}
