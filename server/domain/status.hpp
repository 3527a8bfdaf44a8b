#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace parley {

// Numbers go to the database: they never change. Words go to JSON.

enum class ConversationStatus : std::int64_t { open = 0, snoozed = 1, closed = 2 };
enum class Direction : std::int64_t { inbound = 0, outbound = 1 };
enum class AuthorType : std::int64_t { contact = 0, operator_ = 1, bot = 2, system = 3 };
enum class Role : std::int64_t { admin = 0, manager = 1, operator_ = 2 };
enum class StageGroup : std::int64_t { active = 0, won = 1, lost = 2, not_a_lead = 3 };

enum class MessageStatus : std::int64_t {
    queued = 0,
    sending = 1,
    sent = 2,
    delivered = 3,
    read = 4,
    failed = 5,
    unconfirmed = 6,  ///< may have arrived; never sent again by itself
    canceled = 7,
};

enum class MessageKind : std::int64_t {
    text = 0,
    image = 1,
    video = 2,
    audio = 3,
    voice = 4,
    file = 5,
    sticker = 6,
    location = 7,
    contact = 8,
    interaction = 9,
    activity = 10,
    unsupported = 11,
};

/// It is with the customer.
constexpr bool has_arrived(MessageStatus status) noexcept {
    return status == MessageStatus::sent || status == MessageStatus::delivered || status == MessageStatus::read;
}

std::string_view name_of(ConversationStatus value) noexcept;
std::string_view name_of(Direction value) noexcept;
std::string_view name_of(AuthorType value) noexcept;
std::string_view name_of(Role value) noexcept;
std::string_view name_of(StageGroup value) noexcept;
std::string_view name_of(MessageStatus value) noexcept;
std::string_view name_of(MessageKind value) noexcept;

std::optional<ConversationStatus> conversation_status_from(std::string_view name) noexcept;
std::optional<Role> role_from(std::string_view name) noexcept;
std::optional<MessageStatus> message_status_from(std::string_view name) noexcept;
std::optional<MessageKind> message_kind_from(std::string_view name) noexcept;

/// Whether a message in state `from` takes on `to`. What receipts tell is ordered queued < sending < unconfirmed < sent
/// < failed < delivered < read and only moves up, so any order of the same receipts gives the same end: a failure is
/// final unless the message arrived all the same, and `unconfirmed` replaces only what knows less. Apart from receipts:
/// `sending` follows `queued` alone, `queued` follows `failed` and `unconfirmed` (sent again by hand), `canceled`
/// follows `queued` and is the end.
bool moves_forward(MessageStatus from, MessageStatus to) noexcept;

}  // namespace parley
