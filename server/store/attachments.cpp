#include "server/store/attachments.hpp"

#include "server/base/image_size.hpp"
#include "server/base/secret.hpp"
#include "server/base/text.hpp"

namespace parley {
namespace {

constexpr std::size_t kChunk = 256 * 1024;

Attachment read_attachment(const db::Rows& row) {
    Attachment a;
    a.id = row.integer(0);
    a.conversation_id = row.maybe_integer(1);
    a.message_id = row.maybe_integer(2);
    a.channel_id = row.maybe_integer(3);
    a.kind = static_cast<MessageKind>(row.integer(4));
    a.name = row.text(5);
    a.content_type = row.text(6);
    a.size = row.integer(7);
    a.width = row.maybe_integer(8);
    a.height = row.maybe_integer(9);
    a.duration_ms = row.maybe_integer(10);
    a.sha256 = row.text(11);
    a.state = static_cast<AttachmentState>(row.integer(12));
    a.reason = row.text(13);
    if (!row.null(14)) a.source = stored_json(row.view(14));
    a.owner = row.text(15);
    a.position = static_cast<int>(row.integer(16));
    return a;
}

}  // namespace

std::string_view name_of(AttachmentState state) noexcept {
    switch (state) {
        case AttachmentState::pending:
            return "pending";
        case AttachmentState::ready:
            return "ready";
        case AttachmentState::failed:
            break;
    }
    return "failed";
}

void insert_attachment(Transaction& transaction, const Attachment& a) {
    std::optional<std::string> source;
    if (!a.source.is_null()) source = dump(a.source);
    transaction.db().execute(db::q::attachment_insert, a.id, a.conversation_id, a.message_id, a.channel_id, a.position,
                             a.kind, a.name, a.content_type, a.size, a.width, a.height, a.duration_ms,
                             text_or_none(a.sha256), a.state, source, text_or_none(a.owner), transaction.now());
}

std::optional<Attachment> attachment_by_id(db::Connection& db, std::int64_t id) {
    auto rows = db.query(db::q::attachment_get, id);
    if (!rows.next()) return std::nullopt;
    return read_attachment(rows);
}

std::vector<Attachment> attachments_of(db::Connection& db, std::int64_t message_id) {
    std::vector<Attachment> all;
    auto rows = db.query(db::q::attachments_of_message, message_id);
    while (rows.next()) all.push_back(read_attachment(rows));
    return all;
}

void store_attachment_bytes(Transaction& transaction, Attachment& a, std::string_view bytes) {
    for (std::size_t n = 0; n * kChunk < bytes.size(); ++n) {
        transaction.db().execute(db::q::attachment_chunk_insert, a.id, n, db::Blob{bytes.substr(n * kChunk, kChunk)});
    }
    a.size = static_cast<std::int64_t>(bytes.size());
    a.sha256 = sha256_hex(bytes);
    a.state = AttachmentState::ready;
    // The bytes know better than what was announced.
    if (const auto size = a.kind == MessageKind::image || a.kind == MessageKind::sticker ? image_size(bytes)
                                                                                         : std::optional<ImageSize>()) {
        a.width = size->width;
        a.height = size->height;
    }
    transaction.db().execute(db::q::attachment_set_ready, a.id, a.state, std::optional<std::string>(), a.size, a.sha256,
                             a.content_type, a.name, a.width, a.height);
}

std::string attachment_bytes(db::Connection& db, std::int64_t id) {
    std::string bytes;
    auto rows = db.query(db::q::attachment_chunks, id);
    while (rows.next()) bytes += rows.blob(0);
    return bytes;
}

bool drop_unused_upload(Transaction& transaction, Millis until) {
    auto& db = transaction.db();
    std::int64_t id = 0;
    {
        auto row = db.query(db::q::attachment_unused, until);
        if (!row.next()) return false;
        id = row.integer(0);
    }
    db.execute(db::q::attachment_chunks_delete, id);
    db.execute(db::q::attachment_delete, id);
    return true;
}

MessageKind kind_of_content(std::string_view content_type) {
    if (content_type.starts_with("image/") && content_type != "image/svg+xml") return MessageKind::image;
    if (content_type.starts_with("video/")) return MessageKind::video;
    if (content_type.starts_with("audio/")) return MessageKind::audio;
    return MessageKind::file;
}

}  // namespace parley
