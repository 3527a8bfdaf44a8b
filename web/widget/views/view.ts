import { createContext } from 'preact';
import { useContext, useLayoutEffect, useState } from 'preact/hooks';
import type { Chat } from '../chat';
import type { Words } from '../words';

export interface View {
  readonly chat: Chat;
  readonly words: Words;
  /** Of the company, as the site's settings say. */
  readonly name: string;
  close(): void;
}
/** On a desk the field is ready to type in; on a phone the keyboard waits for a tap. */
export const isCoarse = () => matchMedia('(pointer: coarse)').matches;

export const ViewContext = createContext<View | undefined>(undefined);

export function useView(): View {
  const view = useContext(ViewContext);
  if (!view) throw new Error('outside the widget');
  return view;
}

/** A part of its own, fetched when it is first needed; shown once its style is `ready` too. */
export function useLater<T extends object>(
  needed: unknown,
  load: () => Promise<T & { readonly ready?: unknown }>,
): T | undefined {
  const [part, setPart] = useState<T>();
  useLayoutEffect(() => {
    if (needed) void load().then(one => Promise.resolve(one.ready).then(() => setPart(one)));
  }, [needed]);
  return part;
}
