import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Attachment } from '../data/types';
import { t } from '../data/words';
import { Icon } from '../ui/icons';

/** One picture over everything: arrows turn, Esc closes and the focus goes back. */
export function Viewer({ items, at }: { items: readonly Attachment[]; at: Signal<number | null> }) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    element.current?.showModal();
  }, []);
  const item = items[at.value ?? 0];
  const turn = (by: number) => {
    at.value = ((at.peek() ?? 0) + by + items.length) % items.length;
  };
  if (!item?.url) return null;
  return (
    <dialog
      ref={element}
      class="viewer"
      aria-label={item.name}
      onClose={() => {
        at.value = null;
      }}
      onKeyDown={event => {
        if (event.key === 'ArrowRight') turn(1);
        if (event.key === 'ArrowLeft') turn(-1);
      }}
      onClick={event => {
        if (event.target === element.current) element.current?.close();
      }}
    >
      <img src={item.url} alt={item.name} />
      <div class="viewer-bar">
        {items.length > 1 && (
          <>
            <button type="button" class="icon-button" aria-label={t('viewer.previous')} onClick={() => turn(-1)}>
              <Icon name="back" />
            </button>
            <button type="button" class="icon-button" aria-label={t('viewer.next')} onClick={() => turn(1)}>
              <Icon name="forward" />
            </button>
          </>
        )}
        <a class="icon-button" href={item.url} download={item.name} aria-label={t('viewer.download')}>
          <Icon name="download" />
        </a>
        <button type="button" class="icon-button" aria-label={t('ui.close')} onClick={() => element.current?.close()}>
          <Icon name="close" />
        </button>
      </div>
    </dialog>
  );
}
