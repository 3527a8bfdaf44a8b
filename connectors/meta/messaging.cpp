#include "connectors/meta/messaging.hpp"

#include "connectors/meta/read.hpp"

#include <algorithm>
#include <array>

namespace parley::meta {
namespace {

/// What a conversation's button, the account's own set-up or another app is about; nothing of it is for an inbox.
constexpr std::array<std::string_view, 4> kUnused{"account_linking", "app_roles", "response_feedback",
                                                  "request_thread_control"};

UpdateBody missing(std::string_view what, const std::string& pointer) {
    return NotUnderstood{"missing_field", std::string(what) + " is required", pointer + "/" + std::string(what), true};
}

std::string side(const Json& event, std::string_view name) {
    const Json* who = object_at(event, name);
    if (!who) return {};
    if (auto id = id_of(*who, "id")) return *id;
    const auto ref = text_or(*who, "user_ref");
    return ref.empty() ? ref : std::string(kUserRef) + ref;
}

class EventReader {
public:
    EventReader(const Json& event, const Inbox& inbox, bool standby, Millis received_at, const std::string& pointer,
                std::vector<Update>& into)
        : event_(event), inbox_(inbox), standby_(standby), pointer_(pointer), into_(into) {
        at_ = time_of(event, "timestamp", received_at);
        received_at_ = received_at;
        sender_ = side(event, "sender");
        const auto recipient = side(event, "recipient");
        const Json* message = object_at(event, "message");
        from_us_ = sender_ == inbox.id || (message && flag_of(*message, "is_echo"));
        peer_ = from_us_ ? recipient : sender_;
        ours_ = from_us_ ? sender_ : recipient;
    }

    void read() {
        if (const Json* policy = find_policy()) return read_policy(*policy);
        if (!inbox_.id.empty() && !ours_.empty() && ours_ != inbox_.id)
            return add(Ignored{"of another account: " + ours_});
        if (peer_.empty()) return add(missing(from_us_ ? "recipient" : "sender", pointer_));
        if (peer_ == inbox_.id) return add(Ignored{"a message to oneself"});
        if (const Json* message = object_at(event_, "message")) return read_message(*message);
        if (const Json* press = object_at(event_, "postback")) return read_postback(*press);
        if (const Json* edit = object_at(event_, "message_edit")) return read_edit(*edit);
        if (const Json* reaction = object_at(event_, "reaction")) return read_reaction(*reaction);
        if (const Json* delivery = object_at(event_, "delivery"))
            return read_receipt(*delivery, MessageStatus::delivered);
        if (const Json* seen = object_at(event_, "read")) return read_receipt(*seen, MessageStatus::read);
        if (const Json* referral = object_at(event_, "referral")) return read_came(*referral);
        if (const Json* optin = object_at(event_, "optin")) return read_optin(*optin);
        for (const char* handover : {"pass_thread_control", "take_thread_control"}) {
            if (const Json* control = object_at(event_, handover))
                return read_handover(*control, std::string_view(handover) == "pass_thread_control");
        }
        for (const auto name : kUnused) {
            if (find(event_, name)) return add(Ignored{std::string(name)});
        }
        add(NotUnderstood{"unknown_kind", "an event of an unknown kind", pointer_, true});
    }

private:
    void add(UpdateBody body, std::optional<std::string> key = std::nullopt) {
        into_.push_back({std::move(body), std::move(key)});
    }
    Person person() const {
        Person person;
        person.external_id = peer_;
        return person;
    }
    MessageReceived message_with(std::string id) const {
        MessageReceived m;
        m.thread = peer_;
        m.external_id = std::move(id);
        m.person = person();
        m.sent_at = at_;
        m.opens_window = !from_us_;
        if (!from_us_) return m;
        m.direction = Direction::outbound;
        m.author = AuthorType::operator_;
        return m;
    }

