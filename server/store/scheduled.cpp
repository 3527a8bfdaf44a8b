#include "server/store/scheduled.hpp"

#include "server/base/text.hpp"
#include "server/store/attachments.hpp"
#include "server/store/views.hpp"

namespace parley {
namespace {

Scheduled read_scheduled(const db::Rows& row) {
    Scheduled s;
    s.id = row.integer(0);
    s.conversation_id = row.integer(1);
    s.user_id = row.integer(2);
    s.text = row.text(3);
    s.reply_to = row.maybe_integer(4);
    s.due_at = row.integer(5);
    s.holds = row.text(6) == "hold";
    s.up_to = row.integer(7);
    s.held = row.maybe_text(8);
    s.created_at = row.integer(9);
    s.edited_at = row.integer(10);
    return s;
}

const char* if_written(const Scheduled& s) {
    return s.holds ? "hold" : "send";
}

/// Every change tells the whole list of the conversation.
void announce(Transaction& transaction, std::int64_t conversation_id) {
    transaction.emit("scheduled.updated", conversation_id, "{}");
}

}  // namespace

std::optional<Scheduled> scheduled_by_id(db::Connection& db, std::int64_t id) {
    auto row = db.query(db::q::scheduled_get, id);
    if (!row.next()) return std::nullopt;
    return read_scheduled(row);
}

std::vector<Scheduled> scheduled_of(db::Connection& db, std::int64_t conversation_id) {
    std::vector<Scheduled> found;
    for (auto row = db.query(db::q::scheduled_of_conversation, conversation_id); row.next();)
        found.push_back(read_scheduled(row));
    return found;
}

bool customer_wrote_since(db::Connection& db, const Scheduled& s) {
    return db.query(db::q::message_inbound_after, s.conversation_id, s.up_to).next();
}

void insert_scheduled(Transaction& transaction, const Scheduled& s) {
    transaction.db().execute(db::q::scheduled_insert, s.id, s.conversation_id, s.user_id, s.text, s.reply_to, s.due_at,
                             if_written(s), s.up_to, transaction.now());
    announce(transaction, s.conversation_id);
}

void save_scheduled(Transaction& transaction, const Scheduled& s) {
    transaction.db().execute(db::q::scheduled_update, s.id, s.text, s.due_at, if_written(s), s.up_to, s.held,
                             s.edited_at);
    announce(transaction, s.conversation_id);
}

void delete_scheduled(Transaction& transaction, const Scheduled& s) {
    transaction.db().execute(db::q::scheduled_delete, s.id);
    announce(transaction, s.conversation_id);
}

JsonText view_scheduled(Directory& names, const Scheduled& s) {
    auto& db = names.db();
    JsonList files;
    for (const auto& file : attachments_of(db, s.id)) files.push_back(view_attachment(file));
    const auto quoted = s.reply_to ? message_at(db, {s.conversation_id, *s.reply_to}) : std::nullopt;
    const auto reply =
        quoted ? json_object({{"id", quoted->id},
                              {"text", quoted->deleted_at ? std::string_view() : cut_code_points(quoted->text, 140)},
                              {"author_name", quoted->author_id ? names.user(*quoted->author_id) : std::string()}})
               : JsonText{};
    return json_object({{"id", s.id},
                        {"conversation_id", s.conversation_id},
                        {"author", json_object({{"id", s.user_id}, {"name", names.user(s.user_id)}})},
                        {"text", s.text},
                        {"reply_to", reply},
                        {"attachments", files.text()},
                        {"send_at", JsonTime{s.due_at}},
                        {"if_written", if_written(s)},
                        {"up_to", s.up_to},
                        {"customer_wrote", customer_wrote_since(db, s)},
                        {"held", s.held},
                        {"created_at", JsonTime{s.created_at}},
                        {"edited_at", JsonTime{s.edited_at}}});
}

JsonText view_scheduled_of(Directory& names, std::int64_t conversation_id) {
    JsonList items;
    for (const auto& s : scheduled_of(names.db(), conversation_id)) items.push_back(view_scheduled(names, s));
    return items.text();
}

}  // namespace parley
