/** The API's objects, from the server's own description (openapi/gen.ts, made by `npm run types`), and what only the browser knows. */
import type { components } from '../../openapi/gen';

type Schemas = components['schemas'];

export type Presence = Schemas['Presence'];
export type ChannelTemplate = Schemas['ChannelTemplate'];
export type Named = Schemas['Named'];
export type User = Schemas['User'];
export type Invitation = Schemas['Invitation'];
export type Session = Omit<Schemas['Session'], 'preferences'> & Partial<Pick<Schemas['Session'], 'preferences'>>;
export type Identity = Schemas['Identity'];
export type Contact = Schemas['Contact'];
export type Duplicate = Schemas['Duplicate'];
export type MergePreview = Schemas['MergePreview'];
export type ChannelRef = Schemas['ChannelRef'];
export type Wait = Schemas['Wait'];
export type AssignmentLog = Schemas['AssignmentLog'];
export type Assignment = Schemas['Assignment'];
export type StageRef = Schemas['StageRef'];
export type LeadRef = Schemas['LeadRef'];
export type ConversationStatus = Schemas['ConversationStatus'];
export type MessageStatus = Schemas['MessageStatus'];
export type MessageKind = Schemas['MessageKind'];
export type LastMessage = Schemas['LastMessage'];
export type ChannelCan = Schemas['ChannelCan'];
export type NewMessage = Schemas['NewMessage'];
/** `contact_detail`, `lead_detail` and `channel_can` are in the answer for one conversation only. */
export type Conversation = Schemas['Conversation'] &
  Partial<Pick<Schemas['ConversationWhole'], 'contact_detail' | 'lead_detail' | 'channel_can'>>;
export type Author = Schemas['Author'];
export type Reaction = Schemas['Reaction'];
export type MessageWords = Schemas['MessageWords'];
export type Attachment = Schemas['Attachment'];
/** While only this browser knows it, its id is below zero and nobody has received it. */
export type Message = Omit<Schemas['Message'], 'received_at' | 'external_id'> & { received_at: string | null };
export type Touch = Schemas['Touch'];
export type Lead = Schemas['Lead'];
export type Pipeline = Schemas['Pipeline'];
export type Counts = Schemas['Counts'];
export type SavedView = Schemas['View'];
export type Preferences = Schemas['Preferences'];
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}
export type BulkAnswer = Schemas['BulkAnswer'];
export type Tag = Schemas['Tag'];
export type Template = Schemas['Template'];
export type Draft = Schemas['Draft'];
export type Scheduled = Schemas['Scheduled'];
export type FactChange = Schemas['FactChange'];
export type SearchAnswer = Schemas['SearchAnswer'];

export type Figures = Schemas['Figures'];
export type Settings = Schemas['Settings'];
export type ResponseReport = Schemas['ResponseReport'];
export type WaitingReport = Schemas['WaitingReport'];
export type DrilledWait = Schemas['DrilledWait'];

export type StoredEvent = Schemas['Event'];
export type Frame =
  | StoredEvent
  | {
      type: 'hello';
      seq: number;
      user_id: number;
      presence: { user_id: number; state: Presence }[];
      now: string;
      build?: string | null;
    }
  | { type: 'refetch'; seq: number }
  | { type: 'typing'; conversation_id: number; by: 'contact' | 'operator'; user_id: number | null; on: boolean }
  | { type: 'presence'; user_id: number; state: Presence }
  | { type: 'viewing'; conversation_id: number; user_ids: number[] };
