import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useLocation, useSearch } from 'wouter-preact';
import { dayOf, dayStart } from '../../shared/day';
import { ApiError, get, query } from '../data/api';
import { sayError } from '../data/commands';
import type { Message } from '../data/types';
import { t } from '../data/words';
import { placeBelow } from '../ui/place';
import { showMessage, sought } from './jump';
import '../ui/Picker.css';
import './GoTo.css';

interface Props {
  id: number;
  anchor: HTMLElement | null;
  onClose: () => void;
}

/** To the first message of a day, or of all. */
export function GoTo({ id, anchor, onClose }: Props) {
  const [path, go] = useLocation();
  const search = useSearch();
  const box = useRef<HTMLFormElement>(null);
  const wrong = useSignal<string | null>(null);
  const today = dayOf(Date.now());
  const at = Number(anchor?.dataset.time);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const before = document.activeElement;
    element.showPopover();
    if (anchor?.isConnected) placeBelow(element, anchor);
    element.querySelector('input')?.focus();
    return () => {
      if (element.contains(document.activeElement) && before instanceof HTMLElement && before.isConnected)
        before.focus();
    };
  }, []);

  const find = async (since: number) => {
    try {
      const found = await get<{ items: Message[] }>(
        `/conversations/${id}/messages${query({ since: new Date(since).toISOString(), limit: 1 })}`,
      );
      const message = found.items[0]?.id;
      if (message === undefined) {
        wrong.value = t('goTo.later');
        return;
      }
      onClose();
      if (showMessage(message)) return;
      const params = new URLSearchParams(search);
      params.set('m', String(message));
      sought.value += 1;
      go(`${path}?${params}`, { replace: true });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      wrong.value = sayError(error);
    }
  };
  return (
    <form
      ref={box}
      class={anchor ? 'picker go-to' : 'picker picker-middle go-to'}
      popover="auto"
      role="dialog"
      aria-label={t('keys.day')}
      noValidate
      onToggle={event => {
        if ((event as unknown as ToggleEvent).newState === 'closed') onClose();
      }}
      onSubmit={event => {
        event.preventDefault();
        const day = event.currentTarget.querySelector('input')?.value;
        const start = dayStart(day ?? '');
        if (!Number.isNaN(start)) void find(start);
        else wrong.value = t('goTo.noDay');
      }}
    >
      <label>
        {t('goTo.day')}
        <input
          type="date"
          defaultValue={dayOf(at || Date.now())}
          max={today}
          aria-invalid={wrong.value !== null}
          aria-describedby={wrong.value === null ? undefined : 'go-to-wrong'}
          onInput={() => {
            wrong.value = null;
          }}
        />
      </label>
      {wrong.value !== null && (
        <p id="go-to-wrong" class="go-to-wrong" role="alert">
          {wrong.value}
        </p>
      )}
      <div class="go-to-row">
        <button type="button" class="button-link" onClick={() => void find(0)}>
          {t('goTo.first')}
        </button>
        <button type="submit" class="button button-primary">
          {t('goTo.go')}
        </button>
      </div>
    </form>
  );
}
