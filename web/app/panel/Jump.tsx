import type { ComponentChildren } from 'preact';
import { Link, useLocation, useSearch } from 'wouter-preact';
import { panelSheet } from '../inbox/panelSheet';
import { jumpTo } from '../thread/jump';

/** Where another conversation or message is, in the list that is open. */
export function usePlace(): (conversation: number, message?: number) => string {
  const [place] = useLocation();
  const search = useSearch();
  return (conversation, message) => {
    const params = new URLSearchParams(search);
    params.delete('m');
    if (message) params.set('m', String(message));
    return `/inbox/${place.split('/')[2] ?? 'all'}/${conversation}${params.size ? `?${params}` : ''}`;
  };
}

interface Props {
  conversation: number;
  message: number;
  class: string;
  label?: string | undefined;
  children: ComponentChildren;
}
/** To a message where it stands in its thread; one that is on the page is only scrolled to. */
export function Jump({ conversation, message, label, children, ...rest }: Props) {
  const place = usePlace();
  return (
    <Link
      href={place(conversation, message)}
      {...rest}
      aria-label={label}
      title={label}
      onClick={(event: MouseEvent) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        panelSheet.value = false;
        // Reading goes on there, by arrows too.
        jumpTo(event, message)?.closest<HTMLElement>('[role="log"]')?.focus({ preventScroll: true });
      }}
    >
      {children}
    </Link>
  );
}
