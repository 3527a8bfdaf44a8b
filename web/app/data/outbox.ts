/**
 * Messages written here and not yet taken by the server. They are in IndexedDB before they are sent, go in order for
 * each conversation, are tried again until the server has spoken, and carry a client id, so that a repeat is harmless.
 */
import { createStore, del, keys, get as read, set as write } from 'idb-keyval';
import { backoff } from '../../shared/ws';
import { ApiError, post, session } from './api';
import { serverNow } from './clock';
import { onLine } from './socket';
import { onEvent } from './store/events';
import { dropMessage, takeMessage, thread } from './store/threads';
import type { Attachment, Message, NewMessage, StoredEvent } from './types';

/** What goes beside a text, or in its place. */
export type More = Pick<NewMessage, 'buttons' | 'list_title' | 'location' | 'contact'>;
export interface Outgoing {
  readonly client_id: string;
  readonly user_id: number;
  readonly conversation_id: number;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly reply_to: Message['reply_to'];
  readonly note: boolean;
  readonly mentions?: readonly number[];
  readonly more?: More;
  /** Under a post: into the customer's messages. */
  readonly private?: true;
  /** Not before then (this browser's clock): its author may take it back. */
  readonly hold_until?: number;
  readonly at: string;
  /** The server's final word; waits for the person. */
  readonly failed?: { readonly code: string; readonly message: string };
}
export interface Shelf {
  put(entry: Outgoing): Promise<void>;
  remove(clientId: string): Promise<void>;
  all(): Promise<Outgoing[]>;
}

/** IndexedDB, or memory where it is blocked. */
function browserShelf(): Shelf {
  const memory = new Map<string, Outgoing>();
  let store: ReturnType<typeof createStore> | undefined;
  const use = () => {
    store ??= createStore('parley-outbox', 'messages');
    return store;
  };
  const quietly = async <T>(act: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await act();
    } catch {
      return otherwise;
    }
  };
  return {
    put: async entry => {
      memory.set(entry.client_id, entry);
      await quietly(() => write(entry.client_id, entry, use()), undefined);
    },
    remove: async clientId => {
      memory.delete(clientId);
      await quietly(() => del(clientId, use()), undefined);
    },
    all: async () => {
      const stored = await quietly(async () => {
        const names = await keys<string>(use());
        return await Promise.all(names.map(name => read<Outgoing>(name, use())));
      }, []);
      const joined = new Map(memory);
      for (const entry of stored) if (entry) joined.set(entry.client_id, entry);
      return [...joined.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
    },
  };
}

const longestHold = 10_000;
/** As long as the server tries a channel that does not answer. */
const longestWait = 24 * 3_600_000;

let localId = -1;
const localIds = new Map<string, number>();

export class Outbox {
  private readonly waiting = new Map<number, Outgoing[]>();
  private readonly running = new Set<number>();
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();
  private readonly attempts = new Map<number, number>();

  constructor(
    private readonly shelf: Shelf,
    private readonly deliver: (entry: Outgoing) => Promise<Message>,
    private readonly random: () => number = Math.random,
  ) {}

  /** Painted at once; the promise is for those who need to know that it is on the shelf. */
  async send(entry: Outgoing): Promise<void> {
    this.enqueue(entry);
    await this.shelf.put(entry);
    void this.pump(entry.conversation_id);
  }

  /** What an earlier page left behind. An answer to yesterday's question does not go out by itself: its author decides. */
  async restore(user: number): Promise<void> {
    const all = await this.shelf.all();
    if (session.peek()?.user.id !== user) return;
    for (const entry of all) {
      if (entry.user_id !== user || localIds.has(entry.client_id)) continue;
      if (entry.failed) show(entry, 'failed');
      else if (serverNow() - Date.parse(entry.at) < longestWait) this.enqueue(entry);
      else await this.refuse(entry, { code: 'waited_too_long', message: '' });
    }
    this.retryAll();
  }

  /** What that person wrote here and the server has not taken. */
  async unsent(user: number): Promise<readonly Outgoing[]> {
    return (await this.shelf.all()).filter(entry => entry.user_id === user);
  }

  /** The person leaves: nothing of theirs is sent or shown before they are restored. */
  leave(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.attempts.clear();
    this.waiting.clear();
    localIds.clear();
  }

  /** For good, by that person's own word. */
  async destroy(user: number): Promise<void> {
    for (const entry of await this.unsent(user)) await this.shelf.remove(entry.client_id);
  }

  retryAll(): void {
    for (const id of this.waiting.keys()) {
      clearTimeout(this.timers.get(id));
      this.timers.delete(id);
      this.attempts.delete(id);
      void this.pump(id);
    }
  }

  /** The person wants a refused one sent again, under the same client id: it was never taken. */
  async retry(clientId: string): Promise<void> {
    const entry = (await this.shelf.all()).find(item => item.client_id === clientId);
    if (!entry) return;
    const { failed: _, ...again } = entry;
    await this.send({ ...again, at: new Date(serverNow()).toISOString() });
  }

  async discard(clientId: string, conversation: number): Promise<Outgoing | undefined> {
    const entry = (await this.shelf.all()).find(item => item.client_id === clientId);
    this.forget(clientId, conversation);
    await this.shelf.remove(clientId);
    const id = localIds.get(clientId);
    if (id !== undefined) dropMessage(conversation, id);
    return entry;
  }

