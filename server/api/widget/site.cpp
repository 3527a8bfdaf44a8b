#include "connectors/web/web.hpp"
#include "server/api/widget/house.hpp"
#include "server/api/widget/rating.hpp"
#include "server/domain/reply_hours.hpp"
#include "server/store/settings.hpp"

#include <map>
#include <mutex>

namespace parley::widget {
namespace {

constexpr Millis kFourWeeks = 28LL * 24 * 3600 * 1000, kFresh = 10LL * 60 * 1000;

/// What was answered on a channel lately, by the hour of the week in which it was written; read once in ten minutes.
class ReplyTimes {
public:
    std::optional<std::int64_t> at(db::Connection& db, std::int64_t channel_id, Millis now) {
        const auto calendar = business_calendar(db);
        const std::string zone = calendar ? calendar->zone : "UTC";
        const std::lock_guard lock(mutex_);
        auto& known = channels_[channel_id];
        if (known.read_at == 0 || now < known.read_at || now - known.read_at > kFresh || known.zone != zone) {
            known = {now, zone, {}};
            std::vector<FirstReply> replies;
            for (auto row = db.query(db::q::first_replies_since, now - kFourWeeks, channel_id); row.next();)
                replies.push_back({row.integer(0), row.integer(1)});
            known.hours = replies_by_hour(replies, zone);
        }
        return known.hours[hour_of_week(zone, now)];
    }

private:
    struct Known {
        Millis read_at = 0;
        std::string zone;
        RepliesByHour hours = {};
    };
    std::mutex mutex_;  // readers ask from two threads
    std::map<std::int64_t, Known> channels_;
};

/// Null when too few were answered in this hour of the week to promise anything.
Json expected_reply(db::Connection& db, std::int64_t channel_id, Millis now) {
    static ReplyTimes times;
    const auto seconds = times.at(db, channel_id, now);
    return seconds ? Json(*seconds) : Json(nullptr);
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
            {"rates", asks_for_rating(settings)},
            {"online", online},
            {"busy", online && busy},
            {"back_at", online ? Json(nullptr) : back_at(db, now)},
            {"operators", std::move(operators)}};
}

}  // namespace parley::widget
