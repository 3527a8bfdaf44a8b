#pragma once

#include "server/base/words.hpp"
#include "server/store/messages.hpp"
#include "server/store/search_question.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// What a look into the index found, newest first. `partial`: the time was over before the oldest were looked at.
struct FoundMessages {
    std::vector<MessageAddress> messages;
    bool partial = false;
};
struct FoundContacts {
    std::vector<std::int64_t> ids;
    bool partial = false;
};

/// How long one look may take, in milliseconds.
inline constexpr Millis kSearchTime = 40;

/// Messages with all words of the query. What was edited or deleted since it was indexed is left out.
FoundMessages search_messages(db::Connection& db, const WordQuery& query, std::size_t limit, const Clock& clock);
/// The same, narrowed by the question's operators; with operators alone, all that they let through. `user_id` asks.
FoundMessages search_messages(db::Connection& db, const SearchQuestion& question, std::int64_t user_id,
                              std::size_t limit, const Clock& clock);

/// Contacts whose name, phone, email or username contains every part of `text`, which are parted by spaces. A phone
/// number may be written with any punctuation.
FoundContacts search_contacts(db::Connection& db, std::string_view text, std::size_t limit, const Clock& clock);

/// A text as the index of messages takes it.
std::string indexed_words(std::string_view text);

/// Takes a part of what happened since the last call into the index, about `most` rows. True when there is more.
/// The work of server/flow/search_indexer.
bool index_some(Transaction& transaction, std::size_t most);

}  // namespace parley
