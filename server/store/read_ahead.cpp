#include "server/store/read_ahead.hpp"

#include <algorithm>
#include <vector>

namespace parley {
namespace {

using IdList = std::vector<std::int64_t>;

void each_once(IdList& ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

}  // namespace

void read_ahead(Directory& names, std::span<const std::int64_t> conversation_ids) {
    auto& db = names.db();
    IdList ids(conversation_ids.begin(), conversation_ids.end());
    each_once(ids);
    std::erase_if(ids, [&](std::int64_t id) { return names.ahead(id); });
    if (ids.empty()) return;
    const db::Ids all{ids};

    IdList contacts, leads, users, channels;
    for (auto row = db.query(db::q::conversations_among, all); row.next();) {
        auto c = read_conversation(row);
        contacts.push_back(c.contact_id);
        channels.push_back(c.channel_id);
        if (c.lead_id) leads.push_back(*c.lead_id);
        if (c.assignee_id) users.push_back(*c.assignee_id);
        names.ahead_[c.id].conversation = std::move(c);
    }
    for (auto row = db.query(db::q::messages_last_among, all); row.next();) {
        auto message = read_message(row);
        if (message.author_id) users.push_back(*message.author_id);
        const auto id = message.conversation_id;
        names.ahead_[id].last = std::move(message);
    }

    each_once(users), each_once(channels), each_once(contacts), each_once(leads);
    auto& briefs = names.briefs();
    briefs.read_users(db, std::move(users));
    briefs.read_channels(db, std::move(channels));
    briefs.read_contacts(db, std::move(contacts));
    briefs.read_leads(db, std::move(leads));
    briefs.read_assignments(db, ids);
    briefs.read_tags(db, ids);
}

}  // namespace parley
