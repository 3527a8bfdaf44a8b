import { exactTime, moment, ms } from '../../shared/time';
import { now } from '../data/clock';
import type { Lead, Touch } from '../data/types';
import { language, t } from '../data/words';
import { Section } from './Section';

/** Where they came from: the first touch, and the last one when it is another. */
export function Source({ lead }: { lead: Lead }) {
  const first = lead.first_touch;
  const last = lead.last_touch;
  const touches = lead.touches.length;
  return (
    <Section name="source" title={t('source.title')} count={touches > 1 && t('source.touches', { count: touches })}>
      {!first && !last && <p class="panel-quiet panel-flat">{t('source.unknown')}</p>}
      {first && <TouchStory touch={first} label={last && last.at !== first.at ? t('source.first') : null} />}
      {last && first && last.at !== first.at && <TouchStory touch={last} label={t('source.last')} />}
    </Section>
  );
}

function TouchStory({ touch, label }: { touch: Touch; label: string | null }) {
  const place = [touch.source, touch.medium].filter(Boolean).join(' / ');
  const lines: [string, string | null][] = [
    [t('source.campaign'), touch.campaign],
    [t('source.term'), touch.term],
    [t('source.content'), touch.content],
    [t('source.click'), touch.click_id ? `${touch.click_id_type ?? ''} ${touch.click_id}`.trim() : null],
    [t('source.ad'), touch.ad_id],
    [t('source.ref'), touch.ref],
    [t('source.referrer'), touch.referrer],
    [t('source.landing'), touch.landing_page],
  ];
  return (
    <div class="touch">
      {label && <h5>{label}</h5>}
      <p class="touch-from">
        <b>{place || touch.referrer || t('source.direct')}</b>
        <time dateTime={touch.at} title={exactTime(ms(touch.at), language.value)}>
          {moment(ms(touch.at), now.value, language.value)}
        </time>
      </p>
      <dl class="pairs">
        {lines.map(([name, value]) =>
          value ? (
            <>
              <dt>{name}</dt>
              <dd>
                <span class="cut" title={value}>
                  {value}
                </span>
              </dd>
            </>
          ) : null,
        )}
      </dl>
    </div>
  );
}
