/** Files on their way up: progress, cancel, retry. One that has arrived becomes a message. */

import { attachmentUrl } from './api';
import { cell } from './cell';
import { type Attachment, makeId } from './model';

export interface Going {
  readonly id: string;
  readonly file: File;
  readonly facts: Facts;
  readonly share: number;
  readonly failed: boolean;
  cancel(): void;
}

/** What the server is told of it beside its bytes. */
export type Facts = Readonly<Record<string, string | number>>;

export const mostBytes = 25 * 1024 * 1024;

export function makeUploads(token: () => string | undefined, arrived: (file: Attachment) => void) {
  const going = cell<readonly Going[]>([]);
  /** Stopped by nothing but the line. */
  const held = new Set<string>();
  const change = (id: string, part: Partial<Going>) => {
    going.value = going.value.map(item => (item.id === id ? { ...item, ...part } : item));
  };
  const leave = (id: string) => {
    going.value = going.value.filter(item => item.id !== id);
  };

  async function retry(id: string): Promise<void> {
    const one = going.value.find(item => item.id === id);
    if (!one) return;
    const proof = token();
    change(id, { failed: false, share: 0 });
    if (!proof) {
      held.add(id);
      return;
    }
    held.delete(id);
    try {
      const { upload } = await import('../shared/upload');
      const { done, cancel } = upload<Attachment>(
        attachmentUrl({ name: one.file.name, ...one.facts }),
        one.file,
        { Authorization: `Bearer ${proof}` },
        share => change(id, { share }),
      );
      change(id, { cancel });
      const file = await done;
      leave(id);
      arrived(file);
    } catch (error) {
      if (!(error as { status?: number }).status) held.add(id);
      change(id, { failed: true });
    }
  }

  /** One after the other: as they were chosen is as they arrive, also on a line that carries little. */
  let line = Promise.resolve();
  const queue = (id: string) => {
    line = line.then(() => retry(id));
  };

  return {
    going,
    retry,
    add: (file: File, facts: Facts = {}) => {
      const one = { id: makeId(), file, facts, share: 0, failed: false, cancel: () => {} };
      going.value = [...going.value, one];
      queue(one.id);
    },
    /** The line is there: what it kept from going goes now. */
    resume: () => held.forEach(queue),
    cancel: (id: string) => {
      const one = going.value.find(item => item.id === id);
      leave(id);
      one?.cancel();
    },
  };
}
