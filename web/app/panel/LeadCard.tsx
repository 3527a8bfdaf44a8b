import { useSignal } from '@preact/signals';
import { exactTime, moment, ms, waited } from '../../shared/time';
import type { ApiError } from '../data/api';
import { now } from '../data/clock';
import { moveStage } from '../data/commands';
import type { Field } from '../data/edits';
import { saveLead, setOwner } from '../data/facts';
import { stageName } from '../data/stages';
import { pipelines, users } from '../data/store/people';
import type { Lead, Pipeline } from '../data/types';
import { language, t } from '../data/words';
import { peopleItems } from '../inbox/people';
import { Face } from '../ui/Face';
import { Icon } from '../ui/icons';
import { Menu } from '../ui/Menu';
import { Amount } from './Amount';
import { stagesOpen } from './asked';
import { InPlace } from './InPlace';
import { Past, StagePast } from './Past';
import './Lead.css';

export function LeadCard({ lead }: { lead: Lead }) {
  const title: Field = {
    id: `lead/${lead.id}/title`,
    label: t('panel.leadTitle'),
    send: text => saveLead(lead.id, { title: text }),
    say: (error: ApiError) => (error.fields.title === undefined ? undefined : t('panel.wrong.title')),
  };
  return (
    <section class="lead" aria-label={t('panel.lead')}>
      <header class="lead-top">
        <b>
          <InPlace
            field={title}
            value={lead.title}
            empty={t('panel.leadUntitled')}
            show={words => words}
            input={{ maxLength: 200 }}
          />
          <Past contact={lead.contact_id} field="title" of={lead.id} />
        </b>
        <Amount lead={lead} />
      </header>
      <Stage lead={lead} />
      <dl class="pairs">
        <dt>{t('panel.owner')}</dt>
        <dd>
          <Owner lead={lead} />
          <Past contact={lead.contact_id} field="owner" of={lead.id} />
        </dd>
        <dt>{t('panel.created')}</dt>
        <dd>
          <time dateTime={lead.created_at} title={exactTime(ms(lead.created_at), language.value)}>
            {moment(ms(lead.created_at), now.value, language.value)}
          </time>
        </dd>
      </dl>
    </section>
  );
}

type Step = Pipeline['stages'][number];

/** Where it stands on its way and for how long; a click on a step, or the menu under them, moves it. */
function Stage({ lead }: { lead: Lead }) {
  const all = [...(pipelines.value.find(one => one.id === lead.pipeline_id)?.stages ?? [])].sort(
    (a, b) => a.position - b.position,
  );
  const steps = all.filter(stage => stage.group === 'active' || stage.group === 'won');
  const at = steps.findIndex(stage => stage.id === lead.stage.id);
  const moved = lead.history.at(-1);
  const since = moved?.stage.id === lead.stage.id ? ms(moved.at) : now.value;
  const by = moved?.by ? users.value.get(moved.by)?.name : undefined;
  const when = [exactTime(since, language.value), by].filter(Boolean).join(', ');
  const span = waited(now.value - since, language.value) ?? t('panel.moment');
  const move = ({ id, name, group }: Step) => void moveStage(lead, { id, name, group });
  return (
    <>
      <div class={`lead-steps lead-${lead.stage.group}`} role="group" aria-label={t('panel.stage')}>
        {steps.map((stage, i) => (
          <button
            key={stage.id}
            type="button"
            class={i === at ? 'lead-now' : i < at ? 'lead-done' : ''}
            // The menu is the way by keys: one stop in place of as many as there are stages.
            tabIndex={-1}
            aria-label={t('panel.moveTo', { stage: stageName(stage.name) })}
            title={stageName(stage.name)}
            onClick={() => move(stage)}
          />
        ))}
      </div>
      <div class="lead-stage-line">
        <Menu
          label={t('panel.stage')}
          open={stagesOpen}
          buttonClass="lead-stage"
          buttonLabel={t('panel.change', { field: t('panel.stage'), value: stageName(lead.stage.name) })}
          title={`${t('keys.stage')} (S)`}
          items={() =>
            all.map((stage, i) => ({
              id: String(stage.id),
              label: stageName(stage.name),
              ...(i < 9 ? { pick: String(i + 1) } : {}),
              checked: stage.id === lead.stage.id,
              run: () => move(stage),
            }))
          }
        >
          <b class="cut">{stageName(lead.stage.name)}</b>
          <span title={when}>
            {at >= 0 ? t('panel.stageAt', { at: at + 1, of: steps.length, span }) : t('panel.stageFor', { span })}
          </span>
          <Icon name="down" size="xs" />
        </Menu>
        <StagePast lead={lead} />
      </div>
    </>
  );
}

function Owner({ lead }: { lead: Lead }) {
  const open = useSignal(false);
  return (
    <Menu
      label={t('panel.owner')}
      open={open}
      buttonClass={lead.owner ? 'inplace-value' : 'inplace-value inplace-empty'}
      buttonLabel={t('panel.change', { field: t('panel.owner'), value: lead.owner?.name ?? t('panel.nobody') })}
      items={() => peopleItems(lead.owner?.id ?? null, to => setOwner(lead, to))}
    >
      {lead.owner && <Face name={lead.owner.name} size={18} />}
      <span class="cut">{lead.owner?.name ?? t('panel.nobody')}</span>
      <Icon name="down" size="xs" />
    </Menu>
  );
}
