#pragma once

#include "server/base/json_text.hpp"
#include "server/store/directory.hpp"
#include "server/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley {

/// An answer that waits for its hour.
struct Scheduled {
    std::int64_t id = 0, conversation_id = 0, user_id = 0;  ///< user_id: in whose name it goes
    std::string text;
    std::optional<std::int64_t> reply_to;
    Millis due_at = 0;
    bool holds = true;                ///< it waits for a word of ours when the customer wrote before its hour
    std::int64_t up_to = 0;           ///< the newest message its writer had seen
    std::optional<std::string> held;  ///< why it did not go: written, window, cannot_reply, author_gone, refused
    Millis created_at = 0, edited_at = 0;
};

std::optional<Scheduled> scheduled_by_id(db::Connection& db, std::int64_t id);
/// The next to go first.
std::vector<Scheduled> scheduled_of(db::Connection& db, std::int64_t conversation_id);
/// The customer wrote after what its writer had seen.
bool customer_wrote_since(db::Connection& db, const Scheduled& scheduled);

void insert_scheduled(Transaction& transaction, const Scheduled& scheduled);
void save_scheduled(Transaction& transaction, const Scheduled& scheduled);
void delete_scheduled(Transaction& transaction, const Scheduled& scheduled);

JsonText view_scheduled(Directory& names, const Scheduled& scheduled);
/// All of a conversation, as the API and the event tell them.
JsonText view_scheduled_of(Directory& names, std::int64_t conversation_id);

}  // namespace parley
