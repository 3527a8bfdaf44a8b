#include "connectors/meta/messaging.hpp"
#include "server/base/text.hpp"
#include "server/net/multipart.hpp"

#include <algorithm>
#include <array>

namespace parley::meta {
namespace {

constexpr std::size_t kMostItems = 30;
/// The thumb, in three sizes.
constexpr std::array<std::string_view, 3> kThumbs{"369239263222822", "369239343222814", "369239383222810"};

void add_line(std::string& text, std::string_view line) {
    if (trim(line).empty() || text.find(line) != std::string::npos) return;
    if (!text.empty()) text += '\n';
    text += line;
}

std::string_view host_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    url.remove_prefix(scheme + 3);
    return url.substr(0, url.find_first_of("/?#:"));
}

/// A page that people read rather than a file that can be kept.
bool is_page(std::string_view url) {
    const auto host = host_of(url);
    for (const std::string_view site : {"facebook.com", "instagram.com", "m.me", "fb.watch"}) {
        if (host == site || (host.starts_with("www.") && host.substr(4) == site)) return true;
    }
    return false;
}

/// The last part of the address: only there a file's name is told.
std::string name_in(std::string_view url) {
    const auto path = url.substr(0, url.find_first_of("?#"));
    const auto slash = path.rfind('/');
    if (slash == std::string_view::npos || slash < 8) return {};
    const auto name = percent_decode(path.substr(slash + 1));
    if (!name || first_invalid_utf8(*name) != std::string::npos) return {};
    return std::string(cut_code_points(clean(*name), 200));
}

void add_media(MessageReceived& into, MessageKind kind, const std::string& url) {
    Media media;
    media.kind = kind;
    if (kind == MessageKind::file) media.name = name_in(url);
    media.source = {{"url", url}};
    if (into.media.empty()) into.kind = kind;
    into.media.push_back(std::move(media));
}

std::optional<MessageKind> media_kind(std::string_view type) {
    if (type == "image") return MessageKind::image;
    if (type == "video") return MessageKind::video;
    if (type == "audio") return MessageKind::voice;  // recorded in the app: sound files come as files
    if (type == "file") return MessageKind::file;
    return std::nullopt;
}

/// Of something shared: a post, a reel, a story, a link.
struct Shared {
    std::string_view type, id_key;
    MessageKind kind;
};
constexpr std::array<Shared, 8> kShared{{{"reel", "reel_video_id", MessageKind::video},
                                         {"ig_reel", "reel_video_id", MessageKind::video},
                                         {"post", "id", MessageKind::image},
                                         {"ig_post", "ig_post_media_id", MessageKind::image},
                                         {"share", "id", MessageKind::image},
                                         {"story", "story_media_id", MessageKind::image},
                                         {"ig_story", "story_media_id", MessageKind::image},
                                         {"story_mention", "id", MessageKind::image}}};

class AttachmentReader {
public:
    explicit AttachmentReader(MessageReceived& into) : into_(into) {}

    void read(const Json& attachment) {
        const auto type = text_or(attachment, "type");
        const Json* payload = object_at(attachment, "payload");
        static const Json nothing = Json::object();
        const Json& inside = payload ? *payload : nothing;
        const auto url = text_or(inside, "url", text_or(attachment, "url"));
        if (const auto sticker = id_of(inside, "sticker_id")) return read_sticker(*sticker, url);
        if (type == "sticker" && !url.empty()) return add_media(into_, MessageKind::sticker, url);
        if (const auto kind = media_kind(type); kind && !url.empty()) return add_media(into_, *kind, url);
        const auto shared =
            std::find_if(kShared.begin(), kShared.end(), [&](const Shared& one) { return one.type == type; });
        if (shared != kShared.end()) return read_shared(*shared, inside, url);
        if (type == "fallback") {
            add_line(into_.text, text_or(attachment, "title", text_or(inside, "title")));
            add_line(into_.text, url);
            return;
        }
        if (type == "template") return read_cards(inside);
        if (const Json* place = object_at(inside, "coordinates"); place && type == "location") {
            into_.kind = MessageKind::location;
            into_.content["latitude"] = number_of(*place, "lat").value_or(0);
            into_.content["longitude"] = number_of(*place, "long").value_or(0);
            into_.content["title"] = text_or(attachment, "title");
            into_.content["address"] = "";
            return;
        }
        if (type == "like_heart") return add_line(into_.text, "❤️");
        odd(type.empty() ? "attachment" : type);
    }

private:
    /// While the platform changes over, one sticker comes twice in a message: as itself and as a picture.
    void read_sticker(const std::string& id, const std::string& url) {
        if (std::find(stickers_.begin(), stickers_.end(), id) != stickers_.end()) return;
        stickers_.push_back(id);
        if (std::find(kThumbs.begin(), kThumbs.end(), id) != kThumbs.end()) into_.content["emoji"] = "👍";
        if (url.empty())
            into_.kind = MessageKind::sticker;
        else
            add_media(into_, MessageKind::sticker, url);
    }

    void read_shared(const Shared& shared, const Json& inside, const std::string& told) {
        const auto url = told.empty() ? text_or(inside, "story_media_url") : told;
        Json about{{"what", std::string(shared.type)}, {"id", id_of(inside, shared.id_key).value_or("")}};
        about["url"] = is_page(url) ? url : "";
        into_.content["shared"] = std::move(about);
        add_line(into_.text, text_or(inside, "title"));
        if (url.empty()) return;
        if (is_page(url))
            add_line(into_.text, url);
        else
            add_media(into_, shared.kind, url);
    }

