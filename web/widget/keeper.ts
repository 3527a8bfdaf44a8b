/**
 * Where small texts outlive a reload. The frame's own storage where the browser gives one; else the shop's, through the
 * loader, sealed; else nowhere, and the widget says so.
 */
import type { Kept } from './protocol';

export interface Keeper {
  readonly mode: 'own' | 'host' | 'none';
  put(id: string, text: string): Promise<void>;
  drop(id: string): void;
  all(): Promise<Kept>;
  wipe(): void;
}

export function ownKeeper(site: string): Keeper | undefined {
  const prefix = `parley:${site}:`;
  try {
    const store = localStorage;
    store.setItem(prefix, '1');
    store.removeItem(prefix);
    const names = () =>
      Array.from({ length: store.length }, (_, i) => store.key(i) ?? '').filter(name => name.startsWith(prefix));
    return {
      mode: 'own',
      put: async (id, text) => {
        try {
          store.setItem(prefix + id, text);
        } catch {}
      },
      drop: id => store.removeItem(prefix + id),
      all: async () => Object.fromEntries(names().map(name => [name.slice(prefix.length), store.getItem(name) ?? ''])),
      wipe: () => {
        for (const name of names()) store.removeItem(name);
      },
    };
  } catch {
    return undefined;
  }
}

export const noKeeper: Keeper = {
  mode: 'none',
  put: async () => {},
  drop: () => {},
  all: async () => ({}),
  wipe: () => {},
};
