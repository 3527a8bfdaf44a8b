#include "connectors/whatsapp/whatsapp.hpp"
#include "server/base/secret.hpp"

#include <algorithm>
#include <array>

namespace parley::whatsapp {
namespace {

constexpr JsonLimits kHookLimits{4 << 20, 64};

/// Fields that have no place in an inbox: the owner's address book and past, what only the settings of the account
/// at the platform are about.
constexpr std::array<std::string_view, 9> kUnused{"history",
                                                  "smb_app_state_sync",
                                                  "phone_number_quality_update",
                                                  "business_username_update",
                                                  "business_username_updates",
                                                  "phone_number_name_update",
                                                  "security",
                                                  "business_capability_update",
                                                  "account_review_update"};

/// What changes the list of templates.
constexpr std::array<std::string_view, 4> kAboutTemplates{
    "message_template_status_update", "message_template_quality_update", "message_template_components_update",
    "template_category_update"};

/// What an account may be told that stops it from sending.
constexpr std::array<std::string_view, 5> kStopped{"DISABLED_UPDATE", "ACCOUNT_VIOLATION", "ACCOUNT_RESTRICTION",
                                                   "ACCOUNT_DELETED", "PARTNER_REMOVED"};

UpdateBody missing(std::string_view what, const std::string& pointer) {
    return NotUnderstood{"missing_field", std::string(what) + " is required", pointer + "/" + std::string(what), true};
}

/// One `changes[].value`: what is in it, item by item.
class ValueReader {
public:
    ValueReader(const Json& value, std::string_view field, std::string pointer, Millis received_at,
                std::vector<Update>& into)
        : value_(value), field_(field), pointer_(std::move(pointer)), received_at_(received_at), into_(into) {}

    void read() {
        const auto before = into_.size();
        each("messages", [&](const Json& one, const std::string& at) { read_message(one, at, Direction::inbound); });
        each("message_echoes",
             [&](const Json& one, const std::string& at) { read_message(one, at, Direction::outbound); });
        each("statuses", [&](const Json& one, const std::string& at) { read_status(one, at); });
        each("user_id_update", [&](const Json& one, const std::string& at) { read_new_id(one, at); });
        each("user_preferences", [&](const Json& one, const std::string&) { read_preference(one); });
        each("calls", [&](const Json& one, const std::string& at) { read_call(one, at); });
        if (into_.size() > before) return;
        for (const auto* error : objects_in(value_, "errors")) {
            add(Ignored{"WhatsApp reports: " + failure_words(*error).second});
            return;
        }
        add(Ignored{std::string(field_)});
    }

private:
    template <class Use>
    void each(const char* list, Use use) {
        const Json* items = find(value_, list);
        if (!items || !items->is_array()) return;
        for (std::size_t i = 0; i < items->size(); ++i) {
            const auto at = pointer_ + "/" + list + "/" + std::to_string(i);
            if ((*items)[i].is_object())
                use((*items)[i], at);
            else
                add(NotUnderstood{"invalid_item", "an item of " + std::string(list) + " must be an object", at, true});
        }
    }
    void add(UpdateBody body, std::optional<std::string> key = std::nullopt) {
        into_.push_back({std::move(body), std::move(key)});
    }

    /// The other side of a message: who wrote it, or for an echo to whom.
    Names other_side(const Json& message, Direction direction) const {
        auto names = names_at(message, direction == Direction::inbound ? "from" : "to");
        if (auto group = id_of(message, "group_id")) names.group = std::move(*group);
        return names;
    }

