#include "connectors/in_parts.hpp"

#include <algorithm>

namespace parley {
namespace {

constexpr int kTriesWithin = 3;
constexpr std::chrono::milliseconds kLongestWaitWithin = std::chrono::seconds(20);

/// Sent again as a whole, the contact would see the first parts twice.
SendOutcome partly(SendOutcome outcome, PartsArrived arrived, std::size_t all) {
    if (outcome.kind != SendOutcome::Kind::failed) outcome.kind = SendOutcome::Kind::unconfirmed;
    if (!outcome.unreachable) outcome.code = "partly_sent";  // why a thread is closed is kept under its code
    outcome.message = "only " + std::to_string(arrived.messages) + " of " + std::to_string(all) +
                      " parts surely arrived: " + outcome.message;
    outcome.arrived = std::move(arrived);
    return outcome;
}

bool may_pass(const SendOutcome& outcome) {
    return (outcome.kind == SendOutcome::Kind::retry || outcome.kind == SendOutcome::Kind::rate_limited) &&
           outcome.wait <= kLongestWaitWithin;
}

}  // namespace

boost::asio::awaitable<SendOutcome> send_in_parts(std::vector<Part> parts, Clock& clock, int attempt,
                                                  PartsArrived before) {
    PartsArrived arrived = std::move(before);
    std::size_t all = 0;
    for (const auto& part : parts) all += part.messages;
    const std::size_t done = std::min(arrived.parts, parts.size());
    arrived.of = parts.size();
    std::optional<MessageStatus> status;
    for (std::size_t at = done; at < parts.size(); ++at) {
        const auto& part = parts[at];
        const bool begun = arrived.parts > done;
        SendOutcome outcome = co_await part.deliver(attempt);
        for (int tries = 1; begun && tries < kTriesWithin && may_pass(outcome); ++tries) {
            co_await clock.sleep(std::max(outcome.wait, std::chrono::milliseconds(1000)));
            outcome = co_await part.deliver(attempt + tries);
        }
        if (outcome.kind != SendOutcome::Kind::sent) {
            // Nothing new arrived: what may be tried again later may be so as it stands.
            const bool decided =
                outcome.kind == SendOutcome::Kind::failed || outcome.kind == SendOutcome::Kind::unconfirmed;
            if (begun || (done > 0 && decided)) outcome = partly(std::move(outcome), std::move(arrived), all);
            co_return outcome;
        }
        if (arrived.parts == 0) status = outcome.status;
        ++arrived.parts;
        arrived.messages += part.messages;
        arrived.files.insert(arrived.files.end(), part.files.begin(), part.files.end());
        arrived.ids.push_back(std::move(outcome.external_id));
        auto& more = outcome.more_external_ids;
        arrived.ids.insert(arrived.ids.end(), more.begin(), more.end());
        if (arrived.parts == 1 && parts.size() == 1) {
            outcome.external_id = arrived.ids.front();
            co_return outcome;
        }
    }
    SendOutcome sent = SendOutcome::sent_as(arrived.ids.empty() ? std::string() : arrived.ids.front());
    sent.status = status;
    if (!arrived.ids.empty()) sent.more_external_ids.assign(arrived.ids.begin() + 1, arrived.ids.end());
    co_return sent;
}

Json write_arrived(const PartsArrived& arrived) {
    return {{"parts", arrived.parts},
            {"of", arrived.of},
            {"messages", arrived.messages},
            {"ids", arrived.ids},
            {"files", arrived.files}};
}

PartsArrived read_arrived(const Json& content) {
    PartsArrived arrived;
    const Json* kept = object_at(content, kArrived);
    const auto count = [&](const char* name) {
        return static_cast<std::size_t>(std::max<std::int64_t>(integer_of(*kept, name).value_or(0), 0));
    };
    if (!kept) return arrived;
    arrived.parts = count("parts");
    arrived.of = count("of");
    arrived.messages = count("messages");
    if (const Json* ids = find(*kept, "ids"); ids && ids->is_array()) {
        for (const auto& id : *ids) {
            if (id.is_string()) arrived.ids.push_back(id.get<std::string>());
        }
    }
    if (const Json* files = find(*kept, "files"); files && files->is_array()) {
        for (const auto& id : *files) {
            if (id.is_number_integer()) arrived.files.push_back(id.get<std::int64_t>());
        }
    }
    return arrived;
}

}  // namespace parley
