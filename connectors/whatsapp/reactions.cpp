#include "connectors/whatsapp/reactions.hpp"

namespace parley::whatsapp {
namespace {

// Any emoji may be put on a message; these are the ones people look for.
constexpr std::string_view kSet[] = {"👍", "❤️",  "😂", "😮", "😢", "🙏", "🔥", "🎉", "👏", "😁", "🥰", "🤔",
                                     "👌", "💯", "🤝", "👀", "😊", "😍", "🤩", "😎", "🤗", "🙌", "💪", "✅",
                                     "❌", "❓", "❗", "⭐", "⚡", "🚀", "🎁", "🎂", "☕", "🌹", "💐", "🍀",
                                     "😅", "😉", "😇", "🥳", "😘", "🤣", "😭", "😱", "😡", "😴", "🤷", "🤦",
                                     "👎", "💔", "🕊️", "🙈", "🫡", "🫶", "👋", "✍️",  "📌", "💡", "⏳", "💸"};

}  // namespace

const std::span<const std::string_view> kReactions = kSet;

}  // namespace parley::whatsapp
