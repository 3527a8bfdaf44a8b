import { exactTime, moment, ms } from '../../shared/time';
import { now } from '../data/clock';
import { moveStage, setTag } from '../data/commands';
import { conversationSignal, known } from '../data/store/conversations';
import { pipelines } from '../data/store/people';
import type { Contact, Conversation, Lead, Touch } from '../data/types';
import { language, t } from '../data/words';
import { panelSheet } from '../inbox/panelSheet';
import { pick } from '../inbox/pickers';
import { reasonKey } from '../thread/reason';
import { Why } from '../thread/Why';
import { Face } from '../ui/Face';
import { ChannelMark, channelName, Icon } from '../ui/icons';
import { narrow } from '../ui/media';
import './Panel.css';

export function Panel({ id }: { id: number }) {
  known.value;
  const item = conversationSignal(id)?.value;
  return (
    <aside class={narrow.value ? 'panel panel-sheet' : 'panel'} aria-label={t('panel.label')}>
      {narrow.value && (
        <button
          type="button"
          class="icon-button panel-shut"
          aria-label={t('ui.close')}
          onClick={() => {
            panelSheet.value = false;
          }}
        >
          <Icon name="close" />
        </button>
      )}
      {item && <Inside item={item} />}
    </aside>
  );
}

function Inside({ item }: { item: Conversation }) {
  const contact = item.contact_detail;
  const lead = item.lead_detail;
  return (
    <>
      <header class="panel-who">
        <Face name={item.contact.name} url={item.contact.avatar_url} size={46} />
        <div>
          <h3>{item.contact.name}</h3>
          <p>{contact ? since(contact) : ''}</p>
        </div>
      </header>
      {contact && <Identities contact={contact} />}
      {lead ? (
        <LeadCard lead={lead} />
      ) : item.contact_detail && !item.lead ? (
        <p class="panel-quiet">{t('panel.noLead')}</p>
      ) : null}
      {lead && <Source lead={lead} />}
      <Owner item={item} />
      {lead && lead.history.length > 0 && <History lead={lead} />}
      <Tags item={item} />
    </>
  );
}

function Tags({ item }: { item: Conversation }) {
  return (
    <section class="panel-part" aria-label={t('panel.tags')}>
      <h4>{t('panel.tags')}</h4>
      <p class="panel-tags">
        {item.tags.map(tag => (
          <span key={tag} class="chip">
            <span class="cut">{tag}</span>
            <button
              type="button"
              class="chip-off"
              aria-label={t('tags.off', { tag })}
              onClick={() => setTag(item.id, tag, false)}
            >
              <Icon name="close" size="xs" />
            </button>
          </span>
        ))}
        <button
          type="button"
          class="chip chip-add"
          aria-haspopup="dialog"
          onClick={event => pick('tags', event.currentTarget)}
        >
          <Icon name="plus" size="xs" />
          {t('tags.add')}
          <span class="kbd">T</span>
        </button>
      </p>
    </section>
  );
}

function since(contact: Contact): string {
  const speaks = contact.language
    ? new Intl.DisplayNames(language.value, { type: 'language' }).of(contact.language)
    : undefined;
  const known = t('panel.since', { date: moment(ms(contact.created_at), now.value, language.value) });
  return [speaks && t('panel.writes', { language: speaks }), known].filter(Boolean).join(', ');
}

