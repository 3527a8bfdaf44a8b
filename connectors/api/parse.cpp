#include "connectors/api/api.hpp"
#include "server/base/json_text.hpp"
#include "server/base/text.hpp"

#include <charconv>

namespace parley::api {
namespace {

/// Thrown inside one event; becomes its `rejected` result.
struct Bad {
    std::string code, detail, pointer;
};

class EventReader {
public:
    EventReader(const Json& event, std::string pointer) : event_(event), pointer_(std::move(pointer)) {}

    UpdateBody read() {
        const auto type = need_text(event_, "type", pointer_ + "/type");
        const Json* data = find(event_, "data");
        if (!data || !data->is_object()) throw Bad{"missing_field", "data is required", pointer_ + "/data"};
        data_ = data;
        if (type == "message.created") return created();
        if (type == "message.updated") return updated();
        if (type == "message.deleted") return deleted();
        if (type == "message.status") return status();
        if (type == "conversation.read") return conversation_read();
        if (type == "typing") return TypingSeen{thread_of(*data_), text_or(*data_, "state") != "off"};
        if (type == "contact.updated") return contact_updated();
        if (type == "contact.blocked" || type == "contact.unblocked") return reachable(type == "contact.unblocked");
        return Ignored{type};
    }

private:
    std::string at(std::string_view path) const { return pointer_ + "/data" + std::string(path); }

    static std::string need_text(const Json& object, std::string_view key, const std::string& where,
                                 std::size_t limit = 128) {
        auto text = text_of(object, key);
        if (!text || text->empty()) throw Bad{"missing_field", std::string(key) + " is required", where};
        if (count_code_points(*text) > limit)
            throw Bad{"too_long", std::string(key) + " is longer than " + std::to_string(limit) + " characters", where};
        return std::move(*text);
    }
    Millis need_time(const Json& object, std::string_view key, std::string_view where) const {
        const auto text = text_of(object, key);
        if (!text) throw Bad{"missing_field", std::string(key) + " is required", at(where)};
        const auto time = from_rfc3339(*text);
        if (!time) throw Bad{"invalid_time", std::string(key) + " must be RFC 3339 with a zone", at(where)};
        return *time;
    }
    const Json& message() const {
        const Json* found = find(*data_, "message");
        if (!found || !found->is_object()) throw Bad{"missing_field", "message is required", at("/message")};
        return *found;
    }

    Person person(const Json& holder, std::string_view where) const {
        const Json* contact = find(holder, "contact");
        if (!contact || !contact->is_object()) throw Bad{"missing_field", "contact is required", at(where)};
        Person p;
        const auto id = text_of(*contact, "id");
        if (!id || id->empty()) throw Bad{"missing_field", "contact.id is required", at(std::string(where) + "/id")};
        if (count_code_points(*id) > 128)
            throw Bad{"too_long", "contact.id is longer than 128 characters", at(std::string(where) + "/id")};
        p.external_id = *id;
        p.name = text_of(*contact, "name");
        p.phone = text_of(*contact, "phone");
        p.email = text_of(*contact, "email");
        if (p.email) p.email = to_lower_ascii(*p.email);
        p.avatar_url = text_of(*contact, "avatar_url");
        p.language = text_of(*contact, "locale");
        if (const Json* verified = find(*contact, "verified")) {
            p.phone_proven = flag_of(*verified, "phone");
            p.email_proven = flag_of(*verified, "email");
        }
        if (const Json* attributes = find(*contact, "attributes");
            attributes && attributes->is_object() && attributes->size() <= 50) {
            p.attributes = Json::object();
            for (const auto& [name, value] : attributes->items()) {
                if (!value.is_structured()) p.attributes[name] = value;
            }
        }
        return p;
    }

    std::string thread_of(const Json& holder) const {
        if (const auto own = text_of(holder, "conversation_id"); own && !own->empty()) return "c:" + *own;
        if (const Json* contact = find(holder, "contact")) return "p:" + text_or(*contact, "id");
        return {};
    }

