#pragma once

#include "server/app/demo/files.hpp"
#include "server/app/demo/history.hpp"

#include <any>
#include <cstdint>
#include <optional>
#include <queue>
#include <string>
#include <vector>

namespace parley::sample {

/// The month under way: what is going to happen, and the talks as they stand.
class Month {
public:
    Month(Business business, std::size_t count, Millis now, std::uint64_t seed);

    /// Takes the next deeds, each at its time; false when the month is over.
    bool go_on(Transaction& transaction, std::size_t deeds);

private:
    enum class What { says, answers, reads, closes, comes_back, moves_lead, comes_to_work, goes_home };
    struct Deed {
        Millis at = 0;
        std::uint64_t n = 0;  ///< keeps those of one moment in order
        What what = What::says;
        std::size_t who = 0;  ///< a talk, or a worker
        std::int64_t more = 0;
        bool operator<(const Deed& other) const { return std::tie(other.at, other.n) < std::tie(at, n); }
    };
    /// Where a talk stands.
    struct Standing {
        std::int64_t conversation = 0;
        std::size_t line = 0;
        std::int64_t said = 0;  ///< messages of the customer: their ids on the channel
        int answers = 0;
    };

    void plan(Millis at, What what, std::size_t who, std::int64_t more = 0);
    void happen(Transaction& transaction, const Deed& deed);
    void says(Transaction& transaction, std::size_t who, Millis at);
    void answers(Transaction& transaction, std::size_t who, Millis at);
    void reads(Transaction& transaction, std::size_t who, std::int64_t message_id, Millis at);
    void closes(Transaction& transaction, std::size_t who, Millis at);
    void comes_back(Transaction& transaction, std::size_t who, Millis at);
    void moves_lead(Transaction& transaction, std::size_t who, std::int64_t step, Millis at);
    void presence(Transaction& transaction, std::size_t worker, bool on);

    MessageReceived message(std::size_t who, Millis at);
    void send(Transaction& transaction, std::int64_t conversation, const Worker& worker, std::string text,
              const Media* file, std::size_t who, Millis at);
    void go_on_after(Transaction& transaction, std::size_t who, Millis at);
    void finish(Transaction& transaction, std::size_t who, Millis at);
    void plan_answer(Transaction& transaction, std::size_t who, Millis at);
    void plan_lead(std::size_t who, Millis at);
    std::string_view line(std::size_t who) const;
    const Worker* worker_of(std::optional<std::int64_t> user) const;
    const Worker* somebody_at_work(std::string_view language, Millis at);
    Millis next_opening(Millis at) const;

    const Millis now_;
    Dice dice_;
    Business business_;
    Files files_;
    std::vector<Visit> visits_;
    std::vector<Standing> standing_;
    std::vector<std::int64_t> stages_;  ///< of the pipeline, in order
    std::priority_queue<Deed> deeds_;
    std::uint64_t planned_ = 0;
    std::any routing_;  ///< what the deeds of one step share
};

}  // namespace parley::sample
