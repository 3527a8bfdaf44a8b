import { useEffect } from 'preact/hooks';
import { conversationSignal, known } from '../data/store/conversations';
import { t } from '../data/words';
import { panelSheet } from '../inbox/panelSheet';
import { Icon } from '../ui/icons';
import { lazy } from '../ui/lazy';
import { narrow } from '../ui/media';
import { stagesOpen } from './asked';
import './Panel.css';

const Inside = lazy(async () => (await import('./Inside')).Inside);
/** What stands in it is a chunk of its own, which comes while the conversation does. */
export const preloadPanel = () => void Inside.preload();

export function Panel({ id }: { id: number }) {
  useEffect(
    () => () => {
      stagesOpen.value = false;
    },
    [],
  );
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
