#include "connectors/instagram/instagram.hpp"

namespace parley::instagram {
namespace {

void read_change(const Json& change, const meta::Inbox& inbox, const std::string& pointer, Millis at,
                 std::vector<Update>& into) {
    const Json& value = *object_at(change, "value");
    const auto field = text_or(change, "field");
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

}  // namespace

std::vector<Update> parse_hook(std::string_view body, const meta::Inbox& inbox, Millis received_at) {
    return meta::parse_hook(body, inbox, received_at, read_change);
}

}  // namespace parley::instagram
