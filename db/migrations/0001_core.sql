-- The facts of DESIGN section 4, laid out for few dirty pages a message (docs/architecture.md, "Pages are the currency"):
-- messages are clustered by conversation, what changes with every message stands in a narrow table without indexes,
-- and the order of open conversations is held in memory by server/flow/inbox_index.
-- Times are milliseconds since the epoch, UTC. Ids come from one counter and grow with time.

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) {{clustered}};

CREATE TABLE user_account (
  id {{int}} PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role INTEGER NOT NULL,
  password_hash TEXT NOT NULL,
  language TEXT NOT NULL DEFAULT 'en',
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  capacity INTEGER NOT NULL DEFAULT 20,
  load INTEGER NOT NULL DEFAULT 0,
  online INTEGER NOT NULL DEFAULT 0 CHECK (online IN (0, 1)),
  away INTEGER NOT NULL DEFAULT 0 CHECK (away IN (0, 1)),
  skills TEXT NOT NULL DEFAULT '[]',
  last_assigned_at {{int}} NOT NULL DEFAULT 0,
  created_at {{int}} NOT NULL
);

CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  user_id {{int}} NOT NULL REFERENCES user_account(id),
  csrf TEXT NOT NULL,
  created_at {{int}} NOT NULL,
  last_seen_at {{int}} NOT NULL
) {{clustered}};

CREATE TABLE api_token (
  token_hash TEXT PRIMARY KEY,
  user_id {{int}} NOT NULL REFERENCES user_account(id),
  name TEXT NOT NULL,
  created_at {{int}} NOT NULL
) {{clustered}};

CREATE TABLE team (
  id {{int}} PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  strategy TEXT NOT NULL DEFAULT 'least_loaded',
  reoffer_seconds INTEGER NOT NULL DEFAULT 0,
  created_at {{int}} NOT NULL
);
CREATE TABLE team_member (
  team_id {{int}} NOT NULL REFERENCES team(id),
  user_id {{int}} NOT NULL REFERENCES user_account(id),
  weight INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (team_id, user_id)
) {{clustered}};

CREATE TABLE routing_rule (
  id {{int}} PRIMARY KEY,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  conditions TEXT NOT NULL,
  action TEXT NOT NULL
);

CREATE TABLE channel (
  id {{int}} PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  settings TEXT NOT NULL,
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  state TEXT NOT NULL DEFAULT 'unchecked',
  state_detail TEXT NOT NULL DEFAULT '',
  created_at {{int}} NOT NULL
);

CREATE TABLE raw_update (
  id {{int}} PRIMARY KEY,
  channel_id {{int}} NOT NULL,
  received_at {{int}} NOT NULL,
  body {{blob}} NOT NULL
);
CREATE TABLE quarantine (
  raw_update_id {{int}} PRIMARY KEY,
  channel_id {{int}} NOT NULL,
  at {{int}} NOT NULL,
  item INTEGER NOT NULL,
  reason TEXT NOT NULL
);

CREATE TABLE contact (
  id {{int}} PRIMARY KEY,
  name TEXT NOT NULL,
  phone TEXT,
  phone_verified INTEGER NOT NULL DEFAULT 0 CHECK (phone_verified IN (0, 1)),
  email TEXT,
  email_verified INTEGER NOT NULL DEFAULT 0 CHECK (email_verified IN (0, 1)),
  language TEXT,
  avatar_url TEXT,
  blocked INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1)),
  attributes TEXT NOT NULL DEFAULT '{}',
  created_at {{int}} NOT NULL
);
CREATE INDEX contact_phone ON contact (phone) WHERE phone IS NOT NULL;
CREATE INDEX contact_email ON contact (email) WHERE email IS NOT NULL;

-- `realm` is the space in which a platform's ids are unique: "telegram", or "api:7" for ids known to one channel only.
CREATE TABLE identity (
  realm TEXT NOT NULL,
  external_id TEXT NOT NULL,
  contact_id {{int}} NOT NULL,
  username TEXT,
  created_at {{int}} NOT NULL,
  PRIMARY KEY (realm, external_id)
) {{clustered}};
CREATE INDEX identity_contact ON identity (contact_id);

CREATE TABLE conversation (
  id {{int}} PRIMARY KEY,
  channel_id {{int}} NOT NULL,
  thread TEXT NOT NULL,
  contact_id {{int}} NOT NULL,
  peer TEXT NOT NULL,
  created_at {{int}} NOT NULL
);
CREATE UNIQUE INDEX conversation_thread ON conversation (channel_id, thread);
CREATE INDEX conversation_contact ON conversation (contact_id);

