#pragma once

#include "server/store/briefs.hpp"
#include "server/store/event_view.hpp"
#include "server/store/store.hpp"

#include <gtest/gtest.h>

namespace parley::test {

/// From now on, what is told of each commit from memory is compared with what the tables say.
inline void expect_same_news(Store& store, std::size_t& compared) {
    store.on_digest([&compared, briefs = std::make_shared<Briefs>()](db::Connection& db, const Committed& committed) {
        const std::string url = "https://parley.example";
        briefs->heed(committed);
        EventRenderer from_memory(db, url, committed.at_hand.get(), *briefs), from_tables(db, url);
        for (const auto& event : committed.events) {
            EXPECT_EQ(from_memory.frame(event), from_tables.frame(event));
            ++compared;
        }
        return std::function<void()>();
    });
}

}  // namespace parley::test
