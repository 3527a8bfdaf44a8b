#include "server/store/search_narrowing.hpp"

#include "server/base/text.hpp"
#include "server/store/attachments.hpp"
#include "server/store/conversations.hpp"
#include "server/store/people.hpp"
#include "server/store/tags.hpp"

namespace parley {
namespace {

bool holds(std::string_view folded, std::string_view part) {
    return folded.find(part) != std::string_view::npos;
}

}  // namespace

SearchNarrowing::SearchNarrowing(db::Connection& db, const SearchQuestion& question, std::int64_t user_id)
    : db_(db), question_(question), user_id_(user_id) {
    if (question.tag) tag_ = find_tag(db, *question.tag).value_or(0);
}

const SearchNarrowing::Talk& SearchNarrowing::talk(std::int64_t conversation_id) {
    auto [place, fresh] = talks_.try_emplace(conversation_id);
    Talk& talk = place->second;
    if (!fresh) return talk;
    const auto c = conversation_by_id(db_, conversation_id);
    if (!c) return talk;
    talk.fits = !tag_ || db_.query(db::q::conversation_has_tag, c->id, *tag_).next();
    if (question_.channel) {
        auto [channel, unknown] = channels_.try_emplace(c->channel_id, false);
        if (unknown) {
            auto row = db_.query(db::q::channel_get, c->channel_id);
            channel->second =
                row.next() && (row.text(1) == *question_.channel || holds(fold(row.view(2)), *question_.channel));
        }
        talk.fits = talk.fits && channel->second;
    }
    if (question_.from) {
        if (const auto contact = contact_by_id(db_, c->contact_id)) talk.contact = fold(contact->name);
    }
    return talk;
}

bool SearchNarrowing::from_fits(const Message& message) {
    const auto& part = *question_.from;
    if (message.direction == Direction::inbound)
        return part != "me" && holds(talk(message.conversation_id).contact, part);
    if (!message.author_id) return false;
    if (part == "me") return *message.author_id == user_id_;
    auto [name, unknown] = people_.try_emplace(*message.author_id);
    if (unknown) {
        if (auto row = db_.query(db::q::user_get, *message.author_id); row.next()) name->second = fold(row.view(2));
    }
    return holds(name->second, part);
}

bool SearchNarrowing::has_fits(const Message& message) {
    const auto& thing = *question_.has;
    if (thing == "link") return holds(message.text, "http://") || holds(message.text, "https://");
    if (thing != "file") return name_of(message.kind) == thing;
    return message.kind != MessageKind::text && !attachments_of(db_, message.id).empty();
}

bool SearchNarrowing::lets(const Message& message) {
    if (question_.after && message.received_at < *question_.after) return false;
    if (question_.before && message.received_at >= *question_.before) return false;
    if (question_.from && !from_fits(message)) return false;
    if ((question_.tag || question_.channel) && !talk(message.conversation_id).fits) return false;
    return !question_.has || has_fits(message);
}

}  // namespace parley
