#include "server/flow/media.hpp"

#include "server/base/text.hpp"

#include <algorithm>

namespace parley {
namespace {

/// In the source of a file: what it is known by on its platform, and the album's item in which it came.
constexpr const char* kKey = "key";
constexpr const char* kItem = "item";

std::string key_of(const Json& source) {
    return source.is_object() ? text_or(source, kKey) : std::string();
}
std::string item_of(const Attachment& a) {
    return a.source.is_object() ? text_or(a.source, kItem) : std::string();
}

/// Those that an edit speaks of: the item's, or all of a message that is no album.
std::vector<Attachment> spoken_of(const std::vector<Attachment>& all, const std::string& item) {
    std::vector<Attachment> some;
    std::copy_if(all.begin(), all.end(), std::back_inserter(some), [&](const auto& a) { return item_of(a) == item; });
    const bool album = std::any_of(all.begin(), all.end(), [](const auto& a) { return !item_of(a).empty(); });
    return album ? some : all;
}

template <class List, class Source>
bool has_key(const List& list, const std::string& key, Source source) {
    return std::any_of(list.begin(), list.end(), [&](const auto& one) { return key_of(source(one)) == key; });
}

Attachment row_of(IngestContext& context, const Media& item, MessageAddress address, int position) {
    Attachment a;
    a.id = context.transaction.next_id();
    a.conversation_id = address.conversation_id;
    a.message_id = address.message_id;
    a.channel_id = context.channel.id;
    a.position = position;
    a.kind = item.kind;
    a.name = cut_code_points(clean(item.name), 200);
    a.content_type = item.content_type;
    a.size = item.size;
    a.width = item.width;
    a.height = item.height;
    a.duration_ms = item.duration_ms;
    if (item.sha256) a.sha256 = *item.sha256;
    a.source = item.source;
    return a;
}

}  // namespace

void keep_media(IngestContext& context, const std::vector<Media>& media, MessageAddress address, int first_position,
                const std::string& item) {
    auto& transaction = context.transaction;
    int position = first_position;
    for (const auto& one : media) {
        if (const auto upload = integer_of(one.source, "upload")) {
            transaction.db().execute(db::q::attachment_join, *upload, address.conversation_id, address.message_id,
                                     position++, one.kind);
            continue;
        }
        auto a = row_of(context, one, address, position++);
        if (!item.empty() && a.source.is_object()) a.source[kItem] = item;
        insert_attachment(transaction, a);
        if (!one.inline_bytes.empty()) {
            store_attachment_bytes(transaction, a, one.inline_bytes);
        } else {
            transaction.db().execute(db::q::job_insert, transaction.next_id(), "media", a.id, transaction.now(),
                                     transaction.now());
            transaction.signal("jobs");
        }
    }
}

MediaSwap swap_media(IngestContext& context, MessageAddress address, const MessageEdited& edit) {
    auto& db = context.transaction.db();
    const auto all = attachments_of(db, address.message_id);
    const auto had = spoken_of(all, edit.external_id);
    const auto of_row = [](const Attachment& a) -> const Json& { return a.source; };
    const auto of_media = [](const Media& m) -> const Json& { return m.source; };
    MediaSwap swap;
    if (edit.media.empty() || has_key(had, {}, of_row) || has_key(edit.media, {}, of_media)) return swap;
    // An item of an album from before items were told apart.
    if (had.empty() && !all.empty()) return swap;
    for (const auto& a : had) {
        if (!has_key(edit.media, key_of(a.source), of_media)) swap.gone.push_back(a);
    }
    std::vector<Media> fresh;
    std::copy_if(edit.media.begin(), edit.media.end(), std::back_inserter(fresh),
                 [&](const Media& m) { return !has_key(had, key_of(m.source), of_row); });
    swap.any = !swap.gone.empty() || !fresh.empty();
    for (const auto& a : swap.gone) db.execute(db::q::attachment_set_aside, a.id);
    const int position = swap.gone.empty() ? static_cast<int>(all.size()) : swap.gone.front().position;
    keep_media(context, fresh, address, position, had.empty() ? std::string() : item_of(had.front()));
    return swap;
}

bool tells_words(db::Connection& db, const Message& message, const MessageEdited& edit) {
    const auto all = attachments_of(db, message.id);
    const bool item =
        std::any_of(all.begin(), all.end(), [&](const auto& a) { return item_of(a) == edit.external_id; });
    if (!item) return true;
    const auto shown = message.content.is_object() ? text_or(message.content, "caption_of") : std::string();
    if (!shown.empty()) return shown == edit.external_id;
    return message.external_id == edit.external_id || (message.text.empty() && !edit.text.value_or("").empty());
}

}  // namespace parley