    /// Products and other cards, a few lines each; of what we sent ourselves with buttons the words.
    void read_cards(const Json& inside) {
        const auto before = into_.text.size();
        const Json* product = object_at(inside, "product");
        add_line(into_.text, text_or(inside, "text"));
        std::size_t count = 0;
        for (const Json* holder : {product, &inside, object_at(inside, "generic")}) {
            if (!holder) continue;
            for (const auto* card : objects_in(*holder, "elements")) {
                if (++count > kMostItems) break;
                auto line = text_or(*card, "title");
                if (const auto more = text_or(*card, "subtitle"); !more.empty())
                    line += (line.empty() ? "" : " · ") + more;
                add_line(into_.text, line);
                if (holder == product && !into_.content.contains("product"))
                    into_.content["product"] = id_of(*card, "retailer_id").value_or(id_of(*card, "id").value_or(""));
            }
        }
        if (into_.text.size() == before) odd("template");
    }

    /// Something to be seen in the platform's own app; what else is in the message is shown.
    void odd(const std::string& what) {
        if (!into_.text.empty() || !into_.media.empty()) return;
        into_.kind = MessageKind::unsupported;
        into_.content["what"] = what;
    }

    MessageReceived& into_;
    std::vector<std::string> stickers_;
};

bool is_email(std::string_view text) {
    const auto at = text.find('@');
    return at != std::string_view::npos && at > 0 && text.find('.', at) != std::string_view::npos &&
           text.find_first_of(" \t\n<>") == std::string_view::npos && text.size() <= 254;
}
bool is_phone(std::string_view text) {
    return text.size() >= 8 && text.size() <= 16 && text.front() == '+' &&
           std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// An answer that was offered. When a phone number or an address was asked for, it is the answer.
void read_press(const std::string& title, const std::string& payload, MessageReceived& into) {
    if (title == payload && is_phone(payload)) {
        into.person.phone = payload;
        return;
    }
    if (title == payload && is_email(payload)) {
        into.person.email = payload;
        return;
    }
    into.kind = MessageKind::interaction;
    into.content["title"] = title;
    into.content["payload"] = payload;
}

}  // namespace

void read_content(const Json& message, MessageReceived& into) {
    into.text = text_or(message, "text");
    if (flag_of(message, "is_unsupported")) {
        into.kind = MessageKind::unsupported;
        into.content["what"] = "message";
        return;
    }
    AttachmentReader reader(into);
    std::size_t count = 0;
    for (const auto* attachment : objects_in(message, "attachments")) {
        if (++count > kMostItems) break;
        reader.read(*attachment);
    }
    if (const Json* press = object_at(message, "quick_reply"); press && into.media.empty())
        read_press(into.text, text_or(*press, "payload"), into);
    if (const Json* quoted = object_at(message, "reply_to")) {
        into.reply_to = id_of(*quoted, "mid");
        if (const Json* story = object_at(*quoted, "story"))
            into.content["shared"] = {
                {"what", "story_reply"}, {"id", id_of(*story, "id").value_or("")}, {"url", text_or(*story, "url")}};
    }
    if (const Json* referral = object_at(message, "referral")) {
        if (const Json* product = object_at(*referral, "product"))
            into.content["product"] = id_of(*product, "id").value_or("");
    }
    const bool nothing = into.kind == MessageKind::text && trim(into.text).empty() && into.media.empty();
    if (!nothing) return;
    into.kind = MessageKind::unsupported;
    into.content["what"] = "message";
}

Touch read_referral(const Json& referral, const Inbox& inbox, Millis at) {
    const auto ref = text_or(referral, "ref");
    const auto ad = id_of(referral, "ad_id").value_or("");
    const auto page = text_or(referral, "referer_uri");
    const Json* product = object_at(referral, "product");
    Touch touch;
    if (!ref.empty())
        touch = touch_from_deep_link(ref, at);
    else if (ad.empty() && !page.empty())
        touch = touch_from_page(page, "", at);
    touch.at = at;
    if (!ad.empty()) {
        touch.kind = "ad";
        touch.medium = "cpc";
        touch.ad_id = ad;
        if (const Json* about = object_at(referral, "ads_context_data")) {
            if (auto title = text_or(*about, "ad_title"); !title.empty()) touch.campaign = std::move(title);
            if (touch.content.empty()) touch.content = id_of(*about, "post_id").value_or("");
        }
    } else if (touch.kind.empty()) {
        touch.kind = "referral";
    }
    if (touch.source.empty() || touch.source == "deep_link") touch.source = inbox.instagram ? "instagram" : "facebook";
    if (touch.medium.empty()) touch.medium = "social";
    if (product && touch.content.empty()) touch.content = "product " + id_of(*product, "id").value_or("");
    if (touch.referrer.empty()) touch.referrer = page;
    for (auto* member : {&touch.campaign, &touch.content, &touch.referrer, &touch.ad_id})
        *member = std::string(cut_code_points(clean(*member), 512));
    touch.raw = referral;
    return touch;
}

}  // namespace parley::meta
