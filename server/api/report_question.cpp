#include "server/api/report_question.hpp"

#include "server/api/body.hpp"
#include "server/domain/business_time.hpp"
#include "server/domain/zone.hpp"

namespace parley {

Period read_period(const Request& request, Millis now, const Caller& caller) {
    Period period;
    period.zone = request.parameter("tz").value_or("UTC");
    if (!known_zone(period.zone)) throw Failure(Error::field("tz", "is not a known time zone such as Europe/Warsaw"));
    const auto days = number_parameter(request, "days");
    if (days && (*days < 1 || *days > 366)) throw Failure(Error::field("days", "is 1 to 366"));
    period.to = now + 1;
    // Noon of the first day is inside it also when the clocks changed in between.
    const Millis noon = local_midnight(period.zone, now) + kDay / 2 - (days.value_or(1) - 1) * kDay;
    period.from = local_midnight(period.zone, noon);
    period.from = time_parameter(request, "from").value_or(period.from);
    period.to = time_parameter(request, "to").value_or(period.to);
    if (period.from >= period.to) throw Failure(Error::field("from", "must lie before to"));
    period.channel = number_parameter(request, "channel");
    period.user = number_parameter(request, "user");
    period.team = number_parameter(request, "team");
    period.source = request.parameter("source").value_or("");
    const auto clock = request.parameter("clock").value_or("calendar");
    if (clock != "calendar" && clock != "business") throw Failure(Error::field("clock", "is calendar or business"));
    period.business = clock == "business";
    if (caller.role == Role::operator_) {
        if (period.user && *period.user != caller.user_id)
            throw Failure(Error(Errc::forbidden, "only managers and admins see the figures of others"));
        period.user = caller.user_id;
    }
    return period;
}

Sieve::Sieve(db::Connection& db, const Period& period)
    : channel_(period.channel), user_(period.user), team_(period.team) {
    if (team_) {
        for (auto row = db.query(db::q::team_members, *team_); row.next();) people_.insert(row.integer(0));
    }
    if (period.source.empty()) return;
    of_source_.emplace();
    // The same stretch that the report reads, with the period before.
    const Millis from = period.from - (period.to - period.from);
    for (auto row = db.query(db::q::conversations_ended_of_source, period.source, from, period.to); row.next();)
        of_source_->insert(row.integer(0));
    for (auto row = db.query(db::q::conversations_open_of_source, period.source); row.next();)
        of_source_->insert(row.integer(0));
}

bool Sieve::passes(std::int64_t channel, std::optional<std::int64_t> user, std::int64_t conversation) const {
    if (channel_ && channel != *channel_) return false;
    if (user_ && user != user_) return false;
    if (team_ && !(user && people_.contains(*user))) return false;
    return !of_source_ || of_source_->contains(conversation);
}

bool Sieve::passes_open(const InboxEntry& entry) const {
    if (team_ && !entry.assignee_id && entry.team_id == team_) {
        return !user_ && (!channel_ || entry.channel_id == *channel_) &&
               (!of_source_ || of_source_->contains(entry.id));
    }
    return passes(entry.channel_id, entry.assignee_id, entry.id);
}

}  // namespace parley
