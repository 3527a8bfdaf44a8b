#include "server/store/briefs.hpp"

#include "server/base/json_text.hpp"
#include "server/domain/status.hpp"
#include "server/store/at_hand.hpp"
#include "server/store/conversations.hpp"
#include "server/store/settings.hpp"

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

/// `tag`: of the picture we have, if there is one.
std::string contact_brief(std::int64_t id, std::string_view name, const std::optional<std::string>& tag) {
    const auto avatar = tag ? avatar_address(id, *tag) : std::nullopt;
    return json_object({{"id", id}, {"name", name}, {"avatar_url", avatar}}).text;
}

/// Of a row that begins with the columns of lead_brief.
std::string lead_brief(std::int64_t id, const db::Rows& row) {
    return lead_brief(id, row.view(0), row.integer(1), row.view(2), static_cast<int>(row.integer(3)), row.maybe_text(4),
                      row.maybe_text(5), row.maybe_integer(6));
}

std::string assignment_brief(Millis at, std::string_view reason) {
    return json_object({{"at", to_rfc3339(at)}, {"reason", reason}}).text;
}

}  // namespace

const std::string& Briefs::user(db::Connection& db, std::int64_t id) {
    const auto [found, fresh] = users_.try_emplace(id);
    if (fresh) {
        if (auto row = db.query(db::q::user_get, id); row.next()) found->second = row.text(2);
    }
    return found->second;
}

const Briefs::Channel& Briefs::channel(db::Connection& db, std::int64_t id) {
    const auto [found, fresh] = channels_.try_emplace(id);
    if (fresh) {
        if (auto row = db.query(db::q::channel_get, id); row.next())
            found->second = {row.text(1), row.text(2), read_window(row, 8)};
    }
    return found->second;
}

const std::string* Briefs::team(db::Connection& db, std::int64_t id) {
    if (!teams_) {
        teams_.emplace();
        for (auto row = db.query(db::q::teams_all); row.next();) teams_->emplace(row.integer(0), row.text(1));
    }
    const auto found = teams_->find(id);
    return found == teams_->end() ? nullptr : &found->second;
}

std::int64_t Briefs::target_seconds(db::Connection& db) {
    if (!target_seconds_) target_seconds_ = parley::target_seconds(db);
    return *target_seconds_;
}

/// Null when it is known already.
std::string* Briefs::room_for(Texts& texts, std::int64_t id) {
    if (texts.size() >= kMost && !texts.contains(id)) texts.clear();
    const auto [found, fresh] = texts.try_emplace(id);
    return fresh ? &found->second : nullptr;
}

const std::string& Briefs::contact(db::Connection& db, std::int64_t id) {
    if (auto* room = room_for(contacts_, id)) {
        auto row = db.query(db::q::contact_name, id);
        *room = row.next() ? contact_brief(id, row.view(0), row.maybe_text(1)) : contact_brief(id, {}, {});
        return *room;
    }
    return contacts_.find(id)->second;
}

const std::string& Briefs::lead(db::Connection& db, std::int64_t id) {
    if (auto* room = room_for(leads_, id)) {
        auto row = db.query(db::q::lead_brief, id);
        *room = row.next() ? lead_brief(id, row) : "null";
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

/// `read` keeps what it finds with the ids it is given. What it does not find is asked for again, by itself.
template <class Known, class Read>
void Briefs::read_all(Known& known, std::vector<std::int64_t> ids, const Read& read) {
    std::erase_if(ids, [&](std::int64_t id) { return known.contains(id); });
    if (ids.empty()) return;
    if (known.size() + ids.size() > kMost) known.clear();
    read(db::Ids{ids});
}

void Briefs::read_users(db::Connection& db, std::vector<std::int64_t> ids) {
    read_all(users_, std::move(ids), [&](db::Ids unknown) {
        for (auto row = db.query(db::q::user_names_among, unknown); row.next();)
            users_.try_emplace(row.integer(0), row.text(1));
    });
}

void Briefs::read_channels(db::Connection& db, std::vector<std::int64_t> ids) {
    read_all(channels_, std::move(ids), [&](db::Ids unknown) {
        for (auto row = db.query(db::q::channel_names_among, unknown); row.next();)
            channels_.try_emplace(row.integer(0), Channel{row.text(1), row.text(2), read_window(row, 3)});
    });
}

void Briefs::read_contacts(db::Connection& db, std::vector<std::int64_t> ids) {
    read_all(contacts_, std::move(ids), [&](db::Ids unknown) {
        for (auto row = db.query(db::q::contact_names_among, unknown); row.next();)
            contacts_.try_emplace(row.integer(0), contact_brief(row.integer(0), row.view(1), row.maybe_text(2)));
    });
}

void Briefs::read_leads(db::Connection& db, std::vector<std::int64_t> ids) {
    read_all(leads_, std::move(ids), [&](db::Ids unknown) {
        for (auto row = db.query(db::q::lead_briefs_among, unknown); row.next();)
            leads_.try_emplace(row.integer(7), lead_brief(row.integer(7), row));
    });
}

void Briefs::read_assignments(db::Connection& db, std::vector<std::int64_t> conversation_ids) {
    read_all(assignments_, std::move(conversation_ids), [&](db::Ids unknown) {
        for (auto row = db.query(db::q::assignment_briefs_among, unknown); row.next();)
            assignments_.try_emplace(row.integer(0), assignment_brief(row.integer(1), row.view(2)));
        for (const auto id : unknown.ids) assignments_.try_emplace(id, "null");  // many have none
    });
}

void Briefs::read_tags(db::Connection& db, std::vector<std::int64_t> conversation_ids) {
    read_all(tags_, std::move(conversation_ids), [&](db::Ids unknown) {
        std::unordered_map<std::int64_t, JsonList> names;
        for (const auto id : unknown.ids) names.try_emplace(id);
        for (auto row = db.query(db::q::conversation_tags_among, unknown); row.next();)
            names[row.integer(0)].push_back(row.view(1));
        for (const auto& [id, list] : names) tags_.try_emplace(id, list.text().text);
    });
}

void Briefs::heed(const Committed& committed) {
    if (committed.at_hand) {
        for (const auto& [id, name] : committed.at_hand->new_contacts()) {
            if (auto* room = room_for(contacts_, id)) *room = contact_brief(id, name, std::nullopt);
        }
    }
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
        if (type == "conversation.created") {
            if (auto* room = room_for(tags_, conversation_id)) *room = "[]";
        }
    } else if (type.starts_with("lead.")) {
        heed_lead(id_in(event.data, "lead_id"), at_hand);
    } else if (type.starts_with("contact.")) {
        contacts_.erase(id_in(event.data, "contact_id"));
    } else if (type.starts_with("user.")) {
        users_.clear();
    } else if (type.starts_with("channel.")) {
        channels_.clear();
    } else if (!type.starts_with("scheduled.")) {
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
    users_.clear();
    channels_.clear();
    teams_.reset();
    target_seconds_.reset();
}

}  // namespace parley
