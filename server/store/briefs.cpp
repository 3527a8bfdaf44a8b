#include "server/store/briefs.hpp"

#include "server/base/json_text.hpp"
#include "server/domain/status.hpp"
#include "server/store/at_hand.hpp"

namespace parley {
namespace {

/// Of each kind; some 10 MB in all.
constexpr std::size_t kMost = 20'000;

std::string lead_brief(std::int64_t id, std::string_view title, std::int64_t stage_id, std::string_view stage_name,
                       int group, const std::optional<std::string>& source, const std::optional<std::string>& campaign,
                       std::optional<std::int64_t> owner_id) {
    const auto stage =
        json_object({{"id", stage_id}, {"name", stage_name}, {"group", name_of(static_cast<StageGroup>(group))}});
    return json_object({{"id", id},
                        {"title", title},
                        {"stage", stage},
                        {"source", source},
                        {"campaign", campaign},
                        {"owner_id", owner_id}})
        .text;
}

std::string assignment_brief(Millis at, std::string_view reason) {
    return json_object({{"at", to_rfc3339(at)}, {"reason", reason}}).text;
}

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
        const bool known = row.next();
        const auto name = known ? row.view(0) : std::string_view();
        const auto avatar = known && !row.null(1) ? avatar_address(id, row.view(1)) : std::nullopt;
        *room = json_object({{"id", id}, {"name", name}, {"avatar_url", avatar}}).text;
        return *room;
    }
    return contacts_.find(id)->second;
}

const std::string& Briefs::lead(db::Connection& db, std::int64_t id) {
    if (auto* room = room_for(leads_, id)) {
        auto row = db.query(db::q::lead_brief, id);
        *room = "null";
        if (row.next())
            *room = lead_brief(id, row.view(0), row.integer(1), row.view(2), static_cast<int>(row.integer(3)),
                               row.maybe_text(4), row.maybe_text(5), row.maybe_integer(6));
        return *room;
    }
    return leads_.find(id)->second;
}

const std::string& Briefs::assignment(db::Connection& db, std::int64_t conversation_id) {
    if (auto* room = room_for(assignments_, conversation_id)) {
        auto row = db.query(db::q::assignment_brief, conversation_id);
        *room = row.next() ? assignment_brief(row.integer(0), row.view(1)) : "null";
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
        if (!message || message->kind == MessageKind::activity) heed_assignment(conversation_id, at_hand);
    } else if (type.starts_with("conversation.")) {
        heed_assignment(conversation_id, at_hand);
        tags_.erase(conversation_id);
    } else if (type.starts_with("lead.")) {
        heed_lead(id_in(event.data, "lead_id"), at_hand);
    } else if (type.starts_with("contact.")) {
        contacts_.erase(id_in(event.data, "contact_id"));
    } else if (!type.starts_with("user.") && !type.starts_with("channel.")) {
        clear();
    }
}

void Briefs::heed_assignment(std::int64_t conversation_id, const AtHand* at_hand) {
    assignments_.erase(conversation_id);
    const auto* known = at_hand ? at_hand->assigned(conversation_id) : nullptr;
    if (!known) return;
    if (auto* room = room_for(assignments_, conversation_id)) *room = assignment_brief(known->at, known->reason);
}

void Briefs::heed_lead(std::int64_t id, const AtHand* at_hand) {
    leads_.erase(id);
    const auto* known = at_hand ? at_hand->lead(id) : nullptr;
    if (!known) return;
    const auto& l = known->lead;
    if (auto* room = room_for(leads_, id))
        *room = lead_brief(id, l.title, l.stage_id, l.stage_name, l.stage_group, l.source, l.campaign, l.owner_id);
}

void Briefs::clear() {
    contacts_.clear();
    leads_.clear();
    assignments_.clear();
    tags_.clear();
}

}  // namespace parley
