import { Link } from 'wouter-preact';
import { duration, moment, ms } from '../../shared/time';
import { query } from '../data/api';
import { now } from '../data/clock';
import { sayError } from '../data/commands';
import { users } from '../data/store/people';
import type { DrilledWait, Page } from '../data/types';
import { language, t } from '../data/words';
import { Face } from '../ui/Face';
import { Icon } from '../ui/icons';
import { hourName, shown, weekdayName } from './figures';
import { getAll, makeResource } from './load';
import { asked, type Filters, nameOf } from './period';
import { Take } from './Take';

const useWaits = makeResource<Page<DrilledWait>>(getAll);
const figures = ['first_response', 'response', 'waiting'] as const;

/** The conversations a number was counted from. */
export function Drill({ search, filters }: { search: string; filters: Filters }) {
  const params = new URLSearchParams(search);
  const figure = figures.find(name => name === params.get('figure')) ?? 'first_response';
  const [bucket, within, weekday, hour] = ['bucket', 'within', 'weekday', 'hour'].map(name => params.get(name));
  const page = useWaits(
    `/reports/response/conversations${query({ ...asked(filters), figure, bucket, within, weekday, hour, limit: 200 })}`,
  );
  const items = page.value?.items ?? [];
  const who = filters.user ? users.value.get(Number(filters.user))?.name : undefined;
  const title = [
    t(`stats.${figure}`),
    who,
    bucket === 'never' ? t('stats.never') : null,
    filters.clock ? t('stats.business') : null,
    within ? t('stats.within', { time: duration(Number(within) * 1000, language.value) }) : null,
    weekday && hour ? `${weekdayName(Number(weekday), language.value)} ${hourName(Number(hour))}` : null,
  ]
    .filter(Boolean)
    .join(', ');
  return (
    <>
      <header class="stats-top">
        <Link class="icon-button" href={`/response${query({ ...filters })}`} aria-label={t('stats.back')}>
          <Icon name="back" />
        </Link>
        <h1>{title}</h1>
        <span class="space" />
        <span class="stats-quiet">{nameOf(filters)}</span>
        {items.length > 0 && <Take table={made => made.waitsTable(items)} />}
      </header>
      <div class={page.loading ? 'stats-body stats-old' : 'stats-body'} aria-busy={page.loading}>
        {page.error && (
          <div class="empty" role="alert">
            <strong>{t('stats.failed')}</strong>
            <span>{sayError(page.error)}</span>
            <button type="button" class="button button-outline" onClick={page.again}>
              {t('ui.again')}
            </button>
          </div>
        )}
        {!page.loading && !page.error && items.length === 0 && (
          <div class="empty">
            <strong>{t('stats.noRows')}</strong>
          </div>
        )}
        {items.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by key
          <div class="table-box" tabIndex={0} role="region" aria-label={title}>
            <table class="table drill">
              <thead>
                <tr>
                  <th scope="col">{t('drill.customer')}</th>
                  <th scope="col">{t('drill.wrote')}</th>
                  <th scope="col">{t('drill.answered')}</th>
                  <th scope="col">{t('drill.by')}</th>
                  <th scope="col">{t('drill.took')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ conversation, wait }) => (
                  <tr key={wait.id ?? `${conversation.id}.${wait.opened_at}`}>
                    <th scope="row">
                      <Link class="cell-name" href={`/inbox/all/${conversation.id}`}>
                        <Face name={conversation.contact.name} size={28} channel={conversation.channel.kind} />
                        <span class="cut">{conversation.contact.name}</span>
                      </Link>
                    </th>
                    <td>{moment(ms(wait.opened_at), now.value, language.value)}</td>
                    <td>{wait.ended_at ? moment(ms(wait.ended_at), now.value, language.value) : t('drill.notYet')}</td>
                    <td>{wait.answered_by?.name ?? '–'}</td>
                    <td>
                      <b>{shown(wait.response_ms ?? now.value - ms(wait.opened_at), language.value)}</b>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </>
  );
}
