#include "server/store/briefs.hpp"

#include "server/base/json_text.hpp"
#include "server/domain/status.hpp"
#include "server/store/at_hand.hpp"

namespace parley {
namespace {

/// Of each kind; some 10 MB in all.
constexpr std::size_t kMost = 20'000;

}  // namespace

/// Null when it is known already.
std::string* Briefs::room_for(Texts& texts, std::int64_t id) {
    if (texts.size() >= kMost && !texts.contains(id)) texts.clear();
    const auto [found, fresh] = texts.try_emplace(id);
    return fresh ? &found->second : nullptr;
}

const std::string& Briefs::contact(db::Connection& db, std::int64_t id) {
    if (auto* room = room_for(contacts_, id)) {
        auto row = db.query(db::q::contact_name, id);
        const auto name = row.next() ? row.view(0) : std::string_view();
        *room = json_object({{"id", id}, {"name", name}, {"avatar_url", nullptr}}).text;
        return *room;
    }
    return contacts_.find(id)->second;
}

const std::string& Briefs::lead(db::Connection& db, std::int64_t id) {
    if (auto* room = room_for(leads_, id)) {
        auto row = db.query(db::q::lead_brief, id);
        *room = "null";
        if (!row.next()) return *room;
        const auto stage = json_object({{"id", row.integer(1)},
                                        {"name", row.view(2)},
                                        {"group", name_of(static_cast<StageGroup>(row.integer(3)))}});
        *room = json_object({{"id", id},
                             {"title", row.view(0)},
                             {"stage", stage},
                             {"source", row.maybe_text(4)},
                             {"campaign", row.maybe_text(5)},
                             {"owner_id", row.maybe_integer(6)}})
                    .text;
        return *room;
    }
    return leads_.find(id)->second;
}

const std::string& Briefs::assignment(db::Connection& db, std::int64_t conversation_id) {
    if (auto* room = room_for(assignments_, conversation_id)) {
        auto row = db.query(db::q::assignment_brief, conversation_id);
        *room = row.next() ? json_object({{"at", to_rfc3339(row.integer(0))}, {"reason", row.view(1)}}).text : "null";
        return *room;
    }
    return assignments_.find(conversation_id)->second;
}

const std::string& Briefs::tags(db::Connection& db, std::int64_t conversation_id) {
    if (auto* room = room_for(tags_, conversation_id)) {
        JsonList names;
        for (auto row = db.query(db::q::conversation_tags, conversation_id); row.next();) names.push_back(row.view(0));
        *room = names.text().text;
        return *room;
    }
    return tags_.find(conversation_id)->second;
}

void Briefs::heed(const Committed& committed) {
    for (const auto& event : committed.events) heed(event, committed.at_hand.get());
}

void Briefs::heed(const Event& event, const AtHand* at_hand) {
    const std::string_view type = event.type;
    const auto conversation_id = event.conversation_id.value_or(0);
    if (type.starts_with("message.")) {
        // Whoever assigns writes a line into the thread.
        const Message* message = at_hand ? at_hand->message(id_in(event.data, "message_id")) : nullptr;
        if (!message || message->kind == MessageKind::activity) assignments_.erase(conversation_id);
    } else if (type.starts_with("conversation.")) {
        assignments_.erase(conversation_id);
        tags_.erase(conversation_id);
    } else if (type.starts_with("lead.")) {
        leads_.erase(id_in(event.data, "lead_id"));
    } else if (type.starts_with("contact.")) {
        contacts_.erase(id_in(event.data, "contact_id"));
    } else if (!type.starts_with("user.") && !type.starts_with("channel.")) {
        clear();
    }
}

void Briefs::clear() {
    contacts_.clear();
    leads_.clear();
    assignments_.clear();
    tags_.clear();
}

}  // namespace parley
