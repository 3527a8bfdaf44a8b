#include "server/store/tags.hpp"

#include "server/base/text.hpp"
#include "server/store/changes.hpp"

#include <algorithm>

namespace parley {
namespace {

constexpr std::size_t kLongest = 40;
constexpr std::size_t kMostOfOne = 30;

std::size_t count_of(db::Connection& db, std::int64_t conversation_id) {
    std::size_t n = 0;
    for (auto row = db.query(db::q::conversation_tags, conversation_id); row.next();) ++n;
    return n;
}

}  // namespace

std::string tag_name(std::string_view text, const std::string& field) {
    auto name = clean(text);
    std::replace_if(name.begin(), name.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
    name = std::string(trim(name));
    if (name.empty() || count_code_points(name) > kLongest)
        throw Failure(Error::field(field, "a tag has 1 to 40 characters"));
    return name;
}

std::optional<std::int64_t> find_tag(db::Connection& db, std::string_view name) {
    const auto folded = fold(name);
    auto row = db.query(db::q::tag_by_folded, folded);
    if (!row.next()) return std::nullopt;
    return row.integer(0);
}

std::int64_t tag_named(Transaction& transaction, const std::string& name) {
    if (const auto known = find_tag(transaction.db(), name)) return *known;
    const auto id = transaction.next_id();
    transaction.db().execute(db::q::tag_insert, id, name, fold(name), transaction.now());
    transaction.emit("tags.updated", std::nullopt, "{}");
    return id;
}

bool change_tags(Transaction& transaction, std::int64_t conversation_id, const std::vector<std::string>& add,
                 const std::vector<std::string>& remove, std::optional<std::int64_t> by_user_id) {
    auto& db = transaction.db();
    std::int64_t changed = 0;
    const auto record = [&](std::int64_t id, bool on) {
        auto row = db.query(db::q::tag_name_of, id);
        if (!row.next()) return;
        const Json name = row.text(0);
        record_change(transaction, ChangeSubject::conversation, conversation_id, "tag", on ? Json() : name,
                      on ? name : Json(), {by_user_id, std::nullopt});
    };
    for (const auto& name : remove) {
        const auto id = find_tag(db, name);
        if (!id || !db.execute(db::q::conversation_tag_delete, conversation_id, *id)) continue;
        ++changed;
        record(*id, false);
    }
    for (const auto& name : add) {
        const auto id = tag_named(transaction, name);
        if (!db.execute(db::q::conversation_tag_insert, conversation_id, id, transaction.now(), by_user_id)) continue;
        ++changed;
        record(id, true);
    }
    if (!add.empty() && count_of(db, conversation_id) > kMostOfOne)
        throw Failure(Error::field("add_tags", "at most 30 tags on one conversation"));
    return changed > 0;
}

}  // namespace parley
