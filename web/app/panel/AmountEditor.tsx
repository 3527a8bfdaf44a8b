import { lastCurrency } from '../data/settings';
import { language, t } from '../data/words';
import type { Editor } from './InPlace';

const usual = { en: 'EUR', ru: 'EUR', pl: 'PLN' };
/** What is typed is a sum and a currency: "5490,50 PLN". */
export const partsOf = (text: string): [string, string] => {
  const found = /^(?:(.*) )?([A-Z]{3})$/.exec(text);
  return found ? [found[1] ?? '', found[2]!] : [text, lastCurrency.value || usual[language.value]];
};

const first = ['EUR', 'PLN', 'USD', 'GBP', 'RUB', 'UAH', 'BYN', 'KZT', 'CZK', 'CHF', 'SEK', 'NOK', 'DKK', 'HUF', 'RON'];

/** The sum, and beside it the currency. */
export function AmountEditor({ text, write, field, attributes }: Editor) {
  const [sum, currency] = partsOf(text);
  const join = (some: string, of: string) => write(`${some} ${of}`);
  const rest = Intl.supportedValuesOf('currency').filter(code => !first.includes(code));
  return (
    <span class="amount-edit">
      <input
        ref={field}
        class="inplace-input"
        inputMode="decimal"
        autocomplete="off"
        maxLength={20}
        {...attributes}
        value={sum}
        onInput={event => join(event.currentTarget.value, currency)}
      />
      <select
        class="inplace-input"
        aria-label={t('panel.currency')}
        value={currency}
        onChange={event => join(sum, event.currentTarget.value)}
      >
        {[...new Set([currency, ...first, ...rest])].map(code => (
          <option key={code} value={code}>
            {code}
          </option>
        ))}
      </select>
    </span>
  );
}
