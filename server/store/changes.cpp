#include "server/store/changes.hpp"

#include <array>

namespace parley {
namespace {

constexpr std::array<std::string_view, 3> kSubjects{"contact", "lead", "conversation"};

std::optional<std::string> kept(const Json& value) {
    return value.is_null() ? std::nullopt : std::optional(dump(value));
}

Json text_json(const std::optional<std::string>& value) {
    return value && !value->empty() ? Json(*value) : Json();
}

JsonText view_named(std::int64_t id, const std::string& name) {
    return json_object({{"id", id}, {"name", name}});
}

/// As it was written down; an owner by the name he has now.
JsonText view_value(Directory& names, std::string_view field, const db::Rows& row, int column) {
    if (row.null(column)) return {};
    auto text = row.text(column);
    if (field != "owner") return {std::move(text)};
    const auto id = stored_json(text).get<std::int64_t>();
    return view_named(id, names.user(id));
}

}  // namespace

void record_change(Transaction& transaction, ChangeSubject subject, std::int64_t subject_id, std::string_view field,
                   const Json& before, const Json& after, ChangedBy by) {
    if (before == after) return;
    transaction.db().execute(db::q::change_insert, static_cast<std::int64_t>(subject), subject_id,
                             transaction.next_id(), field, kept(before), kept(after), by.user_id, by.channel_id,
                             transaction.now());
}

void record_contact_changes(Transaction& transaction, const Contact& before, const Contact& after, ChangedBy by) {
    const auto record = [&](std::string_view field, const std::optional<std::string>& was,
                            const std::optional<std::string>& is) {
        record_change(transaction, ChangeSubject::contact, after.id, field, text_json(was), text_json(is), by);
    };
    record("name", before.name, after.name);
    record("phone", before.phone, after.phone);
    record("email", before.email, after.email);
    record("language", before.language, after.language);
}

void record_owner(Transaction& transaction, std::int64_t lead_id, std::optional<std::int64_t> before,
                  std::optional<std::int64_t> after, ChangedBy by) {
    const auto json = [](std::optional<std::int64_t> id) { return id ? Json(*id) : Json(); };
    record_change(transaction, ChangeSubject::lead, lead_id, "owner", json(before), json(after), by);
}

JsonText view_changes(Directory& names, std::int64_t contact_id, std::int64_t before, std::size_t limit) {
    JsonList items;
    std::size_t count = 0;
    std::int64_t last = 0;
    for (auto row = names.db().query(db::q::changes_of_contact, contact_id, before, limit); row.next(); ++count) {
        const auto field = row.text(3);
        const auto user = row.maybe_integer(6), channel = row.maybe_integer(7);
        last = row.integer(2);
        items.push_back(
            json_object({{"id", last},
                         {"at", JsonTime{row.integer(8)}},
                         {"of", kSubjects.at(static_cast<std::size_t>(row.integer(0)))},
                         {"of_id", row.integer(1)},
                         {"field", field},
                         {"before", view_value(names, field, row, 4)},
                         {"after", view_value(names, field, row, 5)},
                         {"by", user ? view_named(*user, names.user(*user)) : JsonText{}},
                         {"channel", channel ? view_named(*channel, names.channel(*channel).name) : JsonText{}}}));
    }
    std::optional<std::string> next;
    if (count == limit) next = std::to_string(last);
    return json_object({{"items", items.text()}, {"next_cursor", next}});
}

}  // namespace parley
