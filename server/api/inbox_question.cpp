#include "server/api/inbox_question.hpp"

#include "server/api/body.hpp"
#include "server/store/closed.hpp"
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

InboxOrder read_order(const std::string& sort) {
    if (sort == "newest") return InboxOrder::newest;
    if (sort == "oldest") return InboxOrder::oldest;
    if (sort == "wait") return InboxOrder::wait;
    if (sort == "priority") return InboxOrder::priority;
    throw Failure(Error::field("sort", "is newest, oldest, wait or priority"));
}

InboxIndex::Page closed_page(ApiContext& context, db::Connection& db, const InboxQuestion& question, std::size_t limit,
                             std::int64_t before) {
    const auto& filter = question.filter;
    if (filter.waiting) return {};
    ClosedFilter closed{filter.assignee_id, filter.unassigned, filter.channel_id,
                        question.tag_id,    std::nullopt,      filter.team_id};
    if (!question.source.empty()) closed.source = question.source;
    auto found = closed_conversations(db, closed, limit, before, context.clock);
    InboxIndex::Page page{std::move(found.ids), std::nullopt};
    if (found.next) page.next_cursor = std::to_string(*found.next);
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

/// Those with the tag and of the source, for the index, which knows neither.
std::shared_ptr<const std::unordered_set<std::int64_t>> chosen(db::Connection& db, const InboxQuestion& question) {
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

/// So many of the newest are looked at for a count: in a list of a million it says "at least".
constexpr std::size_t kCounted = 20'000;

struct OpenSources {
    std::vector<std::pair<std::int64_t, std::string>> of;
    bool more = false;
};
OpenSources open_sources(db::Connection& db) {
    OpenSources all;
    std::size_t seen = 0;
    for (auto row = db.query(db::q::conversations_open_lately_sources, kCounted + 1); row.next();) {
        if (++seen > kCounted)
            all.more = true;
        else if (auto source = row.maybe_text(1))
            all.of.emplace_back(row.integer(0), std::move(*source));
    }
    return all;
}

/// As `chosen`, but of the newest alone, and the sources read once for all questions.
void choose_lately(db::Connection& db, InboxQuestion& question, std::optional<OpenSources>& sources,
                   InboxCount& count) {
    if (question.tag.empty() && question.source.empty()) return;
    auto ids = std::make_shared<std::unordered_set<std::int64_t>>();
    if (!question.tag.empty()) {
        std::size_t seen = 0;
        const auto tag_id = find_tag(db, question.tag).value_or(0);
        for (auto row = db.query(db::q::conversations_lately_with_tag, tag_id, kCounted + 1); row.next();) {
            if (++seen > kCounted)
                count.more = true;
            else
                ids->insert(row.integer(0));
        }
    }
    if (!question.source.empty()) {
        if (!sources) sources = open_sources(db);
        count.more = count.more || sources->more;
        auto both = std::make_shared<std::unordered_set<std::int64_t>>();
        for (const auto& [id, source] : sources->of) {
            if (source == question.source && (question.tag.empty() || ids->contains(id))) both->insert(id);
        }
        ids = std::move(both);
    }
    question.filter.among = std::move(ids);
}

std::optional<std::int64_t> number_in(const std::string& text, std::string_view name) {
    if (text.empty()) return std::nullopt;
    const auto number = whole_number(text);
    if (!number) throw Failure(Error::field(std::string(name), "must be a whole number"));
    return number;
}

}  // namespace

Parameters parameters_of(const Request& request) {
    return [&request](std::string_view name) { return request.parameter(name); };
}

InboxQuestion read_question(const Parameters& parameters, const Caller& caller) {
    InboxQuestion question;
    auto& filter = question.filter;
    const auto given = [&](std::string_view name) { return parameters(name).value_or(""); };
    if (const auto view = parameters("view")) read_view(question, *view, caller);
    if (const auto status = given("status"); !status.empty()) {
        const auto known = conversation_status_from(status);
        if (!known) throw Failure(Error::field("status", "is open, snoozed or closed"));
        filter.status = static_cast<int>(*known);
    }
    if (const auto assignee = given("assignee"); assignee == "me")
        filter.assignee_id = caller.user_id;
    else if (assignee == "none")
        filter.unassigned = true;
    else if (const auto id = number_in(assignee, "assignee"))
        filter.assignee_id = id;
    filter.channel_id = number_in(given("channel"), "channel");
    filter.team_id = number_in(given("team"), "team");
    if (given("waiting") == "true") filter.waiting = true;
    if (const auto sort = given("sort"); !sort.empty()) filter.order = read_order(sort);
    question.tag = given("tag");
    question.contact = number_in(given("contact"), "contact");
    question.source = given("source");
    question.words = given("q");
    return question;
}

asio::awaitable<std::vector<InboxCount>> count_questions(ApiContext& context, std::vector<InboxQuestion> questions) {
    std::vector<InboxCount> counts(questions.size());
    const auto countable = [](const InboxQuestion& one) { return !one.is_narrow() && one.filter.status != kClosed; };
    const bool beyond_index = std::ranges::any_of(questions, [&](const InboxQuestion& one) {
        return countable(one) && (!one.tag.empty() || !one.source.empty());
    });
    if (beyond_index) {
        co_await context.store.read([&](db::Connection& db) {
            std::optional<OpenSources> sources;
            for (std::size_t i = 0; i < questions.size(); ++i) {
                if (countable(questions[i])) choose_lately(db, questions[i], sources, counts[i]);
            }
            return true;
        });
    }
    std::vector<InboxFilter> filters;
    for (const auto& one : questions) {
        if (countable(one)) filters.push_back(one.filter);
    }
    const auto found = context.inbox.count(filters);
    std::size_t at = 0;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (countable(questions[i])) counts[i].count = found[at++];
    }
    co_return counts;
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
            [&](db::Connection& db) { return closed_page(context, db, question, limit, before); });
    }
    if (question.tag_id || !question.source.empty())
        question.filter.among = co_await context.store.read([&](db::Connection& db) { return chosen(db, question); });
    co_return context.inbox.page(question.filter, limit, cursor);
}

}  // namespace parley
