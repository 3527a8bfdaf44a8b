#pragma once

#include "server/base/clock.hpp"
#include "server/base/json.hpp"
#include "server/domain/attribution.hpp"
#include "server/domain/status.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace parley {

// What a platform told us, in our own words. Ids are text everywhere: platforms write them as numbers, as text, and
// past 2^53. The walk of docs/architecture.md says which platform forces which member.

/// A person as one platform knows them. Absent members leave what is stored; they never clear it.
struct Person {
    std::string external_id;             ///< the identity's key inside the channel's realm
    std::vector<std::string> other_ids;  ///< further ids of the same person (username-only users, re-keyed ids)
    std::optional<std::string> name;
    std::optional<std::string> username;
    std::optional<std::string> phone;  ///< E.164 when it can be
    bool phone_proven = false;         ///< the platform vouches that it is the sender's own
    std::optional<std::string> email;
    bool email_proven = false;
    std::optional<std::string> language;  ///< BCP 47
    std::optional<std::string> avatar_url;
    Json attributes;  ///< object of scalars, or null
};

/// A file named by the platform; the bytes come later, by a job that hands `source` back to the connector.
struct Media {
    MessageKind kind = MessageKind::file;
    std::string name;
    std::string content_type;
    std::int64_t size = 0;  ///< bytes; 0 when not told
    std::optional<int> width, height;
    std::optional<Millis> duration_ms;
    std::optional<std::string> sha256;  ///< hex, when the sender told it
    /// Whatever fetch_media needs: {"file_id":..}, {"url":..}, {"upload":id}; and a `key`, by which the platform knows
    /// the file itself, where it has one: an edit that brings the same key brings no other file.
    Json source;
    std::string inline_bytes;  ///< small files that came inside the update
};

/// A message seen in a thread, in either direction (an echo of what the account's owner typed is outbound).
struct MessageReceived {
    /// The conversation's key inside the channel (Telegram: connection + chat + topic). Empty: that of the message it
    /// replies to, where the platform tells no more.
    std::string thread;
    std::vector<std::string> other_threads;  ///< further keys by which the same conversation may be known
    std::string external_id;                 ///< unique inside the channel for ever
    Person person;                           ///< the customer, also for outbound echoes; in a group the group
    Direction direction = Direction::inbound;
    AuthorType author = AuthorType::contact;
    std::string author_name;  ///< of an echo, when told; in a group whoever wrote
    bool automatic = false;   ///< greeting, away message, scheduled: not a human answer
    Millis sent_at = 0;       ///< the platform's time
    MessageKind kind = MessageKind::text;
    std::string text;
    Json content;  ///< by kind, as in docs/api-shapes.md, or null
    std::vector<Media> media;
    std::optional<std::string> reply_to;  ///< external id of the quoted message
    std::optional<std::string> album;     ///< items with the same value form one bubble
    std::optional<std::string> own_id;    ///< our message id that the platform handed back: this is our own echo
    /// Written under our own name on the platform, which does not hand back which message of ours it is.
    bool ours = false;
    std::optional<std::string> account;  ///< key of the served account (AccountChanged) in which the thread is
    std::vector<Touch> touches;
    /// A start press or another mark that is no message of the customer: the thread shows "started via", no wait opens.
    bool starts_only = false;
    /// The platform takes answers for a while from here on (ConnectorKind::reply_window). In a conversation where
    /// nothing ever did, it always takes them.
    bool opens_window = false;
    std::optional<std::string> client_id;  ///< the web visitor's own id for it
};

struct MessageEdited {
    std::string thread, external_id;
    Millis edited_at = 0;
    std::optional<std::string> text;
    Json content;  ///< null leaves what there is, an empty object takes it away
    /// The files it has now, and what it is by them, where an edit tells all of it; none: those it had.
    std::vector<Media> media;
    MessageKind kind = MessageKind::text;
    /// Of a comment: whoever runs the account hid it from the others, or shows it again. Nothing else changed then.
    std::optional<bool> hidden = std::nullopt;
};

struct MessageDeleted {
    std::string thread, external_id;
    Millis deleted_at = 0;
};

