#include "server/flow/platform_templates.hpp"

#include "server/base/text.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostValue = 1024;
constexpr const char* kQuality = "quality";

KeptTemplate read_kept(const db::Rows& row) {
    KeptTemplate t;
    t.id = row.integer(0);
    t.channel_id = row.integer(1);
    auto parts = stored_json(row.view(8));
    auto quality = text_or(parts, kQuality);
    if (parts.is_object()) parts.erase(kQuality);
    t.told = {row.text(2), row.text(3), row.text(4),        row.text(5),
              row.text(6), row.text(7), std::move(quality), std::move(parts)};
    t.updated_at = row.integer(9);
    return t;
}

/// As the row holds them.
std::string parts_of(const PlatformTemplate& told) {
    auto parts = told.parts;
    if (!told.quality.empty()) parts[kQuality] = told.quality;
    return dump(parts);
}

std::string synced_setting(std::int64_t channel_id) {
    return "templates_synced:" + std::to_string(channel_id);
}

void keep(Transaction& transaction, std::int64_t channel_id, const std::vector<PlatformTemplate>& told) {
    auto& db = transaction.db();
    std::map<std::pair<std::string, std::string>, KeptTemplate> known;
    for (auto& one : kept_templates(db, channel_id)) {
        auto name = std::pair(one.told.name, one.told.language);
        known.emplace(std::move(name), std::move(one));
    }
    for (const auto& one : told) {
        const auto parts = parts_of(one);
        const auto found = known.find({one.name, one.language});
        if (found == known.end()) {
            db.execute(db::q::platform_template_insert, transaction.next_id(), channel_id, one.external_id, one.name,
                       one.language, one.category, one.status, one.reason, parts, transaction.now());
            continue;
        }
        const auto& before = found->second.told;
        if (before.status != one.status || before.reason != one.reason || before.category != one.category ||
            before.external_id != one.external_id || parts_of(before) != parts) {
            db.execute(db::q::platform_template_update, found->second.id, one.external_id, one.category, one.status,
                       one.reason, parts, transaction.now());
        }
        known.erase(found);
    }
    for (const auto& [name, gone] : known) db.execute(db::q::platform_template_delete, gone.id);
    db.execute(db::q::setting_put, synced_setting(channel_id), std::to_string(transaction.now()));
    transaction.emit("channel.updated", std::nullopt, "{\"channel_id\":" + std::to_string(channel_id) + "}");
}

/// Puts values into a part's places, in their order.
class Filler {
public:
    Filler(const Json& part, const std::vector<std::string>& values, const char* field) : values_(values) {
        const Json* places = find(part, "places");
        const auto count = places && places->is_array() ? places->size() : 0;
        const std::string at = std::string("template.") + field;
        if (values.size() != count) {
            throw Failure(Error::field(at, "has " + std::to_string(count) + " places to fill in, and " +
                                               std::to_string(values.size()) + " values were given"));
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (trim(values[i]).empty()) throw Failure(Error::field(at, "a value is empty: fill in every place"));
            if (count_code_points(values[i]) > kMostValue)
                throw Failure(Error::field(at, "a value is longer than 1024 characters"));
            if (values[i].find_first_of("\n\t") != std::string::npos || values[i].find("    ") != std::string::npos)
                throw Failure(Error::field(at, "a value stands on one line, without tabs or many blanks"));
            const auto name = text_or((*places)[i], "name");
            names_.push_back(name);
            Json value{{"text", values[i]}};
            if (!name.empty() && name.find_first_not_of("0123456789") != std::string::npos) value["name"] = name;
            filled_.push_back(std::move(value));
        }
    }

    std::string into(const std::string& text) const {
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            const auto open = text.find("{{", at);
            const auto close = open == std::string::npos ? open : text.find("}}", open);
            if (close == std::string::npos) return out + text.substr(at);
            const auto name = std::string(trim(std::string_view(text).substr(open + 2, close - open - 2)));
            out += text.substr(at, open - at);
            const auto place = std::find(names_.begin(), names_.end(), name);
            out += place == names_.end() ? text.substr(open, close + 2 - open)
                                         : values_[static_cast<std::size_t>(place - names_.begin())];
            at = close + 2;
        }
        return out;
    }
    const Json& filled() const { return filled_; }

private:
    const std::vector<std::string>& values_;
    std::vector<std::string> names_;
    Json filled_ = Json::array();
};

void add_paragraph(std::string& text, const std::string& words) {
    if (words.empty()) return;
    if (!text.empty()) text += "\n\n";
    text += words;
}