    void read_message(const Json& message) {
        const auto id = id_of(message, "mid");
        if (!id) return add(missing("mid", pointer_ + "/message"));
        if (flag_of(message, "is_deleted"))
            return add(MessageDeleted{peer_, *id, std::max(at_, received_at_)}, "del:" + *id);
        if (from_us_) {
            if (flag_of(message, "is_self")) return add(Ignored{"a message to oneself"});
            const auto reference = read_reference(text_or(message, "metadata"));
            if (reference && is_by_our_app(message)) return read_own(*reference, *id);
        }
        auto m = message_with(*id);
        read_content(message, m);
        // The app is not always named: then it may be one of ours that is on its way.
        m.ours = from_us_ && is_by_our_app(message);
        if (const Json* referral = object_at(message, "referral"); referral && !from_us_)
            m.touches.push_back(read_referral(*referral, inbox_, m.sent_at));
        add(std::move(m));
        if (!standby_ || from_us_) return;
        // Once: a repeat may come when the thread is ours again.
        add(reachable(false, "read_only"), "standby:" + *id);
    }

    bool is_by_our_app(const Json& message) const {
        const auto app = id_of(message, "app_id");
        return !app || inbox_.app_id.empty() || *app == inbox_.app_id;
    }

    /// What we sent came back, maybe before the answer to the call: a receipt, with the name it has there.
    void read_own(const Reference& reference, const std::string& id) {
        if (reference.parts > 1) return add(Ignored{"a part of a message of ours"});
        Receipt receipt;
        receipt.message_id = reference.message_id;
        receipt.new_external_id = id;
        receipt.status = MessageStatus::sent;
        receipt.at = at_;
        add(std::move(receipt));
    }

    void read_postback(const Json& press) {
        if (from_us_) return add(Ignored{"a postback of our own"});
        const auto payload = text_or(press, "payload"), title = text_or(press, "title");
        auto m =
            message_with(id_of(press, "mid").value_or("postback:" + peer_ + ":" + std::to_string(at_) + ":" + payload));
        const Json* referral = object_at(press, "referral");
        if (referral) m.touches.push_back(read_referral(*referral, inbox_, m.sent_at));
        m.kind = MessageKind::interaction;
        m.text = title.empty() ? payload : title;
        m.content["title"] = m.text;
        m.content["payload"] = payload;
        // A start press, or a guest who only opened the plugin: nobody said anything yet.
        m.starts_only = payload == "GET_STARTED" || (title.empty() && referral);
        if (!m.starts_only && m.text.empty()) return add(missing("payload", pointer_ + "/postback"));
        add(std::move(m));
    }

    void read_edit(const Json& edit) {
        const auto id = id_of(edit, "mid");
        if (!id) return add(missing("mid", pointer_ + "/message_edit"));
        MessageEdited edited;
        edited.thread = peer_;
        edited.external_id = *id;
        edited.edited_at = at_;
        edited.text = text_or(edit, "text");
        add(std::move(edited), "edit:" + *id + ":" + id_of(edit, "num_edit").value_or(std::to_string(at_)));
    }

    void read_reaction(const Json& reaction) {
        const auto id = id_of(reaction, "mid");
        if (!id) return add(missing("mid", pointer_ + "/reaction"));
        if (from_us_) return add(Ignored{"a reaction of the account's owner"});
        ReactionSeen seen;
        seen.thread = peer_;
        seen.external_id = *id;
        seen.person = person();
        seen.at = at_;
        if (text_or(reaction, "action") != "unreact") {
            auto emoji = text_or(reaction, "emoji");
            seen.emoji.push_back(emoji.empty() ? emoji_of(text_or(reaction, "reaction")) : std::move(emoji));
            // Whether one does so on Instagram is not told.
            seen.opens_window = !inbox_.instagram;
        }
        add(std::move(seen));
    }

