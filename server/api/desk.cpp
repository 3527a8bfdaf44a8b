#include "server/api/desk.hpp"

#include "server/flow/hub.hpp"

namespace parley {

bool Desk::enter(std::int64_t user_id) {
    return ++people_[user_id].sockets == 1;
}

bool Desk::leave(std::int64_t user_id) {
    const auto person = people_.find(user_id);
    if (person == people_.end() || --person->second.sockets > 0) return false;
    people_.erase(person);
    return true;
}

void Desk::opened(std::int64_t user_id, std::string session, const std::shared_ptr<Subscription>& socket) {
    std::erase_if(open_, [](const Open& one) { return one.socket.expired(); });
    open_.push_back({user_id, std::move(session), socket});
}

void Desk::end_sockets(std::int64_t user_id, std::string_view session, std::string_view except) {
    for (const auto& one : open_) {
        if (one.user_id != user_id || !one.session.starts_with(session)) continue;
        if (!except.empty() && one.session == except) continue;
        if (const auto socket = one.socket.lock()) socket->stop();
    }
}

void Desk::set_away(std::int64_t user_id, bool away) {
    if (const auto person = people_.find(user_id); person != people_.end()) person->second.away = away;
}

Json Desk::presence() const {
    Json list = Json::array();
    for (const auto& [user, person] : people_)
        list.push_back({{"user_id", user}, {"state", person.away ? "away" : "online"}});
    return list;
}

std::vector<std::string> Desk::look(std::int64_t user_id, std::int64_t before, std::int64_t after) {
    std::vector<std::string> frames;
    if (before == after) return frames;
    if (const auto there = looking_.find(before); there != looking_.end()) {
        const auto sockets = there->second.find(user_id);
        if (sockets != there->second.end() && --sockets->second == 0) {
            there->second.erase(sockets);
            if (there->second.empty()) looking_.erase(there);
            frames.push_back(frame(before));
        }
    }
    if (after != 0 && ++looking_[after][user_id] == 1) frames.push_back(frame(after));
    return frames;
}

std::vector<std::string> Desk::viewing() const {
    std::vector<std::string> frames;
    for (const auto& [conversation, users] : looking_) frames.push_back(frame(conversation));
    return frames;
}

std::string Desk::frame(std::int64_t conversation_id) const {
    Json users = Json::array();
    if (const auto there = looking_.find(conversation_id); there != looking_.end()) {
        for (const auto& [user, sockets] : there->second) users.push_back(user);
    }
    return dump({{"type", "viewing"}, {"conversation_id", conversation_id}, {"user_ids", std::move(users)}});
}

}  // namespace parley
