#include "server/app/demo/history.hpp"

#include "server/app/demo/month.hpp"

namespace parley::sample {

namespace {

/// A group draws its ids from a reserve; a deed takes at most a few dozen.
constexpr std::size_t kDeedsAStep = 1000;

}  // namespace

boost::asio::awaitable<void> live_through(Store& store, Business business, std::size_t count, Millis now,
                                          std::uint64_t seed) {
    Month month(std::move(business), count, now, seed);
    for (bool more = true; more;)
        more = co_await store.write([&](Transaction& transaction) { return month.go_on(transaction, kDeedsAStep); });
}

Month::Month(Business business, std::size_t count, Millis now, std::uint64_t seed)
    : now_(now),
      dice_(seed),
      business_(std::move(business)),
      files_(dice_),
      visits_(plan_visits(dice_, count, now)),
      standing_(visits_.size()) {
    if (visits_.empty()) return;
    plan_shifts(dice_, business_.workers, visits_.front().at, now);
    for (std::size_t i = 0; i < business_.workers.size(); ++i) {
        for (const auto& shift : business_.workers[i].shifts) {
            plan(shift.from, What::comes_to_work, i);
            plan(shift.to, What::goes_home, i);
        }
    }
    for (std::size_t i = 0; i < visits_.size(); ++i) plan(visits_[i].at, What::says, i);
}

void Month::plan(Millis at, What what, std::size_t who, std::int64_t more) {
    if (at < now_) deeds_.push({at, planned_++, what, who, more});
}

bool Month::go_on(Transaction& transaction, std::size_t deeds) {
    if (stages_.empty()) {
        auto pipeline = transaction.db().query(db::q::pipelines_all);
        if (pipeline.next()) {
            for (auto row = transaction.db().query(db::q::stages_of_pipeline, pipeline.integer(0)); row.next();)
                stages_.push_back(row.integer(0));
        }
    }
    // The step's own time comes back also when a deed throws.
    struct Present {
        Transaction& transaction;
        Millis time;
        ~Present() {
            transaction.date(time);
            transaction.remember_in(nullptr);
        }
    } const present{transaction, transaction.now()};
    routing_.reset();
    transaction.remember_in(&routing_);
    for (; deeds > 0 && !deeds_.empty(); --deeds) {
        const auto deed = deeds_.top();
        deeds_.pop();
        transaction.date(deed.at);
        happen(transaction, deed);
    }
    return !deeds_.empty();
}

void Month::happen(Transaction& transaction, const Deed& deed) {
    switch (deed.what) {
        case What::says:
            return says(transaction, deed.who, deed.at);
        case What::answers:
            return answers(transaction, deed.who, deed.at);
        case What::reads:
            return reads(transaction, deed.who, deed.more, deed.at);
        case What::closes:
            return closes(transaction, deed.who, deed.at);
        case What::comes_back:
            return comes_back(transaction, deed.who, deed.at);
        case What::moves_lead:
            return moves_lead(transaction, deed.who, deed.more, deed.at);
        case What::comes_to_work:
            return presence(transaction, deed.who, true);
        case What::goes_home:
            return presence(transaction, deed.who, false);
    }
}

}  // namespace parley::sample
