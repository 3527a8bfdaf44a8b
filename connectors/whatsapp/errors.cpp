#include "connectors/whatsapp/graph.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace parley::whatsapp {
namespace {

using Kind = SendOutcome::Kind;

/// What the platform's numbers mean, and what to do. Words are for whoever wrote the message, or runs the channel.
struct Known {
    int first, last;
    Kind kind;
    std::string_view code, words;
};
constexpr std::string_view kToken =
    "WhatsApp refuses the access token: make a new one for the system user and give it to the channel";
constexpr std::string_view kPermission =
    "the access token may not do this: it needs whatsapp_business_messaging and whatsapp_business_management, and the "
    "account must be assigned to its system user";
constexpr std::string_view kTemporary = "WhatsApp has a passing fault";
constexpr Known kKnown[] = {
    {0, 0, Kind::channel_down, "token_refused", kToken},
    {190, 190, Kind::channel_down, "token_refused", kToken},
    {102, 102, Kind::channel_down, "token_refused", kToken},
    {3, 3, Kind::channel_down, "no_permission", kPermission},
    {10, 10, Kind::channel_down, "no_permission", kPermission},
    {200, 299, Kind::channel_down, "no_permission", kPermission},
    {131005, 131005, Kind::channel_down, "no_permission", kPermission},
    {4, 4, Kind::rate_limited, "rate_limited", "WhatsApp asks to wait: the app makes too many calls"},
    {80007, 80007, Kind::rate_limited, "rate_limited", "WhatsApp asks to wait: the account makes too many calls"},
    {130429, 130429, Kind::rate_limited, "rate_limited", "WhatsApp asks to wait: the number sends too fast"},
    {131056, 131056, Kind::rate_limited, "pair_rate_limited",
     "WhatsApp asks to wait: too many messages to this contact in a short time"},
    {131048, 131048, Kind::rate_limited, "spam_limited",
     "WhatsApp slows the number down, since people blocked or reported it: send less, and only what is expected"},
    {131064, 131064, Kind::rate_limited, "reach_limited",
     "the number has written to as many new people today as it may; it goes on tomorrow"},
    {1, 2, Kind::retry, "temporary", kTemporary},
    {131000, 131000, Kind::retry, "temporary", kTemporary},
    {131016, 131016, Kind::retry, "temporary", kTemporary},
    {131057, 131057, Kind::retry, "temporary", "WhatsApp is changing the number's throughput for a moment"},
    {133004, 133004, Kind::retry, "temporary", kTemporary},
    {131047, 131047, Kind::failed, "window_closed",
     "24 hours have passed since the contact's last message: only an approved template may be sent now"},
    {131026, 131026, Kind::failed, "undeliverable",
     "WhatsApp cannot deliver it: the number is not on WhatsApp, its app is too old, or it does not take messages from "
     "businesses"},
    {131063, 131063, Kind::failed, "marketing_only", "such a template goes through WhatsApp's marketing messages only"},
    {131049, 131049, Kind::failed, "marketing_limited",
     "WhatsApp spares this contact more marketing now: try again tomorrow at the earliest"},
    {131050, 131050, Kind::failed, "marketing_stopped",
     "the contact asked for no more marketing messages: answer when they write, or send a template that is no "
     "marketing"},
    {131021, 131021, Kind::failed, "to_itself", "the number cannot write to itself"},
    {131030, 131030, Kind::failed, "not_allowed_yet",
     "a test number writes only to the people on its list: add this one in the app's settings at Meta, or use a real "
     "number"},
    {131031, 131031, Kind::channel_down, "account_locked",
     "WhatsApp locked the business account: see the notice in WhatsApp Manager"},
    {368, 368, Kind::channel_down, "account_locked",
     "WhatsApp blocked the account for breaking its rules: see the notice in WhatsApp Manager"},
    {130497, 130497, Kind::failed, "country_refused", "the business account may not write to people in this country"},
    {131037, 131037, Kind::channel_down, "name_not_approved",
     "WhatsApp has not approved the number's display name yet: see WhatsApp Manager"},
    {131042, 131042, Kind::channel_down, "billing",
     "WhatsApp has no way of being paid: set up a payment method in WhatsApp Manager"},
    {131044, 131045, Kind::channel_down, "not_registered",
     "the number is not registered for the Cloud API: register it in WhatsApp Manager"},
    {133010, 133010, Kind::channel_down, "not_registered",
     "the number is not registered for the Cloud API: register it in WhatsApp Manager"},
    {133016, 133016, Kind::channel_down, "not_registered",
     "the number was registered too often: WhatsApp takes it again after 72 hours"},
    {131052, 131052, Kind::failed, "media_refused", "WhatsApp could not fetch the file"},
    {131053, 131053, Kind::failed, "media_refused",
     "WhatsApp does not take this file: its type or the way it is coded is not among those it shows"},
    {131062, 131062, Kind::failed, "phone_needed", "this kind of message needs the contact's phone number"},
    {131051, 131051, Kind::failed, "unsupported", "WhatsApp does not take this kind of message"},
    {132000, 132000, Kind::failed, "template_values",
     "the template asks for another number of values: refresh the templates and try again"},
    {132001, 132001, Kind::failed, "template_unknown",
     "there is no such template in this language: refresh the templates and choose again"},
    {132005, 132005, Kind::failed, "template_too_long", "with these values the template is too long: shorten them"},
    {132007, 132007, Kind::failed, "template_policy", "WhatsApp refuses the template's words: see WhatsApp Manager"},
    {132008, 132008, Kind::failed, "template_values", "a value does not fit its place in the template"},
    {132012, 132012, Kind::failed, "template_values", "a value does not fit its place in the template"},
    {132015, 132015, Kind::failed, "template_paused",
     "WhatsApp paused the template, since people did not like it: choose another one"},
    {132016, 132016, Kind::failed, "template_disabled",
     "WhatsApp switched the template off for good: choose another one"},
    {132068, 132069, Kind::failed, "template_flow",
     "WhatsApp does not open the template's form now: choose another one"},
    {130472, 130472, Kind::failed, "experiment",
     "WhatsApp held the message back as part of an experiment; it was not charged"},
    {137000, 137000, Kind::failed, "identity_changed", "the contact's identity changed: wait for their next message"},
};

const Known* known(std::int64_t code) {
    const auto found = std::find_if(std::begin(kKnown), std::end(kKnown),
                                    [&](const Known& one) { return code >= one.first && code <= one.last; });
    return found == std::end(kKnown) ? nullptr : found;
}

/// The platform's own words: the details where there are any.
std::string words_of(const Json& error) {
    if (const Json* data = object_at(error, "error_data")) {
        if (auto details = text_or(*data, "details"); !details.empty()) return details;
    }
    auto words = text_or(error, "message");
    return words.empty() ? text_or(error, "title") : words;
}

constexpr int kTemporaryTries = 6;
constexpr std::int64_t kMarketingStopped = 131050;

/// 4, 16, 64 ... seconds, as the platform advises for a pair; an hour at most.
std::chrono::seconds pair_wait(int attempt) {
    std::int64_t seconds = 4;
    for (int i = 1; i < attempt && seconds < 3600; ++i) seconds *= 4;
    return std::chrono::seconds(std::min<std::int64_t>(seconds, 3600));
}
void set_wait(SendOutcome& outcome, std::int64_t code, int attempt) {
    switch (code) {
        case 131056:
            outcome.wait = pair_wait(attempt);
            outcome.this_thread = true;
            return;
        case 131064:
            outcome.wait = std::chrono::hours(1);
            outcome.this_thread = true;
            return;
        case 131048:
            outcome.wait = meta::doubling_wait(attempt, 600, 3600);
            outcome.whole_channel = true;
            return;
        case 131057:
            outcome.wait = std::chrono::seconds(60);
            return;
        default:
            if (outcome.kind != Kind::rate_limited) return;
            outcome.wait = meta::doubling_wait(attempt, 1, 300);
            outcome.whole_channel = true;
    }
}

}  // namespace