function Identities({ contact }: { contact: Contact }) {
  return (
    <ul class="panel-ids" aria-label={t('panel.identities')}>
      {contact.phone && (
        <li>
          <Icon name="phone" size="s" />
          <a class="cut" href={`tel:${contact.phone.replace(/[^+\d]/g, '')}`}>
            {contact.phone}
          </a>
        </li>
      )}
      {contact.email && (
        <li>
          <Icon name="mail" size="s" />
          <a class="cut" href={`mailto:${contact.email}`}>
            {contact.email}
          </a>
        </li>
      )}
      {contact.identities.map(identity => (
        <li key={`${identity.kind}${identity.handle}`}>
          <ChannelMark kind={identity.kind} size="s" />
          <span class="cut" title={identity.handle}>
            {identity.username
              ? `@${identity.username.replace(/^@/, '')}`
              : `${channelName(identity.kind)} ${identity.handle}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function money(minor: number, currency: string): string {
  const format = new Intl.NumberFormat(language.value, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return new Intl.NumberFormat(language.value, {
    style: 'currency',
    currency,
    minimumFractionDigits: minor % 10 ** digits === 0 ? 0 : digits,
  }).format(minor / 10 ** digits);
}

function LeadCard({ lead }: { lead: Lead }) {
  const stages = pipelines.value.find(pipeline => pipeline.id === lead.pipeline_id)?.stages ?? [];
  const ordered = [...stages].sort((a, b) => a.position - b.position);
  const steps = ordered.filter(stage => stage.group === 'active' || stage.group === 'won');
  const at = steps.findIndex(stage => stage.id === lead.stage.id);
  return (
    <section class="lead" aria-label={t('panel.lead')}>
      <header class="lead-top">
        <b>{lead.title || t('panel.leadUntitled')}</b>
        {lead.amount_minor !== null && lead.currency && (
          <span class="lead-amount">{money(lead.amount_minor, lead.currency)}</span>
        )}
      </header>
      <div class={`lead-steps lead-${lead.stage.group}`} aria-hidden="true">
        {steps.map((stage, i) => (
          <i key={stage.id} class={at >= 0 && i <= at ? 'lead-done' : ''} />
        ))}
      </div>
      <label class="lead-stage">
        <span>{t('panel.stage')}</span>
        <select
          class="select"
          value={lead.stage.id}
          onChange={event => {
            const stage = ordered.find(item => item.id === Number(event.currentTarget.value));
            if (stage) void moveStage(lead, { id: stage.id, name: stage.name, group: stage.group });
          }}
        >
          {ordered.map(stage => (
            <option key={stage.id} value={stage.id}>
              {stage.name}
            </option>
          ))}
          {!ordered.some(stage => stage.id === lead.stage.id) && (
            <option value={lead.stage.id}>{lead.stage.name}</option>
          )}
        </select>
      </label>
      <dl class="pairs">
        <dt>{t('panel.owner')}</dt>
        <dd>
          {lead.owner ? (
            <>
              <Face name={lead.owner.name} size={18} />
              <span class="cut">{lead.owner.name}</span>
            </>
          ) : (
            t('panel.nobody')
          )}
        </dd>
        <dt>{t('panel.created')}</dt>
        <dd>{moment(ms(lead.created_at), now.value, language.value)}</dd>
      </dl>
    </section>
  );
}

/** Where they came from: the first touch, and the last one when it is another. */
function Source({ lead }: { lead: Lead }) {
  const first = lead.first_touch;
  const last = lead.last_touch;
  const touches = lead.touches.length;
  return (
    <section class="panel-part" aria-label={t('source.title')}>
      <h4>
        {t('source.title')}
        {touches > 1 && <span>{t('source.touches', { count: touches })}</span>}
      </h4>
      {!first && !last && <p class="panel-quiet panel-flat">{t('source.unknown')}</p>}
      {first && <TouchStory touch={first} label={last && last.at !== first.at ? t('source.first') : null} />}
      {last && first && last.at !== first.at && <TouchStory touch={last} label={t('source.last')} />}
    </section>
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

/** Why is this chat whose it is. */
function Owner({ item }: { item: Conversation }) {
  const assignment = item.assignment;
  if (!assignment) return null;
  const key = reasonKey(assignment.reason);
  const rule = assignment.log?.rules?.find(one => one.matched)?.name;
  return (
    <section class="panel-part" aria-label={t('why.title')}>
      <h4>{item.assignee ? t('why.titleOf', { name: item.assignee.name }) : t('why.title')}</h4>
      {assignment.log?.candidates?.length ? (
        <details class="panel-why">
          <summary>
            <span>{[rule, key ? t(key) : assignment.reason].filter(Boolean).join(': ')}</span>
          </summary>
          <Why log={assignment.log} />
        </details>
      ) : (
        <p class="panel-quiet panel-flat">{[rule, key ? t(key) : assignment.reason].filter(Boolean).join(': ')}</p>
      )}
    </section>
  );
}

function History({ lead }: { lead: Lead }) {
  return (
    <section class="panel-part">
      <h4>{t('panel.history')}</h4>
      <ol class="history">
        {[...lead.history].reverse().map(entry => (
          <li key={entry.at}>
            <i aria-hidden="true" />
            <p>{typeof entry.stage === 'string' ? entry.stage : entry.stage.name}</p>
            <time dateTime={entry.at} title={exactTime(ms(entry.at), language.value)}>
              {moment(ms(entry.at), now.value, language.value)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  );
}
