#include "connectors/telegram/telegram.hpp"

namespace parley::telegram {
namespace {

// As Telegram writes them: without a variation selector, joined ones with their joiner.
constexpr std::string_view kSet[] = {
    "👍", "❤",  "🔥", "🎉", "😁",         "🙏", "👏",          "👌", "🤝", "🤔", "😢", "👎", "🥰",
    "🤯", "😱", "🤬", "🤩", "🤮",         "💩", "🕊",          "🤡", "🥱", "🥴", "😍", "🐳", "❤‍🔥",
    "🌚", "🌭", "💯", "🤣", "⚡",         "🍌", "🏆",          "💔", "🤨", "😐", "🍓", "🍾", "💋",
    "🖕", "😈", "😴", "😭", "🤓",         "👻", "👨‍💻", "👀", "🎃", "🙈", "😇", "😨", "✍",
    "🤗", "🫡", "🎅", "🎄", "☃",          "💅", "🤪",          "🗿", "🆒", "💘", "🙉", "🦄", "😘",
    "💊", "🙊", "😎", "👾", "🤷‍♂", "🤷", "🤷‍♀",  "😡"};

}  // namespace

const std::span<const std::string_view> kReactions = kSet;

}  // namespace parley::telegram
