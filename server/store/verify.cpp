#include "server/store/verify.hpp"

namespace parley {
namespace {

struct Rule {
    db::Query query;
    const char* what;
};
constexpr Rule kRules[] = {
    {db::q::verify_conversations_without_state, "conversations without their state"},
    {db::q::verify_states_without_conversation, "states without a conversation"},
    {db::q::verify_conversations_without_contact, "conversations without their contact"},
    {db::q::verify_messages_without_conversation, "messages without a conversation"},
    {db::q::verify_last_messages, "conversations whose last message is missing"},
    {db::q::verify_waits_told, "conversations whose customer waits otherwise than it says"},
    {db::q::verify_closed_sources, "closed conversations that are listed under another source than their lead's"},
    {db::q::verify_waits_twice, "conversations that wait twice"},
    {db::q::verify_outbox_without_message, "acts of the outbox without their message"},
    {db::q::verify_events, "the event log has a hole before number"},
};

}  // namespace

std::string broken_rules(db::Connection& db) {
    std::string out;
    for (const auto& rule : kRules) {
        std::string ids;
        for (auto row = db.query(rule.query); row.next();) {
            if (row.integer(0) != 0) ids += (ids.empty() ? " " : ", ") + std::to_string(row.integer(0));
        }
        if (!ids.empty()) out += (out.empty() ? "" : "\n") + std::string(rule.what) + ":" + ids;
    }
    return out;
}

}  // namespace parley
