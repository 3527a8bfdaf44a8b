#include "server/base/text.hpp"
#include "server/flow/ingest.hpp"
#include "server/store/attachments.hpp"
#include "server/store/merges.hpp"
#include "server/store/people.hpp"

#include <algorithm>
#include <array>

namespace parley {
namespace {

/// What a change of an account may have said before of why nothing can be written there.
constexpr std::array<std::string_view, 2> kOfAccounts{"disconnected", "read_only"};

bool of_account(const std::optional<std::string>& reason) {
    return reason && std::find(kOfAccounts.begin(), kOfAccounts.end(), *reason) != kOfAccounts.end();
}

std::string key_of(std::string_view name) {
    return std::string(name.substr(0, name.find(':')));
}

std::vector<std::string> other_keys(db::Connection& db, std::int64_t channel_id, const std::string& owner,
                                    const std::string& key) {
    std::vector<std::string> keys;
    for (auto row = db.query(db::q::accounts_of_owner, channel_id, owner, key); row.next();)
        keys.push_back(row.text(0));
    return keys;
}

std::vector<std::int64_t> conversations_in(db::Connection& db, std::int64_t channel_id, const std::string& key) {
    std::vector<std::int64_t> ids;
    // All that begins with "<key>:", of which ";" is the next sign.
    const auto first = key + ":", past = key + ";";
    for (auto row = db.query(db::q::conversations_of_threads, channel_id, first, past); row.next();)
        ids.push_back(row.integer(0));
    return ids;
}

/// The owner let us in anew: what was said before goes on.
void move_threads(IngestContext& context, const std::string& from, const std::string& to) {
    auto& transaction = context.transaction;
    for (const auto id : conversations_in(transaction.db(), context.channel.id, from)) {
        auto c = conversation_by_id(transaction.db(), id);
        if (c && move_thread(transaction, *c, to + c->thread.substr(from.size()), c->peer))
            save_conversation(transaction, *c);
    }
}

void tell_conversations(IngestContext& context, const std::string& key, const std::string& cannot_reply) {
    auto& transaction = context.transaction;
    for (const auto id : conversations_in(transaction.db(), context.channel.id, key)) {
        auto c = conversation_by_id(transaction.db(), id);
        if (!c) continue;
        std::optional<std::string> now = c->cannot_reply;
        if (!cannot_reply.empty())
            now = cannot_reply;
        else if (of_account(now))
            now.reset();
        if (now == c->cannot_reply) continue;
        c->cannot_reply = std::move(now);
        save_conversation(transaction, *c);
        announce_conversation(transaction, id);
    }
}

/// The channel says what is wrong with any of its accounts; what else is wrong with it stays said.
void tell_channel(IngestContext& context, const std::string& said_before) {
    auto& transaction = context.transaction;
    auto& db = transaction.db();
    std::string trouble;
    if (auto row = db.query(db::q::account_trouble, context.channel.id); row.next()) trouble = row.text(0);
    if (trouble == said_before) return;
    {
        auto row = db.query(db::q::channel_get, context.channel.id);
        if (!row.next() || row.view(6) == "paused" || (trouble.empty() && row.view(7) != said_before)) return;
    }
    db.execute(db::q::channel_set_state, context.channel.id, trouble.empty() ? "ok" : "degraded",
               trouble.empty() ? "" : "served_account", trouble);
    transaction.emit("channel.updated", std::nullopt, "{\"channel_id\":" + std::to_string(context.channel.id) + "}");
}

/// Is this what such a message looks like on the platform, or a part of it?
bool looks_like(db::Connection& db, const Message& message, const MessageReceived& echo) {
    const auto words = trim(echo.text);
    if (!words.empty() && message.text.find(words) == std::string::npos) return false;
    const auto files = attachments_of(db, message.id).size();
    return echo.media.empty() ? !words.empty() : files > 0;
}

}  // namespace

std::optional<std::string> account_refuses(IngestContext& context, const std::string& key) {
    auto row = context.transaction.db().query(db::q::account_get, context.channel.id, key);
    return row.next() ? row.maybe_text(1) : std::nullopt;
}

std::optional<MessageAddress> message_of_platform(IngestContext& context, std::string_view external_id) {
    auto& transaction = context.transaction;
    const auto scope = channel_scope(context.channel.id);
    auto found = message_by_key(transaction, scope, external_id);
    const auto key = key_of(external_id);
    if (found || key.empty() || key.size() == external_id.size()) return found;
    std::string owner;
    if (auto row = transaction.db().query(db::q::account_get, context.channel.id, key); row.next()) owner = row.text(0);
    if (owner.empty()) return found;
    for (const auto& before : other_keys(transaction.db(), context.channel.id, owner, key)) {
        found = message_by_key(transaction, scope, before + std::string(external_id.substr(key.size())));
        if (found) break;
    }
    return found;
}

namespace {

std::optional<MessageAddress> recognize_among(IngestContext& context, const MessageReceived& echo,
                                              const Conversation& conversation, bool only_private) {
    auto& transaction = context.transaction;
    std::vector<std::int64_t> ids;
    for (auto row = transaction.db().query(db::q::messages_under_way, conversation.id, MessageStatus::sending,
                                           MessageStatus::unconfirmed);
         row.next();)
        ids.push_back(row.integer(0));
    for (const auto id : ids) {
        const MessageAddress address{conversation.id, id};
        const auto message = message_at(transaction.db(), address);
        if (!message || message->external_id || !looks_like(transaction.db(), *message, echo)) continue;
        if (only_private && !flag_of(message->content, "private")) continue;
        claim_message_key(transaction, channel_scope(context.channel.id), echo.external_id, address);
        // Of a message in parts the others may still fail; the answer to the send tells of all.
        const bool whole = trim(echo.text) == trim(message->text) && attachments_of(transaction.db(), id).size() <= 1;
        if (whole)
            advance_status(transaction, address, MessageStatus::sent, transaction.now(), {}, {}, echo.external_id);
        return address;
    }
    return std::nullopt;
}

}  // namespace

std::optional<MessageAddress> recognize_echo(IngestContext& context, const MessageReceived& echo,
                                             const Conversation& conversation) {
    return recognize_among(context, echo, conversation, false);
}

std::optional<MessageAddress> recognize_private_echo(IngestContext& context, const MessageReceived& echo) {
    auto& db = context.transaction.db();
    const auto contact = contact_of_identity(context.transaction, context.channel.realm, echo.person.external_id);
    if (!contact) return std::nullopt;
    std::vector<std::int64_t> ids;
    for (auto row = db.query(db::q::conversations_of_contact, root_of(db, *contact)); row.next();)
        ids.push_back(row.integer(0));
    for (const auto id : ids) {
        const auto c = conversation_by_id(db, id);
        if (!c || c->channel_id != context.channel.id) continue;
        if (const auto own = recognize_among(context, echo, *c, true)) return own;
    }
    return std::nullopt;
}

UpdateOutcome ingest_account(IngestContext& context, const AccountChanged& change) {
    auto& transaction = context.transaction;
    auto& db = transaction.db();
    const auto channel_id = context.channel.id;
    std::string said_before;
    {
        auto row = db.query(db::q::account_get, channel_id, change.key);
        if (row.next() && row.integer(3) > change.at) return ignored("a later change of this account is known");
    }
    if (auto row = db.query(db::q::account_trouble, channel_id); row.next()) said_before = row.text(0);
    db.execute(db::q::account_put, channel_id, change.key, change.owner, text_or_none(change.cannot_reply),
               change.trouble, change.at);
    for (const auto& before : other_keys(db, channel_id, change.owner, change.key))
        move_threads(context, before, change.key);
    db.execute(db::q::account_is_past, channel_id, change.owner, change.key, "disconnected");
    tell_conversations(context, change.key, change.cannot_reply);
    tell_channel(context, said_before);
    return {};
}

}  // namespace parley