    void read_message(const Json& message, const std::string& at, Direction direction) {
        const auto id = id_of(message, "id");
        if (!id) return add(missing("id", at));
        const auto type = text_or(message, "type");
        if (type == "system") return read_system(message, *id, at);
        auto names = other_side(message, direction);
        auto writer = names;
        writer.group.clear();
        auto person = person_of(value_, writer);
        if (names.group.empty()) names = writer;
        if (names.empty()) return add(missing(direction == Direction::inbound ? "from" : "to", at));

        MessageReceived m;
        m.thread = names.thread();
        m.other_threads = names.other_threads();
        m.external_id = *id;
        m.direction = direction;
        m.author = direction == Direction::inbound ? AuthorType::contact : AuthorType::operator_;
        m.sent_at = time_of(message, "timestamp", received_at_);
        m.person = std::move(person);
        const auto key = "wa:" + *id;
        if (const Json* reaction = object_at(message, "reaction"); reaction && type == "reaction")
            return add(read_reaction(*reaction, m, at), key);
        if (const Json* edit = object_at(message, "edit"); edit && type == "edit")
            return add(read_edit(*edit, m, at), key);
        if (const Json* revoke = object_at(message, "revoke"); revoke && type == "revoke") {
            const auto original = id_of(*revoke, "original_message_id");
            if (!original) return add(missing("original_message_id", at + "/revoke"));
            return add(MessageDeleted{m.thread, *original, m.sent_at}, key);
        }
        if (!names.group.empty()) be_in_group(names, m);
        read_content(message, m);
        if (const Json* context = object_at(message, "context")) m.reply_to = id_of(*context, "id");
        if (direction == Direction::inbound) {
            read_touches(message, m);
            m.starts_only = type == "request_welcome";
            m.opens_window = !m.starts_only;
        }
        add(std::move(m));
    }

    /// The conversation is with the group; each message says who wrote it. Its title is never told.
    static void be_in_group(const Names& names, MessageReceived& m) {
        m.author_name = m.person.name.value_or(m.person.phone.value_or(""));
        m.person = {};
        m.person.external_id = "group:" + names.group;
        m.person.name = "WhatsApp " + sha256_hex(names.group).substr(0, 4);
    }

    static UpdateBody read_reaction(const Json& reaction, MessageReceived& m, const std::string& at) {
        const auto target = id_of(reaction, "message_id");
        if (!target) return missing("message_id", at + "/reaction");
        // Of the owner's own, put on from the phone, nothing is shown: ours stands as asked for here.
        if (m.direction == Direction::outbound) return Ignored{"a reaction of the account's owner"};
        ReactionSeen seen;
        seen.thread = m.thread;
        seen.external_id = *target;
        seen.person = m.person;
        seen.at = m.sent_at;
        if (auto emoji = text_or(reaction, "emoji"); !emoji.empty()) seen.emoji.push_back(std::move(emoji));
        return seen;
    }

    static UpdateBody read_edit(const Json& edit, MessageReceived& m, const std::string& at) {
        const auto original = id_of(edit, "original_message_id");
        const Json* message = object_at(edit, "message");
        if (!original) return missing("original_message_id", at + "/edit");
        if (!message) return missing("message", at + "/edit");
        read_content(*message, m);
        MessageEdited edited;
        edited.thread = m.thread;
        edited.external_id = *original;
        edited.edited_at = m.sent_at;
        edited.text = std::move(m.text);
        edited.content = m.content.is_null() ? Json::object() : std::move(m.content);
        return edited;
    }

    /// Somebody has another number, or another id in the portfolio: the conversation goes on under it.
    void read_system(const Json& message, const std::string& id, const std::string& at) {
        const Json* system = object_at(message, "system");
        if (!system) return add(missing("system", at));
        const auto type = text_or(*system, "type");
        const auto key = "wa:" + id;
        if (type == "user_changed_number" || type == "customer_changed_number") {
            const auto now = id_of(*system, "wa_id").value_or(id_of(*system, "new_wa_id").value_or(""));
            const auto before = names_at(message, "from");
            if (!is_number(now) || before.empty()) return add(missing("wa_id", at + "/system"));
            add(moved(before.thread(), now), key);
            return add(line(now, id, "number_changed", "+" + now));
        }
        if (type == "user_changed_user_id") {
            const auto now = id_of(*system, "user_id").value_or("");
            auto before = names_at(message, "from").user;
            if (before.empty()) before = told_before(text_or(*system, "body"), now);
            if (now.empty() || before.empty()) return add(Ignored{type}, key);
            return add(moved(before, now), key);
        }
        const auto names = names_at(message, "from");
        if (type == "customer_identity_changed" && !names.empty())
            return add(line(names.thread(), id, "identity_changed"));
        add(Ignored{type.empty() ? "system" : type}, key);
    }

