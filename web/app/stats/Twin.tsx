import type { Signal } from '@preact/signals';
import { t } from '../data/words';

/** Turns a picture into the same figures as a table, and back. */
export function Twin({ table }: { table: Signal<boolean> }) {
  return (
    <button
      type="button"
      class="button-link band-twin"
      aria-pressed={table.value}
      onClick={() => {
        table.value = !table.peek();
      }}
    >
      {t(table.value ? 'stats.asChart' : 'stats.asTable')}
    </button>
  );
}