-- The part that changes with every message: narrow, and without any index. `wait_*` mirrors the open row of `wait`.
CREATE TABLE conversation_state (
  id {{int}} PRIMARY KEY,
  status INTEGER NOT NULL,
  assignee_id {{int}},
  team_id {{int}},
  unread INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  last_activity_at {{int}} NOT NULL,
  last_message_id {{int}} NOT NULL,
  wait_id {{int}},
  wait_opened_at {{int}},
  clock_flags INTEGER NOT NULL,
  sent_acts INTEGER NOT NULL DEFAULT 0,
  snoozed_until {{int}},
  lead_id {{int}},
  cannot_reply TEXT
);
CREATE INDEX conversation_open ON conversation_state (id) WHERE status <> 2;

CREATE TABLE message (
  conversation_id {{int}} NOT NULL,
  id {{int}} NOT NULL,
  direction INTEGER NOT NULL,
  author_type INTEGER NOT NULL,
  author_id {{int}},
  kind INTEGER NOT NULL,
  note INTEGER NOT NULL DEFAULT 0 CHECK (note IN (0, 1)),
  status INTEGER NOT NULL,
  sent_at {{int}} NOT NULL,
  received_at {{int}} NOT NULL,
  external_id TEXT,
  client_id TEXT,
  reply_to {{int}},
  text TEXT NOT NULL,
  content TEXT,
  raw_update_id {{int}},
  status_at {{int}},
  error_code TEXT,
  error_message TEXT,
  edited_at {{int}},
  deleted_at {{int}},
  PRIMARY KEY (conversation_id, id)
) {{clustered}};

-- Who a platform's (or a browser's) message id belongs to; kept for ever, so a repeat after months changes nothing.
-- scope "7" is channel 7's external ids, "c:12" the client ids used in conversation 12.
CREATE TABLE message_key (
  scope TEXT NOT NULL,
  external_id TEXT NOT NULL,
  conversation_id {{int}} NOT NULL,
  message_id {{int}} NOT NULL,
  PRIMARY KEY (scope, external_id)
) {{clustered}};

-- Updates about messages that have not arrived yet: applied when they do.
CREATE TABLE parked_update (
  channel_id {{int}} NOT NULL,
  external_id TEXT NOT NULL,
  n {{int}} NOT NULL,
  at {{int}} NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (channel_id, external_id, n)
) {{clustered}};

-- First answers to requests that carry an idempotency key.
CREATE TABLE idempotency (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  status INTEGER NOT NULL,
  answer TEXT NOT NULL,
  at {{int}} NOT NULL,
  PRIMARY KEY (scope, key)
) {{clustered}};

CREATE TABLE attachment (
  id {{int}} PRIMARY KEY,
  conversation_id {{int}},
  message_id {{int}},
  channel_id {{int}},
  position INTEGER NOT NULL DEFAULT 0,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size {{int}} NOT NULL DEFAULT 0,
  width INTEGER,
  height INTEGER,
  duration_ms {{int}},
  sha256 TEXT,
  state INTEGER NOT NULL,
  reason TEXT,
  source TEXT,
  owner TEXT,
  created_at {{int}} NOT NULL
);
CREATE INDEX attachment_message ON attachment (message_id) WHERE message_id IS NOT NULL;
CREATE TABLE attachment_chunk (
  attachment_id {{int}} NOT NULL,
  n INTEGER NOT NULL,
  bytes {{blob}} NOT NULL,
  PRIMARY KEY (attachment_id, n)
);

CREATE TABLE outbox (
  id {{int}} PRIMARY KEY,
  conversation_id {{int}} NOT NULL,
  message_id {{int}} NOT NULL,
  channel_id {{int}} NOT NULL,
  action TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  due_at {{int}} NOT NULL,
  leased_until {{int}},
  created_at {{int}} NOT NULL
);
CREATE INDEX outbox_conversation ON outbox (conversation_id, id);

CREATE TABLE job (
  id {{int}} PRIMARY KEY,
  kind TEXT NOT NULL,
  subject_id {{int}} NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  due_at {{int}} NOT NULL,
  created_at {{int}} NOT NULL
);

