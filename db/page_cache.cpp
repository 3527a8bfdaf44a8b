#include "db/page_cache.hpp"

#include <sqlite3.h>

namespace parley::db {
namespace {

constexpr unsigned kPageSize = 4096, kLockBytePage = 0x4000'0000 / kPageSize + 1;

sqlite3_pcache_methods2& original() {
    static sqlite3_pcache_methods2 methods;
    return methods;
}

unsigned renumbered(unsigned key) {
    return key == kLockBytePage ? 0 : key;
}

sqlite3_pcache_page* fetch(sqlite3_pcache* cache, unsigned key, int create) {
    return original().xFetch(cache, renumbered(key), create);
}

void rekey(sqlite3_pcache* cache, sqlite3_pcache_page* page, unsigned from, unsigned to) {
    original().xRekey(cache, page, renumbered(from), renumbered(to));
}

}  // namespace

void set_up_page_cache() {
    if (sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &original()) != SQLITE_OK) return;
    auto changed = original();
    changed.xFetch = fetch;
    changed.xRekey = rekey;
    sqlite3_config(SQLITE_CONFIG_PCACHE2, &changed);
}

}  // namespace parley::db
