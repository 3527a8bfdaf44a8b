#include "server/flow/waits.hpp"

#include "server/store/settings.hpp"

namespace parley {

void advance_clock(Transaction& transaction, Conversation& c, const ClockEntry& entry, std::int64_t message_id) {
    const bool was_open = c.clock.open.has_value();
    const auto ended = advance(c.clock, entry);
    if (ended && c.wait_id) {
        const Millis calendar = ended->ended_at - ended->opened_at;
        std::optional<std::int64_t> by;
        if (ended->ended_by != 0) by = ended->ended_by;
        const Millis business = business_time(transaction.db(), ended->opened_at, ended->ended_at);
        transaction.db().execute(db::q::wait_end, *c.wait_id, ended->ended_at, ended->how, by, calendar, business);
        c.wait_id.reset();
    }
    if (!was_open && c.clock.open) {
        c.wait_id = transaction.next_id();
        std::optional<Millis> assigned_at;
        if (c.assignee_id) assigned_at = transaction.now();
        transaction.db().execute(db::q::wait_insert, *c.wait_id, c.id, c.channel_id, c.clock.open->first,
                                 c.clock.open->opened_at, c.clock.open->received_at, message_id, assigned_at);
    }
}

}  // namespace parley