Json object_or_empty(const Json& parts, const char* name) {
    const Json* found = find(parts, name);
    return found && found->is_object() ? *found : Json::object();
}

/// What a platform thinks of our token says nothing about who asked us.
Error refused_there(const Error& error) {
    const bool passes = error.code() == Errc::unavailable || error.code() == Errc::rate_limited;
    return passes ? error : Error(Errc::conflict, error.reason(), error.detail());
}

}  // namespace

std::vector<KeptTemplate> kept_templates(db::Connection& db, std::int64_t channel_id) {
    std::vector<KeptTemplate> all;
    for (auto row = db.query(db::q::platform_templates_of, channel_id); row.next();) all.push_back(read_kept(row));
    return all;
}

std::optional<Millis> templates_synced_at(db::Connection& db, std::int64_t channel_id) {
    const auto name = synced_setting(channel_id);
    auto row = db.query(db::q::setting_get, name);
    if (!row.next()) return std::nullopt;
    const auto at = row.text(0);
    Millis read = 0;
    std::from_chars(at.data(), at.data() + at.size(), read);
    return read;
}

void forget_templates(Transaction& transaction, std::int64_t channel_id) {
    transaction.db().execute(db::q::platform_templates_forget, channel_id);
    transaction.db().execute(db::q::setting_delete, synced_setting(channel_id));
}

asio::awaitable<void> sync_templates(Store& store, const Channels& channels, std::int64_t channel_id) {
    const auto channel = channels.by_id(channel_id);
    if (!channel) throw Failure(Error(Errc::not_found, "there is no channel " + std::to_string(channel_id)));
    if (!channel->connector->capabilities().templates)
        throw Failure(Error(Errc::conflict, "no_templates", "this channel has no templates"));
    Result<std::vector<PlatformTemplate>> told = co_await channel->connector->templates();
    if (!told) throw Failure(refused_there(told.error()));
    co_await store.write([&](Transaction& transaction) { keep(transaction, channel_id, *told); });
}

FilledTemplate fill_template(db::Connection& db, std::int64_t channel_id, const ChosenTemplate& chosen, bool has_file) {
    std::optional<KeptTemplate> found;
    if (auto row = db.query(db::q::platform_template_get, chosen.id); row.next()) found = read_kept(row);
    if (!found || found->channel_id != channel_id)
        throw Failure(Error::field("template", "there is no such template of this channel: refresh the list"));
    const auto& told = found->told;
    if (told.status != "approved")
        throw Failure(Error::field("template", "is " + told.status + ", and only approved ones may be sent"));
    if (!flag_of(told.parts, "sendable"))
        throw Failure(Error::field("template", "holds parts that cannot be filled in here"));
    const auto header = object_or_empty(told.parts, "header"), body = object_or_empty(told.parts, "body");
    const auto format = text_or(header, "format", "text");
    if (format != "text" && !has_file)
        throw Failure(Error::field("attachments", "the template begins with a " + format + ": attach one"));
    if (format == "text" && has_file) throw Failure(Error::field("attachments", "the template takes no file"));

    const Filler head(header, chosen.header, "header"), words(body, chosen.body, "body");
    FilledTemplate out;
    if (format == "text") add_paragraph(out.text, head.into(text_or(header, "text")));
    add_paragraph(out.text, words.into(text_or(body, "text")));
    add_paragraph(out.text, text_or(told.parts, "footer"));
    out.content = {{"name", told.name}, {"language", told.language}, {"body", words.filled()}};
    if (format == "text")
        out.content["header"] = head.filled();
    else
        out.content["header_format"] = format;

    Json buttons = Json::array(), labels = Json::array();
    std::size_t used = 0, index = 0;
    if (const Json* list = find(told.parts, "buttons"); list && list->is_array()) {
        for (const auto& button : *list) {
            labels.push_back(text_or(button, "text"));
            const Json* places = find(button, "places");
            if (places && places->is_array() && !places->empty()) {
                if (used >= chosen.buttons.size() || trim(chosen.buttons[used]).empty())
                    throw Failure(Error::field(
                        "template.buttons", "the link of \"" + text_or(button, "text") + "\" has a place to fill in"));
                buttons.push_back({{"index", index}, {"type", "url"}, {"text", chosen.buttons[used++]}});
            }
            ++index;
        }
    }
    if (used != chosen.buttons.size())
        throw Failure(Error::field("template.buttons", "there are more values than links to fill in"));
    if (!buttons.empty()) out.content["buttons"] = std::move(buttons);
    if (!labels.empty()) out.content["labels"] = std::move(labels);
    return out;
}

}  // namespace parley
