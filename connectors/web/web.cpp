#include "connectors/web/web.hpp"

#include "server/base/text.hpp"

#include <array>

namespace parley {
namespace {

/// Such as stand in the typefaces of old devices too.
constexpr std::string_view kReactions[] = {"👍", "❤", "🔥", "🎉", "😁", "🙏", "👏", "👌", "🤝", "🤔", "😢", "👎"};

class WebConnector final : public Connector {
public:
    WebConnector(ChannelConfig config, ConnectorHouse house) : config_(std::move(config)), house_(std::move(house)) {}

    Capabilities capabilities() const override {
        Capabilities c;
        // Storing it is delivering it: a repeat finds it stored.
        c.keyed = true;
        c.edits = c.removes = c.replies = c.typing = c.typing_stops = c.receipts = true;
        c.reactions = kReactions;
        c.text_limit = 16'000;
        c.parallel = 64;
        c.per_second = 10'000;
        return c;
    }
    std::string realm() const override { return "web:" + std::to_string(config_.id); }

    Result<void> verify(const HookCall&) const override {
        return Error(Errc::forbidden, "no_hook",
                     "the website chat takes no webhooks: its widget speaks to /widget/api");
    }
    /// Raw updates read again: visitors' messages as server/api/widget laid them down.
    Result<Parsed> parse(const HookCall& delivery) const override {
        auto laid_down = read_json(delivery.request.body);
        if (!laid_down) return laid_down.error();
        Parsed parsed;
        parsed.updates.push_back(web::read_message(*laid_down, delivery.received_at));
        return parsed;
    }

    /// The message is stored and the visitor's open pages got it with its commit; pages that come later fetch it.
    boost::asio::awaitable<SendOutcome> send(Outgoing outgoing) override {
        if (outgoing.act == Outgoing::Act::typing && house_.show_visitor) house_.show_visitor(outgoing);
        co_return SendOutcome::sent_as({});
    }

    boost::asio::awaitable<ChannelHealth> check() override {
        ChannelHealth health;
        health.ok = true;
        health.detail = "ready for " + text_or(config_.settings, "site");
        co_return health;
    }

private:
    ChannelConfig config_;
    ConnectorHouse house_;
};

/// What visitors read: once for all, and in each language of the chat that has it.
struct Text {
    std::string_view name;
    std::array<std::string_view, 3> own;
    std::size_t most;
    std::string_view help;
};
constexpr Text kTexts[] = {
    {"greeting",
     {"greeting_en", "greeting_ru", "greeting_pl"},
     200,
     "the first words; by default \"Hi, how can we help?\""},
    {"consent",
     {"consent_en", "consent_ru", "consent_pl"},
     2000,
     "what a visitor must agree to before the first message"},
};

bool is_color(std::string_view text) {
    return text.size() == 7 && text.front() == '#' &&
           text.substr(1).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    for (const auto word : words) {
        if (text == word) return true;
    }
    return text.empty();
}

Result<void> check_text(const Json& settings, const Text& text) {
    const auto given = text_or(settings, text.name);
    const auto too_long = [&](std::string_view name) {
        return Error::field(std::string(name), "is longer than " + std::to_string(text.most) + " characters");
    };
    if (count_code_points(given) > text.most) return too_long(text.name);
    for (const auto name : text.own) {
        const auto own = text_or(settings, name);
        if (count_code_points(own) > text.most) return too_long(name);
        if (own.empty() || !given.empty()) continue;
        return Error::field(std::string(text.name), "is missing: what visitors read who do not read " +
                                                        std::string(name.substr(name.size() - 2)));
    }
    return {};
}

Result<Json> complete_web(Json settings) {
    if (auto sites = web::read_sites(text_or(settings, "site")); !sites) return sites.error();
    if (auto asked = web::read_asked(text_or(settings, "ask")); !asked) return asked.error();
    if (text_or(settings, "color").empty()) settings["color"] = "#1A6652";
    if (!is_color(text_or(settings, "color"))) return Error::field("color", "must be #RRGGBB, such as #1A6652");
    if (!is_one_of(text_or(settings, "position"), {"left", "right"}))
        return Error::field("position", "must be left or right");
    if (!is_one_of(text_or(settings, "language"), {"en", "ru", "pl"}))
        return Error::field("language", "must be en, ru or pl; leave it out and the chat speaks the page's language");
    if (!is_one_of(text_or(settings, "rating"), {"on", "off"})) return Error::field("rating", "must be on or off");
    if (const auto secret = text_or(settings, "identity_secret"); !secret.empty() && secret.size() < 32)
        return Error::field("identity_secret", "must be 32 characters or longer");
    if (count_code_points(text_or(settings, "title")) > 100)
        return Error::field("title", "is longer than 100 characters");
    for (const auto& text : kTexts) {
        if (auto right = check_text(settings, text); !right) return right.error();
    }
    if (!text_or(settings, "consent").empty() && text_or(settings, "consent_version").empty())
        settings["consent_version"] = "1";
    return settings;
}

}  // namespace

std::string web::text_in(const Json& settings, std::string_view name, std::string_view language) {
    auto own = text_or(settings, std::string(name) + "_" + to_lower_ascii(language.substr(0, 2)));
    return own.empty() ? text_or(settings, name) : own;
}

ConnectorKind web_kind() {
    ConnectorKind kind;
    kind.kind = "web";
    kind.key_prefix = "web_";
    kind.settings = {
        {"site", true, false, "the sites that carry the chat, such as https://shop.example"},
        {"title", false, false, "the name over the chat; by default the company's"},
        {"color", false, false, "#RRGGBB of the button and the visitor's messages"},
        {"position", false, false, "left or right"},
        {"language", false, false, "en, ru or pl; by default the page's"},
        {"ask", false, false, "form before the first message: name, phone, email, contact; a star: required"},
        {"consent_version", false, false, "kept with every consent"},
        {"rating", false, false, "on or off: ask what a visitor thinks when a conversation is closed"},
        {"identity_secret", false, true, "the site's server signs with it who is signed in there"}};
    for (const auto& text : kTexts) {
        kind.settings.push_back({text.name, false, false, text.help});
        for (const auto name : text.own)
            kind.settings.push_back({name, false, false, "the same for visitors who read that language"});
    }
    kind.complete = complete_web;
    kind.make = [](ChannelConfig config, ConnectorHouse house) -> std::unique_ptr<Connector> {
        return std::make_unique<WebConnector>(std::move(config), std::move(house));
    };
    return kind;
}

}  // namespace parley
