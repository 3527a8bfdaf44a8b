/** Unsent messages: stored before they are sent, sent one by one in their order, forgotten when the server has them. */
import { backoff } from '../shared/ws';
import type { Message, Outgoing, Refusal } from './model';

/** `later` the line or the server is away; `refused` it will not be taken as it is. */
export type Outcome =
  | { readonly kind: 'done'; readonly message: Message }
  | { readonly kind: 'later' }
  | { readonly kind: 'refused'; readonly why: Refusal };

export interface OutboxIo {
  keep(item: Outgoing): Promise<void>;
  drop(clientId: string): void;
  post(item: Outgoing): Promise<Outcome>;
  done(message: Message): void;
  changed(items: readonly Outgoing[]): void;
  /** Returns what takes the call back. */
  after(milliseconds: number, call: () => void): () => void;
  random(): number;
}

export class Outbox {
  items: readonly Outgoing[] = [];
  private busy = false;
  private tries = 0;
  private wake: (() => void) | undefined;

  constructor(private readonly io: OutboxIo) {}

  /** From storage, at the start; what is already in the thread was sent before the answer was heard. */
  restore(items: readonly Outgoing[], known: readonly Message[]): void {
    const sent = new Set(known.map(message => message.client_id));
    const mine = new Set(this.items.map(item => item.client_id));
    for (const item of items) if (sent.has(item.client_id)) this.io.drop(item.client_id);
    const fresh = items.filter(item => !sent.has(item.client_id) && !mine.has(item.client_id));
    this.set([...fresh, ...this.items].sort((a, b) => a.at.localeCompare(b.at)));
  }

  async add(item: Outgoing): Promise<void> {
    this.set([...this.items, item]);
    await this.io.keep(item);
    this.nudge();
  }

  /** The message came back by another way, such as the socket. */
  settle(clientId: string | null): void {
    if (!clientId || !this.items.some(item => item.client_id === clientId)) return;
    this.io.drop(clientId);
    this.set(this.items.filter(item => item.client_id !== clientId));
  }

  async retry(clientId: string): Promise<void> {
    this.set(this.items.map(item => (item.client_id === clientId ? { ...item, refused: undefined } : item)));
    this.nudge();
  }

  clear(): void {
    for (const item of this.items) this.io.drop(item.client_id);
    this.set([]);
  }

  /** The line is back, or a person asks: at once. */
  nudge(): void {
    this.wake?.();
    this.wake = undefined;
    this.tries = 0;
    void this.pump();
  }

  private set(items: readonly Outgoing[]): void {
    this.items = items;
    this.io.changed(items);
  }

  private async pump(): Promise<void> {
    if (this.busy) return;
    const item = this.items.find(one => !one.refused);
    if (!item) return;
    this.busy = true;
    const outcome = await this.io.post(item);
    this.busy = false;
    if (outcome.kind === 'later') {
      this.wake?.();
      this.wake = this.io.after(
        backoff(this.tries++, () => this.io.random()),
        () => {
          this.wake = undefined;
          void this.pump();
        },
      );
      return;
    }
    this.tries = 0;
    if (outcome.kind === 'done') {
      this.io.done(outcome.message);
      this.settle(item.client_id);
    } else {
      const refused = { ...item, refused: outcome.why };
      this.set(this.items.map(one => (one.client_id === item.client_id ? refused : one)));
      void this.io.keep(refused);
    }
    void this.pump();
  }
}
