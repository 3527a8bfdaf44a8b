import { ApiError } from '../data/api';
import type { Field } from '../data/edits';
import { saveLead } from '../data/facts';
import { lastCurrency } from '../data/settings';
import type { Lead } from '../data/types';
import { language, t } from '../data/words';
import { AmountEditor, partsOf } from './AmountEditor';
import { InPlace } from './InPlace';
import { money, readAmount, typedAmount } from './money';
import { Past } from './Past';

/** What it may bring. */
export function Amount({ lead }: { lead: Lead }) {
  const field: Field = {
    id: `lead/${lead.id}/amount`,
    label: t('panel.amount'),
    send: async text => {
      const [sum, currency] = partsOf(text);
      if (!sum.trim()) return await saveLead(lead.id, { amount_minor: null, currency: null });
      const minor = readAmount(sum, currency);
      if (minor === undefined) throw new ApiError(422, 'invalid', '', { amount_minor: '' });
      lastCurrency.value = currency;
      return await saveLead(lead.id, { amount_minor: minor, currency });
    },
    say: error =>
      error.fields.amount_minor !== undefined || error.fields.currency !== undefined
        ? t('panel.wrong.amount')
        : undefined,
  };
  const { amount_minor: minor, currency } = lead;
  const value = minor !== null && currency ? `${typedAmount(minor, currency, language.value)} ${currency}` : '';
  return (
    <span class="lead-amount">
      <InPlace
        field={field}
        value={value}
        empty={t('panel.addAmount')}
        show={text => {
          const [sum, of] = partsOf(text);
          const read = readAmount(sum, of);
          return read === undefined ? sum : money(read, of, language.value);
        }}
        editor={editor => <AmountEditor {...editor} />}
      />
      <Past contact={lead.contact_id} field="amount" of={lead.id} />
    </span>
  );
}
