#include "connectors/messenger/messenger.hpp"
#include "connectors/meta/read.hpp"

namespace parley::messenger {
namespace {

/// The field `feed`: comments; what else happens under posts is not for an inbox.
void read_change(const Json& change, const meta::Inbox& inbox, const std::string& pointer, Millis at,
                 std::vector<Update>& into) {
    const Json& value = *object_at(change, "value");
    const auto field = text_or(change, "field");
    if (field != "feed") return into.push_back({Ignored{field}, std::nullopt});
    const auto item = text_or(value, "item"), verb = text_or(value, "verb");
    if (item != "comment") return into.push_back({Ignored{"feed " + item + " " + verb}, std::nullopt});
    meta::Comment comment;
    comment.id = id_of(value, "comment_id").value_or("");
    comment.parent = id_of(value, "parent_id").value_or("");
    comment.post = id_of(value, "post_id").value_or("");
    comment.at = meta::time_of(value, "created_time", at);
    comment.text = text_or(value, "message");
    comment.picture = text_or(value, "photo");
    comment.video = text_or(value, "video");
    if (const Json* from = object_at(value, "from")) {
        comment.writer = id_of(*from, "id").value_or("");
        comment.name = text_or(*from, "name");
    } else {
        comment.writer = id_of(value, "sender_id").value_or("");
        comment.name = text_or(value, "sender_name");
    }
    if (const Json* post = object_at(value, "post")) comment.url = text_or(*post, "permalink_url");
    if (comment.id.empty() || comment.post.empty())
        return into.push_back(
            {NotUnderstood{"missing_field", "a comment has a comment_id and a post_id", pointer + "/value", true},
             std::nullopt});
    const auto name = std::string(meta::kComment) + comment.id;
    if (verb == "remove") return into.push_back({MessageDeleted{"", name, at}, "del:" + name});
    if (verb == "edited" || verb == "edit") {
        MessageEdited edited;
        edited.external_id = name;
        edited.edited_at = at;
        edited.text = comment.text;
        return into.push_back({std::move(edited), std::nullopt});
    }
    if (verb == "hide" || verb == "unhide") {
        MessageEdited changed;
        changed.external_id = name;
        changed.edited_at = at;
        changed.hidden = verb == "hide";
        return into.push_back({std::move(changed), std::nullopt});
    }
    if (verb != "add") return into.push_back({Ignored{"a comment: " + verb}, std::nullopt});
    into.push_back({meta::read_comment(comment, inbox), std::nullopt});
}

}  // namespace

std::vector<Update> parse_hook(std::string_view body, const meta::Inbox& inbox, Millis received_at) {
    return meta::parse_hook(body, inbox, received_at, read_change);
}

}  // namespace parley::messenger
