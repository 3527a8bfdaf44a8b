#include "server/store/search.hpp"

#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/routes.hpp"
#include "server/base/text.hpp"
#include "server/store/read_ahead.hpp"
#include "server/store/settings.hpp"
#include "server/store/views.hpp"

#include <algorithm>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostPeople = 10, kMostConversations = 10, kMostText = 400;

/// Of the contacts found, the most lately active first.
std::vector<std::int64_t> conversations_of(db::Connection& db, const std::vector<std::int64_t>& contacts) {
    std::vector<std::pair<Millis, std::int64_t>> found;
    for (const auto contact : contacts) {
        std::vector<std::int64_t> ids;
        for (auto row = db.query(db::q::conversations_of_contact, contact); row.next() && ids.size() < 50;)
            ids.push_back(row.integer(0));
        for (const auto id : ids) {
            if (const auto c = conversation_by_id(db, id)) found.emplace_back(c->last_activity_at, id);
        }
    }
    std::sort(found.rbegin(), found.rend());
    if (found.size() > kMostConversations) found.resize(kMostConversations);
    std::vector<std::int64_t> ids;
    for (const auto& [at, id] : found) ids.push_back(id);
    return ids;
}

asio::awaitable<Response> search(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto text = request.parameter("q").value_or("");
    const auto limit = std::min<std::size_t>(list_limit(request), 50);
    if (trim(text).empty()) throw Failure(Error::field("q", "is what to look for; it is empty"));
    if (count_code_points(text) > kMostText) throw Failure(Error::field("q", "is longer than 400 characters"));
    auto body = co_await context.store.read([&](db::Connection& db) {
        const auto calendar = business_calendar(db);
        const auto question = read_search_question(text, calendar ? calendar->zone : "UTC");
        // Operators speak of messages.
        FoundContacts people;
        if (!question.narrows()) people = search_contacts(db, text, kMostPeople, context.clock);
        const auto said = search_messages(db, question, caller.user_id, limit, context.clock);
        Directory names(db);
        JsonList contacts, conversations, messages;
        for (const auto id : people.ids) contacts.push_back(view_contact(db, id));
        const auto theirs = conversations_of(db, people.ids);
        auto shown = theirs;
        for (const auto& address : said.messages) shown.push_back(address.conversation_id);
        read_ahead(names, shown);
        for (const auto id : theirs) conversations.push_back(view_conversation(names, id));
        for (const auto& address : said.messages) {
            const auto message = message_at(db, address);
            messages.push_back(json_object({{"message", view_message(names, *message)},
                                            {"conversation", view_conversation(names, address.conversation_id)},
                                            {"snippet", snippet(message->text, question.words)}}));
        }
        return json_object({{"conversations", conversations.text()},
                            {"messages", messages.text()},
                            {"contacts", contacts.text()},
                            {"partial", people.partial || said.partial}})
            .text;
    });
    co_return Response::json(200, std::move(body));
}

}  // namespace

void add_search_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/search", [&context](Request& request) { return search(context, request); }});
}

}  // namespace parley
