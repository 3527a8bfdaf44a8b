#include "server/flow/waits.hpp"

#include "server/store/messages.hpp"
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

bool resume_wait(Transaction& transaction, Conversation& c) {
    auto& db = transaction.db();
    EndedWait last;
    std::int64_t id = 0;
    {
        auto row = db.query(db::q::wait_last, c.id);
        if (!row.next() || row.null(4)) return false;
        id = row.integer(0);
        last = {row.integer(2),     row.integer(3), row.integer(4), static_cast<WaitEnd>(row.integer(5)), 0,
                row.integer(1) != 0};
    }
    // From another device, say.
    const auto message = message_at(db, {c.id, c.last_message_id});
    const bool answered = message && message->direction == Direction::outbound && !message->note &&
                          message->author_type != AuthorType::bot && message->received_at >= last.ended_at;
    if (answered || !take_back(c.clock, last, transaction.now())) return false;
    db.execute(db::q::wait_resume, id);
    c.wait_id = id;
    return true;
}

}  // namespace parley
