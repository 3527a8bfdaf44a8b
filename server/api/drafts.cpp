#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/routes.hpp"
#include "server/base/text.hpp"
#include "server/store/attachments.hpp"
#include "server/store/directory.hpp"
#include "server/store/views.hpp"

#include <algorithm>

namespace parley {

namespace asio = boost::asio;

namespace {

/// More than any message takes: what is too long is kept until it has been made shorter.
constexpr std::size_t kMostText = 50'000, kMostFiles = 10;
/// How long a row without words keeps older versions from coming back.
constexpr Millis kEmptyStays = 7LL * 24 * 3600 * 1000;
constexpr Millis kAhead = 60'000;

/// What somebody has begun to write, by conversation and kind.
struct Draft {
    std::int64_t conversation_id = 0;
    bool note = false;
    std::string text;
    std::optional<std::int64_t> reply_to;
    std::vector<std::int64_t> attachments;
    Millis edited_at = 0;
    bool only_them = false;  ///< under a post: for its writer, not for everybody to see

    bool empty() const { return text.empty() && attachments.empty(); }
    bool same_words(const Draft& other) const { return text == other.text && attachments == other.attachments; }
};

Draft read_row(const db::Rows& row) {
    Draft d;
    d.conversation_id = row.integer(0);
    d.note = row.integer(1) != 0;
    d.text = row.text(2);
    d.reply_to = row.maybe_integer(3);
    for (const auto& id : stored_json(row.view(4))) d.attachments.push_back(id.get<std::int64_t>());
    d.edited_at = row.integer(5);
    d.only_them = row.integer(6) != 0;
    return d;
}

JsonText view_reply(Directory& names, const Draft& d) {
    const auto quoted = d.reply_to ? message_at(names.db(), {d.conversation_id, *d.reply_to}) : std::nullopt;
    if (!quoted) return {};
    return json_object({{"id", quoted->id},
                        {"text", cut_code_points(quoted->text, 140)},
                        {"author_name", quoted->author_id ? names.user(*quoted->author_id) : std::string()}});
}

/// An upload that a message has taken meanwhile, or that is gone, is left out.
JsonText view_draft(Directory& names, const Draft& d) {
    JsonList files;
    for (const auto id : d.attachments) {
        const auto file = attachment_by_id(names.db(), id);
        if (file && !file->message_id) files.push_back(view_attachment(*file));
    }
    return json_object({{"conversation_id", d.conversation_id},
                        {"note", d.note},
                        {"text", d.text},
                        {"reply_to", view_reply(names, d)},
                        {"attachments", files.text()},
                        {"edited_at", JsonTime{d.edited_at}},
                        {"private", d.only_them}});
}

std::vector<std::int64_t> own_files(db::Connection& db, const Json& body, const Caller& caller) {
    std::vector<std::int64_t> ids;
    const Json* list = find(body, "attachments");
    if (!list || list->is_null()) return ids;
    if (!list->is_array() || list->size() > kMostFiles)
        throw Failure(Error::field("attachments", "must be a list of at most 10 attachment ids"));
    for (const auto& id : *list) {
        const auto file = id.is_number_integer() ? attachment_by_id(db, id.get<std::int64_t>()) : std::nullopt;
        if (file && file->owner == "user:" + std::to_string(caller.user_id)) ids.push_back(file->id);
    }
    return ids;
}

/// Not trimmed: the space before the next word is part of what was typed.
std::string words_of(const Json& body) {
    const auto text = text_or(body, "text");
    if (count_code_points(text) > kMostText) throw Failure(Error::field("text", "is longer than 50000 characters"));
    return text;
}

/// The newest edit stands. `other` is the version that it did not grow from: both are shown then.
asio::awaitable<Response> save(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request);
    const auto body = read_body(request, {"note", "text", "reply_to", "attachments", "edited_at", "base", "private"});
    auto answer = co_await context.store.write([&](Transaction& transaction) {
        auto& db = transaction.db();
        require_conversation(db, id);
        Draft given{id,
                    flag_of(body, "note"),
                    words_of(body),
                    integer_field(body, "reply_to"),
                    own_files(db, body, caller),
                    transaction.now(),
                    flag_of(body, "private")};
        if (const auto at = time_field(body, "edited_at")) given.edited_at = std::min(*at, transaction.now() + kAhead);
        const auto base = time_field(body, "base");
        std::optional<Draft> old;
        if (auto row = db.query(db::q::draft_get, caller.user_id, id, given.note); row.next()) old = read_row(row);
        const bool beaten = old && old->edited_at > given.edited_at;
        const bool strayed = old && base != old->edited_at && !old->same_words(given);
        if (!beaten) {
            db.execute(db::q::drafts_sweep, caller.user_id, transaction.now() - kEmptyStays);
            db.execute(db::q::draft_put, caller.user_id, id, given.note, given.text, given.reply_to,
                       dump(Json(given.attachments)), given.edited_at, given.only_them);
        }
        const Draft& stands = beaten ? *old : given;
        const Draft* other = nullptr;
        if (strayed) other = beaten ? &given : &*old;
        Directory names(db);
        return json_object({{"draft", view_draft(names, stands)},
                            {"other", other && !other->empty() ? view_draft(names, *other) : JsonText{}}})
            .text;
    });
    co_return Response::json(200, std::move(answer));
}

asio::awaitable<Response> list(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    auto body = co_await context.store.read([&](db::Connection& db) {
        std::vector<Draft> found;
        for (auto row = db.query(db::q::drafts_of, caller.user_id); row.next();) found.push_back(read_row(row));
        Directory names(db);
        JsonList items;
        for (const auto& draft : found) items.push_back(view_draft(names, draft));
        return json_object({{"items", items.text()}, {"next_cursor", nullptr}}).text;
    });
    co_return Response::json(200, std::move(body));
}

}  // namespace

void add_draft_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/drafts", [&context](Request& request) { return list(context, request); }});
    router.add({Method::patch, "/api/v1/conversations/{id}/draft",
                [&context](Request& request) { return save(context, request); }});
}

}  // namespace parley
