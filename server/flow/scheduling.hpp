#pragma once

#include "connectors/connector.hpp"
#include "server/flow/outbound.hpp"
#include "server/store/scheduled.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace parley {

/// When an answer shall go, and what then if the customer wrote before.
struct Timing {
    Millis due_at = 0;
    bool holds = true;
    std::optional<std::int64_t> up_to;  ///< the newest message its writer had seen; nothing: all there are
};
/// What is left out stays as it is.
struct ScheduleChange {
    std::optional<std::string> text;
    std::optional<Millis> due_at;
    std::optional<bool> holds;
    std::optional<std::int64_t> up_to;
};
/// Its author, whoever has the conversation and those who lead may move it, send it at once or cancel it; its words,
/// which go in its author's name, are the author's alone.
struct Scheduler {
    std::int64_t user_id = 0;
    bool leads = false;
};

/// Kept with its files until its hour; the reply clock runs on, since nobody has answered yet.
std::int64_t schedule_reply(Transaction& transaction, std::int64_t conversation_id, std::int64_t user_id,
                            const Reply& reply, const Timing& timing, const Capabilities& can);
void change_scheduled(Transaction& transaction, std::int64_t conversation_id, std::int64_t id, const Scheduler& by,
                      const ScheduleChange& change);
/// Its files are their owner's free uploads again.
void cancel_scheduled(Transaction& transaction, std::int64_t conversation_id, std::int64_t id, const Scheduler& by);
/// A person's word, so whatever it was held for.
Posted send_scheduled_now(Transaction& transaction, std::int64_t conversation_id, std::int64_t id, const Scheduler& by,
                          const Capabilities& can);

/// Its hour may have come: it goes as any answer of its author's, in the transaction that forgets it, so that a crash
/// leaves one or the other. A conversation that is closed or put off stays so. What cannot go is held: the thread
/// says why, and the conversation comes back into sight.
void release_scheduled(Transaction& transaction, std::int64_t id, const Capabilities& can);
/// It could not be sent though nothing was known against it.
void hold_scheduled(Transaction& transaction, std::int64_t id, const std::string& reason);

}  // namespace parley
