/** What the widget's API speaks, and plain rules over it. Nothing here touches the page. */
import type { Page } from './protocol';

export interface Attachment {
  readonly id: number;
  readonly kind: string;
  readonly name: string;
  readonly size: number;
  readonly width?: number | null;
  readonly height?: number | null;
  readonly duration_ms?: number | null;
  readonly state?: 'pending' | 'ready' | 'failed';
  readonly url?: string | null;
}
export interface Message {
  readonly id: number;
  readonly client_id: string | null;
  readonly from: 'visitor' | 'operator' | 'bot';
  readonly name: string | null;
  readonly text: string;
  readonly at: string;
  readonly status: 'sent' | 'delivered' | 'read';
  readonly attachments: readonly Attachment[];
  readonly deleted?: boolean;
  readonly edited?: boolean;
  /** What the desk has put on it. */
  readonly reaction?: string | null;
}
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly label?: string | null;
  readonly required?: boolean;
}
export interface Consent {
  readonly text: string;
  readonly version: string | number;
}
export interface SiteInfo {
  readonly name: string;
  readonly color?: string;
  readonly language?: string | null;
  readonly prechat: { readonly fields: readonly Field[]; readonly consent?: Consent | null } | null;
  readonly expected_reply_seconds: number | null;
  readonly online: boolean;
  /** A closed conversation may be rated. */
  readonly rates?: boolean;
  /** Somebody is there, and nobody has a free hand: a message waits in the queue. */
  readonly busy?: boolean;
  /** Optional beyond the first design: when somebody is back, who answers, first words, ways out. */
  readonly back_at?: string | null;
  readonly operators?: readonly { readonly name: string }[];
  readonly greeting?: string | null;
  readonly topics?: readonly string[];
  readonly links?: readonly { readonly name: string; readonly url: string }[];
  readonly forget_when_blocked?: boolean;
}
export interface Boot {
  readonly token: string;
  readonly ticket: string;
  readonly seal_key: string;
  readonly site: SiteInfo;
  readonly visitor: { readonly name: string | null; readonly known: boolean };
  readonly conversation: {
    readonly id: number;
    readonly status?: string;
    readonly rating?: Rating | null;
    readonly messages: readonly Message[];
    /** Before which id there may be more; null when nothing is. */
    readonly earlier?: number | null;
    readonly last_seq: number;
  } | null;
}
export interface Rating {
  readonly score: number;
  readonly comment: string;
}
/** The site's own id of the visitor, and its server's proof of it. */
export interface Identity {
  readonly id: string;
  readonly hmac: string;
}
export type Profile = Readonly<Record<string, string>>;

/** A text on its way; kept until the server has it for good. */
export interface Outgoing {
  readonly client_id: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly at: string;
  readonly page: Page;
  readonly profile?: Profile | undefined;
  readonly consent?: Consent | undefined;
  readonly identity?: Identity | undefined;
  readonly refused?: Refusal | undefined;
}

/** What the server says when it does not take something. */
export interface Problem {
  readonly code?: string;
  readonly errors?: readonly { readonly field: string }[];
}
/** Why a message will not be taken as it is; words are at `refused.*`. */
export type Refusal = 'off' | 'long' | 'consent' | 'file' | 'other';

export function refusalOf(status: number, problem: Problem | undefined): Refusal {
  const field = problem?.errors?.[0]?.field ?? '';
  if (problem?.code === 'channel_disabled') return 'off';
  if (status === 413 || field === 'text') return 'long';
  if (field.startsWith('consent')) return 'consent';
  return field === 'attachments' ? 'file' : 'other';
}

export function parseOutgoing(text: string): Outgoing | undefined {
  try {
    const item = JSON.parse(text);
    const whole =
      typeof item.client_id === 'string' && typeof item.text === 'string' && Array.isArray(item.attachments);
    return whole && !Number.isNaN(Date.parse(item.at)) ? item : undefined;
  } catch {
    return undefined;
  }
}

/** Adds or renews by id; oldest first. An own message known by its client id is never shown twice. */
export function merge(known: readonly Message[], came: readonly Message[]): readonly Message[] {
  if (!came.length) return known;
  const byId = new Map(known.map(message => [message.id, message]));
  for (const message of came) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) => a.id - b.id);
}

/** Theirs that were not known: an update (delivered, edited) of a known one is no sign of life. */
export function newOfTheirs(known: readonly Message[], came: readonly Message[]): readonly Message[] {
  return came.filter(({ id, from }) => from !== 'visitor' && !known.some(one => one.id === id));
}

/** All own messages up to `id` were read. */
export function markRead(known: readonly Message[], id: number): readonly Message[] {
  const fresh = (message: Message) => message.from === 'visitor' && message.id <= id && message.status !== 'read';
  return known.some(fresh) ? known.map(message => (fresh(message) ? { ...message, status: 'read' } : message)) : known;
}

export function unreadAfter(known: readonly Message[], readUpTo: number): readonly Message[] {
  return known.filter(message => message.from !== 'visitor' && message.id > readUpTo && !message.deleted);
}

export function readUpTo(known: readonly Message[]): number {
  return known.reduce(
    (top, message) => (message.from !== 'visitor' && message.status === 'read' ? Math.max(top, message.id) : top),
    0,
  );
}

/** Messages of one person within five minutes stand together. */
export function sameRun(a: Message | undefined, b: Message | undefined): boolean {
  if (!a || !b || a.from !== b.from || a.name !== b.name) return false;
  const [x, y] = [new Date(a.at), new Date(b.at)];
  return Math.abs(y.getTime() - x.getTime()) < 300_000 && x.getDate() === y.getDate();
}

export function makeId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
