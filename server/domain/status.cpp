#include "server/domain/status.hpp"

namespace parley {
namespace {

constexpr std::array<std::string_view, 3> kConversation{"open", "snoozed", "closed"};
constexpr std::array<std::string_view, 2> kDirection{"inbound", "outbound"};
constexpr std::array<std::string_view, 4> kAuthor{"contact", "operator", "bot", "system"};
constexpr std::array<std::string_view, 3> kRole{"admin", "manager", "operator"};
constexpr std::array<std::string_view, 4> kGroup{"active", "won", "lost", "not_a_lead"};
constexpr std::array<std::string_view, 8> kMessage{"queued", "sending", "sent",        "delivered",
                                                   "read",   "failed",  "unconfirmed", "canceled"};
constexpr std::array<std::string_view, 12> kKind{"text",    "image",       "video",    "audio",
                                                 "voice",   "file",        "sticker",  "location",
                                                 "contact", "interaction", "activity", "unsupported"};

template <class Enum, std::size_t N>
std::string_view name(const std::array<std::string_view, N>& names, Enum value) noexcept {
    const auto index = static_cast<std::size_t>(value);
    return index < N ? names[index] : std::string_view("unknown");
}

template <class Enum, std::size_t N>
std::optional<Enum> from(const std::array<std::string_view, N>& names, std::string_view word) noexcept {
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == word) return static_cast<Enum>(i);
    }
    return std::nullopt;
}

/// How much a status tells of what became of a message. The greatest told wins, so the order of receipts does not
/// matter.
int knowledge(MessageStatus status) noexcept {
    switch (status) {
        case MessageStatus::queued:
            return 0;
        case MessageStatus::sending:
            return 1;
        case MessageStatus::unconfirmed:
            return 2;
        case MessageStatus::sent:
            return 3;
        case MessageStatus::failed:
            return 4;
        case MessageStatus::delivered:
            return 5;
        case MessageStatus::read:
            return 6;
        case MessageStatus::canceled:
            break;
    }
    return 7;
}

}  // namespace

std::string_view name_of(ConversationStatus value) noexcept {
    return name(kConversation, value);
}
std::string_view name_of(Direction value) noexcept {
    return name(kDirection, value);
}
std::string_view name_of(AuthorType value) noexcept {
    return name(kAuthor, value);
}
std::string_view name_of(Role value) noexcept {
    return name(kRole, value);
}
std::string_view name_of(StageGroup value) noexcept {
    return name(kGroup, value);
}
std::string_view name_of(MessageStatus value) noexcept {
    return name(kMessage, value);
}
std::string_view name_of(MessageKind value) noexcept {
    return name(kKind, value);
}

std::optional<ConversationStatus> conversation_status_from(std::string_view word) noexcept {
    return from<ConversationStatus>(kConversation, word);
}
std::optional<Role> role_from(std::string_view word) noexcept {
    return from<Role>(kRole, word);
}
std::optional<MessageStatus> message_status_from(std::string_view word) noexcept {
    return from<MessageStatus>(kMessage, word);
}
std::optional<MessageKind> message_kind_from(std::string_view word) noexcept {
    return from<MessageKind>(kKind, word);
}

bool moves_forward(MessageStatus from, MessageStatus to) noexcept {
    using enum MessageStatus;
    if (from == canceled) return false;
    if (to == canceled) return from == queued;
    if (to == queued) return from == failed || from == unconfirmed;  // sent again by hand
    if (to == sending) return from == queued;
    return knowledge(to) > knowledge(from);
}

}  // namespace parley
