/** What the report screen shows: the last answer stays while the next one is asked for. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiError, get } from '../data/api';
import { onLine } from '../data/socket';
import type { Page } from '../data/types';

export interface Resource<T> {
  value: T | null;
  error: ApiError | null;
  loading: boolean;
}
const kept = new Map<string, unknown>();

/** Every page of a list, to a limit no report reaches in a month of a busy desk. */
export async function getAll<T>(path: string, stop: AbortSignal): Promise<Page<T>> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page<T> = await get<Page<T>>(path + more, stop);
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null && items.length < 5000);
  return { items, next_cursor: cursor };
}

/** `path` null asks for nothing. Asked again every `every` milliseconds while the page is seen, and when the line is back. */
export function makeResource<T>(read: (path: string, stop: AbortSignal) => Promise<T> = get) {
  const state = signal<Resource<T>>({ value: null, error: null, loading: false });
  let again: (() => void) | undefined;
  onLine(() => state.peek().error && again?.());
  function use(path: string | null, every = 0): Resource<T> & { again: () => void } {
    useEffect(() => {
      if (path === null) return undefined;
      const stop = new AbortController();
      const load = async () => {
        const before = kept.get(path) as T | undefined;
        state.value = { value: before ?? state.peek().value, error: null, loading: true };
        try {
          const value = await read(path, stop.signal);
          kept.set(path, value);
          state.value = { value, error: null, loading: false };
        } catch (error) {
          if (error instanceof ApiError) state.value = { value: state.peek().value, error, loading: false };
          else if (!(error instanceof DOMException)) throw error;
        }
      };
      again = () => void load();
      again();
      const timer = every ? setInterval(() => !document.hidden && void load(), every) : undefined;
      return () => {
        again = undefined;
        stop.abort();
        clearInterval(timer);
      };
    }, [path]);
    return { ...state.value, again: () => again?.() };
  }
  return use;
}
