#pragma once

#include "db/engine.hpp"

#include <memory>
#include <string>

namespace parley::db {

/// The writer's connection. It holds an advisory lock of the database for as long as it lives, so there is one writer,
/// and the order of the event log's `seq` is the order of commits. Lost connections are made anew: before a transaction
/// unseen, inside one it fails as `away`. When the line breaks during COMMIT, what became of it is read back (a row
/// that each commit numbers), and the answer waits for that.
std::unique_ptr<Writing> open_postgres_writer(const Place& place);
std::unique_ptr<Connection> open_postgres_reader(const Place& place);

std::string check_postgres(const Place& place);
int postgres_schema_version(const Place& place);

}  // namespace parley::db
