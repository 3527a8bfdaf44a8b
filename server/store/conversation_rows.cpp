#include "server/store/conversation_rows.hpp"

#include <algorithm>

namespace parley {
namespace {

bool among(const std::vector<std::int64_t>& ids, std::int64_t id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

bool ConversationRows::Changes::touch(const Conversation& c) const {
    return all || among(conversations, c.id) || among(contacts, c.contact_id) ||
           (c.lead_id && among(leads, *c.lead_id));
}

const Conversation* ConversationRows::find(std::int64_t id) {
    const auto found = places_.find(id);
    if (found == places_.end() || (changes_.any() && changes_.touch(*found->second))) return nullptr;
    rows_.splice(rows_.begin(), rows_, found->second);
    return &rows_.front();
}

void ConversationRows::keep(const Conversation& c) {
    if (!c.beside_read || (changes_.any() && changes_.touch(c))) return forget(c.id);
    const auto [place, fresh] = places_.try_emplace(c.id);
    if (fresh)
        rows_.push_front(c);
    else {
        *place->second = c;
        rows_.splice(rows_.begin(), rows_, place->second);
    }
    place->second = rows_.begin();
    auto& row = rows_.front();
    // As it would be read.
    row.stored_status = row.status;
    row.stored_lead_id = row.lead_id;
    if (!row.wait_id) row.clock.open.reset();
    if (row.clock.open) row.clock.open->received_at = row.clock.open->opened_at;
    kept_.push_back(c.id);
    if (rows_.size() > most_) forget(rows_.back().id);
}

void ConversationRows::forget(std::int64_t id) {
    const auto found = places_.find(id);
    if (found == places_.end()) return;
    rows_.erase(found->second);
    places_.erase(found);
}

void ConversationRows::changed(std::int64_t id) {
    changes_.conversations.push_back(id);
}

void ConversationRows::contact_changed(std::int64_t contact_id) {
    changes_.contacts.push_back(contact_id);
}

void ConversationRows::lead_changed(std::int64_t lead_id) {
    changes_.leads.push_back(lead_id);
}

void ConversationRows::all_changed() {
    changes_.all = true;
}

void ConversationRows::forget_since(std::size_t mark) {
    for (auto at = mark; at < kept_.size(); ++at) forget(kept_[at]);
    kept_.resize(std::min(mark, kept_.size()));
}

void ConversationRows::committed() {
    kept_.clear();
    if (!changes_.any()) return;
    for (auto row = rows_.begin(); row != rows_.end();) {
        const auto& one = *row++;
        if (changes_.touch(one)) forget(one.id);
    }
    changes_ = {};
}

}  // namespace parley
