#include "server/api/inbox_question.hpp"

#include "server/api/body.hpp"
#include "server/store/conversations.hpp"
#include "server/store/search.hpp"
#include "server/store/tags.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <set>
#include <unordered_set>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr auto kOpen = static_cast<int>(ConversationStatus::open);
constexpr auto kSnoozed = static_cast<int>(ConversationStatus::snoozed);
constexpr auto kClosed = static_cast<int>(ConversationStatus::closed);

void read_view(InboxQuestion& question, const std::string& view, const Caller& caller) {
    auto& filter = question.filter;
    if (view == "mine")
        filter.assignee_id = caller.user_id, filter.status = kOpen;
    else if (view == "unassigned")
        filter.unassigned = true, filter.status = kOpen;
    else if (view == "waiting")
        filter.waiting = true, filter.status = kOpen;
    else if (view == "mentions")
        question.mentioned = caller.user_id;
    else if (view == "snoozed")
        filter.status = kSnoozed;
    else if (view == "closed")
        filter.status = kClosed;
    else if (view != "all")
        throw Failure(Error::field("view", "is mine, unassigned, waiting, mentions, snoozed, closed or all"));
}

InboxIndex::Page closed_page(db::Connection& db, const InboxQuestion& question, std::size_t limit,
                             std::int64_t before) {
    const auto& filter = question.filter;
    InboxIndex::Page page;
    if (filter.waiting) return page;
    const std::optional<std::string_view> source =
        question.source.empty() ? std::nullopt : std::optional<std::string_view>(question.source);
    for (auto row = db.query(db::q::conversations_closed_page, before, filter.assignee_id, filter.unassigned,
                             filter.channel_id, limit, question.tag_id, source);
         row.next();)
        page.ids.push_back(row.integer(0));
    if (page.ids.size() == limit) page.next_cursor = std::to_string(page.ids.back());
    return page;
}

bool fits(db::Connection& db, const InboxQuestion& question, const Conversation& c) {
    if (!passes(question.filter, inbox_entry(c))) return false;
    if (question.tag_id && !db.query(db::q::conversation_has_tag, c.id, *question.tag_id).next()) return false;
    if (question.source.empty()) return true;
    auto row = db.query(db::q::lead_source, c.lead_id.value_or(0));
    return row.next() && row.maybe_text(0) == question.source;
}

/// Of one contact, of those who were named in notes, or of those whose contact or words fit `words`.
std::set<std::int64_t> narrow_ids(ApiContext& context, db::Connection& db, const InboxQuestion& question,
                                  std::size_t limit) {
    std::set<std::int64_t> ids;
    if (question.mentioned) {
        for (auto row = db.query(db::q::mentions_lately, *question.mentioned); row.next();) ids.insert(row.integer(0));
        return ids;
    }
    std::vector<std::int64_t> contacts;
    if (question.contact)
        contacts.push_back(*question.contact);
    else
        contacts = search_contacts(db, question.words, limit, context.clock).ids;
    for (const auto id : contacts) {
        for (auto row = db.query(db::q::conversations_of_contact, id); row.next();) ids.insert(row.integer(0));
    }
    if (!question.contact) {
        for (const auto& message : search_messages(db, read_word_query(question.words), limit, context.clock).messages)
            ids.insert(message.conversation_id);
    }
    return ids;
}

InboxIndex::Page narrow_page(ApiContext& context, db::Connection& db, const InboxQuestion& question,
                             std::size_t limit) {
    std::vector<std::pair<Millis, std::int64_t>> found;
    for (const auto id : narrow_ids(context, db, question, limit)) {
        const auto c = conversation_by_id(db, id);
        if (c && fits(db, question, *c)) found.emplace_back(c->last_activity_at, id);
    }
    std::sort(found.rbegin(), found.rend());
    InboxIndex::Page page;
    for (const auto& [at, id] : found) {
        if (page.ids.size() < limit) page.ids.push_back(id);
    }
    return page;
}

/// Those with the tag and of the source, for the index, which knows neither. Null when neither is asked for.
std::shared_ptr<const std::unordered_set<std::int64_t>> chosen(db::Connection& db, const InboxQuestion& question) {
    if (!question.tag_id && question.source.empty()) return nullptr;
    std::unordered_set<std::int64_t> ids;
    if (question.tag_id) {
        for (auto row = db.query(db::q::conversations_with_tag, *question.tag_id); row.next();)
            ids.insert(row.integer(0));
    }
    if (question.source.empty()) return std::make_shared<const std::unordered_set<std::int64_t>>(std::move(ids));
    auto both = std::make_shared<std::unordered_set<std::int64_t>>();
    for (auto row = db.query(db::q::conversations_open_of_source, question.source); row.next();) {
        if (!question.tag_id || ids.contains(row.integer(0))) both->insert(row.integer(0));
    }
    return both;
}

}  // namespace

InboxQuestion read_question(const Request& request, const Caller& caller) {
    InboxQuestion question;
    auto& filter = question.filter;
    if (const auto view = request.parameter("view")) read_view(question, *view, caller);
    if (const auto status = request.parameter("status"); status && !status->empty()) {
        const auto known = conversation_status_from(*status);
        if (!known) throw Failure(Error::field("status", "is open, snoozed or closed"));
        filter.status = static_cast<int>(*known);
    }
    if (const auto assignee = request.parameter("assignee"); assignee && !assignee->empty()) {
        if (*assignee == "me")
            filter.assignee_id = caller.user_id;
        else if (*assignee == "none")
            filter.unassigned = true;
        else
            filter.assignee_id = number_parameter(request, "assignee");
    }
    filter.channel_id = number_parameter(request, "channel");
    if (request.parameter("waiting").value_or("") == "true") filter.waiting = true;
    const auto sort = request.parameter("sort").value_or("");
    if (!sort.empty() && sort != "wait" && sort != "newest") throw Failure(Error::field("sort", "is wait or newest"));
    filter.wait_first = sort == "wait";
    question.tag = request.parameter("tag").value_or("");
    question.contact = number_parameter(request, "contact");
    question.source = request.parameter("source").value_or("");
    question.words = request.parameter("q").value_or("");
    return question;
}

asio::awaitable<InboxIndex::Page> answer_question(ApiContext& context, InboxQuestion question, std::size_t limit,
                                                  std::optional<std::string> cursor) {
    if (!question.tag.empty()) {
        question.tag_id =
            co_await context.store.read([&](db::Connection& db) { return find_tag(db, question.tag).value_or(0); });
    }
    if (question.is_narrow()) {
        co_return co_await context.store.read(
            [&](db::Connection& db) { return narrow_page(context, db, question, limit); });
    }
    if (question.filter.status == kClosed) {
        std::int64_t before = INT64_MAX;
        if (cursor) {
            const auto end = cursor->data() + cursor->size();
            const auto read = std::from_chars(cursor->data(), end, before);
            if (read.ec != std::errc() || read.ptr != end)
                throw Failure(Error::field("cursor", "is not one that a list gave"));
        }
        co_return co_await context.store.read(
            [&](db::Connection& db) { return closed_page(db, question, limit, before); });
    }
    question.filter.among = co_await context.store.read([&](db::Connection& db) { return chosen(db, question); });
    co_return context.inbox.page(question.filter, limit, cursor);
}

}  // namespace parley
