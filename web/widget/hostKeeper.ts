/** Texts kept in the shop's storage, sealed so that the shop's scripts read nothing. Loaded where it is needed only. */
import type { Keeper } from './keeper';
import type { Kept } from './protocol';
import { openSeal, seal, unseal } from './seal';

/** `send` speaks to the loader; `key` is that of the boot. Undefined where the key cannot be used. */
export async function hostKeeper(
  kept: Kept,
  send: (id: string, text?: string) => Promise<unknown>,
  key: string,
): Promise<Keeper | undefined> {
  const held: Record<string, string> = { ...kept };
  const known = await openSeal(key);
  if (!known) return undefined;
  return {
    mode: 'host',
    put: async (id, text) => {
      held[id] = await seal(known, id, text);
      await send(id, held[id]);
    },
    drop: id => {
      delete held[id];
      void send(id);
    },
    all: async () => {
      const open: Record<string, string> = {};
      for (const [id, sealed] of Object.entries(held)) {
        const text = await unseal(known, id, sealed);
        if (text !== undefined) open[id] = text;
      }
      return open;
    },
    wipe: () => void send(''),
  };
}