CREATE TABLE wait (
  id {{int}} PRIMARY KEY,
  conversation_id {{int}} NOT NULL,
  channel_id {{int}} NOT NULL,
  first INTEGER NOT NULL CHECK (first IN (0, 1)),
  opened_at {{int}} NOT NULL,
  received_at {{int}} NOT NULL,
  message_id {{int}} NOT NULL,
  assigned_at {{int}},
  seen_at {{int}},
  ended_at {{int}},
  ended_how INTEGER,
  ended_by {{int}},
  calendar_ms {{int}},
  business_ms {{int}}
);
-- The response report reads this index and nothing else.
CREATE INDEX wait_report ON wait (ended_at, first, channel_id, ended_by, calendar_ms, conversation_id, ended_how)
  WHERE ended_at IS NOT NULL;
CREATE INDEX wait_open ON wait (opened_at) WHERE ended_at IS NULL;
CREATE INDEX wait_conversation ON wait (conversation_id, opened_at);

CREATE TABLE assignment (
  id {{int}} PRIMARY KEY,
  conversation_id {{int}} NOT NULL,
  at {{int}} NOT NULL,
  user_id {{int}},
  team_id {{int}},
  rule_id {{int}},
  reason TEXT NOT NULL,
  by_user_id {{int}},
  log TEXT NOT NULL
);
CREATE INDEX assignment_conversation ON assignment (conversation_id, id);

-- Conversations that nobody able could be found for; drained longest wait first.
CREATE TABLE queue (
  conversation_id {{int}} PRIMARY KEY,
  waiting_since {{int}} NOT NULL,
  priority INTEGER NOT NULL
);

CREATE TABLE pipeline (id {{int}} PRIMARY KEY, name TEXT NOT NULL, position INTEGER NOT NULL);
CREATE TABLE stage (
  id {{int}} PRIMARY KEY,
  pipeline_id {{int}} NOT NULL REFERENCES pipeline(id),
  name TEXT NOT NULL,
  stage_group INTEGER NOT NULL,
  position INTEGER NOT NULL
);
CREATE TABLE lead (
  id {{int}} PRIMARY KEY,
  contact_id {{int}} NOT NULL,
  conversation_id {{int}} NOT NULL,
  pipeline_id {{int}} NOT NULL,
  stage_id {{int}} NOT NULL,
  stage_group INTEGER NOT NULL,
  owner_id {{int}},
  title TEXT NOT NULL,
  amount_minor {{int}},
  currency TEXT,
  source TEXT,
  campaign TEXT,
  created_at {{int}} NOT NULL,
  stage_since {{int}} NOT NULL
);
CREATE INDEX lead_contact ON lead (contact_id);
CREATE INDEX lead_board ON lead (stage_id, id);
CREATE TABLE lead_stage_history (
  lead_id {{int}} NOT NULL,
  at {{int}} NOT NULL,
  stage_id {{int}} NOT NULL,
  by_user_id {{int}},
  PRIMARY KEY (lead_id, at, stage_id)
) {{clustered}};

CREATE TABLE touch (
  id {{int}} PRIMARY KEY,
  contact_id {{int}} NOT NULL,
  conversation_id {{int}},
  lead_id {{int}},
  at {{int}} NOT NULL,
  kind TEXT NOT NULL,
  source TEXT, medium TEXT, campaign TEXT, term TEXT, content TEXT,
  referrer TEXT, landing_page TEXT,
  click_id_type TEXT, click_id TEXT, ref TEXT, ad_id TEXT,
  raw TEXT
);
CREATE INDEX touch_contact ON touch (contact_id, at);

-- Visitors of sites, from their first word on; before it their token proves itself (server/api/widget/proofs.hpp).
CREATE TABLE visitor (
  id TEXT PRIMARY KEY,
  channel_id {{int}} NOT NULL,
  created_at {{int}} NOT NULL
) {{clustered}};
-- Hashes of a visitor's tokens and tickets, `n` in the order they were given; a ticket works once.
CREATE TABLE visitor_proof (
  hash TEXT PRIMARY KEY,
  visitor_id TEXT NOT NULL,
  n {{int}} NOT NULL,
  used INTEGER NOT NULL DEFAULT 0 CHECK (used IN (0, 1))
) {{clustered}};
CREATE INDEX visitor_proof_visitor ON visitor_proof (visitor_id, n);
CREATE TABLE consent (
  id {{int}} PRIMARY KEY,
  contact_id {{int}} NOT NULL,
  at {{int}} NOT NULL,
  channel_id {{int}} NOT NULL,
  version TEXT NOT NULL,
  text TEXT NOT NULL,
  language TEXT NOT NULL,
  page TEXT
);

CREATE TABLE event (
  seq {{int}} PRIMARY KEY,
  type TEXT NOT NULL,
  conversation_id {{int}},
  at {{int}} NOT NULL,
  data TEXT NOT NULL
);
