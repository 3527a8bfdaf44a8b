import { useEffect } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { patch } from '../data/api';
import { setupLeft } from '../data/setup';
import { t } from '../data/words';
import { Icon } from '../ui/icons';
import { attempt } from './Confirm';
import { useData } from './data';
import { BackLink, Pending, Section } from './parts';
import type { Guide as GuideData, GuideStep } from './types';
import { s } from './words';

const places: Readonly<Record<GuideStep, string>> = {
  account: '/settings/profile',
  company: '/settings/company#company',
  channel: '/settings/channels/new',
  team: '/settings/people/new',
  hours: '/settings/company#week',
  answer: '/inbox/all',
};

/** From nothing to the first answered message. What is done is seen, wherever it was done. */
export function Guide() {
  const { value, error, reload } = useData<GuideData>('/guide', { every: 5000, kind: 'message.created' });
  useEffect(() => {
    if (value) setupLeft.value = value.left;
  }, [value]);
  if (!value) return <Pending error={error} again={reload} />;
  const { steps, left } = value;
  const next = steps.find(one => one.state === 'open');
  const skip = async (step: GuideStep, on: boolean) => {
    const skipped = steps.filter(one => one.state === 'skipped' && one.step !== step).map(one => one.step);
    await attempt(() => patch('/guide', { skipped: on ? [...skipped, step] : skipped }));
    await reload();
  };
  return (
    <>
      <BackLink href="/settings" label={t('nav.settings')} />
      <Section
        title={s(left ? 'guide.title' : 'guide.finished')}
        hint={left ? s('guide.left', { count: left }) : s('guide.finishedHint')}
      >
        <div class="set-guide">
          <ol class="set-guide-steps">
            {steps.map(({ step, state }) => (
              <li key={step} class={`set-guide-${state}${step === next?.step ? ' set-guide-next' : ''}`}>
                <span class="set-guide-mark" aria-hidden="true">
                  {state === 'done' && <Icon name="check" size="xs" />}
                </span>
                <div>
                  <b>{s(`guide.${step}`)}</b>
                  <small>
                    <span class="hidden">{s(`guide.is_${state}`)}. </span>
                    {s(state === 'done' ? `guide.${step}Done` : `guide.${step}Hint`)}
                  </small>
                  {state !== 'done' && (
                    <div class="set-buttons">
                      <Link
                        class={step === next?.step ? 'button button-primary' : 'button button-outline'}
                        href={places[step]}
                      >
                        {s(`guide.${step}Go`)}
                      </Link>
                      <button
                        type="button"
                        class="button button-quiet"
                        onClick={() => void skip(step, state === 'open')}
                      >
                        {s(state === 'open' ? 'guide.skip' : 'guide.unskip')}
                        <span class="hidden">: {s(`guide.${step}`)}</span>
                      </button>
                    </div>
                  )}
                </div>
              </li>
            ))}
          </ol>
          <aside class="set-proof" aria-label={s('guide.server')}>
            <h3>{s('guide.server')}</h3>
            <ul>
              <Check
                good={value.public_url !== ''}
                words={value.public_url ? s('guide.address', { url: value.public_url }) : s('guide.noAddress')}
                cure={s('guide.addressCure')}
              />
              <Check
                good={value.secure}
                words={s(value.secure ? 'guide.secure' : 'guide.notSecure')}
                cure={s('guide.secureCure')}
              />
            </ul>
          </aside>
        </div>
      </Section>
    </>
  );
}

function Check({ good, words, cure }: { good: boolean; words: string; cure: string }) {
  return (
    <li class={good ? 'set-check-good' : 'set-check-bad'}>
      <Icon name={good ? 'check' : 'warn'} size="s" />
      <span>
        {words}
        {!good && <small>{cure}</small>}
      </span>
    </li>
  );
}
