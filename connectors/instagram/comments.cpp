#include "connectors/instagram/instagram.hpp"
#include "connectors/meta/read.hpp"

namespace parley::instagram {
namespace {

constexpr std::string_view kMention = "mention:";

/// Somebody named the account in a comment, or under a picture of his own: no more than where is told.
void read_mention(const Json& value, const std::string& pointer, Millis at, std::vector<Update>& into) {
    const auto media = id_of(value, "media_id").value_or(""), comment = id_of(value, "comment_id").value_or("");
    if (media.empty())
        return into.push_back(
            {NotUnderstood{"missing_field", "a mention has a media_id", pointer + "/value", true}, std::nullopt});
    LookUp told;
    told.external_id = comment.empty() ? std::string(kMention) + media : std::string(meta::kComment) + comment;
    told.source = {{"media", media}, {"comment", comment}, {"at", at}};
    into.push_back({std::move(told), std::string(kMention) + media + ":" + comment});
}

void read_change(const Json& change, const meta::Inbox& inbox, const std::string& pointer, Millis at,
                 std::vector<Update>& into) {
    const Json& value = *object_at(change, "value");
    const auto field = text_or(change, "field");
    if (field == "mentions") return read_mention(value, pointer, at, into);
    if (field != "comments" && field != "live_comments") return into.push_back({Ignored{field}, std::nullopt});
    meta::Comment comment;
    comment.id = id_of(value, "id").value_or(id_of(value, "comment_id").value_or(""));
    comment.parent = id_of(value, "parent_id").value_or("");
    comment.at = at;
    comment.text = text_or(value, "text");
    if (const Json* from = object_at(value, "from")) {
        comment.writer = id_of(*from, "id").value_or("");
        comment.username = text_or(*from, "username");
    }
    if (const Json* media = object_at(value, "media")) {
        comment.ad_id = id_of(*media, "ad_id").value_or("");
        comment.ad_title = text_or(*media, "ad_title");
        // An advert shows a post that people may comment on elsewhere too.
        comment.post = id_of(*media, "original_media_id").value_or(id_of(*media, "id").value_or(""));
    }
    // An old delivery tells no more than id and text: it is about the post of that comment alone.
    if (comment.post.empty()) comment.post = comment.id;
    if (comment.id.empty())
        return into.push_back(
            {NotUnderstood{"missing_field", "a comment has an id", pointer + "/value", true}, std::nullopt});
    into.push_back({meta::read_comment(comment, inbox), std::nullopt});
}

/// A picture of somebody's own is no comment.
std::string thread_under(const LookUp& told) {
    return std::string(meta::kPost) + text_or(told.source, "media") + ":" + told.external_id;
}

}  // namespace

std::string mention_fields(const LookUp& told) {
    const auto comment = text_or(told.source, "comment");
    if (!comment.empty()) return "mentioned_comment.comment_id(" + comment + "){text,timestamp,media,username}";
    return "mentioned_media.media_id(" + text_or(told.source, "media") + "){caption,timestamp,username,permalink}";
}

std::optional<Update> mute_of(const LookUp& told) {
    if (!text_or(told.source, "comment").empty()) return std::nullopt;
    ContactChanged change;
    change.person.external_id = told.external_id;
    change.thread = thread_under(told);
    change.reachable = false;
    change.reason = "mention";
    return Update{std::move(change), "mute:" + told.external_id};
}

Update mention_of(const LookUp& told, const Json& answer, const meta::Inbox& inbox) {
    const auto media = text_or(told.source, "media"), id = text_or(told.source, "comment");
    const auto at = integer_of(told.source, "at").value_or(0);
    const Json* shown = object_at(answer, id.empty() ? "mentioned_media" : "mentioned_comment");
    meta::Comment comment;
    comment.id = id.empty() ? media : id;
    comment.post = media;
    comment.at = shown ? meta::time_of(*shown, "timestamp", at) : at;
    if (shown) {
        comment.text = text_or(*shown, id.empty() ? "caption" : "text");
        comment.username = text_or(*shown, "username");
        comment.url = text_or(*shown, "permalink");
    }
    auto body = meta::read_comment(comment, inbox);
    auto& message = std::get<MessageReceived>(body);
    message.content["shared"] = {{"what", "mention"}, {"id", media}, {"url", comment.url}};
    if (id.empty()) {
        message.external_id = message.person.external_id = told.external_id;
        message.thread = thread_under(told);
    }
    if (!shown || message.text.empty()) {
        message.kind = MessageKind::unsupported;
        message.content["what"] = "mention";
    }
    return {std::move(body), std::nullopt};
}

std::vector<Update> parse_hook(std::string_view body, const meta::Inbox& inbox, Millis received_at) {
    return meta::parse_hook(body, inbox, received_at, read_change);
}

}  // namespace parley::instagram
