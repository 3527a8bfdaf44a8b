#include "server/flow/parked.hpp"

#include "server/base/secret.hpp"
#include "server/flow/step_memo.hpp"

#include <algorithm>

namespace parley {
namespace {

/// That a message of this name waits for another one.
constexpr std::string_view kWaits = "waits";

void insert(IngestContext& context, const std::string& external_id, const Json& body, Millis until) {
    auto& transaction = context.transaction;
    transaction.db().execute(db::q::parked_insert, context.channel.id, external_id, transaction.next_id(), until,
                             dump(body));
    if (auto* memo = step_memo(transaction)) memo->parked = true;
}

/// Until when the message of this name waits; nothing when it does not.
std::optional<Millis> waits_until(IngestContext& context, const std::string& external_id) {
    if (!anything_parked(context.transaction)) return std::nullopt;
    auto row = context.transaction.db().query(db::q::parked_get, context.channel.id, external_id);
    while (row.next()) {
        if (text_or(stored_json(row.view(1)), "act") == kWaits) return row.integer(2);
    }
    return std::nullopt;
}

template <class Value>
Json or_null(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json write_media(const Media& m) {
    return {{"kind", static_cast<std::int64_t>(m.kind)},
            {"name", m.name},
            {"type", m.content_type},
            {"size", m.size},
            {"width", or_null(m.width)},
            {"height", or_null(m.height)},
            {"duration", or_null(m.duration_ms)},
            {"sha256", or_null(m.sha256)},
            {"source", m.source},
            {"bytes", to_base64(m.inline_bytes)}};
}

Media read_media(const Json& json) {
    const auto small = [&](const char* name) -> std::optional<int> {
        const auto value = integer_of(json, name);
        return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
    };
    Media m;
    m.kind = static_cast<MessageKind>(integer_of(json, "kind").value_or(0));
    m.name = text_or(json, "name");
    m.content_type = text_or(json, "type");
    m.size = integer_of(json, "size").value_or(0);
    m.width = small("width");
    m.height = small("height");
    m.duration_ms = integer_of(json, "duration");
    m.sha256 = text_of(json, "sha256");
    if (const Json* source = find(json, "source")) m.source = *source;
    if (auto bytes = from_base64(text_or(json, "bytes"))) m.inline_bytes = std::move(*bytes);
    return m;
}

}  // namespace

void write_files(Json& into, MessageKind kind, const std::vector<Media>& media) {
    into["kind"] = static_cast<std::int64_t>(kind);
    into["media"] = Json::array();
    for (const auto& one : media) into["media"].push_back(write_media(one));
}

void read_files(const Json& from, MessageKind& kind, std::vector<Media>& media) {
    kind = static_cast<MessageKind>(integer_of(from, "kind").value_or(0));
    for (const Json* one : objects_in(from, "media")) media.push_back(read_media(*one));
}

namespace {

/// All that a message of ours can have that names no thread: no touches, no uploads of visitors.
Json write_message(const MessageReceived& m) {
    Json out{{"id", m.external_id},
             {"person", m.person.external_id},
             {"author", static_cast<std::int64_t>(m.author)},
             {"author_name", m.author_name},
             {"automatic", m.automatic},
             {"sent_at", m.sent_at},
             {"text", m.text},
             {"content", m.content},
             {"reply_to", m.reply_to.value_or("")},
             {"album", or_null(m.album)},
             {"ours", m.ours}};
    write_files(out, m.kind, m.media);
    return out;
}

MessageReceived read_message(const Json& json) {
    MessageReceived m;
    m.direction = Direction::outbound;
    m.external_id = text_or(json, "id");
    m.person.external_id = text_or(json, "person");
    m.author = static_cast<AuthorType>(integer_of(json, "author").value_or(0));
    m.author_name = text_or(json, "author_name");
    m.automatic = flag_of(json, "automatic");
    m.sent_at = integer_of(json, "sent_at").value_or(0);
    read_files(json, m.kind, m.media);
    m.text = text_or(json, "text");
    if (const Json* content = find(json, "content")) m.content = *content;
    m.reply_to = text_or(json, "reply_to");
    m.album = text_of(json, "album");
    m.ours = flag_of(json, "ours");
    return m;
}

}  // namespace

bool anything_parked(Transaction& transaction) {
    auto* memo = step_memo(transaction);
    if (memo && memo->parked) return *memo->parked;
    const bool any = transaction.db().query(db::q::parked_any).next();
    if (memo) memo->parked = any;
    return any;
}

UpdateOutcome park_change(IngestContext& context, const std::string& external_id, const Json& body) {
    auto& transaction = context.transaction;
    const Millis plain = transaction.now() + kParkedFor;
    const Millis until = std::max(plain, waits_until(context, external_id).value_or(plain));
    insert(context, external_id, body, until);
    transaction.db().execute(db::q::job_insert, transaction.next_id(), "parked", context.channel.id, until,
                             transaction.now());
    transaction.signal("jobs");
    return {};
}

UpdateOutcome park_message(IngestContext& context, const MessageReceived& message) {
    if (waits_until(context, message.external_id)) {
        UpdateOutcome again;
        again.status = UpdateOutcome::Status::duplicate;
        return again;
    }
    const Millis until = context.transaction.now() + kReferredFor;
    insert(context, message.external_id, {{"act", kWaits}}, until);
    insert(context, message.reply_to.value_or(""),
           {{"act", "message"},
            {"raw", context.raw_update_id},
            {"received_at", context.received_at},
            {"message", write_message(message)}},
           until);
    return {};
}

void park_quote(IngestContext& context, const std::string& quoted, MessageAddress quoting) {
    insert(context, quoted,
           {{"act", "quote"}, {"conversation", quoting.conversation_id}, {"message", quoting.message_id}},
           context.transaction.now() + kReferredFor);
}

void store_parked_message(Transaction& transaction, const IngestChannel& channel, const Json& body) {
    const Json* message = object_at(body, "message");
    if (!message) return;
    IngestContext context{transaction, channel, integer_of(body, "raw").value_or(0),
                          integer_of(body, "received_at").value_or(transaction.now())};
    context.late = true;
    ingest_message(context, read_message(*message));
}

void quote_parked(Transaction& transaction, MessageAddress quoted, const Json& body) {
    const MessageAddress quoting{integer_of(body, "conversation").value_or(0), integer_of(body, "message").value_or(0)};
    // A quote from elsewhere is not shown; a conversation's messages are found in it alone.
    if (quoting.conversation_id != quoted.conversation_id || quoting.message_id == quoted.message_id) return;
    const auto message = message_at(transaction.db(), quoting);
    if (!message || message->reply_to) return;
    change_message(transaction, db::q::message_set_reply_to, quoting, quoted.message_id);
    announce_message(transaction, "message.updated", quoting);
}

}  // namespace parley
