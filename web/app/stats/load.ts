/** What the report screen shows: the last answer stays while the next one is asked for. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiError, get } from '../data/api';

export interface Resource<T> {
  value: T | null;
  error: ApiError | null;
  loading: boolean;
}
const kept = new Map<string, unknown>();

/** `path` null asks for nothing. Asked again every `every` milliseconds while the page is seen. */
export function makeResource<T>() {
  const state = signal<Resource<T>>({ value: null, error: null, loading: false });
  function use(path: string | null, every = 0): Resource<T> {
    useEffect(() => {
      if (path === null) return undefined;
      const stop = new AbortController();
      const load = async () => {
        const before = kept.get(path) as T | undefined;
        state.value = { value: before ?? state.peek().value, error: null, loading: true };
        try {
          const value = await get<T>(path, stop.signal);
          kept.set(path, value);
          state.value = { value, error: null, loading: false };
        } catch (error) {
          if (error instanceof ApiError) state.value = { value: state.peek().value, error, loading: false };
          else if (!(error instanceof DOMException)) throw error;
        }
      };
      void load();
      const timer = every ? setInterval(() => !document.hidden && void load(), every) : undefined;
      return () => {
        stop.abort();
        clearInterval(timer);
      };
    }, [path]);
    return state.value;
  }
  return use;
}