    /// What the operator has to know of the person, as a line of the thread.
    static ChatChanged line(std::string thread, std::string id, std::string what, std::string text = {}) {
        ChatChanged change;
        change.thread = std::move(thread);
        change.external_id = std::move(id);
        change.what = std::move(what);
        change.text = std::move(text);
        return change;
    }

    static ThreadMoved moved(std::string from, std::string to) {
        ThreadMoved change;
        change.from = std::move(from);
        change.to = to;
        change.person.external_id = to;
        if (is_number(to)) {
            change.person.phone = phone_of(to);
            change.person.phone_proven = true;
        }
        return change;
    }

    /// The id before stands only in the words: "User NAME changed from ID to ID".
    static std::string told_before(const std::string& body, const std::string& now) {
        const auto tail = " to " + now;
        if (now.empty() || !body.ends_with(tail)) return {};
        const auto head = body.substr(0, body.size() - tail.size());
        const auto from = head.rfind(" from ");
        if (from == std::string::npos) return {};
        auto id = head.substr(from + 6);
        return id.find(' ') == std::string::npos ? id : std::string();
    }

    void read_new_id(const Json& change, const std::string& at) {
        const Json* ids = object_at(change, "user_id");
        const auto before = ids ? id_of(*ids, "previous").value_or("") : "";
        const auto now = ids ? id_of(*ids, "current").value_or("") : "";
        if (before.empty() || now.empty()) return add(missing("user_id", at));
        auto body = moved(before, now);
        if (const auto number = id_of(change, "wa_id"); number && is_number(*number)) {
            body.person.phone = phone_of(*number);
            body.person.phone_proven = true;
            body.person.other_ids.push_back(*number);
        }
        if (const Json* parents = object_at(change, "parent_user_id")) {
            if (auto parent = id_of(*parents, "current"); parent && *parent != now)
                body.person.other_ids.push_back(std::move(*parent));
        }
        add(std::move(body));
    }

    void read_preference(const Json& preference) {
        auto names = names_at(preference, "wa");
        if (const auto number = id_of(preference, "wa_id"); number && is_number(*number)) names.phone = *number;
        if (const auto user = id_of(preference, "user_id")) names.user = *user;
        if (names.empty()) return add(Ignored{"user_preferences"});
        ContactChanged change;
        change.person = person_of(value_, names);
        change.person.attributes = {
            {text_or(preference, "category", "marketing_messages"), text_or(preference, "value")}};
        add(std::move(change));
    }

    /// Somebody called and nobody can answer here: he waits for an answer all the same.
    void read_call(const Json& call, const std::string& at) {
        const auto id = id_of(call, "id");
        if (!id) return add(missing("id", at));
        if (text_or(call, "event") != "terminate" || text_or(call, "direction") != "USER_INITIATED")
            return add(Ignored{"call " + text_or(call, "event")});
        auto names = names_at(call, "from");
        MessageReceived m;
        m.person = person_of(value_, names);
        if (names.empty()) return add(missing("from", at));
        m.thread = names.thread();
        m.other_threads = names.other_threads();
        m.external_id = *id;
        m.sent_at = time_of(call, "timestamp", received_at_);
        m.kind = MessageKind::unsupported;
        m.content["what"] = "call";
        m.opens_window = true;
        add(std::move(m));
    }

    /// A failure may say what the contact wants.
    void read_told(const Json& status, Json attributes) {
        auto names = names_at(status, "recipient");
        ContactChanged change;
        change.person = person_of(value_, names);
        change.person.attributes = std::move(attributes);
        if (!names.empty() && names.group.empty()) add(std::move(change));
    }

