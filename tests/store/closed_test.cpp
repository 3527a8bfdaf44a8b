#include "server/store/closed.hpp"

#include "server/store/conversations.hpp"
#include "server/store/people.hpp"
#include "server/store/tags.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

/// Every look at it is late: each page ends after one stretch.
class HastyClock final : public Clock {
public:
    Millis now() const override { return elapsed_; }
    Millis elapsed() const override { return elapsed_ += kClosedTime + 1; }
    boost::asio::awaitable<void> sleep(std::chrono::milliseconds) override { co_return; }

private:
    mutable Millis elapsed_ = 0;
};

constexpr auto kOpen = static_cast<std::int64_t>(ConversationStatus::open);
constexpr auto kClosed = static_cast<std::int64_t>(ConversationStatus::closed);

class Closed : public ::testing::Test {
protected:
    static void insert(Transaction& t, std::int64_t id, std::optional<std::int64_t> assignee,
                       std::int64_t status = kClosed, std::optional<std::int64_t> lead_id = std::nullopt) {
        t.db().execute(db::q::conversation_insert, id, std::int64_t{7}, "t" + std::to_string(id), id, "p", t.now(),
                       std::optional<std::int64_t>());
        t.db().execute(db::q::conversation_state_insert, id, status, assignee, std::optional<std::int64_t>(), 0, 0,
                       t.now(), id, std::optional<std::int64_t>(), std::optional<std::int64_t>(), 0,
                       std::optional<std::int64_t>(), lead_id, std::optional<std::string>(),
                       std::optional<std::int64_t>());
    }
    void put(std::int64_t id, std::optional<std::int64_t> assignee, std::int64_t status = kClosed) {
        temp.run(temp.store().write([=](Transaction& t) { insert(t, id, assignee, status); }));
    }
    static void insert_lead_from(Transaction& t, std::int64_t id, std::optional<std::string> source) {
        Lead lead;
        lead.id = id;
        lead.contact_id = lead.conversation_id = id;
        lead.source = std::move(source);
        insert_lead(t, lead);
    }
    std::vector<std::int64_t> from(std::string_view source) {
        ClosedFilter filter;
        filter.source = source;
        return walk(filter, 50, temp.clock, 4000).first;
    }
    /// All pages, and how many there were.
    std::pair<std::vector<std::int64_t>, int> walk(const ClosedFilter& filter, std::size_t limit, const Clock& clock,
                                                   std::size_t stretch = 2) {
        return temp.run(temp.store().read([&](db::Connection& db) {
            std::pair<std::vector<std::int64_t>, int> all;
            std::optional<std::int64_t> before = INT64_MAX;
            while (before) {
                const auto page = closed_conversations(db, filter, limit, *before, clock, stretch);
                EXPECT_LE(page.ids.size(), limit);
                all.first.insert(all.first.end(), page.ids.begin(), page.ids.end());
                ++all.second;
                before = page.next;
            }
            return all;
        }));
    }

    test::TempStore temp;
    HastyClock hasty;
    const std::vector<std::int64_t> ids{3'000'000, 2'999'999, 2'900'002, 2'900'001, 2'900'000, 1'000'000, 17, 1};
};

TEST_F(Closed, EveryOneComesOnceWhereverAPageEnds) {
    for (const auto id : ids) put(id, 5);
    put(2'950'000, 5, kOpen);
    for (const std::size_t limit : {1U, 2U, 3U, 50U}) {
        for (const std::size_t stretch : {1U, 2U, 3U, 8U, 100U}) {
            EXPECT_EQ(walk({}, limit, temp.clock, stretch).first, ids) << limit << " " << stretch;
            EXPECT_EQ(walk({}, limit, hasty, stretch).first, ids) << limit << " " << stretch;
        }
    }
}

TEST_F(Closed, AFilterThatFitsFewEndsItsPageInTimeAndGoesOnFromThere) {
    for (const auto id : ids) put(id, id == 17 ? std::nullopt : std::optional<std::int64_t>(5));
    ClosedFilter filter;
    filter.unassigned = true;
    const auto [found, pages] = walk(filter, 50, hasty);
    EXPECT_EQ(found, std::vector<std::int64_t>{17});
    EXPECT_GT(pages, 1);
    EXPECT_EQ(walk(filter, 50, temp.clock).second, 1) << "with time enough it is one page";
    filter.channel_id = 99;
    EXPECT_TRUE(walk(filter, 50, hasty).first.empty());
}

/// Few have what is asked for, and they are the oldest.
TEST_F(Closed, ATagASourceAndAPersonAreFoundWithoutPassingByTheOthers) {
    const std::int64_t count = 400;
    temp.run(temp.store().write([&](Transaction& t) {
        insert_lead_from(t, 5000, "rare"), insert_lead_from(t, 5001, "common");
        for (std::int64_t id = 1; id <= count; ++id) {
            insert(t, id, id <= 3 ? 6 : 5, kClosed, id <= 3 ? 5000 : 5001);
            if (id <= 3) change_tags(t, id, {"rare"}, {}, std::nullopt);
        }
    }));
    const std::vector<std::int64_t> rare{3, 2, 1};
    ClosedFilter person, source, tag, all;
    person.assignee_id = 6;
    source.source = "rare";
    tag.tag_id = temp.run(temp.store().read([](db::Connection& db) { return *find_tag(db, "rare"); }));
    all.assignee_id = 6, all.source = "rare", all.tag_id = tag.tag_id, all.channel_id = 7;
    for (const auto* filter : {&person, &source, &tag, &all}) {
        const auto [found, pages] = walk(*filter, 50, hasty, 50);
        EXPECT_EQ(found, rare);
        EXPECT_EQ(pages, 1) << "one question is enough";
    }
    all.channel_id = 8;
    EXPECT_TRUE(walk(all, 50, temp.clock).first.empty());
}

