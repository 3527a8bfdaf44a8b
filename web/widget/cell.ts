/** A value that tells of its changes. The frame's budget has no room for a signals library (3.6 KB of 18). */
import { useEffect, useState } from 'preact/hooks';

export interface Cell<T> {
  value: T;
  /** Called after each change; returns what ends it. */
  watch(call: () => void): () => void;
}

type Watched = Pick<Cell<unknown>, 'watch'>;

export function cell<T>(initial: T): Cell<T> {
  const watchers = new Set<() => void>();
  let now = initial;
  return {
    get value() {
      return now;
    },
    set value(next) {
      if (next === now) return;
      now = next;
      for (const call of [...watchers]) call();
    },
    watch(call) {
      watchers.add(call);
      return () => watchers.delete(call);
    },
  };
}

/** Once now, and once after any of the changes of a turn. */
export function follow(cells: readonly Watched[], run: () => void): () => void {
  let due = false;
  const later = () => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      run();
    });
  };
  const ends = cells.map(one => one.watch(later));
  run();
  return () => {
    for (const end of ends) end();
  };
}

/** Draws the component again when one of the cells changes. */
export function useCells(...cells: readonly Watched[]): void {
  const [, redraw] = useState({});
  useEffect(() => {
    const seen = cells.map(one => one.watch(() => redraw({})));
    redraw({});
    return () => {
      for (const end of seen) end();
    };
  }, []);
}
