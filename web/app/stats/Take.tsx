import { toast } from '../data/toasts';
import { t } from '../data/words';
import { Icon } from '../ui/icons';
import type { Table } from './csv';

type Make = (made: typeof import('./export')) => Table;

async function takeCsv(make: Make): Promise<void> {
  const [made, { csvFile, save }] = await Promise.all([import('./export'), import('./csv')]);
  const table = make(made);
  save(`${table.name}.csv`, csvFile(table));
}
async function takeXlsx(make: Make): Promise<void> {
  const [made, { save }, { xlsxFile }] = await Promise.all([import('./export'), import('./csv'), import('./xlsx')]);
  const table = make(made);
  save(`${table.name}.xlsx`, await xlsxFile(table));
}

/** The buttons that save what is shown. What makes the table is loaded when one is pressed. */
export function Take({ table }: { table: Make }) {
  const button = (name: string, take: (make: Make) => Promise<void>) => (
    <button
      type="button"
      class="button button-outline"
      onClick={() => void take(table).catch(() => toast(t('stats.notSaved'), { bad: true }))}
    >
      <Icon name="download" size="s" />
      {name}
    </button>
  );
  return (
    <>
      {button('CSV', takeCsv)}
      {button('XLSX', takeXlsx)}
    </>
  );
}