  /** Taken back while it is held; nothing when it is under way already. */
  async withdraw(clientId: string, conversation: number): Promise<Outgoing | undefined> {
    const entry = this.waiting.get(conversation)?.find(item => item.client_id === clientId);
    if (!entry || this.underWay.has(clientId)) return undefined;
    await this.discard(clientId, conversation);
    return entry;
  }

  /** The server has it, by answer or by event, whichever came first. */
  async settled(message: Message): Promise<void> {
    if (!message.client_id || !localIds.has(message.client_id)) return;
    this.forget(message.client_id, message.conversation_id);
    await this.shelf.remove(message.client_id);
  }

  private async refuse(entry: Outgoing, failed: NonNullable<Outgoing['failed']>): Promise<void> {
    const refused = { ...entry, failed };
    await this.shelf.put(refused);
    show(refused, 'failed');
  }

  private enqueue(entry: Outgoing): void {
    const line = this.waiting.get(entry.conversation_id) ?? [];
    if (!line.some(item => item.client_id === entry.client_id)) line.push(entry);
    this.waiting.set(entry.conversation_id, line);
    show(entry, 'queued');
  }

  private forget(clientId: string, conversation: number): void {
    const line = this.waiting.get(conversation);
    if (line)
      this.waiting.set(
        conversation,
        line.filter(item => item.client_id !== clientId),
      );
  }

  private async pump(id: number): Promise<void> {
    if (this.running.has(id) || this.timers.has(id)) return;
    this.running.add(id);
    try {
      for (let entry = this.waiting.get(id)?.[0]; entry; entry = this.waiting.get(id)?.[0]) {
        const held = this.hurried ? 0 : Math.min((entry.hold_until ?? 0) - Date.now(), longestHold);
        if (held > 0) {
          this.wake(id, held);
          return;
        }
        show(entry, 'sending');
        this.underWay.add(entry.client_id);
        try {
          const message = await this.deliver(entry);
          // Settled by its event already: that one may know more than this answer, such as a refusal of the channel.
          if (this.waiting.get(id)?.includes(entry)) takeMessage(message);
          await this.settled(message);
          this.attempts.delete(id);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          // Settled by its event while the answer was lost.
          if (!this.waiting.get(id)?.includes(entry)) continue;
          if (error.passing || error.status === 401) {
            show(entry, 'queued');
            this.later(id, error.retryAfter * 1000);
            return;
          }
          this.forget(entry.client_id, id);
          await this.refuse(entry, { code: error.code, message: error.detail });
        }
      }
    } finally {
      this.running.delete(id);
    }
  }

  private later(id: number, atLeast: number): void {
    const attempt = this.attempts.get(id) ?? 0;
    this.attempts.set(id, attempt + 1);
    this.wake(id, Math.max(atLeast, backoff(attempt, this.random)));
  }

  private wake(id: number, wait: number): void {
    this.timers.set(
      id,
      setTimeout(() => {
        this.timers.delete(id);
        void this.pump(id);
      }, wait),
    );
  }

  /** Those that the server may have. */
  private readonly underWay = new Set<string>();
  private hurried = false;
  /** The page goes away: what its author may still take back goes now, since nobody is there to do so. */
  hurry(): void {
    this.hurried = true;
    this.retryAll();
    this.hurried = false;
  }
}

function show(entry: Outgoing, status: 'queued' | 'sending' | 'failed'): void {
  let id = localIds.get(entry.client_id);
  if (id === undefined) {
    id = localId--;
    localIds.set(entry.client_id, id);
  }
  thread(entry.conversation_id);
  takeMessage({
    id,
    conversation_id: entry.conversation_id,
    direction: 'outbound',
    author: { type: 'operator', id: entry.user_id, name: session.peek()?.user.name ?? null },
    kind: entry.more?.location
      ? 'location'
      : entry.more?.contact
        ? 'contact'
        : entry.attachments[0] && !entry.text
          ? entry.attachments[0].kind
          : 'text',
    note: entry.note,
    text: entry.text,
    sent_at: entry.at,
    received_at: null,
    status,
    status_at: null,
    error: entry.failed ?? null,
    client_id: entry.client_id,
    reply_to: entry.reply_to,
    attachments: [...entry.attachments],
    content: entry.private ? { private: true } : (entry.more?.location ?? entry.more?.contact ?? entry.more ?? null),
    reactions: [],
    edited_at: null,
    deleted_at: null,
  });
}

export const outbox = new Outbox(browserShelf(), entry =>
  post<Message>(`/conversations/${entry.conversation_id}/messages`, {
    text: entry.text,
    client_id: entry.client_id,
    attachments: entry.attachments.map(item => item.id),
    reply_to: entry.reply_to?.id ?? null,
    note: entry.note,
    mentions: entry.mentions,
    ...entry.more,
    private: entry.private,
  }),
);

export function startOutbox(): void {
  onLine(() => outbox.retryAll());
  globalThis.addEventListener?.('online', () => outbox.retryAll());
  globalThis.addEventListener?.('pagehide', () => outbox.hurry());
  onEvent((event: StoredEvent) => {
    if (event.type === 'message.created') void outbox.settled(event.data.message);
  });
}

export function clientId(): string {
  // randomUUID wants a secure context; plain http inside a company's network is none.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
