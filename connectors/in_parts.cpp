#include "connectors/in_parts.hpp"

#include <algorithm>

namespace parley {
namespace {

constexpr int kTriesWithin = 3;
constexpr std::chrono::milliseconds kLongestWaitWithin = std::chrono::seconds(20);

/// Sent again as a whole, the contact would see the first parts twice.
SendOutcome partly(SendOutcome outcome, std::size_t arrived, std::size_t all) {
    if (outcome.kind != SendOutcome::Kind::failed) outcome.kind = SendOutcome::Kind::unconfirmed;
    if (!outcome.unreachable) outcome.code = "partly_sent";  // why a thread is closed is kept under its code
    outcome.message =
        "only " + std::to_string(arrived) + " of " + std::to_string(all) + " parts surely arrived: " + outcome.message;
    return outcome;
}

bool may_pass(const SendOutcome& outcome) {
    return (outcome.kind == SendOutcome::Kind::retry || outcome.kind == SendOutcome::Kind::rate_limited) &&
           outcome.wait <= kLongestWaitWithin;
}

}  // namespace

boost::asio::awaitable<SendOutcome> send_in_parts(std::vector<Part> parts, Clock& clock, int attempt) {
    std::size_t all = 0, arrived = 0;
    for (const auto& part : parts) all += part.messages;
    SendOutcome sent;
    for (const auto& part : parts) {
        const bool first = arrived == 0;
        SendOutcome outcome = co_await part.deliver(attempt);
        for (int tries = 1; !first && tries < kTriesWithin && may_pass(outcome); ++tries) {
            co_await clock.sleep(std::max(outcome.wait, std::chrono::milliseconds(1000)));
            outcome = co_await part.deliver(attempt + tries);
        }
        if (outcome.kind != SendOutcome::Kind::sent) {
            if (!first) outcome = partly(std::move(outcome), arrived, all);
            co_return outcome;
        }
        arrived += part.messages;
        if (first) {
            sent = std::move(outcome);
            continue;
        }
        auto& more = sent.more_external_ids;
        more.push_back(std::move(outcome.external_id));
        more.insert(more.end(), outcome.more_external_ids.begin(), outcome.more_external_ids.end());
    }
    co_return sent;
}

}  // namespace parley