Json told_of_contact(const Json& error) {
    if (integer_of(error, "code") != kMarketingStopped) return nullptr;
    return {{"marketing_messages", "stop"}};
}

std::pair<std::string, std::string> failure_words(const Json& error) {
    const auto code = integer_of(error, "code").value_or(-1);
    if (const auto* one = known(code)) return {std::string(one->code), std::string(one->words)};
    const auto words = words_of(error);
    return {"refused", words.empty() ? "WhatsApp refused it (" + std::to_string(code) + ")"
                                     : "WhatsApp says: " + words + " (" + std::to_string(code) + ")"};
}

SendOutcome refused(const Json& error, int http_status, int attempt) {
    const auto code = integer_of(error, "code").value_or(-1);
    auto [name, words] = failure_words(error);
    auto outcome = SendOutcome::failed_with(std::move(name), std::move(words));
    const auto* one = known(code);
    outcome.kind = one ? one->kind : meta::kind_of_unknown(error, http_status);
    if (outcome.kind == Kind::retry && attempt >= kTemporaryTries) outcome.kind = Kind::failed;
    // Only until the contact writes again; a template still goes.
    outcome.unreachable = code == 131047;
    outcome.attributes = told_of_contact(error);
    set_wait(outcome, code, attempt);
    return outcome;
}

SendOutcome interpret(const HttpAnswer& answer, int attempt) {
    return meta::interpret(answer, attempt, kService, [](const Json& body) -> std::optional<std::string> {
        for (const auto* message : objects_in(body, "messages")) {
            if (auto id = id_of(*message, "id")) return id;
        }
        return flag_of(body, "success") ? std::optional<std::string>("") : std::nullopt;
    });
}

}  // namespace parley::whatsapp