    static std::string emoji_of(std::string_view name) {
        constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kNames{{{"smile", "😆"},
                                                                                       {"angry", "😠"},
                                                                                       {"sad", "😢"},
                                                                                       {"wow", "😮"},
                                                                                       {"love", "❤"},
                                                                                       {"like", "👍"},
                                                                                       {"dislike", "👎"}}};
        for (const auto& [known, emoji] : kNames) {
            if (known == name) return std::string(emoji);
        }
        return {};
    }

    /// Up to a moment of the platform's clock (Messenger), or up to a message (Instagram).
    void read_receipt(const Json& told, MessageStatus status) {
        if (from_us_) return add(Ignored{"what the account's owner read"});
        Receipt receipt;
        receipt.thread = peer_;
        receipt.up_to = true;
        receipt.status = status;
        if (auto id = id_of(told, "mid")) {
            receipt.external_id = std::move(id);
            receipt.at = at_;
            return add(std::move(receipt));
        }
        const auto watermark = time_of(told, "watermark", 0);
        if (watermark == 0) return add(missing("watermark", pointer_));
        // Its clock and ours are not one.
        receipt.before = watermark + kSkew;
        receipt.at = find(event_, "timestamp") ? at_ : watermark;
        add(std::move(receipt));
    }

    void read_came(const Json& referral) {
        auto touch = read_referral(referral, inbox_, at_);
        // An advert does so with the message that follows.
        const bool opens = touch.kind != "ad";
        add(ReferralSeen{peer_, person(), std::move(touch), opens}, "ref:" + peer_ + ":" + std::to_string(at_));
    }

    void read_optin(const Json& optin) {
        const auto ref = text_or(optin, "ref");
        if (ref.empty()) return add(Ignored{"optin " + text_or(optin, "type")});
        const auto guest = text_or(optin, "user_ref");
        if (!guest.empty() && !object_at(event_, "sender")) peer_ = std::string(kUserRef) + guest;
        add(ReferralSeen{peer_, person(), read_referral(optin, inbox_, at_)},
            "ref:" + peer_ + ":" + std::to_string(at_));
    }

    UpdateBody reachable(bool can_be_written_to, std::string why) const {
        ContactChanged change;
        change.person = person();
        change.thread = peer_;
        change.reachable = can_be_written_to;
        change.reason = std::move(why);
        return change;
    }

    /// Which app answers in a thread is decided by the platform's routing and by people at other desks.
    void read_handover(const Json& control, bool passed) {
        const auto owner = id_of(control, "new_owner_app_id").value_or("");
        if (owner.empty()) return add(Ignored{"a handover"});
        // Who gets it is told that it was passed, who had it that it was taken.
        const bool ours = inbox_.app_id.empty() ? passed : owner == inbox_.app_id;
        add(reachable(ours, ours ? "" : "read_only"));
    }

    const Json* find_policy() const {
        const Json* policy = object_at(event_, "policy_enforcement");
        return policy ? policy : object_at(event_, "policy-enforcement");
    }
    void read_policy(const Json& policy) {
        const auto action = text_or(policy, "action"), why = text_or(policy, "reason");
        if (action == "unblock") return add(Ignored{"unblocked"});
        add(ChannelTrouble{"degraded", "page_restricted",
                           "Meta " + std::string(action == "block" ? "blocked" : "warns") +
                               " the Page for breaking its rules" + (why.empty() ? "" : " (" + why + ")") +
                               ": see Page quality at Meta, ask for a review there, then test the channel again"});
    }

    static constexpr Millis kSkew = 2000;

    const Json& event_;
    const Inbox& inbox_;
    bool standby_;
    const std::string& pointer_;
    std::vector<Update>& into_;
    Millis at_ = 0, received_at_ = 0;
    std::string sender_, peer_, ours_;
    bool from_us_ = false;
};

}  // namespace

void read_event(const Json& event, const Inbox& inbox, bool standby, Millis received_at, const std::string& pointer,
                std::vector<Update>& into) {
    EventReader(event, inbox, standby, received_at, pointer, into).read();
}

}  // namespace parley::meta
