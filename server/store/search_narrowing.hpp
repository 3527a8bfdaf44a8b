#pragma once

#include "server/store/messages.hpp"
#include "server/store/search_question.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace parley {

/// Which messages the operators of a question let through; asked of one after the other. Inside one read transaction.
class SearchNarrowing {
public:
    /// `user_id` is whom `from:me` means.
    SearchNarrowing(db::Connection& db, const SearchQuestion& question, std::int64_t user_id);
    bool lets(const Message& message);

private:
    /// What is the same for all messages of a conversation.
    struct Talk {
        bool fits = false;
        std::string contact;  ///< folded
    };
    const Talk& talk(std::int64_t conversation_id);
    bool from_fits(const Message& message);
    bool has_fits(const Message& message);

    db::Connection& db_;
    const SearchQuestion& question_;
    std::int64_t user_id_;
    std::optional<std::int64_t> tag_;
    std::map<std::int64_t, bool> channels_;
    std::map<std::int64_t, std::string> people_;
    std::map<std::int64_t, Talk> talks_;
};

}  // namespace parley
