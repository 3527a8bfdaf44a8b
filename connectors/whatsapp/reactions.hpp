#pragma once

#include <span>
#include <string_view>

namespace parley::whatsapp {

/// The emoji offered for a message, those used most first.
extern const std::span<const std::string_view> kReactions;

}  // namespace parley::whatsapp
