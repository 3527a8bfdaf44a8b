#pragma once

#include "server/domain/reply_window.hpp"
#include "server/store/store.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace parley {

/// What is the same from message to message: names of people, teams and channels, the target for answers, and what a
/// conversation's view says of its contact, its lead, its assignment and its tags, as JSON text. Each is read once.
/// Whoever keeps it from one commit to the next tells it all events of each, before it is asked.
class Briefs {
public:
    struct Channel {
        std::string kind, name;
        std::optional<ReplyWindow> window;  ///< it takes answers for a while only
    };
    /// Empty when there is no such one.
    const std::string& user(db::Connection& db, std::int64_t id);
    const Channel& channel(db::Connection& db, std::int64_t id);
    /// Null when there is no such team.
    const std::string* team(db::Connection& db, std::int64_t id);
    std::int64_t target_seconds(db::Connection& db);

    /// `{"id","name","avatar_url"}`
    const std::string& contact(db::Connection& db, std::int64_t id);
    /// `{"id","title","stage","source","campaign","owner_id"}`, or null.
    const std::string& lead(db::Connection& db, std::int64_t id);
    /// `{"at","reason"}` of the last one, or null.
    const std::string& assignment(db::Connection& db, std::int64_t conversation_id);
    /// Names in a list, in the order they were put on.
    const std::string& tags(db::Connection& db, std::int64_t conversation_id);

    /// Those that are not known yet, in one question each.
    void read_users(db::Connection& db, std::vector<std::int64_t> ids);
    void read_channels(db::Connection& db, std::vector<std::int64_t> ids);
    void read_contacts(db::Connection& db, std::vector<std::int64_t> ids);
    void read_leads(db::Connection& db, std::vector<std::int64_t> ids);
    void read_assignments(db::Connection& db, std::vector<std::int64_t> conversation_ids);
    void read_tags(db::Connection& db, std::vector<std::int64_t> conversation_ids);

    /// Drops what the commit changed.
    void heed(const Committed& committed);
    void clear();

private:
    using Texts = std::unordered_map<std::int64_t, std::string>;
    static std::string* room_for(Texts& texts, std::int64_t id);
    template <class Known, class Read>
    static void read_all(Known& known, std::vector<std::int64_t> ids, const Read& read);
    void heed(const Event& event, const AtHand* at_hand);
    void heed_assignment(std::int64_t conversation_id, const AtHand* at_hand);
    void heed_lead(std::int64_t id, const AtHand* at_hand);

    Texts contacts_, leads_, assignments_, tags_;
    Texts users_;
    std::unordered_map<std::int64_t, Channel> channels_;
    std::optional<std::map<std::int64_t, std::string>> teams_;
    std::optional<std::int64_t> target_seconds_;
};

}  // namespace parley
