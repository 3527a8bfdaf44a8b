import { useLayoutEffect, useRef } from 'preact/hooks';
import { panelWidth, panelWidths } from '../data/settings';
import { t } from '../data/words';

const { least, most, usual } = panelWidths;
const within = (width: number) => Math.round(Math.min(most, Math.max(least, width)));

/** The edge of the panel: drawn, or moved by arrows, Home and End; a double click gives the usual width back. Kept. */
export function Width() {
  const edge = useRef<HTMLDivElement>(null);
  const from = useRef(0);
  const width = panelWidth.value;
  const show = (pixels: number) => edge.current?.parentElement?.style.setProperty('--panel-kept', `${pixels}px`);
  useLayoutEffect(() => {
    show(width);
  }, [width]);
  const drawn = (event: PointerEvent) => {
    const box = edge.current?.parentElement?.getBoundingClientRect();
    return within((box?.right ?? 0) - event.clientX);
  };
  return (
    <div
      ref={edge}
      class="panel-edge"
      role="separator"
      aria-orientation="vertical"
      aria-label={t('panel.width')}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuenow={width}
      tabIndex={0}
      title={t('panel.width')}
      onPointerDown={event => {
        if (event.button !== 0) return;
        event.preventDefault();
        event.currentTarget.focus({ preventScroll: true });
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = event.clientX;
      }}
      onPointerMove={event => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) show(drawn(event));
      }}
      onPointerUp={event => {
        // A click alone moves nothing.
        const moved = Math.abs(event.clientX - from.current) > 2;
        if (moved && event.currentTarget.hasPointerCapture(event.pointerId)) panelWidth.value = drawn(event);
        show(panelWidth.peek());
      }}
      onPointerCancel={() => show(panelWidth.peek())}
      onDblClick={() => {
        panelWidth.value = usual;
      }}
      onKeyDown={event => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === 'ArrowLeft') panelWidth.value = within(width + 16);
        else if (event.key === 'ArrowRight') panelWidth.value = within(width - 16);
        else if (event.key === 'Home') panelWidth.value = least;
        else if (event.key === 'End') panelWidth.value = most;
        else return;
        event.preventDefault();
      }}
    />
  );
}
