#include "tests/support/scratch_schema.hpp"

#include "db/postgres_connection.hpp"
#include "server/base/secret.hpp"

namespace parley::test {

std::string ScratchSchema::make(const std::string& address) {
    address_ = address;
    name_ = "test_" + random_hex(8);
    db::PostgresConnection connection(address);
    connection.connect(db::PostgresConnection::kPatience);
    connection.script("CREATE SCHEMA " + name_);
    return address + (address.find('?') == std::string::npos ? '?' : '&') + "options=-csearch_path%3D" + name_;
}

ScratchSchema::~ScratchSchema() {
    if (name_.empty()) return;
    try {
        db::PostgresConnection connection(address_);
        connection.connect(db::PostgresConnection::kPatience);
        connection.script("DROP SCHEMA " + name_ + " CASCADE");
    } catch (const std::exception&) {  // the server is gone: so is the schema
    }
}

}  // namespace parley::test
