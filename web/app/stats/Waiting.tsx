import { useEffect } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { conversationSignal, keep } from '../data/store/conversations';
import { lastSeq } from '../data/store/seq';
import type { WaitingReport } from '../data/types';
import { t } from '../data/words';
import { Face } from '../ui/Face';
import { WaitRail, WaitTime } from '../ui/Waiting';

/** Who waits now, the longest first. */
export function Waiting({ report }: { report: WaitingReport }) {
  useEffect(() => {
    for (const item of report.items) keep(item, lastSeq());
  }, [report]);
  const rows = report.items
    .map(item => conversationSignal(item.id)?.value ?? item)
    .filter(item => item.wait && item.status === 'open');
  return (
    <section class="stats-part" aria-labelledby="waiting-now">
      <h2 id="waiting-now">
        {t('stats.waitingNow')} <small>{rows.length}</small>
      </h2>
      {rows.length === 0 && <p class="stats-quiet">{t('stats.sayNobody')}</p>}
      <ol class="waiting">
        {rows.slice(0, 12).map(item => (
          <li key={item.id}>
            <Link class="waiting-row" href={`/inbox/waiting/${item.id}`}>
              <WaitRail wait={item.wait} />
              <Face name={item.contact.name} size={28} channel={item.channel.kind} />
              <b class="cut">{item.contact.name}</b>
              <span class="cut waiting-text">{item.last_message?.text}</span>
              <span class="waiting-owner cut">{item.assignee?.name ?? t('assign.nobody')}</span>
              {item.wait && <WaitTime wait={item.wait} />}
            </Link>
          </li>
        ))}
      </ol>
      {rows.length > 12 && (
        <Link class="button-link" href="/inbox/waiting">
          {t('stats.allWaiting', { count: rows.length })}
        </Link>
      )}
    </section>
  );
}
