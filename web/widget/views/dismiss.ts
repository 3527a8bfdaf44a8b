import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { useView } from './view';

/** What lies open over the chat shuts when somebody turns elsewhere: in the chat, to the shop's page, or by closing. */
export function useDismiss(box: RefObject<HTMLElement>, isOpen: boolean, shut: () => void): void {
  const { chat } = useView();
  useEffect(() => {
    if (!isOpen) return undefined;
    const outside = (event: Event) => {
      if (event.type === 'blur' || !box.current?.contains(event.target as Node)) shut();
    };
    const end = chat.isOpen.watch(shut);
    addEventListener('pointerdown', outside);
    addEventListener('blur', outside);
    return () => {
      end();
      removeEventListener('pointerdown', outside);
      removeEventListener('blur', outside);
    };
  }, [isOpen]);
}
