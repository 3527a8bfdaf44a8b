#include "server/flow/scheduling.hpp"

#include "server/base/text.hpp"
#include "server/store/attachments.hpp"

#include <algorithm>

namespace parley {
namespace {

constexpr std::size_t kMostWaiting = 20;
constexpr Millis kFarthest = 366LL * 24 * 3600 * 1000;

void check_time(Transaction& transaction, const Conversation& c, Millis due_at) {
    if (due_at <= transaction.now()) throw Failure(Error::field("send_at", "must lie in the future"));
    if (due_at > transaction.now() + kFarthest) throw Failure(Error::field("send_at", "is more than a year away"));
    // Nobody looks when it goes, so it goes as a plain answer.
    if (const auto ends = window_ends(transaction.db(), c); ends && due_at >= ends->plain) {
        throw Failure(Error::field("send_at", "is too late: the channel takes an answer until " +
                                                  to_rfc3339(ends->plain) + "; choose a time before"));
    }
}

void set_alarm(Transaction& transaction, const Scheduled& s) {
    transaction.db().execute(db::q::job_insert, transaction.next_id(), "scheduled", s.id, s.due_at, transaction.now());
    transaction.signal("jobs");
}

/// Its files stay its own, and are not taken for uploads that nobody wanted.
void keep_files(Transaction& transaction, const Reply& reply, const Scheduled& s) {
    int position = 0;
    for (const auto id : reply.attachments) {
        const auto file = attachment_by_id(transaction.db(), id);
        if (!file || file->message_id || file->owner != "user:" + std::to_string(s.user_id)) {
            throw Failure(Error::field("attachments",
                                       "there is no upload " + std::to_string(id) + " of yours that is still free"));
        }
        transaction.db().execute(db::q::attachment_wait, id, s.id, position++);
    }
}

struct Found {
    Scheduled scheduled;
    Conversation conversation;
};

Found require(Transaction& transaction, std::int64_t conversation_id, std::int64_t id, const Scheduler& by) {
    auto c = require_conversation(transaction.db(), conversation_id);
    const auto s = scheduled_by_id(transaction.db(), id);
    if (!s || s->conversation_id != conversation_id)
        throw Failure(Error(Errc::not_found, "there is no such scheduled message: it was sent or cancelled meanwhile"));
    if (s->user_id != by.user_id && c.assignee_id != by.user_id && !by.leads) {
        throw Failure(Error(Errc::forbidden, "not_yours",
                            "only its author, whoever has the conversation or a manager can change it"));
    }
    return {*s, std::move(c)};
}

Posted post(Transaction& transaction, const Scheduled& s, const Capabilities& can, bool by_clock) {
    Reply reply;
    reply.text = s.text;
    reply.client_id = "scheduled:" + std::to_string(s.id);
    reply.reply_to = s.reply_to;
    reply.by_clock = by_clock;
    for (const auto& file : attachments_of(transaction.db(), s.id)) reply.attachments.push_back(file.id);
    transaction.db().execute(db::q::attachments_free, s.id, transaction.now());
    delete_scheduled(transaction, s);
    return post_reply(transaction, s.conversation_id, s.user_id, reply, can);
}

std::optional<std::string> obstacle(Transaction& transaction, const Conversation& c, const Scheduled& s) {
    auto& db = transaction.db();
    if (c.cannot_reply) return "cannot_reply";
    auto author = db.query(db::q::user_get, s.user_id);
    if (!author.next() || author.integer(5) == 0) return "author_gone";
    if (s.holds && customer_wrote_since(db, s)) return "written";
    if (const auto ends = window_ends(db, c); ends && ends->plain <= transaction.now()) return "window";
    return std::nullopt;
}

std::string user_name(db::Connection& db, std::int64_t id) {
    auto row = db.query(db::q::user_get, id);
    return row.next() ? row.text(2) : std::string();
}

void hold(Transaction& transaction, Conversation c, Scheduled s, const std::string& reason) {
    s.held = reason;
    save_scheduled(transaction, s);
    insert_activity(transaction, c.id,
                    {{"activity", "scheduled_held"},
                     {"reason", reason},
                     {"of", {{"id", s.user_id}, {"name", user_name(transaction.db(), s.user_id)}}}});
    if (c.status != ConversationStatus::open) reopen_conversation(transaction, c, std::nullopt, false);
    c.unread = std::max(c.unread, 1);
    save_conversation(transaction, c);
    announce_conversation(transaction, c.id);
}

}  // namespace

std::int64_t schedule_reply(Transaction& transaction, std::int64_t conversation_id, std::int64_t user_id,
                            const Reply& reply, const Timing& timing, const Capabilities& can) {
    const auto c = require_conversation(transaction.db(), conversation_id);
    check_reply(transaction, c, reply, can);
    check_time(transaction, c, timing.due_at);
    if (scheduled_of(transaction.db(), c.id).size() >= kMostWaiting) {
        throw Failure(Error(Errc::conflict, "too_many_scheduled",
                            "20 messages wait in this conversation already; send or cancel one first"));
    }
    Scheduled s;
    s.id = transaction.next_id();
    s.conversation_id = c.id;
    s.user_id = user_id;
    s.text = reply.text;
    s.reply_to = reply.reply_to;
    s.due_at = timing.due_at;
    s.holds = timing.holds;
    s.up_to = timing.up_to.value_or(c.last_message_id);
    insert_scheduled(transaction, s);
    keep_files(transaction, reply, s);
    set_alarm(transaction, s);
    return s.id;
}

void change_scheduled(Transaction& transaction, std::int64_t conversation_id, std::int64_t id, const Scheduler& by,
                      const ScheduleChange& change) {
    auto [s, c] = require(transaction, conversation_id, id, by);
    if (change.text) {
        if (s.user_id != by.user_id) {
            throw Failure(Error(Errc::forbidden, "not_yours",
                                "it goes in its author's name, so only its author can change the words"));
        }
        check_text(*change.text, !attachments_of(transaction.db(), s.id).empty());
        s.text = *change.text;
    }
    if (change.holds) s.holds = *change.holds;
    if (change.due_at) {
        check_time(transaction, c, *change.due_at);
        s.due_at = *change.due_at;
        s.held.reset();
    }
    s.up_to = std::max(s.up_to, change.up_to.value_or(c.last_message_id));
    s.edited_at = transaction.now();
    save_scheduled(transaction, s);
    if (change.due_at) set_alarm(transaction, s);
}

void cancel_scheduled(Transaction& transaction, std::int64_t conversation_id, std::int64_t id, const Scheduler& by) {
    const auto found = require(transaction, conversation_id, id, by);
    transaction.db().execute(db::q::attachments_free, id, transaction.now());
    delete_scheduled(transaction, found.scheduled);
}

Posted send_scheduled_now(Transaction& transaction, std::int64_t conversation_id, std::int64_t id, const Scheduler& by,
                          const Capabilities& can) {
    const auto found = require(transaction, conversation_id, id, by);
    return post(transaction, found.scheduled, can, false);
}

void release_scheduled(Transaction& transaction, std::int64_t id, const Capabilities& can) {
    const auto s = scheduled_by_id(transaction.db(), id);
    // Sent, cancelled or held meanwhile.
    if (!s || s->held) return;
    // Put off, or the clock was put back.
    if (s->due_at > transaction.now()) return set_alarm(transaction, *s);
    auto c = conversation_by_id(transaction.db(), s->conversation_id);
    if (!c) return;
    if (const auto reason = obstacle(transaction, *c, *s))
        hold(transaction, std::move(*c), *s, *reason);
    else
        post(transaction, *s, can, true);
}

void hold_scheduled(Transaction& transaction, std::int64_t id, const std::string& reason) {
    const auto s = scheduled_by_id(transaction.db(), id);
    if (!s || s->held) return;
    if (auto c = conversation_by_id(transaction.db(), s->conversation_id)) hold(transaction, std::move(*c), *s, reason);
}

}  // namespace parley
