#include "server/store/conversations.hpp"

#include "server/store/at_hand.hpp"
#include "server/store/conversation_rows.hpp"

namespace parley {
namespace {

// conversation_state.clock_flags
constexpr int kAnsweredBefore = 1;
constexpr int kContactWrote = 2;
constexpr int kFirstWait = 4;

int clock_flags(const ReplyClock& clock) {
    return (clock.answered_before ? kAnsweredBefore : 0) | (clock.contact_wrote ? kContactWrote : 0) |
           (clock.open && clock.open->first ? kFirstWait : 0);
}

std::string thread_scope(std::int64_t channel_id) {
    return "t:" + std::to_string(channel_id);
}

std::optional<Millis> wait_opened_at(const Conversation& c) {
    if (!c.wait_id || !c.clock.open) return std::nullopt;
    return c.clock.open->opened_at;
}

}  // namespace

Conversation read_conversation(const db::Rows& row) {
    Conversation c;
    c.id = row.integer(0);
    c.channel_id = row.integer(1);
    c.thread = row.text(2);
    c.contact_id = row.integer(3);
    c.peer = row.text(4);
    c.created_at = row.integer(5);
    c.status = c.stored_status = static_cast<ConversationStatus>(row.integer(6));
    c.assignee_id = row.maybe_integer(7);
    c.team_id = row.maybe_integer(8);
    c.unread = static_cast<int>(row.integer(9));
    c.priority = static_cast<int>(row.integer(10));
    c.last_activity_at = row.integer(11);
    c.last_message_id = row.integer(12);
    c.wait_id = row.maybe_integer(13);
    const auto flags = static_cast<int>(row.integer(15));
    c.clock.answered_before = (flags & kAnsweredBefore) != 0;
    c.clock.contact_wrote = (flags & kContactWrote) != 0;
    if (c.wait_id) c.clock.open = OpenWait{row.integer(14), row.integer(14), (flags & kFirstWait) != 0};
    c.snoozed_until = row.maybe_integer(16);
    c.lead_id = c.stored_lead_id = row.maybe_integer(17);
    c.cannot_reply = row.maybe_text(18);
    c.sent_acts = row.integer(19);
    c.window_opened_at = row.maybe_integer(20);
    return c;
}

std::optional<Conversation> conversation_by_thread(Transaction& transaction, std::int64_t channel_id,
                                                   std::string_view thread) {
    const auto found = transaction.keys().find(thread_scope(channel_id), thread);
    return found ? recent_conversation(transaction, found->id) : std::nullopt;
}

std::optional<Conversation> recent_conversation(Transaction& transaction, std::int64_t id) {
    auto& rows = transaction.rows();
    if (const auto* known = rows.find(id)) {
#ifdef PARLEY_TEST_HOOKS
        if (conversation_by_id(transaction.db(), id) != *known)
            throw std::logic_error("conversation " + std::to_string(id) + " was changed and ConversationRows not told");
#endif
        return *known;
    }
    auto read = conversation_by_id(transaction.db(), id);
    if (read) rows.keep(*read);
    return read;
}

bool name_thread(Transaction& transaction, const Conversation& conversation, std::string_view thread) {
    const auto scope = thread_scope(conversation.channel_id);
    if (const auto known = transaction.keys().find(scope, thread)) return known->id == conversation.id;
    return transaction.keys().claim(scope, thread, {conversation.id});
}

bool move_thread(Transaction& transaction, Conversation& conversation, std::string thread, std::string peer) {
    if (!name_thread(transaction, conversation, thread)) return false;
    conversation.thread = std::move(thread);
    conversation.peer = std::move(peer);
    transaction.db().execute(db::q::conversation_set_thread, conversation.id, conversation.thread, conversation.peer);
    transaction.rows().changed(conversation.id);
    return true;
}

std::optional<Conversation> conversation_by_id(db::Connection& db, std::int64_t id) {
    auto rows = db.query(db::q::conversation_by_id, id);
    if (!rows.next()) return std::nullopt;
    auto c = read_conversation(rows);
    c.beside_read = true;
    if (!rows.null(21)) c.lead_group = static_cast<StageGroup>(rows.integer(21));
    c.queued = !rows.null(22);
    if (!rows.null(23))
        c.known = {rows.text(23),       rows.maybe_text(24),   rows.maybe_text(26),
                   rows.maybe_text(28), rows.integer(25) != 0, rows.integer(27) != 0};
    return c;
}

std::optional<ReplyWindow> read_window(const db::Rows& row, int column) {
    if (row.null(column)) return std::nullopt;
    return ReplyWindow{row.integer(column), row.integer(column + 1)};
}

std::optional<ReplyWindow> window_ends(db::Connection& db, const Conversation& conversation) {
    if (!conversation.window_opened_at) return std::nullopt;
    auto row = db.query(db::q::channel_window, conversation.channel_id);
    return row.next() ? window_ends(read_window(row, 0), conversation.window_opened_at) : std::nullopt;
}

Conversation require_conversation(db::Connection& db, std::int64_t id) {
    auto found = conversation_by_id(db, id);
    if (!found) throw Failure(Error(Errc::not_found, "there is no such conversation"));
    return std::move(*found);
}

void insert_conversation(Transaction& transaction, const Conversation& c, std::optional<std::int64_t> came_from) {
    auto& db = transaction.db();
    transaction.keys().claim(thread_scope(c.channel_id), c.thread, {c.id});
    db.execute(db::q::conversation_insert, c.id, c.channel_id, c.thread, c.contact_id, c.peer, c.created_at, came_from);
    db.execute(db::q::conversation_state_insert, c.id, c.status, c.assignee_id, c.team_id, c.unread, c.priority,
               c.last_activity_at, c.last_message_id, c.wait_id, wait_opened_at(c), clock_flags(c.clock),
               c.snoozed_until, c.lead_id, c.cannot_reply, c.window_opened_at);
    transaction.at_hand().keep(c);
}

void save_conversation(Transaction& transaction, const Conversation& c) {
    transaction.db().execute(db::q::conversation_state_update, c.id, c.assignee_id, c.team_id, c.unread, c.priority,
                             c.last_activity_at, c.last_message_id, c.wait_id, wait_opened_at(c), clock_flags(c.clock),
                             c.snoozed_until, c.lead_id, c.cannot_reply, c.sent_acts, c.window_opened_at);
    const bool other_lead = c.status == ConversationStatus::closed && c.lead_id != c.stored_lead_id;
    if (c.status != c.stored_status || other_lead)
        transaction.db().execute(db::q::conversation_set_status, c.id, c.status);
    transaction.at_hand().keep(c);
    transaction.rows().keep(c);
    transaction.changed(inbox_entry(c));
}

void announce_conversation(Transaction& transaction, std::int64_t conversation_id) {
    transaction.emit("conversation.updated", conversation_id, "{}");
}

InboxEntry inbox_entry(const Conversation& c) {
    InboxEntry entry;
    entry.id = c.id;
    entry.channel_id = c.channel_id;
    entry.status = static_cast<int>(c.status);
    entry.assignee_id = c.assignee_id;
    entry.team_id = c.team_id;
    entry.unread = c.unread;
    entry.priority = c.priority;
    entry.last_activity_at = c.last_activity_at;
    entry.last_message_id = c.last_message_id;
    entry.wait_id = c.wait_id;
    entry.wait_opened_at = wait_opened_at(c).value_or(0);
    entry.snoozed_until = c.snoozed_until;
    return entry;
}

}  // namespace parley
