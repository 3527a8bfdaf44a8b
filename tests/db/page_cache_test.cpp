#include "db/page_cache.hpp"

#include "db/queries.gen.hpp"
#include "db/sqlite.hpp"
#include "server/base/secret.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <string>

namespace parley::db {
namespace {

/// Rows of all sizes in no order split pages in every way, and some of the splits are taken back.
TEST(PageCache, SplitsAndRollbacksLeaveTheFileWhole) {
    const auto folder = std::filesystem::temp_directory_path() / ("parley-pages-" + random_hex(8));
    std::filesystem::create_directory(folder);
    const auto file = (folder / "parley.db").string();
    std::mt19937 random(11);
    {
        SqliteWriter writer(file);
        auto& connection = writer.connection();
        for (int group = 0; group < 60; ++group) {
            connection.begin();
            for (int i = 0; i < 60; ++i) {
                const auto name = std::to_string(random() % 3000);
                connection.execute(q::setting_put, name, name + std::string(random() % 3000, 'x'));
            }
            if (group % 4 == 3)
                connection.rollback();
            else
                connection.commit();
            for (int i = 0; i < 3000; i += 97) {
                const auto name = std::to_string(i);
                auto row = connection.query(q::setting_get, name);
                if (row.next()) ASSERT_TRUE(row.view(0).starts_with(std::to_string(i)));
            }
        }
    }
    EXPECT_EQ(check_sqlite(file), "");
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace parley::db
