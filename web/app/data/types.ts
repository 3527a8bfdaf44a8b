/** The API's objects as docs/api-shapes.md gives them. Times are RFC 3339 UTC. */
import type { Language } from '../../shared/i18n';

export type Presence = 'online' | 'away' | 'offline';
export interface Named {
  id: number;
  name: string;
}
export interface User extends Named {
  email: string;
  role: 'admin' | 'manager' | 'operator';
  language: Language;
  active: boolean;
  presence: Presence;
  capacity: number;
  load: number;
}
export interface Session {
  user: User;
  csrf: string;
  company?: string;
}
export interface Identity {
  kind: string;
  handle: string;
  username: string | null;
}
export interface Contact extends Named {
  phone: string | null;
  email: string | null;
  language: string | null;
  avatar_url: string | null;
  blocked: boolean;
  created_at: string;
  attributes: Record<string, unknown>;
  identities: Identity[];
}
export interface ChannelRef extends Named {
  kind: string;
}
export interface Wait {
  id: number;
  opened_at: string;
  first: boolean;
  target_seconds: number;
}
export interface AssignmentLog {
  rules?: { id: number; name: string; matched: boolean }[];
  candidates?: { user_id: number; name: string; load: number; capacity: number; passed_over: string | null }[];
  chosen?: number | null;
}
export interface Assignment {
  at: string;
  reason: string;
  log: AssignmentLog | null;
}
export interface StageRef extends Named {
  group: 'active' | 'won' | 'lost' | 'not_a_lead';
}
export interface LeadRef {
  id: number;
  title: string;
  stage: StageRef;
  source: string | null;
  campaign: string | null;
  owner_id: number | null;
}
export type ConversationStatus = 'open' | 'snoozed' | 'closed';
export type MessageStatus =
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'unconfirmed'
  | 'canceled';
export type MessageKind =
  | 'text'
  | 'image'
  | 'video'
  | 'audio'
  | 'voice'
  | 'file'
  | 'sticker'
  | 'location'
  | 'contact'
  | 'interaction'
  | 'activity'
  | 'unsupported';
export interface LastMessage {
  id: number;
  direction: 'inbound' | 'outbound';
  author_type: Author['type'];
  author?: Author;
  /** Inside only: not an answer. */
  note?: boolean;
  kind: MessageKind;
  text: string;
  at: string;
  status: MessageStatus;
}
export interface Conversation {
  id: number;
  channel: ChannelRef;
  contact: Named & { avatar_url: string | null };
  status: ConversationStatus;
  assignee: Named | null;
  team: Named | null;
  unread: number;
  priority: number;
  created_at: string;
  last_activity_at: string;
  snoozed_until: string | null;
  wait: Wait | null;
  assignment: Assignment | null;
  last_message: LastMessage | null;
  lead: LeadRef | null;
  can_reply: { allowed: boolean; code: string | null; until: string | null };
  tags: string[];
  /** Only in the answer for one conversation. */
  contact_detail?: Contact;
  lead_detail?: Lead | null;
}
export interface Author {
  type: 'contact' | 'operator' | 'bot' | 'system';
  id: number | null;
  name: string | null;
}
export interface Attachment {
  id: number;
  kind: 'image' | 'video' | 'audio' | 'voice' | 'file' | 'sticker';
  name: string;
  content_type: string;
  size: number;
  width: number | null;
  height: number | null;
  duration_ms: number | null;
  state: 'pending' | 'ready' | 'failed';
  reason: string | null;
  url: string | null;
}
export interface Message {
  /** Below zero while only this browser knows it. */
  id: number;
  conversation_id: number;
  direction: 'inbound' | 'outbound';
  author: Author;
  kind: MessageKind;
  note: boolean;
  text: string;
  sent_at: string;
  received_at: string | null;
  status: MessageStatus;
  status_at: string | null;
  error: { code: string; message: string } | null;
  client_id: string | null;
  reply_to: { id: number; text: string; author_name: string | null } | null;
  attachments: Attachment[];
  content: Record<string, unknown> | null;
  edited_at: string | null;
  deleted_at: string | null;
}
export interface Touch {
  at: string;
  kind: string;
  source: string | null;
  medium: string | null;
  campaign: string | null;
  term: string | null;
  content: string | null;
  referrer: string | null;
  landing_page: string | null;
  click_id_type: string | null;
  click_id: string | null;
  ref: string | null;
  ad_id: string | null;
}
export interface Lead {
  id: number;
  title: string;
  contact_id: number;
  conversation_id: number | null;
  pipeline_id: number;
  stage: StageRef;
  owner: Named | null;
  amount_minor: number | null;
  currency: string | null;
  created_at: string;
  first_touch: Touch | null;
  last_touch: Touch | null;
  touches: Touch[];
  history: { stage: StageRef | string; at: string; by: Named | number | null }[];
}
export interface Pipeline extends Named {
  stages: (StageRef & { position: number })[];
}
export type Counts = Record<'mine' | 'unassigned' | 'waiting' | 'snoozed' | 'all', number>;
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
export interface SearchAnswer {
  conversations: Conversation[];
  messages: { message: Message; conversation: Conversation; snippet: string }[];
  contacts: Contact[];
  /** The oldest were not looked at. */
  partial?: boolean;
}

export interface Figures {
  count: number;
  p50_ms: number | null;
  p90_ms: number | null;
  p95_ms: number | null;
  mean_ms: number | null;
  buckets: { le_seconds: number | null; count: number }[];
  never: number;
}
export interface ResponseReport {
  from: string;
  to: string;
  tz: string;
  definition: { first_response: string; response: string; waiting: string };
  first_response: Figures;
  response: Figures;
  waiting: { count: number; longest_seconds: number };
  previous: { first_response: Figures; response: Figures };
  by_operator: { user: Named; first_response: Figures; response: Figures; waiting: number }[];
  by_channel: { channel: ChannelRef; first_response: Figures; response: Figures; waiting: number }[];
  by_day: { day: string; first_response: Figures; response: Figures }[];
}
export interface WaitingReport {
  items: Conversation[];
  operators?: { user: Named; load: number; capacity: number; presence: Presence; waiting: number }[];
}
export interface DrilledWait {
  conversation: Conversation;
  wait: {
    id?: number;
    opened_at: string;
    ended_at: string | null;
    response_ms: number | null;
    answered_by: Named | null;
  };
}

export type StoredEvent = { seq: number; at: string; conversation_id?: number | null } & (
  | { type: 'conversation.created' | 'conversation.updated'; data: { conversation: Conversation } }
  | { type: 'message.created'; data: { message: Message; conversation?: Conversation } }
  | { type: 'message.updated'; data: { message: Message } }
  | { type: 'lead.created' | 'lead.updated'; data: { lead: Lead } }
  | { type: 'contact.updated'; data: { contact: Contact } }
  | { type: 'channel.updated'; data: unknown }
  | { type: 'user.updated'; data: { user: User } }
);
export type Frame =
  | StoredEvent
  | { type: 'hello'; seq: number; user_id: number; presence: { user_id: number; state: Presence }[] }
  | { type: 'refetch'; seq: number }
  | { type: 'typing'; conversation_id: number; by: 'contact' | 'operator'; user_id: number | null; on: boolean }
  | { type: 'presence'; user_id: number; state: Presence }
  | { type: 'viewing'; conversation_id: number; user_ids: number[] };
