/** What the settings read: asked for when shown, kept until asked again. */
import { useEffect, useState } from 'preact/hooks';
import { ApiError, get, session } from '../data/api';
import { onEvent } from '../data/store/events';
import type { Page } from '../data/types';

export interface Loaded<T> {
  readonly value: T | null;
  readonly error: ApiError | null;
  readonly reload: () => Promise<void>;
}

/** By who asked and what for. */
const kept = new Map<string, unknown>();
const keyOf = (path: string) => `${session.peek()?.user.id} ${path}`;

/** Asked again every `every` milliseconds while the page is seen, and when something of `kind` changed. */
export function useData<T>(path: string | null, { every = 0, kind = '' } = {}): Loaded<T> {
  const [state, setState] = useState<{ path: string | null; value: T | null; error: ApiError | null }>({
    path,
    value: path === null ? null : ((kept.get(keyOf(path)) as T | undefined) ?? null),
    error: null,
  });
  const reload = async () => {
    if (path === null) return;
    try {
      const value = await get<T>(path);
      kept.set(keyOf(path), value);
      setState({ path, value, error: null });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setState(before => ({ path, value: before.path === path ? before.value : null, error }));
    }
  };
  useEffect(() => {
    void reload();
    const timer = every ? setInterval(() => !document.hidden && void reload(), every) : undefined;
    const stop = kind ? onEvent(event => event.type === kind && void reload()) : undefined;
    return () => {
      clearInterval(timer);
      stop?.();
    };
  }, [path]);
  const own = state.path === path ? state : { value: null, error: null };
  return { value: own.value, error: own.error, reload };
}

export const useList = <T>(path: string, options?: { every?: number; kind?: string }) => {
  const page = useData<Page<T>>(path, options);
  return { ...page, items: page.value?.items ?? null };
};
