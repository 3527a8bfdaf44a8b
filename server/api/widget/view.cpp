#include "server/api/widget/view.hpp"

#include "server/store/reactions.hpp"

#include <algorithm>

namespace parley::widget {
namespace {

template <class T>
Json maybe(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

/// The name people see at the desk; never an address.
Json author_name(db::Connection& db, const Message& m) {
    if (m.direction == Direction::inbound || !m.author_id) return nullptr;
    auto row = db.query(db::q::user_get, *m.author_id);
    return row.next() ? Json(row.text(2)) : Json(nullptr);
}

std::string_view author_of(const Message& m) {
    if (m.direction == Direction::inbound) return "visitor";
    return m.author_type == AuthorType::operator_ ? "operator" : "bot";
}

std::string_view status_of(const Message& m, bool seen) {
    if (m.direction == Direction::inbound) return seen ? "read" : "sent";
    if (m.status == MessageStatus::read) return "read";
    return m.status == MessageStatus::delivered ? "delivered" : "sent";
}

/// What the desk has put on it.
Json reaction_of(const Message& m) {
    if (m.reactions.is_null() || m.deleted_at) return nullptr;
    const auto reactions = read_reactions(m.reactions);
    return reactions.shown().empty() ? Json(nullptr) : Json(reactions.shown());
}

}  // namespace

Json view_file(const Attachment& a, const FileSigner& files) {
    Json url = nullptr;
    if (a.state == AttachmentState::ready)
        url = "/widget/api/attachments/" + std::to_string(a.id) + "?access=" + files.proofs.access(a.id, files.now);
    return {{"id", a.id},
            {"kind", name_of(a.kind)},
            {"name", a.name},
            {"content_type", a.content_type},
            {"size", a.size},
            {"width", maybe(a.width)},
            {"height", maybe(a.height)},
            {"duration_ms", maybe(a.duration_ms)},
            {"state", name_of(a.state)},
            {"url", std::move(url)}};
}

bool shown_to_visitor(const Message& m) {
    return !m.note && m.kind != MessageKind::activity && m.status != MessageStatus::canceled &&
           m.author_type != AuthorType::system;
}

Json view_message(db::Connection& db, const Message& m, bool seen, const FileSigner& files) {
    Json attachments = Json::array();
    if (!m.deleted_at) {
        for (const auto& a : attachments_of(db, m.id)) attachments.push_back(view_file(a, files));
    }
    return {{"id", m.id},
            {"client_id", m.direction == Direction::inbound ? maybe(m.client_id) : Json(nullptr)},
            {"from", author_of(m)},
            {"name", author_name(db, m)},
            {"text", m.deleted_at ? std::string() : m.text},
            {"at", to_rfc3339(m.received_at)},
            {"status", status_of(m, seen)},
            {"attachments", std::move(attachments)},
            {"reaction", reaction_of(m)},
            {"edited", m.edited_at.has_value()},
            {"deleted", m.deleted_at.has_value()}};
}

MessagePage view_messages(db::Connection& db, const Conversation& c, const Stretch& stretch, const FileSigner& files) {
    std::vector<Message> found;
    for (auto row = db.query(db::q::messages_before, c.id, stretch.before, stretch.most); row.next();) {
        auto message = read_message(row);
        if (message.id <= stretch.after) break;
        found.push_back(std::move(message));
    }
    MessagePage page{Json::array(), found.size() == stretch.most ? Json(found.back().id) : Json(nullptr)};
    auto& items = page.items;
    // Newest first: the last `unread` of the visitor's are those nobody has seen.
    int unseen = stretch.before == INT64_MAX ? c.unread : 0;
    for (const auto& message : found) {
        const bool seen = message.direction == Direction::inbound && unseen-- <= 0;
        if (shown_to_visitor(message)) items.push_back(view_message(db, message, seen, files));
    }
    std::reverse(items.begin(), items.end());
    return page;
}

std::int64_t newest_of_visitor(db::Connection& db, std::int64_t conversation_id) {
    for (auto row = db.query(db::q::messages_before, conversation_id, INT64_MAX, 200); row.next();) {
        const auto message = read_message(row);
        if (message.direction == Direction::inbound) return message.id;
    }
    return 0;
}

std::string message_frame(db::Connection& db, const Message& m, bool created, std::int64_t seq,
                          const FileSigner& files) {
    const auto c = conversation_by_id(db, m.conversation_id);
    const bool seen = c && c->unread == 0;
    return dump({{"type", created ? "message" : "message_updated"},
                 {"seq", seq},
                 {"message", view_message(db, m, seen, files)}});
}

std::string read_frame(std::int64_t up_to) {
    return dump({{"type", "read"}, {"up_to", up_to}});
}
std::string closed_frame() {
    return R"({"type":"closed"})";
}
std::string typing_frame(bool on, std::string_view name) {
    Json frame{{"type", "typing"}, {"on", on}};
    if (!name.empty()) frame["name"] = name;
    return dump(frame);
}

std::int64_t message_of(const Event& event) {
    const auto data = stored_json(event.data);
    return integer_of(data, "message_id").value_or(0);
}

}  // namespace parley::widget
