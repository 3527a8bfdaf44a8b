#pragma once

#include "server/base/json.hpp"
#include "server/domain/status.hpp"
#include "server/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

enum class AttachmentState { pending = 0, ready = 1, failed = 2 };
std::string_view name_of(AttachmentState state) noexcept;

/// A file of a message. Bytes stand in the database in chunks: one file is a whole installation, and an attachment is
/// there exactly when its row says so.
struct Attachment {
    std::int64_t id = 0;
    std::optional<std::int64_t> conversation_id, message_id, channel_id;
    int position = 0;  ///< below 0: it is of what the message was before an edit
    MessageKind kind = MessageKind::file;
    std::string name, content_type;
    std::int64_t size = 0;
    std::optional<std::int64_t> width, height, duration_ms;
    std::string sha256;
    AttachmentState state = AttachmentState::pending;
    std::string reason;
    Json source;        ///< what the connector needs to fetch it; null when the bytes came to us directly
    std::string owner;  ///< who may attach it while it belongs to no message: "user:5", "channel:7", "visitor:..."
};

void insert_attachment(Transaction& transaction, const Attachment& attachment);
std::optional<Attachment> attachment_by_id(db::Connection& db, std::int64_t id);
std::vector<Attachment> attachments_of(db::Connection& db, std::int64_t message_id);
/// Writes the bytes and marks it ready.
void store_attachment_bytes(Transaction& transaction, Attachment& attachment, std::string_view bytes);
std::string attachment_bytes(db::Connection& db, std::int64_t id);
/// Takes away the oldest upload from before `until` that no message has taken; false when there is none. One a step,
/// since a file may be large.
bool drop_unused_upload(Transaction& transaction, Millis until);
/// image/..., audio/..., video/... to our kinds.
MessageKind kind_of_content(std::string_view content_type);

}  // namespace parley