TEST_F(Closed, ATagThatOnlyOpenOnesHaveIsReadInParts) {
    temp.run(temp.store().write([&](Transaction& t) {
        for (std::int64_t id = 1; id <= 300; ++id) {
            insert(t, id, 5, id == 1 ? kClosed : kOpen);
            change_tags(t, id, {"bike"}, {}, std::nullopt);
        }
    }));
    ClosedFilter tag;
    tag.tag_id = temp.run(temp.store().read([](db::Connection& db) { return *find_tag(db, "bike"); }));
    const auto [found, pages] = walk(tag, 50, hasty, 100);
    EXPECT_EQ(found, std::vector<std::int64_t>{1});
    EXPECT_GT(pages, 2);
}

/// What each of the indexes is asked: by the engine's own word neither sorts nor goes through a whole table.
TEST_F(Closed, EachListIsReadFromItsIndexInOrder) {
    for (const auto& [query, index] : {std::pair(db::q::conversations_closed, "pkey"),
                                       std::pair(db::q::conversations_closed_of, "conversation_closed_assignee"),
                                       std::pair(db::q::conversations_closed_from, "conversation_closed_source"),
                                       std::pair(db::q::conversations_closed_tagged, "conversation_tag_tag")}) {
        const auto plan = temp.run(temp.store().read([&](db::Connection& db) {
            const bool postgres = db.engine() == db::Engine::postgres;
            const db::Argument numbers[] = {std::int64_t{1000}, std::int64_t{50}, std::int64_t{5}};
            const db::Argument words[] = {std::int64_t{1000}, std::int64_t{50}, std::string_view("rare")};
            const bool by_word = query.index == db::q::conversations_closed_from.index;
            const std::span<const db::Argument> all(by_word ? words : numbers);
            // A table of no rows is read whole, and what comes of it sorted, wherever that is allowed.
            if (postgres)
                db.script(
                    "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off");
            const auto text = std::string(postgres ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") +
                              std::string(db::kQueryTexts[query.index].sql);
            std::string lines;
            const bool by_one = query.index != db::q::conversations_closed.index;
            for (auto row = db.ask(text, all.first(by_one ? 3 : 2)); row.next();)
                lines += row.text(postgres ? 0 : 3) + "\n";
            return lines;
        }));
        const bool own_key = std::string_view(index) == "pkey";
        EXPECT_TRUE(plan.find(index) != plan.npos || (own_key && plan.find("PRIMARY KEY (rowid<?)") != plan.npos))
            << plan;
        for (const auto* word : {"TEMP B-TREE", "SCAN ", "Sort", "Seq Scan", "Join", "hashed"})
            EXPECT_EQ(plan.find(word), plan.npos) << word << "\n" << plan;
    }
}

TEST_F(Closed, TheSourceIsThatOfItsLeadHoweverItCameAbout) {
    temp.run(temp.store().write([&](Transaction& t) {
        insert_lead_from(t, 1, "first"), insert_lead_from(t, 2, std::nullopt), insert_lead_from(t, 3, "other");
        for (const std::int64_t id : {1, 2, 3}) insert(t, id, 5, kOpen, id);
    }));
    const auto change = [&](std::int64_t id, ConversationStatus status, std::optional<std::int64_t> lead_id) {
        temp.run(temp.store().write([&](Transaction& t) {
            auto c = require_conversation(t.db(), id);
            c.status = status, c.lead_id = lead_id;
            save_conversation(t, c);
        }));
    };
    EXPECT_TRUE(from("first").empty()) << "it is open";
    change(1, ConversationStatus::closed, 1);
    change(2, ConversationStatus::closed, 2);
    EXPECT_EQ(from("first"), std::vector<std::int64_t>{1});
    change(1, ConversationStatus::closed, 3);
    EXPECT_TRUE(from("first").empty());
    EXPECT_EQ(from("other"), std::vector<std::int64_t>{1});
    change(1, ConversationStatus::open, 3);
    EXPECT_TRUE(from("other").empty());
    change(1, ConversationStatus::closed, std::nullopt);
    EXPECT_TRUE(from("other").empty());
    temp.run(temp.store().write([&](Transaction& t) {
        t.db().execute(db::q::lead_set_source, std::int64_t{2}, "late", std::optional<std::string>());
        t.db().execute(db::q::conversations_closed_set_source, std::int64_t{2}, std::int64_t{2}, "late");
    }));
    EXPECT_EQ(from("late"), std::vector<std::int64_t>{2});
    EXPECT_EQ(temp.run(temp.store().read([](db::Connection& db) {
        std::string wrong;
        for (auto row = db.query(db::q::verify_closed_sources); row.next();)
            wrong += std::to_string(row.integer(0)) + " ";
        return wrong;
    })),
              "");
}

}  // namespace
}  // namespace parley
