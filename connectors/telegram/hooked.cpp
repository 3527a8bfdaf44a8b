#include "connectors/telegram/telegram.hpp"

#include <algorithm>

namespace parley::telegram {
namespace {

/// What failed longer ago is no trouble of now: Telegram tries again every minute or two.
constexpr Millis kLately = Millis{3600} * 1000;

bool lists(const Json& list, const Json& wanted) {
    return std::find(list.begin(), list.end(), wanted) != list.end();
}

std::string_view host_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
    url = url.substr(0, url.find_first_of("/?#"));
    if (const auto user = url.rfind('@'); user != std::string_view::npos) url.remove_prefix(user + 1);
    return url;
}

}  // namespace

bool is_agreed(const Json& info, std::string_view url, const Json& kinds) {
    if (text_or(info, "url") != url) return false;
    if (url.empty()) return true;
    // Without a list it is all but a few, and one of those is wanted.
    const Json* told = find(info, "allowed_updates");
    return told && told->is_array() &&
           std::all_of(kinds.begin(), kinds.end(), [&](const Json& kind) { return lists(*told, kind); });
}

std::string trouble_of(const Json& info, Millis now) {
    const auto waiting = integer_of(info, "pending_update_count").value_or(0);
    const auto failed = integer_of(info, "last_error_date").value_or(0) * 1000;
    if (waiting <= 0 || failed == 0 || now - failed > kLately) return {};
    return "Telegram cannot deliver here, " + std::to_string(waiting) +
           " waiting: " + text_or(info, "last_error_message", "it does not say why");
}

std::string taken_from(const Json& info) {
    const auto url = text_or(info, "url");
    if (url.empty()) return {};
    return "what people write went to " + std::string(host_of(url)) + " until now";
}

std::vector<ChannelHealth::Step> hints_of(const Json& me) {
    std::vector<ChannelHealth::Step> hints;
    hints.push_back({"business", true,
                     flag_of(me, "can_connect_to_business")
                         ? ""
                         : "not for personal accounts: turn Business Mode on in @BotFather, Bot Settings"});
    hints.push_back({"groups", true,
                     flag_of(me, "can_read_all_group_messages")
                         ? ""
                         : "privacy mode: in groups only commands, mentions of the bot and replies to it arrive; "
                           "turn it off in @BotFather, Bot Settings, Group Privacy"});
    return hints;
}

}  // namespace parley::telegram
