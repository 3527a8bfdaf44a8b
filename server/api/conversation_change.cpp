#include "server/api/conversation_change.hpp"

#include "server/api/body.hpp"
#include "server/flow/assign.hpp"
#include "server/flow/outbound.hpp"
#include "server/store/tags.hpp"
#include "server/store/views.hpp"

namespace parley {
namespace {

constexpr std::size_t kMostTags = 30;
constexpr std::int64_t kMostUnread = 9999, kHighestPriority = 10;

void change_assignee(Transaction& transaction, Conversation& c, const Json& body, const Caller& caller) {
    std::optional<std::int64_t> wanted;
    if (!body["assignee_id"].is_null()) {
        wanted = integer_of(body, "assignee_id");
        auto row = transaction.db().query(db::q::user_get, wanted.value_or(0));
        if (!wanted || !row.next() || row.integer(5) == 0)
            throw Failure(Error::field("assignee_id", "there is no such active user"));
    }
    // Compare and set: who was slower learns who has it.
    if (body.contains("expected_assignee_id") && c.assignee_id != integer_of(body, "expected_assignee_id")) {
        const auto winner = text_or(view_user_brief(transaction.db(), c.assignee_id), "name", "nobody");
        throw Failure(Error(Errc::conflict, "already_assigned", winner + " has this conversation now"));
    }
    assign_to(transaction, c, wanted, wanted == caller.user_id ? "claimed" : "manual", caller.user_id);
    save_conversation(transaction, c);
    announce_conversation(transaction, c.id);
}

void change_status(Transaction& transaction, Conversation& c, const Json& body, const Caller& caller) {
    const auto status = conversation_status_from(text_or(body, "status"));
    if (!status) throw Failure(Error::field("status", "is open, snoozed or closed"));
    switch (*status) {
        case ConversationStatus::open:
            reopen_conversation(transaction, c, caller.user_id);
            break;
        case ConversationStatus::closed:
            close_conversation(transaction, c, caller.user_id);
            break;
        case ConversationStatus::snoozed: {
            const auto until = from_rfc3339(text_or(body, "snoozed_until"));
            if (!until) throw Failure(Error::field("snoozed_until", "must be an RFC 3339 time"));
            snooze_conversation(transaction, c, *until, caller.user_id);
            break;
        }
    }
}

std::vector<std::string> tag_names(const Json& body, const std::string& field) {
    std::vector<std::string> names;
    const Json* list = find(body, field);
    if (!list || list->is_null()) return names;
    if (!list->is_array() || list->size() > kMostTags) throw Failure(Error::field(field, "must be a list of names"));
    for (const auto& name : *list) {
        if (!name.is_string()) throw Failure(Error::field(field, "must be a list of names"));
        names.push_back(tag_name(name.get_ref<const std::string&>(), field));
    }
    return names;
}

void change_unread(Transaction& transaction, Conversation& c, const Json& body) {
    const auto unread = integer_field(body, "unread");
    if (!unread || *unread < 0 || *unread > kMostUnread) throw Failure(Error::field("unread", "is 0 to 9999"));
    if (c.unread == *unread) return;
    c.unread = static_cast<int>(*unread);
    save_conversation(transaction, c);
    announce_conversation(transaction, c.id);
}

void change_priority(Transaction& transaction, Conversation& c, const Json& body) {
    const auto priority = integer_field(body, "priority");
    if (!priority || *priority < 0 || *priority > kHighestPriority)
        throw Failure(Error::field("priority", "is 0 to 10"));
    if (c.priority == *priority) return;
    c.priority = static_cast<int>(*priority);
    save_conversation(transaction, c);
    transaction.db().execute(db::q::queue_set_priority, c.id, c.priority);
    announce_conversation(transaction, c.id);
}

}  // namespace

std::vector<std::string_view> change_members(std::initializer_list<std::string_view> more) {
    std::vector<std::string_view> members{"status",   "snoozed_until", "assignee_id", "expected_assignee_id",
                                          "add_tags", "remove_tags",   "unread",      "priority"};
    members.insert(members.end(), more);
    return members;
}

void apply_change(Transaction& transaction, Conversation& c, const Json& body, const Caller& caller) {
    if (body.contains("assignee_id")) change_assignee(transaction, c, body, caller);
    if (body.contains("status")) change_status(transaction, c, body, caller);
    const auto add = tag_names(body, "add_tags"), remove = tag_names(body, "remove_tags");
    if (change_tags(transaction, c.id, add, remove, caller.user_id)) announce_conversation(transaction, c.id);
    if (body.contains("unread")) change_unread(transaction, c, body);
    if (body.contains("priority")) change_priority(transaction, c, body);
}

}  // namespace parley
