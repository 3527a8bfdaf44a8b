#include "db/postgres.hpp"

#include "db/postgres_connection.hpp"
#include "tests/support/scratch_schema.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace parley {
namespace {

/// Only beside a server: script/test runs these as store_postgres.
class Postgres : public testing::Test {
protected:
    void SetUp() override {
        const char* address = std::getenv("PARLEY_TEST_POSTGRES");
        if (!address) GTEST_SKIP() << "PARLEY_TEST_POSTGRES names no server";
        place = {"", schema.make(address)};
    }
    test::ScratchSchema schema;
    db::Place place;
};

TEST_F(Postgres, TakesEveryQuery) {
    const auto writer = db::open_writer(place);
    auto& connection = dynamic_cast<db::PostgresConnection&>(writer->connection());
    for (std::size_t i = 0; i < db::kQueryCount; ++i) {
        try {
            connection.prepare({i});
        } catch (const db::DatabaseError& error) {
            ADD_FAILURE() << error.what();
        }
    }
}

}  // namespace
}  // namespace parley
