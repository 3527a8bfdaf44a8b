#pragma once

#include <string>

namespace parley::test {

/// A schema of a PostgreSQL database, dropped afterwards: many stores fit into one database.
class ScratchSchema {
public:
    ScratchSchema() = default;
    ScratchSchema(const ScratchSchema&) = delete;
    ScratchSchema& operator=(const ScratchSchema&) = delete;
    ~ScratchSchema();
    /// The address that leads into it.
    std::string make(const std::string& address);

private:
    std::string address_, name_;
};

}  // namespace parley::test