    Media attachment(const Json& item, const std::string& where) const {
        Media m;
        m.name = text_or(item, "name");
        m.content_type = text_or(item, "content_type", "application/octet-stream");
        m.size = integer_of(item, "size").value_or(0);
        m.duration_ms = integer_of(item, "duration_ms");
        if (const auto width = integer_of(item, "width")) m.width = static_cast<int>(*width);
        if (const auto height = integer_of(item, "height")) m.height = static_cast<int>(*height);
        m.sha256 = text_of(item, "sha256");
        const auto kind = message_kind_from(text_or(item, "kind"));
        if (kind && *kind >= MessageKind::image && *kind <= MessageKind::file)
            m.kind = *kind;
        else if (m.content_type.starts_with("image/"))
            m.kind = MessageKind::image;
        else if (m.content_type.starts_with("video/"))
            m.kind = MessageKind::video;
        else if (m.content_type.starts_with("audio/"))
            m.kind = MessageKind::audio;
        const auto url = text_of(item, "url");
        const auto upload = text_of(item, "upload_id");
        const auto inlined = text_of(item, "inline_base64");
        if ((url ? 1 : 0) + (upload ? 1 : 0) + (inlined ? 1 : 0) != 1) {
            throw Bad{"invalid_attachment", "give exactly one of url, upload_id and inline_base64", where};
        }
        if (url) {
            m.source = {{"url", *url}};
        } else if (upload) {
            std::int64_t id = 0;
            if (upload->starts_with("upl_")) std::from_chars(upload->data() + 4, upload->data() + upload->size(), id);
            if (id <= 0) throw Bad{"unknown_upload", "upload_id is not one that Parley gave", where + "/upload_id"};
            m.source = {{"upload", id}};
        } else {
            auto bytes = from_base64(*inlined);
            if (!bytes || bytes->empty())
                throw Bad{"invalid_attachment", "inline_base64 is not base64", where + "/inline_base64"};
            if (bytes->size() > 256 * 1024)
                throw Bad{"too_large", "inline files go up to 256 KB; use attachments or a url",
                          where + "/inline_base64"};
            m.inline_bytes = std::move(*bytes);
        }
        return m;
    }

