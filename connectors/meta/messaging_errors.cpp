#include "connectors/meta/send.hpp"

#include <algorithm>

namespace parley::meta {
namespace {

using Kind = SendOutcome::Kind;

/// What the platform's numbers mean, and what to do. Words are for whoever wrote the message, or runs the channel.
struct Known {
    int code, subcode;  ///< subcode 0: any that is not named before
    Kind kind;
    std::string_view name, words;
};

constexpr std::string_view kToken =
    "Meta refuses the access token: it was revoked, or its owner's password or role changed. Make a new one and give "
    "it "
    "to the channel";
constexpr std::string_view kPermission =
    "Meta does not let the app do this: it must be live, and its token needs the permissions for messages";
constexpr std::string_view kWindow =
    "the time to answer is over: 24 hours after the contact's last message, or 7 days where the app has Meta's Human "
    "Agent feature";
constexpr std::string_view kOtherApp =
    "another app has this conversation now: take it over at Meta, in the settings of conversation routing";
constexpr std::string_view kWait = "Meta asks to wait: too many calls in a short time";
constexpr std::string_view kTemporary = "Meta has a passing fault";
constexpr std::string_view kFile =
    "Meta could not take the file: its kind is not among those it shows, or it could not be read";

constexpr Known kKnown[] = {
    {190, 0, Kind::channel_down, "token_refused", kToken},
    {102, 0, Kind::channel_down, "token_refused", kToken},
    {10, 2018278, Kind::failed, "window_closed", kWindow},
    {10, 2534022, Kind::failed, "window_closed", kWindow},
    {10, 2018065, Kind::failed, "not_allowed", "the app has not got Meta's Human Agent feature: ask for it there"},
    {10, 2018108, Kind::failed, "unavailable", "the contact cannot receive this now"},
    {10, 1893063, Kind::channel_down, "page_restricted", "Meta restricted the Page: see Page quality at Meta"},
    {200, 1545041, Kind::failed, "unavailable", "the contact cannot be reached: they blocked the account or left"},
    {200, 2534041, Kind::channel_down, "messages_off",
     "access to messages is off: in the Instagram app, Settings, Messages, allow access to messages"},
    {551, 0, Kind::failed, "unavailable", "the contact cannot be reached: they blocked the account or left"},
    {10, 2018300, Kind::failed, "read_only", kOtherApp},
    {10, 2018321, Kind::failed, "read_only", kOtherApp},
    {10, 0, Kind::channel_down, "no_permission", kPermission},
    {200, 0, Kind::channel_down, "no_permission", kPermission},
    {100, 33, Kind::failed, "not_there", "Meta knows nothing by this id any more"},
    {100, 2018001, Kind::failed, "not_found", "Meta knows nobody by this id for this account"},
    {100, 2534014, Kind::failed, "not_found", "Meta knows nobody by this id for this account"},
    {100, 2018008, Kind::failed, "media_refused", kFile},
    {100, 2018047, Kind::failed, "media_refused", kFile},
    {100, 2018074, Kind::retry, "media_gone", "Meta lost the file that was handed over"},
    {100, 2018109, Kind::failed, "too_big",
     "the file is larger than Meta takes: 8 MB for pictures, 25 MB for the rest"},
    {100, 2018294, Kind::retry, "temporary", "Meta took too long over the file"},
    {100, 2534037, Kind::failed, "read_only", kOtherApp},
    {100, 2018292, Kind::failed, "message_gone", "the comment that is answered is gone"},
    {10900, 0, Kind::failed, "answered_privately", "this comment was answered privately already: that goes once only"},
    {10903, 0, Kind::failed, "too_late", "a comment is answered privately for seven days, a live one while it is live"},
    {2018300, 0, Kind::failed, "read_only", kOtherApp},
    {2018321, 0, Kind::failed, "read_only", kOtherApp},
    {2018047, 0, Kind::failed, "media_refused", kFile},
    {2018008, 0, Kind::failed, "media_refused", kFile},
    {230, 0, Kind::failed, "no_consent", "the contact must write first"},
    {9000001, 0, Kind::failed, "message_gone", "the message or comment that is answered is gone"},
    {36103, 0, Kind::failed, "message_gone", "the message or comment that is answered is gone"},
    {4, 0, Kind::rate_limited, "rate_limited", kWait},
    {17, 0, Kind::rate_limited, "rate_limited", kWait},
    {32, 0, Kind::rate_limited, "rate_limited", kWait},
    {613, 0, Kind::rate_limited, "rate_limited", kWait},
    {80002, 0, Kind::rate_limited, "rate_limited", kWait},
    {80006, 0, Kind::rate_limited, "rate_limited", kWait},
    {1, 1357046, Kind::unconfirmed, "maybe_sent", "Meta reports a fault, but says that the message was sent"},
    {1, 0, Kind::retry, "temporary", kTemporary},
    {2, 0, Kind::retry, "temporary", kTemporary},
    {2500, 0, Kind::channel_down, "wrong_login",
     "Meta does not know the address: check which login the channel's token is of"},
};

constexpr int kTemporaryTries = 3;

const Known* known(const Json& error) {
    const auto code = integer_of(error, "code").value_or(-1), subcode = integer_of(error, "error_subcode").value_or(0);
    const auto found = std::find_if(std::begin(kKnown), std::end(kKnown), [&](const Known& one) {
        return one.code == code && (one.subcode == 0 || one.subcode == subcode);
    });
    return found == std::end(kKnown) ? nullptr : found;
}

SendOutcome refused(const Json& error, int http_status, int attempt, std::string_view service) {
    const auto* one = known(error);
    const auto said = text_or(error, "message");
    const auto code = std::to_string(integer_of(error, "code").value_or(-1));
    auto outcome =
        one ? SendOutcome::failed_with(std::string(one->name), std::string(one->words))
            : SendOutcome::failed_with("refused", said.empty() ? std::string(service) + " refused it (" + code + ")"
                                                               : std::string(service) + " says: " + said);
    outcome.kind = one ? one->kind : kind_of_unknown(error, http_status);
    if (outcome.kind == Kind::retry && attempt >= kTemporaryTries) outcome.kind = Kind::failed;
    if (outcome.kind == Kind::rate_limited) {
        outcome.wait = doubling_wait(attempt, 1, 300);
        outcome.whole_channel = true;
    }
    // Only until the contact writes again, or the thread comes back to us.
    outcome.unreachable = outcome.code == "window_closed" || outcome.code == "read_only";
    return outcome;
}

}  // namespace

SendOutcome refused_by_messenger(const Json& error, int http_status, int attempt) {
    return refused(error, http_status, attempt, "Messenger");
}
SendOutcome refused_by_instagram(const Json& error, int http_status, int attempt) {
    return refused(error, http_status, attempt, "Instagram");
}

}  // namespace parley::meta
