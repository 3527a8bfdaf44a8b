#pragma once

#include "connectors/update.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What Messenger and Instagram have in common: messaging events, and comments under posts.
namespace parley::meta {

/// The account whose inbox it is, as webhooks name it, and the app through which we see it.
struct Inbox {
    std::string id;
    std::string app_id;  ///< empty where it is not known
    bool instagram = false;
};

/// Threads of people who are known only by a website's plugin, until they answer.
inline constexpr std::string_view kUserRef = "user_ref:";
/// Threads of what one person says under one post: "post:POST:PERSON". Their messages are named "comment:ID".
inline constexpr std::string_view kPost = "post:";
inline constexpr std::string_view kComment = "comment:";
bool is_public(std::string_view thread);
/// An answer goes to a message of theirs; a thread's key holds none.
bool is_private(std::string_view thread);

/// One event of a person's thread. `standby`: another app has the thread now, and we look on. Never an error: what
/// cannot be read is a NotUnderstood that is kept.
void read_event(const Json& event, const Inbox& inbox, bool standby, Millis received_at, const std::string& pointer,
                std::vector<Update>& into);
/// Text, kind, content and files of a message.
void read_content(const Json& message, MessageReceived& into);
/// Where somebody came from, as an advert or a link told.
Touch read_referral(const Json& referral, const Inbox& inbox, Millis at);

/// One of `entry[].changes[]`, which each platform has its own of; `at`: the entry's time.
using ReadChange = void (*)(const Json& change, const Inbox& inbox, const std::string& pointer, Millis at,
                            std::vector<Update>& into);
/// The body of one webhook call. Never an error: what cannot be read is a NotUnderstood that is kept.
std::vector<Update> parse_hook(std::string_view body, const Inbox& inbox, Millis received_at, ReadChange read_change);

/// A comment as either platform tells it; what is not told is empty.
struct Comment {
    std::string id, parent, post;
    std::string writer, name, username;
    std::string text, url, picture, video;
    std::string ad_id, ad_title;
    Millis at = 0;
    bool is_reply() const { return !parent.empty() && parent != post; }
};
UpdateBody read_comment(const Comment& comment, const Inbox& inbox);

}  // namespace parley::meta
