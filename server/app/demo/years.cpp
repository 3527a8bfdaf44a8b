#include "server/app/demo/years.hpp"

#include "server/base/error.hpp"
#include "server/store/conversations.hpp"
#include "server/store/messages.hpp"
#include "server/store/search.hpp"

#include <string>
#include <utility>
#include <vector>

namespace parley::sample {
namespace {

constexpr std::int64_t kIdsAConversation = 120;

/// For the ids of one month.
std::int64_t room_of(const Years& years) {
    return kIdsAConversation * static_cast<std::int64_t>(years.month);
}
constexpr Millis kFiveWeeks = Millis{35} * 24 * 60 * 60 * 1000;

/// %k is the number of the copy, %s how far ids go down, %t how far times go back, %f the month's first id.
constexpr const char* kCopy = R"(
INSERT INTO contact (id, name, phone, phone_verified, email, email_verified, language, avatar_url, blocked, attributes,
  created_at) SELECT id - %s, name, phone, phone_verified, email, email_verified, language, avatar_url, blocked,
  attributes, created_at - %t FROM contact WHERE id >= %f ORDER BY id;
INSERT INTO identity (contact_id, realm, external_id, username, created_at) SELECT contact_id - %s, realm, external_id || '~%k', username, created_at - %t
  FROM identity WHERE contact_id >= %f ORDER BY contact_id;
INSERT INTO conversation (id, channel_id, thread, contact_id, peer, created_at) SELECT c.id - %s, channel_id, thread || '~%k', contact_id - %s, peer || '~%k', created_at - %t
  FROM conversation c JOIN conversation_state s ON s.id = c.id WHERE c.id >= %f AND status = 2 ORDER BY c.id;
INSERT INTO conversation_state (id, status, assignee_id, team_id, unread, priority, last_activity_at, last_message_id,
  clock_flags, sent_acts, lead_id, lead_source) SELECT id - %s, status, assignee_id, team_id, 0, priority, last_activity_at - %t,
  last_message_id - %s, clock_flags, sent_acts, lead_id - %s, lead_source FROM conversation_state WHERE id >= %f AND status = 2 ORDER BY id;
INSERT INTO message (conversation_id, id, direction, author_type, author_id, kind, note, status, sent_at, received_at,
  reply_to, text, content, status_at, edited_at, deleted_at) SELECT conversation_id - %s, m.id - %s, direction, author_type,
  author_id, CASE WHEN kind BETWEEN 1 AND 6 THEN 0 ELSE kind END, note, m.status, sent_at - %t, received_at - %t,
  reply_to - %s, CASE WHEN kind BETWEEN 1 AND 6 AND text = '' THEN '...' ELSE text END, content, status_at - %t,
  edited_at - %t, deleted_at - %t FROM message m JOIN conversation_state s ON s.id = m.conversation_id
  WHERE conversation_id >= %f AND s.status = 2 ORDER BY conversation_id, m.id;
INSERT INTO wait (id, conversation_id, channel_id, first, opened_at, received_at, message_id, assigned_at, seen_at, ended_at,
  ended_how, ended_by, calendar_ms, business_ms) SELECT w.id - %s, conversation_id - %s, channel_id, first, opened_at - %t, received_at - %t, message_id - %s,
  assigned_at - %t, seen_at - %t, ended_at - %t, ended_how, ended_by, calendar_ms, business_ms FROM wait w
  JOIN conversation_state s ON s.id = w.conversation_id WHERE w.id >= %f AND status = 2 AND ended_at IS NOT NULL ORDER BY w.id;
INSERT INTO assignment (id, conversation_id, at, user_id, team_id, rule_id, reason, by_user_id, log) SELECT a.id - %s, conversation_id - %s, at - %t, user_id, a.team_id, rule_id, reason, by_user_id, log
  FROM assignment a JOIN conversation_state s ON s.id = a.conversation_id WHERE a.id >= %f AND status = 2 ORDER BY a.id;
INSERT INTO lead (id, contact_id, conversation_id, pipeline_id, stage_id, stage_group, owner_id, title, amount_minor, currency,
  source, campaign, created_at, stage_since) SELECT l.id - %s, contact_id - %s, conversation_id - %s, pipeline_id, stage_id, stage_group, owner_id, title,
  amount_minor, currency, source, campaign, created_at - %t, stage_since - %t FROM lead l
  JOIN conversation_state s ON s.id = l.conversation_id WHERE l.id >= %f AND status = 2 ORDER BY l.id;
INSERT INTO lead_stage_history (lead_id, at, stage_id, by_user_id) SELECT h.lead_id - %s, at - %t, h.stage_id, by_user_id FROM lead_stage_history h
  JOIN lead l ON l.id = h.lead_id JOIN conversation_state s ON s.id = l.conversation_id
  WHERE h.lead_id >= %f AND status = 2 ORDER BY h.lead_id, at;
INSERT INTO touch (id, contact_id, conversation_id, lead_id, at, kind, source, medium, campaign, term, content, referrer,
  landing_page, click_id_type, click_id, ref, ad_id, raw) SELECT t.id - %s, contact_id - %s, conversation_id - %s, t.lead_id - %s, at - %t, kind, source, medium,
  campaign, term, content, referrer, landing_page, click_id_type, click_id, ref, ad_id, raw FROM touch t
  JOIN conversation_state s ON s.id = t.conversation_id WHERE t.id >= %f AND status = 2 ORDER BY t.id;
INSERT INTO conversation_tag (conversation_id, tag_id, at, by_user_id) SELECT conversation_id - %s, tag_id, at - %t, by_user_id FROM conversation_tag t
  JOIN conversation_state s ON s.id = t.conversation_id WHERE conversation_id >= %f AND status = 2;
)";

/// Not every conversation of the month is closed at its end.
std::int64_t most_copies(const Years& years) {
    return static_cast<std::int64_t>(years.more / years.month * 5 / 4 + 2);
}

std::string filled(std::int64_t copy, std::int64_t down, Millis back, std::int64_t first) {
    const std::string values[] = {std::to_string(copy), std::to_string(down), std::to_string(back),
                                  std::to_string(first)};
    std::string out;
    for (const char* at = kCopy; *at != '\0'; ++at) {
        const auto which = *at == '%' ? std::string_view("kstf").find(at[1]) : std::string_view::npos;
        if (which == std::string_view::npos)
            out += *at;
        else
            out += values[which], ++at;
    }
    return out;
}

/// What the index holds of the month, so that its words are cut once for all copies.
struct Indexed {
    struct Text {
        std::int64_t id = 0, conversation_id = 0;
        std::string body;
    };
    std::int64_t first = 0;  ///< of the month's ids
    std::size_t closed = 0;  ///< conversations
    std::vector<Text> messages, contacts;
};

Indexed read_month(db::Connection& db, std::int64_t first) {
    Indexed month;
    month.first = first;
    for (auto row = db.query(db::q::conversations_closed, INT64_MAX, INT64_MAX); row.next() && row.integer(0) >= first;)
        ++month.closed;
    std::vector<MessageAddress> addresses;
    for (auto row = db.query(db::q::message_text_rows, first, INT64_MAX); row.next();)
        addresses.push_back({row.integer(1), row.integer(0)});
    for (auto address = addresses.rbegin(); address != addresses.rend(); ++address) {
        const auto c = conversation_by_id(db, address->conversation_id);
        const auto message = message_at(db, *address);
        if (!c || c->status != ConversationStatus::closed || !message) continue;
        month.messages.push_back({address->message_id, address->conversation_id, indexed_words(message->text)});
    }
    for (auto row = db.query(db::q::contact_text_before, INT64_MAX, INT64_MAX); row.next() && row.integer(0) >= first;)
        month.contacts.push_back({row.integer(0), 0, row.text(1)});
    return month;
}

void index_copy(db::Connection& db, const Indexed& month, std::int64_t down) {
    for (const auto& message : month.messages) {
        db.execute(db::q::message_text_row_put, message.id - down, message.conversation_id - down);
        if (!message.body.empty()) db.execute(db::q::message_text_put, message.id - down, message.body);
    }
    for (auto contact = month.contacts.rbegin(); contact != month.contacts.rend(); ++contact) {
        db.execute(db::q::contact_text_row_put, contact->id - down, contact->body);
        db.execute(db::q::contact_text_put, contact->id - down, contact->body);
    }
}

}  // namespace

boost::asio::awaitable<void> keep_room(Store& store, Years years) {
    co_await store.write([years](Transaction& transaction) {
        for (auto left = room_of(years) * most_copies(years); left > 0; --left) (void)transaction.next_id();
    });
}

boost::asio::awaitable<void> repeat_month(Store& store, Years years) {
    const auto month = co_await store.read([](db::Connection& db) {
        std::int64_t first = INT64_MAX;
        for (auto row = db.query(db::q::contacts_after, 0, 1); row.next();) first = row.integer(0);
        return read_month(db, first);
    });
    if (month.messages.empty()) co_return;
    const auto copies = static_cast<std::int64_t>((years.more + month.closed - 1) / month.closed);
    if (month.messages.back().id - month.first >= room_of(years) || copies > most_copies(years))
        throw Failure(Error(Errc::invalid, "the sample month needs more ids than are kept free for it"));
    // Oldest first: ids grow, which every index likes best.
    for (auto copy = copies; copy > 0; --copy) {
        const auto down = room_of(years) * copy;
        co_await store.write([&](Transaction& transaction) {
            transaction.db().script(filled(copy, down, kFiveWeeks * copy, month.first));
            index_copy(transaction.db(), month, down);
        });
    }
}

}  // namespace parley::sample
