#include "connectors/web/web.hpp"

#include "server/base/text.hpp"

namespace parley {
namespace {

class WebConnector final : public Connector {
public:
    WebConnector(ChannelConfig config, ConnectorHouse house) : config_(std::move(config)), house_(std::move(house)) {}

    Capabilities capabilities() const override {
        Capabilities c;
        // Storing it is delivering it: a repeat finds it stored.
        c.keyed = true;
        c.replies = c.typing = c.typing_stops = c.receipts = true;
        c.text_limit = 16'000;
        c.parallel = 64;
        c.per_second = c.per_thread_per_second = 10'000;
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

Result<Json> complete_web(Json settings) {
    if (auto sites = web::read_sites(text_or(settings, "site")); !sites) return sites.error();
    if (auto asked = web::read_asked(text_or(settings, "ask")); !asked) return asked.error();
    if (text_or(settings, "color").empty()) settings["color"] = "#1A6652";
    if (!is_color(text_or(settings, "color"))) return Error::field("color", "must be #RRGGBB, such as #1A6652");
    if (!is_one_of(text_or(settings, "position"), {"left", "right"}))
        return Error::field("position", "must be left or right");
    if (!is_one_of(text_or(settings, "language"), {"en", "ru", "pl"}))
        return Error::field("language", "must be en, ru or pl; leave it out and the chat speaks the page's language");
    struct Bound {
        const char* name;
        std::size_t most;
    };
    for (const auto& [name, most] : {Bound{"title", 100}, Bound{"greeting", 200}, Bound{"consent", 2000}}) {
        if (count_code_points(text_or(settings, name)) > most)
            return Error::field(name, "is longer than " + std::to_string(most) + " characters");
    }
    if (!text_or(settings, "consent").empty() && text_or(settings, "consent_version").empty())
        settings["consent_version"] = "1";
    return settings;
}

}  // namespace

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
        {"greeting", false, false, "the first words; by default \"Hi, how can we help?\""},
        {"ask", false, false, "form before the first message: name, phone, email, contact; a star: required"},
        {"consent", false, false, "what a visitor must agree to before the first message"},
        {"consent_version", false, false, "kept with every consent"}};
    kind.complete = complete_web;
    kind.make = [](ChannelConfig config, ConnectorHouse house) -> std::unique_ptr<Connector> {
        return std::make_unique<WebConnector>(std::move(config), std::move(house));
    };
    return kind;
}

}  // namespace parley
