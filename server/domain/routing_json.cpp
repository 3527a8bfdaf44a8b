#include "server/domain/routing.hpp"

#include <algorithm>

namespace parley {
namespace {

void read_texts(const Json& object, const char* name, std::vector<std::string>& into, Error& error) {
    const Json* list = find(object, name);
    if (!list) return;
    if (!list->is_array()) {
        error.add_field(name, "must be a list of texts");
        return;
    }
    for (const auto& item : *list) {
        if (item.is_string())
            into.push_back(item.get<std::string>());
        else
            error.add_field(name, "must hold texts only");
    }
}

void read_flag(const Json& object, const char* name, std::optional<bool>& into, Error& error) {
    const Json* value = find(object, name);
    if (!value || value->is_null()) return;
    if (value->is_boolean())
        into = value->get<bool>();
    else
        error.add_field(name, "must be true, false or absent");
}

void read_fields(const Json& object, std::map<std::string, std::string>& into, Error& error) {
    const Json* fields = find(object, "contact_fields");
    if (!fields || fields->is_null()) return;
    if (!fields->is_object()) {
        error.add_field("contact_fields", "must be an object of texts");
        return;
    }
    for (const auto& [name, value] : fields->items()) {
        if (value.is_string())
            into[name] = value.get<std::string>();
        else
            error.add_field("contact_fields/" + name, "must be a text");
    }
}

}  // namespace

Result<Conditions> read_conditions(const Json& object) {
    Conditions c;
    Error error(Errc::invalid, "the conditions are wrong");
    if (!object.is_object()) return Error::field("conditions", "must be an object");
    for (const auto& [name, value] : object.items()) {
        static constexpr std::string_view kKnown[] = {"channels",  "channel_kinds", "sources",     "campaigns",
                                                      "languages", "words",         "page_prefix", "contact_fields",
                                                      "in_hours",  "returning"};
        if (std::find(std::begin(kKnown), std::end(kKnown), name) == std::end(kKnown))
            error.add_field(name, "is not a condition");
    }
    if (const Json* list = find(object, "channels")) {
        if (!list->is_array())
            error.add_field("channels", "must be a list of channel ids");
        else
            for (const auto& id : *list) {
                if (id.is_number_integer())
                    c.channels.push_back(id.get<std::int64_t>());
                else
                    error.add_field("channels", "must hold channel ids");
            }
    }
    read_texts(object, "channel_kinds", c.channel_kinds, error);
    read_texts(object, "sources", c.sources, error);
    read_texts(object, "campaigns", c.campaigns, error);
    read_texts(object, "languages", c.languages, error);
    read_texts(object, "words", c.words, error);
    if (const Json* prefix = find(object, "page_prefix"); prefix && !prefix->is_null()) {
        if (prefix->is_string())
            c.page_prefix = prefix->get<std::string>();
        else
            error.add_field("page_prefix", "must be a text");
    }
    read_fields(object, c.contact_fields, error);
    read_flag(object, "in_hours", c.in_hours, error);
    read_flag(object, "returning", c.returning, error);
    if (!error.fields().empty()) return error;
    return c;
}

Json write_conditions(const Conditions& c) {
    Json out = Json::object();
    if (!c.channels.empty()) out["channels"] = c.channels;
    if (!c.channel_kinds.empty()) out["channel_kinds"] = c.channel_kinds;
    if (!c.sources.empty()) out["sources"] = c.sources;
    if (!c.campaigns.empty()) out["campaigns"] = c.campaigns;
    if (!c.languages.empty()) out["languages"] = c.languages;
    if (!c.words.empty()) out["words"] = c.words;
    if (!c.page_prefix.empty()) out["page_prefix"] = c.page_prefix;
    if (!c.contact_fields.empty()) out["contact_fields"] = c.contact_fields;
    if (c.in_hours) out["in_hours"] = *c.in_hours;
    if (c.returning) out["returning"] = *c.returning;
    return out;
}

JsonText decision_log(const Decision& decision) {
    JsonList rules, candidates;
    for (const auto& tried : decision.rules)
        rules.push_back(json_object({{"id", tried.rule_id}, {"name", tried.name}, {"matched", tried.matched}}));
    for (const auto& one : decision.candidates) {
        const auto why = one.passed_over.empty() ? std::nullopt : std::optional(one.passed_over);
        candidates.push_back(json_object({{"user_id", one.user_id},
                                          {"name", one.name},
                                          {"load", one.load},
                                          {"capacity", one.capacity},
                                          {"passed_over", why}}));
    }
    auto log = json_object({{"rules", rules.text()}, {"candidates", candidates.text()}, {"chosen", decision.user_id}});
    if (!decision.strategy.empty()) json_extend(log, {{"strategy", decision.strategy}});
    return log;
}

}  // namespace parley
