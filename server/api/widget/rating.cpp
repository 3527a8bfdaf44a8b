#include "server/api/widget/rating.hpp"

#include "server/api/body.hpp"
#include "server/api/widget/fields.hpp"
#include "server/base/text.hpp"
#include "server/store/conversations.hpp"
#include "server/store/messages.hpp"
#include "server/store/visitors.hpp"

namespace parley::widget {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostComment = 2000;

Json line_of(std::int64_t score, const std::string& comment) {
    Json line{{"activity", "rated"}, {"score", score}};
    if (!comment.empty()) line["comment"] = comment;
    return line;
}

/// The first word makes a line of the thread; a second thought, or the comment that follows it, changes that line.
void rate(Transaction& transaction, const Conversation& c, std::int64_t score, const std::string& comment) {
    auto& db = transaction.db();
    std::int64_t line = 0;
    if (auto row = db.query(db::q::rating_get, c.id, c.last_message_id); row.next()) line = row.integer(0);
    if (line == 0) {
        line = insert_activity(transaction, c.id, line_of(score, comment));
    } else {
        db.execute(db::q::rating_line, c.id, line, dump(line_of(score, comment)));
        announce_message(transaction, "message.updated", {c.id, line});
    }
    db.execute(db::q::rating_put, c.id, c.last_message_id, transaction.now(), score, comment, c.assignee_id, line);
}

asio::awaitable<Response> post(House& house, Request& request) {
    const auto visitor = co_await house.visitor_of(request);
    house.looks.take(visitor.id, house.api.clock.elapsed());
    const auto body = read_body(request, {"score", "comment"});
    Fields fields(body);
    const auto comment = std::string(trim(clean(fields.text("comment", kMostComment))));
    const auto score = integer_of(body, "score").value_or(0);
    if (score < 1 || score > 5) fields.wrong("score", "is 1 to 5");
    fields.check();
    co_await house.api.store.write([&](Transaction& transaction) {
        const auto c = conversation_of_visitor(transaction.db(), visitor.id);
        if (!c || c->status != ConversationStatus::closed)
            throw Failure(Error(Errc::conflict, "not_closed", "a conversation is rated once it is closed"));
        rate(transaction, *c, score, comment);
    });
    co_return Response::empty(204);
}

}  // namespace

bool asks_for_rating(const Json& settings) {
    return text_or(settings, "rating", "on") != "off";
}

Json view_rating(db::Connection& db, const Conversation& conversation) {
    auto row = db.query(db::q::rating_get, conversation.id, conversation.last_message_id);
    if (!row.next()) return nullptr;
    return {{"score", row.integer(1)}, {"comment", row.text(2)}};
}

void add_rating_route(Router& router, std::shared_ptr<House> house) {
    router.add(
        {Method::post, "/widget/api/rating", [house](Request& request) { return post(*house, request); }, 64 * 1024});
}

}  // namespace parley::widget
