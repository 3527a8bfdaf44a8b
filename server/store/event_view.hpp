#pragma once

#include "db/connection.hpp"
#include "server/store/at_hand.hpp"
#include "server/store/directory.hpp"
#include "server/store/store.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace parley {

/// Turns rows of the event log into the frames of docs/api-shapes.md, with their data as things stand in one read
/// transaction: reading the log again later gives the same shapes. What several events of a batch share (most often
/// the conversation) is rendered once. Use it for one batch inside one `Store::read`.
class EventRenderer {
public:
    EventRenderer(db::Connection& db, const std::string& public_url) : db_(db), names_(db), public_url_(public_url) {}
    /// With rows and texts that need not be read: both outlive this, `at_hand` may be null.
    EventRenderer(db::Connection& db, const std::string& public_url, const AtHand* at_hand, Briefs& briefs)
        : db_(db), names_(db, briefs), public_url_(public_url), at_hand_(at_hand) {}

    /// `{"seq","type","at","conversation_id","data"}` as text.
    std::string frame(const Event& event);
    void append_frame(std::string& out, const Event& event);

private:
    void append_data(std::string& out, const Event& event);
    void append_message(std::string& out, const Event& event, std::int64_t message_id);
    const std::string& conversation(std::int64_t id, const Message* last = nullptr);

    db::Connection& db_;
    Directory names_;
    const std::string& public_url_;
    const AtHand* at_hand_ = nullptr;
    std::unordered_map<std::int64_t, std::string> conversations_;
};

}  // namespace parley
