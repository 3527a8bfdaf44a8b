#include "connectors/meta/messaging.hpp"
#include "server/base/text.hpp"

namespace parley::meta {
namespace {

constexpr std::size_t kMostText = 512;

Touch touch_of(const Comment& comment, const Inbox& inbox) {
    Touch touch;
    touch.at = comment.at;
    const bool advert = !comment.ad_id.empty();
    touch.kind = advert ? "ad" : "referral";
    touch.source = inbox.instagram ? "instagram" : "facebook";
    touch.medium = advert ? "cpc" : "social";
    touch.campaign = std::string(cut_code_points(clean(comment.ad_title), kMostText));
    touch.referrer = std::string(cut_code_points(clean(comment.url), kMostText));
    touch.raw = {{"post", comment.post}};
    touch.ad_id = std::string(cut_code_points(clean(comment.ad_id), kMostText));
    return touch;
}

}  // namespace

bool is_public(std::string_view thread) {
    return thread.starts_with(kPost);
}
bool is_private(std::string_view thread) {
    return !is_public(thread);
}

UpdateBody read_comment(const Comment& comment, const Inbox& inbox) {
    if (comment.id.empty() || comment.post.empty())
        return NotUnderstood{"missing_field", "a comment has an id and a post", "", true};
    MessageReceived m;
    m.external_id = std::string(kComment) + comment.id;
    m.sent_at = comment.at;
    m.text = comment.text;
    m.content["comment"] = {{"post", comment.post}, {"url", comment.url}};
    if (comment.is_reply()) m.reply_to = std::string(kComment) + comment.parent;
    for (const auto& [url, kind] :
         {std::pair(comment.picture, MessageKind::image), std::pair(comment.video, MessageKind::video)}) {
        if (url.empty()) continue;
        Media media;
        media.kind = m.kind = kind;
        media.source = {{"url", url}};
        m.media.push_back(std::move(media));
    }
    if (m.media.empty() && trim(m.text).empty()) {  // a sticker or a GIF: only the platform shows it
        m.kind = MessageKind::unsupported;
        m.content["what"] = "comment";
    }
    if (!comment.writer.empty() && comment.writer == inbox.id) {
        // Whose thread it belongs to is only known by what it answers.
        if (!m.reply_to) return Ignored{"a comment of the account's owner under a post"};
        m.direction = Direction::outbound;
        m.author = AuthorType::operator_;
        m.ours = true;
        return m;
    }
    // Some people's names and ids are not told; each of their comments is then somebody's of its own.
    const auto writer = comment.writer.empty() ? m.external_id : comment.writer;
    m.thread = std::string(kPost) + comment.post + ":" + writer;
    m.person.external_id = writer;
    if (!comment.name.empty()) m.person.name = comment.name;
    if (!comment.username.empty()) m.person.username = comment.username;
    if (!comment.is_reply()) m.touches.push_back(touch_of(comment, inbox));
    return m;
}

}  // namespace parley::meta