    void read_status(const Json& status, const std::string& at) {
        const auto id = id_of(status, "id");
        if (!id) return add(missing("id", at));
        const auto word = text_or(status, "status");
        Receipt receipt;
        if (word == "sent")
            receipt.status = MessageStatus::sent;
        else if (word == "delivered")
            receipt.status = MessageStatus::delivered;
        else if (word == "read" || word == "played")
            receipt.status = MessageStatus::read;
        else if (word == "failed")
            receipt.status = MessageStatus::failed;
        else
            return add(Ignored{"status " + word});
        // Told in whole seconds: the last moment of that second, so that it comes after what we did in it.
        const auto at_second = time_of(status, "timestamp", received_at_);
        receipt.at = at_second % 1000 == 0 ? std::min(at_second + 999, std::max(at_second, received_at_)) : at_second;
        receipt.external_id = *id;
        if (receipt.status == MessageStatus::failed) {
            receipt.error_code = "failed";
            for (const auto* error : objects_in(status, "errors")) {
                std::tie(receipt.error_code, receipt.error_message) = failure_words(*error);
                if (auto told = told_of_contact(*error); told.is_object()) read_told(status, std::move(told));
                break;
            }
        }
        const auto reference = read_reference(text_or(status, "biz_opaque_callback_data"));
        if (reference) {
            // A message of several parts has arrived with the last of them; whichever failed, it failed.
            const bool last = reference->part + 1 >= reference->parts;
            if (!last && receipt.status != MessageStatus::failed) return add(Ignored{"a part " + word});
            receipt.message_id = reference->message_id;
            if (reference->part == 0) receipt.new_external_id = *id;
        }
        add(std::move(receipt));
    }

    const Json& value_;
    std::string_view field_;
    std::string pointer_;
    Millis received_at_;
    std::vector<Update>& into_;
};

/// The business account itself.
UpdateBody read_account(const Json& value) {
    const auto event = text_or(value, "event");
    if (std::find(kStopped.begin(), kStopped.end(), event) == kStopped.end()) return Ignored{"account_update " + event};
    return ChannelTrouble{"degraded", "account_locked",
                          "WhatsApp restricts the business account (" + event +
                              "): see the notice in WhatsApp Manager, then test the channel again"};
}

void read_change(const Json& change, const std::string& business, const std::string& pointer, const Account& account,
                 Millis received_at, std::vector<Update>& into) {
    const auto field = text_or(change, "field");
    const Json* value = object_at(change, "value");
    if (!value) return into.push_back({missing("value", pointer), std::nullopt});
    const bool of_templates = std::find(kAboutTemplates.begin(), kAboutTemplates.end(), field) != kAboutTemplates.end();
    const bool of_account = field == "account_update" || of_templates;
    if (of_account && !account.business_id.empty() && business != account.business_id)
        return into.push_back({Ignored{"of another account: " + business}, std::nullopt});
    if (field == "account_update") return into.push_back({read_account(*value), std::nullopt});
    if (of_templates) return into.push_back({TemplatesChanged{}, std::nullopt});
    if (std::find(kUnused.begin(), kUnused.end(), field) != kUnused.end())
        return into.push_back({Ignored{field}, std::nullopt});
    const Json* about = object_at(*value, "metadata");
    const auto number = about ? id_of(*about, "phone_number_id") : std::nullopt;
    if (number && !account.number_id.empty() && *number != account.number_id)
        return into.push_back({Ignored{"of another number: " + *number}, std::nullopt});
    ValueReader(*value, field, pointer + "/value", received_at, into).read();
}

}  // namespace

std::vector<Update> parse_hook(std::string_view body, const Account& account, Millis received_at) {
    std::vector<Update> updates;
    const auto told = read_json(body, kHookLimits);
    if (!told || !told->is_object()) {
        // Genuine by its signature: refusing would only bring it again for a week.
        const auto why = told ? std::string("a delivery must be an object") : told.error().detail();
        updates.push_back({NotUnderstood{"invalid_json", why, "", true}, std::nullopt});
        return updates;
    }
    const auto object = text_or(*told, "object");
    if (object != "whatsapp_business_account") {
        updates.push_back({NotUnderstood{"unknown_kind", "a delivery about " + object, "/object", true}, std::nullopt});
        return updates;
    }
    const Json* entries = find(*told, "entry");
    for (std::size_t i = 0; entries && entries->is_array() && i < entries->size(); ++i) {
        const Json* changes = find((*entries)[i], "changes");
        const auto business = id_of((*entries)[i], "id").value_or("");
        for (std::size_t k = 0; changes && changes->is_array() && k < changes->size(); ++k) {
            const auto pointer = "/entry/" + std::to_string(i) + "/changes/" + std::to_string(k);
            read_change((*changes)[k], business, pointer, account, received_at, updates);
        }
    }
    if (updates.empty())
        updates.push_back({NotUnderstood{"unknown_kind", "a delivery without changes", "", true}, std::nullopt});
    return updates;
}

}  // namespace parley::whatsapp