    void read_content(const Json& in, MessageReceived& out) const {
        out.text = text_or(in, "text");
        if (count_code_points(out.text) > 20'000)
            throw Bad{"too_long", "text is longer than 20000 characters", at("/message/text")};
        if (const Json* list = find(in, "attachments"); list && list->is_array()) {
            if (list->size() > 10) throw Bad{"too_many", "at most 10 attachments", at("/message/attachments")};
            for (std::size_t i = 0; i < list->size(); ++i)
                out.media.push_back(attachment((*list)[i], at("/message/attachments/" + std::to_string(i))));
            if (!out.media.empty()) out.kind = out.media.front().kind;
        }
        if (const Json* place = find(in, "location"); place && place->is_object()) {
            const auto latitude = number_of(*place, "latitude");
            const auto longitude = number_of(*place, "longitude");
            if (!latitude || !longitude)
                throw Bad{"missing_field", "latitude and longitude are required", at("/message/location")};
            out.kind = MessageKind::location;
            out.content = {{"latitude", *latitude},
                           {"longitude", *longitude},
                           {"title", text_or(*place, "title")},
                           {"address", text_or(*place, "address")}};
        }
        if (const Json* pressed = find(in, "interaction"); pressed && pressed->is_object()) {
            out.kind = MessageKind::interaction;
            out.content = {{"payload", text_or(*pressed, "payload")}, {"title", text_or(*pressed, "title")}};
            if (const Json* source = find(*pressed, "source_message")) out.reply_to = text_of(*source, "id");
        }
        if (out.text.empty() && out.media.empty() && out.content.is_null()) {
            throw Bad{"missing_field", "one of text, attachments, location and interaction is required",
                      at("/message")};
        }
    }

    UpdateBody created() const {
        const Json& in = message();
        MessageReceived out;
        out.external_id = need_text(in, "id", at("/message/id"));
        const auto direction = text_or(in, "direction", "in");
        if (direction != "in" && direction != "out")
            throw Bad{"invalid_field", "direction is in or out", at("/message/direction")};
        out.person = person(in, "/message/contact");
        out.thread = thread_of(in);
        out.sent_at = need_time(in, "sent_at", "/message/sent_at");
        if (direction == "out") {
            out.direction = Direction::outbound;
            out.author = AuthorType::operator_;
            if (const Json* author = find(in, "author")) {
                out.author_name = text_or(*author, "name");
                if (text_or(*author, "type") == "bot") out.author = AuthorType::bot;
            }
        }
        read_content(in, out);
        if (const Json* reply = find(in, "reply_to"); reply && reply->is_object()) out.reply_to = text_of(*reply, "id");
        if (const Json* told = find(*data_, "attribution"); told && told->is_object())
            out.touches.push_back(touch(*told, out.sent_at));
        return out;
    }

    static Touch touch(const Json& told, Millis at) {
        const auto landing = text_or(told, "landing_url");
        Touch t = touch_from_page(landing, text_or(told, "referrer_url"), at);
        const auto take = [&](const char* name, std::string& into) {
            if (auto text = text_of(told, name); text && !text->empty())
                into = std::string(cut_code_points(*text, 512));
        };
        take("source", t.source);
        take("medium", t.medium);
        take("campaign", t.campaign);
        take("term", t.term);
        take("content", t.content);
        take("ref", t.ref);
        if (const Json* click = find(told, "click_id"); click && click->is_object()) {
            t.click_id_type = std::string(cut_code_points(text_or(*click, "type"), 512));
            t.click_id = std::string(cut_code_points(text_or(*click, "value"), 512));
        }
        const bool known = !t.source.empty() || !t.campaign.empty() || !t.ref.empty() || !t.click_id.empty();
        t.kind = known ? "api" : "direct";
        t.raw = told;
        return t;
    }

    UpdateBody updated() const {
        const Json& in = message();
        MessageEdited out;
        out.external_id = need_text(in, "id", at("/message/id"));
        out.edited_at = need_time(in, "edited_at", "/message/edited_at");
        out.text = text_of(in, "text");
        return out;
    }
    UpdateBody deleted() const {
        const Json& in = message();
        return MessageDeleted{
            {}, need_text(in, "id", at("/message/id")), need_time(in, "deleted_at", "/message/deleted_at")};
    }

    void point(const Json& ref, Receipt& receipt, const std::string& where) const {
        if (const auto own = text_of(ref, "parley_id")) {
            receipt.message_id = read_message_ref(*own);
            if (!receipt.message_id)
                throw Bad{"unknown_message", "parley_id is not one that Parley gave", where + "/parley_id"};
        } else if (const auto theirs = text_of(ref, "external_id")) {
            receipt.external_id = *theirs;
        } else {
            throw Bad{"missing_field", "parley_id or external_id is required", where};
        }
    }
    UpdateBody status() const {
        Receipt out;
        point(message(), out, at("/message"));
        const auto word = text_or(*data_, "status");
        const auto known = message_status_from(word);
        if (!known || (*known != MessageStatus::sent && *known != MessageStatus::delivered &&
                       *known != MessageStatus::read && *known != MessageStatus::failed)) {
            throw Bad{"invalid_field", "status is sent, delivered, read or failed", at("/status")};
        }
        out.status = *known;
        out.at = need_time(*data_, "at", "/at");
        out.new_external_id = text_of(*data_, "external_id");
        if (const Json* error = find(*data_, "error"); error && error->is_object()) {
            out.error_code = text_or(*error, "code", "failed");
            out.error_message = text_or(*error, "message");
        } else if (out.status == MessageStatus::failed) {
            out.error_code = "failed";
        }
        return out;
    }
    UpdateBody conversation_read() const {
        Receipt out;
        out.status = MessageStatus::read;
        out.up_to = true;
        out.at = need_time(*data_, "at", "/at");
        out.thread = thread_of(*data_);
        const Json* mark = find(*data_, "up_to");
        if (!mark || !mark->is_object()) throw Bad{"missing_field", "up_to is required", at("/up_to")};
        if (find(*mark, "at"))
            out.before = need_time(*mark, "at", "/up_to/at");
        else
            point(*mark, out, at("/up_to"));
        return out;
    }

    UpdateBody contact_updated() const {
        ContactChanged out;
        out.person = person(*data_, "/contact");
        for (const char* field : {"phone", "email", "avatar_url", "locale"}) {
            const Json* value = find((*data_)["contact"], field);
            if (value && value->is_null()) out.cleared.emplace_back(field);
        }
        return out;
    }
    UpdateBody reachable(bool yes) const {
        ContactChanged out;
        out.person = person(*data_, "/contact");
        out.reachable = yes;
        out.reason = text_or(*data_, "reason", "blocked");
        return out;
    }

    const Json& event_;
    std::string pointer_;
    const Json* data_ = nullptr;
};

}  // namespace

std::string message_ref(std::int64_t id) {
    return "msg_" + std::to_string(id);
}

std::optional<std::int64_t> read_message_ref(std::string_view text) {
    std::int64_t id = 0;
    if (!text.starts_with("msg_")) return std::nullopt;
    const auto read = std::from_chars(text.data() + 4, text.data() + text.size(), id);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return id;
}

Result<Parsed> parse_events(std::string_view body) {
    const auto json = read_json(body);
    if (!json) return json.error();
    const Json* events = find(*json, "events");
    if (!events || !events->is_array() || events->empty())
        return Error(Errc::invalid, "invalid_request", "events must be a list of 1 to 100 events");
    if (events->size() > 100) return Error(Errc::invalid, "invalid_request", "at most 100 events in one request");
    Parsed parsed;
    for (std::size_t i = 0; i < events->size(); ++i) {
        const Json& event = (*events)[i];
        const auto pointer = "/events/" + std::to_string(i);
        Update update;
        try {
            if (!event.is_object()) throw Bad{"invalid_event", "an event is an object", pointer};
            auto id = text_of(event, "id");
            if (!id || id->empty()) throw Bad{"missing_field", "id is required", pointer + "/id"};
            if (id->size() > 64) throw Bad{"too_long", "id is longer than 64 characters", pointer + "/id"};
            update.body = EventReader(event, pointer).read();
            update.update_id = std::move(*id);
        } catch (Bad& bad) {
            update.body = NotUnderstood{std::move(bad.code), std::move(bad.detail), std::move(bad.pointer), false};
        }
        parsed.updates.push_back(std::move(update));
        parsed.item_ids.push_back(event.is_object() ? text_or(event, "id") : std::string());
    }
    return parsed;
}

std::string write_results(const std::vector<std::string>& ids, const std::vector<UpdateOutcome>& outcomes) {
    static constexpr const char* kStatus[] = {"accepted", "duplicate", "rejected", "ignored"};
    const auto reference = [](const char* kind, const std::optional<std::int64_t>& id) {
        return id ? std::optional(kind + std::to_string(*id)) : std::nullopt;
    };
    std::string out = R"({"results":[)";
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const auto& outcome = outcomes[i];
        if (i > 0) out += ',';
        JsonText result = json_object({{"id", i < ids.size() ? JsonValue(ids[i]) : JsonValue(nullptr)},
                                       {"status", kStatus[static_cast<int>(outcome.status)]}});
        if (const auto id = reference("msg_", outcome.message_id)) json_extend(result, {{"message_id", *id}});
        if (const auto id = reference("cnv_", outcome.conversation_id)) json_extend(result, {{"conversation_id", *id}});
        if (const auto id = reference("con_", outcome.contact_id)) json_extend(result, {{"contact_id", *id}});
        if (!outcome.code.empty() || !outcome.detail.empty()) {
            JsonText error = json_object({{"code", outcome.code}, {"detail", outcome.detail}});
            if (!outcome.pointer.empty()) json_extend(error, {{"pointer", outcome.pointer}});
            json_extend(result, {{"error", error}});
        }
        out += result.text;
    }
    out += "]}";
    return out;
}

}  // namespace parley::api
