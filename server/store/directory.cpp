#include "server/store/directory.hpp"

#include "server/store/settings.hpp"

namespace parley {

const std::string& Directory::user(std::int64_t id) {
    const auto [found, fresh] = users_.try_emplace(id);
    if (fresh) {
        if (auto row = db_.query(db::q::user_get, id); row.next()) found->second = row.text(2);
    }
    return found->second;
}

const Directory::Channel& Directory::channel(std::int64_t id) {
    const auto [found, fresh] = channels_.try_emplace(id);
    if (fresh) {
        if (auto row = db_.query(db::q::channel_get, id); row.next()) found->second = {row.text(1), row.text(2)};
    }
    return found->second;
}

const std::string* Directory::team(std::int64_t id) {
    if (!teams_) {
        teams_.emplace();
        for (auto row = db_.query(db::q::teams_all); row.next();) teams_->emplace(row.integer(0), row.text(1));
    }
    const auto found = teams_->find(id);
    return found == teams_->end() ? nullptr : &found->second;
}

std::int64_t Directory::target_seconds() {
    if (!target_seconds_) target_seconds_ = parley::target_seconds(db_);
    return *target_seconds_;
}

const Directory::Ahead* Directory::ahead(std::int64_t conversation_id) const {
    const auto found = ahead_.find(conversation_id);
    return found == ahead_.end() ? nullptr : &found->second;
}

}  // namespace parley
