import type { Conversation, Message, User } from '../../app/data/types';

export const me: User = {
  id: 1,
  name: 'Olga Nowak',
  email: 'olga@example.com',
  role: 'operator',
  language: 'en',
  active: true,
  presence: 'online',
  capacity: 5,
  load: 0,
  skills: [],
  invitation: null,
};
export function aConversation(part: Partial<Conversation> = {}): Conversation {
  return {
    id: 10,
    channel: { id: 1, kind: 'telegram', name: 'Bot' },
    contact: { id: 5, name: 'Anna', avatar_url: null },
    status: 'open',
    assignee: { id: 1, name: 'Olga Nowak' },
    team: null,
    unread: 0,
    priority: 0,
    created_at: '2026-11-02T10:00:00.000Z',
    last_activity_at: '2026-11-02T10:00:00.000Z',
    snoozed_until: null,
    wait: null,
    assignment: null,
    last_message: null,
    lead: null,
    can_reply: { allowed: true, code: null, until: null, plain_until: null },
    tags: [],
    ...part,
  };
}
export function aMessage(part: Partial<Message> = {}): Message {
  return {
    id: 100,
    conversation_id: 10,
    direction: 'inbound',
    author: { type: 'contact', id: 5, name: 'Anna' },
    kind: 'text',
    note: false,
    text: 'Hello',
    sent_at: '2026-11-02T10:00:00.000Z',
    received_at: null,
    status: 'delivered',
    status_at: null,
    error: null,
    client_id: null,
    reply_to: null,
    attachments: [],
    content: null,
    edited_at: null,
    reactions: [],
    deleted_at: null,
    ...part,
  };
}
