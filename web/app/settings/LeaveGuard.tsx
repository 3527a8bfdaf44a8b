import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { Dialog } from '../ui/Dialog';
import { unsaved } from './form';
import { s } from './words';

/** Whoever leaves a form with changes by a link is asked; by Back or a key, what was typed waits for their return. */
export function LeaveGuard() {
  const [, go] = useLocation();
  const wanted = useSignal<string | null>(null);
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      const link = (event.target as Element | null)?.closest?.('a[href]');
      const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
      if (!unsaved.peek() || !link || !plain || link.getAttribute('target')) return;
      const href = link.getAttribute('href') ?? '';
      if (!href.startsWith('/')) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      wanted.value = href;
    };
    const onUnload = (event: BeforeUnloadEvent) => {
      if (unsaved.peek()) event.preventDefault();
    };
    document.addEventListener('click', onClick, true);
    window.addEventListener('beforeunload', onUnload);
    return () => {
      document.removeEventListener('click', onClick, true);
      window.removeEventListener('beforeunload', onUnload);
    };
  }, []);
  const href = wanted.value;
  if (href === null) return null;
  const stay = () => {
    wanted.value = null;
  };
  return (
    <Dialog title={s('leave.title')} onClose={stay}>
      <p class="set-leave">{s('leave.hint', { what: unsaved.value?.changed.join(', ') ?? '' })}</p>
      <div class="set-buttons">
        <button type="button" class="button button-primary" onClick={stay}>
          {s('leave.stay')}
        </button>
        <button
          type="button"
          class="button button-quiet"
          onClick={() => {
            unsaved.peek()?.discard();
            stay();
            go(href);
          }}
        >
          {s('leave.discard')}
        </button>
      </div>
    </Dialog>
  );
}
