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

export class Uploads {
  readonly going = cell<readonly Going[]>([]);
  /** By id: stopped by nothing but the line. */
  private readonly held = new Set<string>();

  constructor(
    private readonly token: () => string | undefined,
    private readonly arrived: (file: Attachment) => void,
  ) {}

  add(file: File, facts: Facts = {}): void {
    void this.start({ id: makeId(), file, facts, share: 0, failed: false, cancel: () => {} }, true);
  }

  retry(id: string): void {
    const one = this.going.value.find(item => item.id === id);
    if (one) void this.start(one, false);
  }

  /** The line is there: what it kept from going goes now. */
  resume(): void {
    for (const id of this.held) this.retry(id);
  }

  cancel(id: string): void {
    const one = this.going.value.find(item => item.id === id);
    this.going.value = this.going.value.filter(item => item.id !== id);
    one?.cancel();
  }

  private async start(one: Going, isNew: boolean): Promise<void> {
    const token = this.token();
    const change = (part: Partial<Going>) => {
      this.going.value = this.going.value.map(item => (item.id === one.id ? { ...item, ...part } : item));
    };
    if (isNew) this.going.value = [...this.going.value, one];
    change({ failed: false, share: 0 });
    if (!token) {
      this.held.add(one.id);
      return;
    }
    this.held.delete(one.id);
    try {
      const { upload } = await import('../shared/upload');
      const headers = { Authorization: `Bearer ${token}` };
      const { done, cancel } = upload<Attachment>(
        attachmentUrl({ name: one.file.name, ...one.facts }),
        one.file,
        headers,
        share => change({ share }),
      );
      change({ cancel });
      const file = await done;
      this.going.value = this.going.value.filter(item => item.id !== one.id);
      this.arrived(file);
    } catch (error) {
      if (!(error as { status?: number }).status) this.held.add(one.id);
      change({ failed: true });
    }
  }
}
