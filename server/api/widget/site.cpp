#include "connectors/web/web.hpp"
#include "server/api/widget/house.hpp"
#include "server/store/settings.hpp"

#include <algorithm>

namespace parley::widget {
namespace {

constexpr Millis kWeek = 7LL * 24 * 3600 * 1000;
/// Fewer answers than this promise nothing.
constexpr std::size_t kFewest = 5;

/// The median first reply of the last days on this channel; null when there is too little to go by.
Json expected_reply(db::Connection& db, std::int64_t channel_id, Millis now) {
    std::vector<std::int64_t> waits;
    for (auto row = db.query(db::q::first_replies_since, now - kWeek, channel_id); row.next();)
        waits.push_back(row.integer(0));
    if (waits.size() < kFewest) return nullptr;
    const auto middle = waits.begin() + static_cast<std::ptrdiff_t>(waits.size() / 2);
    std::nth_element(waits.begin(), middle, waits.end());
    return (*middle + 999) / 1000;
}

/// When the business hours begin again; null within them, since nobody knows when who is away comes back.
Json back_at(db::Connection& db, Millis now) {
    const auto calendar = read_settings(db).calendar;
    if (!calendar || is_open(*calendar, now)) return nullptr;
    const auto opens = next_open(*calendar, now);
    return opens ? Json(to_rfc3339(*opens)) : Json(nullptr);
}

Json prechat(const Json& settings, std::string_view language) {
    const auto asked = web::read_asked(text_or(settings, "ask"));
    const auto consent = web::text_in(settings, "consent", language);
    if ((!asked || asked->empty()) && consent.empty()) return nullptr;
    Json fields = Json::array();
    if (asked) {
        for (const auto& one : *asked)
            fields.push_back({{"name", one.name},
                              {"type", one.name == "name" ? "text" : one.name},
                              {"label", nullptr},
                              {"required", one.required}});
    }
    Json agreed = nullptr;
    if (!consent.empty()) agreed = {{"text", consent}, {"version", text_or(settings, "consent_version")}};
    return {{"fields", std::move(fields)}, {"consent", std::move(agreed)}};
}

Json or_null(std::string text) {
    return text.empty() ? Json(nullptr) : Json(std::move(text));
}

}  // namespace

std::string site_name(db::Connection& db, const ChannelConfig& config) {
    if (auto title = text_or(config.settings, "title"); !title.empty()) return title;
    if (auto row = db.query(db::q::setting_get, "company"); row.next() && !row.view(0).empty()) return row.text(0);
    return config.name;
}

bool has_form(const Json& settings) {
    return !prechat(settings, {}).is_null();
}

Json view_site(db::Connection& db, const LiveChannel& channel, std::string_view language, Millis now) {
    const auto& settings = channel.config.settings;
    Json operators = Json::array();
    bool busy = true;
    for (auto row = db.query(db::q::people_at_the_desk); row.next();) {
        operators.push_back({{"name", row.text(0)}});
        busy = busy && row.integer(1) != 0;
    }
    const bool online = !operators.empty();
    return {{"name", site_name(db, channel.config)},
            {"color", text_or(settings, "color", "#1A6652")},
            {"position", text_or(settings, "position", "right")},
            {"language", or_null(text_or(settings, "language"))},
            {"greeting", or_null(web::text_in(settings, "greeting", language))},
            {"prechat", prechat(settings, language)},
            {"expected_reply_seconds", expected_reply(db, channel.config.id, now)},
            {"online", online},
            {"busy", online && busy},
            {"back_at", online ? Json(nullptr) : back_at(db, now)},
            {"operators", std::move(operators)}};
}

}  // namespace parley::widget
