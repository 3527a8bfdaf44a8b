/** What is written of a contact and a lead, and who has the lead. */
import { ApiError, patch } from './api';
import { sayError } from './commands';
import { keepContact, keepLead } from './store/conversations';
import { lastSeq } from './store/seq';
import { toast } from './toasts';
import type { Contact, Lead, Named } from './types';
import { t } from './words';

export type Fact = 'name' | 'phone' | 'email' | 'language' | 'attributes';
export async function saveContact(id: number, part: Partial<Pick<Contact, Fact>>): Promise<void> {
  const asked = lastSeq();
  keepContact(await patch<Contact>(`/contacts/${id}`, part), asked);
}
export async function saveLead(
  id: number,
  part: Partial<Pick<Lead, 'title' | 'amount_minor' | 'currency'>> & { owner_id?: number | null },
): Promise<void> {
  const asked = lastSeq();
  keepLead(await patch<Lead>(`/leads/${id}`, part), asked);
}

/** Painted first, put back with the reason when it is refused. */
async function paint(first: () => void, send: () => Promise<void>, back: () => void, again: () => void): Promise<void> {
  first();
  try {
    await send();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    back();
    if (error.status === 401) return;
    toast(sayError(error), { bad: true, action: { label: t('toast.again'), run: again, undo: false } });
  }
}

export function setOwner(lead: Lead, owner: Named | null): void {
  const from = lead.owner;
  if (from?.id === owner?.id) return;
  toast(owner ? t('toast.owner', { name: owner.name }) : t('toast.noOwner'), {
    action: { label: t('toast.undo'), run: () => setOwner({ ...lead, owner }, from), undo: true },
  });
  void paint(
    () => keepLead({ ...lead, owner }),
    () => saveLead(lead.id, { owner_id: owner?.id ?? null }),
    () => keepLead(lead),
    () => setOwner(lead, owner),
  );
}
export function setLanguage(contact: Contact, language: string | null): void {
  if (contact.language === language) return;
  void paint(
    () => keepContact({ ...contact, language }),
    () => saveContact(contact.id, { language }),
    () => keepContact(contact),
    () => setLanguage(contact, language),
  );
}