/// What one person has put on a message, all of it: what is not named is taken away. An emoji of the platform's own
/// making, which nobody else can show, is empty.
struct ReactionSeen {
    std::string thread, external_id;
    Person person;
    std::vector<std::string> emoji;
    Millis at = 0;
    bool opens_window = false;
};

/// The state of one of our messages, or (with `up_to`) of all up to it.
struct Receipt {
    std::optional<std::string> thread;
    std::optional<std::string> external_id;  ///< either this
    std::optional<std::int64_t> message_id;  ///< or this
    std::optional<Millis> before;            ///< or a watermark in time
    bool up_to = false;
    MessageStatus status = MessageStatus::delivered;
    Millis at = 0;
    std::string error_code, error_message;
    std::optional<std::string> new_external_id;  ///< the platform's id, learnt only now
};

/// Somebody came by an advert or a link, with or without a message.
struct ReferralSeen {
    std::string thread;
    Person person;
    Touch touch;
    bool opens_window = false;  ///< where the conversation is there already
};

struct ContactChanged {
    Person person;
    std::optional<std::string> thread;  ///< whose reachability changed, when it is about one thread
    std::optional<bool> reachable;      ///< false: blocked us; true: unblocked
    std::string reason;
    std::vector<std::string> cleared;  ///< members that were set to null on purpose
};

/// What happened to a chat rather than in it: a line in its conversation, where there is one. Nobody waits for it.
struct ChatChanged {
    std::string thread, external_id;
    std::string what;  ///< joined, left, title, pinned, topic_closed, topic_reopened, number_changed, identity_changed
    std::vector<std::string> names;  ///< whom it is about
    std::string text;                ///< the new title, the words that were pinned, the new number
    std::string by;                  ///< who did it, when told
};

/// The platform gave a chat another id: its conversation goes on under the new key.
struct ThreadMoved {
    std::string from, to;
    Person person;  ///< the other side as it is known from now on
};

/// Somebody lets us answer in an account of his own, lets us do other things there, or does so no more. Its threads
/// begin with `key` and a colon. An account of the same owner that comes under another key goes on where it was.
struct AccountChanged {
    std::string key;
    std::string owner;         ///< id of the person whose account it is
    std::string cannot_reply;  ///< why nothing can be written there now; empty: it can
    std::string trouble;       ///< the same for the channel's state, with what to do about it
    Millis at = 0;
};

struct TypingSeen {
    std::string thread;
    bool on = true;
};

/// Something is wrong with the channel itself (token revoked, webhook removed).
struct ChannelTrouble {
    std::string state;   ///< "degraded" or "paused"
    std::string code;    ///< what is wrong in one word, for the page's own language; the codes of sends are used too
    std::string detail;  ///< what to do
};

/// Told by ids alone: what it says is asked for (Connector::look_up) once this is durable, and comes then as updates.
struct LookUp {
    std::string external_id;  ///< of the message that it will be
    Json source;              ///< whatever look_up needs
};

/// The platform decided on a template, or changed one: the list is to be asked for again.
struct TemplatesChanged {};

/// Understood, and nothing to do (a kind switched off); `why` is for the answer and the log.
struct Ignored {
    std::string why;
};

/// Not understood, or not valid. The raw update stays in quarantine unless the sender is told (`rejected` answers).
struct NotUnderstood {
    std::string code;  ///< missing_field, unknown_kind, ...
    std::string detail;
    std::string pointer;  ///< JSON pointer into the body
    bool quarantine = true;
};

using UpdateBody = std::variant<MessageReceived, MessageEdited, MessageDeleted, ReactionSeen, Receipt, ReferralSeen,
                                ContactChanged, ChatChanged, ThreadMoved, AccountChanged, TypingSeen, ChannelTrouble,
                                TemplatesChanged, LookUp, Ignored, NotUnderstood>;

/// One item of a delivery, stored on its own merit.
struct Update {
    UpdateBody body;
    /// The sender's id of this update where it has one besides the message's: a repeat is a duplicate.
    std::optional<std::string> update_id;
};

/// What became of an update, in the order of the batch.
struct UpdateOutcome {
    enum class Status { accepted, duplicate, rejected, ignored } status = Status::accepted;
    std::optional<std::int64_t> message_id, conversation_id, contact_id;
    std::string code, detail, pointer;
};

}  // namespace parley
