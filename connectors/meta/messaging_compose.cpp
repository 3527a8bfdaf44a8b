#include "connectors/meta/read.hpp"
#include "connectors/meta/send.hpp"
#include "connectors/split_text.hpp"
#include "server/base/text.hpp"

#include <algorithm>
#include <array>

namespace parley::meta {
namespace {

constexpr std::size_t kTitle = 20, kQuickReplies = 13, kButtons = 3, kButtonText = 640;

std::string_view bare_type(std::string_view content_type) {
    return trim(content_type.substr(0, content_type.find(';')));
}

template <std::size_t N>
bool among(const std::array<std::string_view, N>& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

/// The comment that is answered; empty when it is none.
std::string comment_of(const Outgoing& outgoing) {
    const auto answered = outgoing.reply_to_external_id.value_or("");
    return answered.starts_with(kComment) ? answered.substr(kComment.size()) : std::string();
}

Json recipient_of(const Outgoing& outgoing) {
    const std::string_view thread = outgoing.thread;
    if (is_public(thread)) return {{"comment_id", comment_of(outgoing)}};
    if (thread.starts_with(kUserRef)) return {{"user_ref", std::string(thread.substr(kUserRef.size()))}};
    return {{"id", std::string(thread)}};
}

class Composer {
public:
    Composer(const Outgoing& outgoing, const SendRules& rules) : outgoing_(outgoing), rules_(rules) {}

    std::vector<SendPiece> message() {
        add_files();
        add_words();
        const int parts = static_cast<int>(pieces_.size());
        for (int i = 0; i < parts; ++i) {
            auto& body = pieces_[static_cast<std::size_t>(i)].body;
            body["message"]["metadata"] = write_reference({outgoing_.message_id, i, parts});
        }
        const bool quotes = outgoing_.reply_to_external_id && !rules_.inbox.instagram && !is_public(outgoing_.thread);
        if (quotes && parts > 0) pieces_.front().body["reply_to"] = {{"mid", *outgoing_.reply_to_external_id}};
        return std::move(pieces_);
    }

private:
    void add(Json message, std::vector<const Outgoing::File*> files = {}) {
        SendPiece piece;
        piece.path = "/me/messages";
        piece.body = {{"recipient", recipient_of(outgoing_)}, {"message", std::move(message)}};
        if (!rules_.inbox.instagram) piece.body["messaging_type"] = "RESPONSE";
        piece.files = std::move(files);
        pieces_.push_back(std::move(piece));
    }

    /// Pictures that follow each other go as one message.
    void add_files() {
        std::vector<const Outgoing::File*> pictures;
        const auto send_pictures = [&] {
            if (!pictures.empty()) add(Json::object(), std::move(pictures));
            pictures.clear();
        };
        for (const auto& file : outgoing_.files) {
            if (type_of(file, rules_.inbox.instagram) != "image") {
                send_pictures();
                add(Json::object(), {&file});
                continue;
            }
            pictures.push_back(&file);
            if (pictures.size() == kMostImages) send_pictures();
        }
        send_pictures();
    }

    void add_text(std::string_view words) {
        const auto parts =
            rules_.inbox.instagram ? split_bytes(words, kInstagramText) : split_text(words, kMessengerText);
        for (const auto part : parts) add({{"text", std::string(part)}});
    }

    void add_words() {
        const Json* buttons = find(outgoing_.content, "buttons");
        const bool asks = buttons && buttons->is_array() && !buttons->empty();
        if (trim(outgoing_.text).empty()) return;
        if (asks && opens_pages(*buttons)) return add_template(*buttons);
        add_text(outgoing_.text);
        if (asks && !pieces_.empty()) pieces_.back().body["message"]["quick_replies"] = quick_replies(*buttons);
    }

    static bool opens_pages(const Json& buttons) {
        return std::any_of(buttons.begin(), buttons.end(),
                           [](const Json& one) { return !text_or(one, "url").empty(); });
    }

    static std::string title_of(const Json& button) {
        return std::string(cut_code_points(text_or(button, "title"), kTitle));
    }
    static std::string payload_of(const Json& button) { return text_or(button, "payload", text_or(button, "title")); }

    Json quick_replies(const Json& buttons) const {
        Json list = Json::array();
        for (const auto& button : buttons) {
            if (list.size() == kQuickReplies) break;
            if (text_or(button, "ask") == "phone")
                list.push_back({{"content_type", "user_phone_number"}});
            else
                list.push_back(
                    {{"content_type", "text"}, {"title", title_of(button)}, {"payload", payload_of(button)}});
        }
        return list;
    }

    /// At most three, under a text that is not long; what is more goes as lines of text.
    void add_template(const Json& buttons) {
        Json shown = Json::array();
        auto words = outgoing_.text;
        for (const auto& button : buttons) {
            const auto url = text_or(button, "url");
            const bool room = shown.size() < kButtons;
            if (room && !url.empty())
                shown.push_back({{"type", "web_url"}, {"title", title_of(button)}, {"url", url}});
            else if (room && text_or(button, "ask").empty())
                shown.push_back({{"type", "postback"}, {"title", title_of(button)}, {"payload", payload_of(button)}});
            else
                words += "\n" + text_or(button, "title") + (url.empty() ? "" : ": " + url);
        }
        if (count_code_points(words) > kButtonText) {
            add_text(words);
            words = "⬇️";
        }
        add({{"attachment",
              {{"type", "template"},
               {"payload",
                {{"template_type", "button"}, {"text", std::move(words)}, {"buttons", std::move(shown)}}}}}});
    }

    const Outgoing& outgoing_;
    const SendRules& rules_;
    std::vector<SendPiece> pieces_;
};

/// Whoever runs the account decides what is seen under its posts.
std::vector<SendPiece> moderation(const Outgoing& outgoing, const SendRules& rules) {
    const auto name = outgoing.external_id.value_or("");
    if (!name.starts_with(kComment)) return {};
    SendPiece piece;
    piece.path = "/" + percent_encode(name.substr(kComment.size()));
    if (outgoing.act == Outgoing::Act::remove) return {std::move(piece)};
    piece.body = {{rules.inbox.instagram ? "hide" : "is_hidden", flag_of(outgoing.content, "hidden")}};
    return {std::move(piece)};
}

/// Everybody under the post reads it.
std::vector<SendPiece> public_answer(const Outgoing& outgoing, const SendRules& rules) {
    const auto comment = comment_of(outgoing);
    if (comment.empty() || trim(outgoing.text).empty()) return {};
    SendPiece piece;
    piece.path = "/" + percent_encode(comment) + (rules.inbox.instagram ? "/replies" : "/comments");
    piece.body = {{"message", outgoing.text}};
    return {std::move(piece)};
}

SendPiece action(const Outgoing& outgoing, std::string name, Json payload = nullptr) {
    SendPiece piece;
    piece.path = "/me/messages";
    piece.body = {{"recipient", recipient_of(outgoing)}, {"sender_action", std::move(name)}};
    if (!payload.is_null()) piece.body["payload"] = std::move(payload);
    return piece;
}

std::string_view reaction_name(std::string_view emoji) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kNames{{{"❤", "love"},
                                                                                   {"👍", "like"},
                                                                                   {"😆", "smile"},
                                                                                   {"😮", "wow"},
                                                                                   {"😢", "sad"},
                                                                                   {"😠", "angry"},
                                                                                   {"👎", "dislike"}}};
    for (const auto& [known, name] : kNames) {
        if (known == emoji) return name;
    }
    return {};
}

}  // namespace

std::string_view type_of(const Outgoing::File& file, bool instagram) {
    static constexpr std::array<std::string_view, 3> kPictures{"image/jpeg", "image/png", "image/gif"};
    static constexpr std::array<std::string_view, 4> kFilms{"video/mp4", "video/quicktime", "video/webm", "video/ogg"};
    static constexpr std::array<std::string_view, 5> kSounds{"audio/aac", "audio/mp4", "audio/wav", "audio/x-wav",
                                                             "audio/x-m4a"};
    constexpr std::int64_t kPicture = 8 << 20;
    const auto type = bare_type(file.content_type);
    if (among(kPictures, type) && file.size <= kPicture) return "image";
    if (among(kFilms, type)) return "video";
    if (among(kSounds, type)) return "audio";
    if (!instagram && (type == "audio/ogg" || type == "audio/mpeg")) return "audio";
    return "file";
}

std::vector<SendPiece> pieces_of(const Outgoing& outgoing, const SendRules& rules) {
    const bool publicly = is_public(outgoing.thread);
    switch (outgoing.act) {
        case Outgoing::Act::send:
            if (publicly && !flag_of(outgoing.content, "private")) return public_answer(outgoing, rules);
            if (publicly && comment_of(outgoing).empty()) return {};
            return Composer(outgoing, rules).message();
        case Outgoing::Act::react: {
            if (!outgoing.external_id || publicly) return {};
            Json payload{{"message_id", *outgoing.external_id}};
            if (outgoing.reaction.empty()) return {action(outgoing, "unreact", std::move(payload))};
            const auto name = reaction_name(outgoing.reaction);
            if (name.empty()) return {};
            payload["reaction"] = std::string(name);
            return {action(outgoing, "react", std::move(payload))};
        }
        case Outgoing::Act::read:
            if (publicly) return {};
            return {action(outgoing, "mark_seen")};
        case Outgoing::Act::typing:
            if (publicly) return {};
            return {action(outgoing, flag_of(outgoing.content, "on") ? "typing_on" : "typing_off")};
        case Outgoing::Act::hide:
        case Outgoing::Act::remove:
            return publicly ? moderation(outgoing, rules) : std::vector<SendPiece>{};
        case Outgoing::Act::edit:
        case Outgoing::Act::closed:
            break;
    }
    return {};
}

}  // namespace parley::meta
