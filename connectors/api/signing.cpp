#include "connectors/api/api.hpp"

namespace parley::api {
namespace {

/// Calls `use` for every blank-parted word.
template <class Use>
void each_word(std::string_view text, Use use) {
    while (!text.empty()) {
        const auto end = text.find(' ');
        if (end != 0) use(text.substr(0, end));
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

}  // namespace

Secrets::Secrets(std::string_view texts) {
    each_word(texts, [&](std::string_view word) {
        if (!word.starts_with("whsec_")) return;
        if (const auto key = from_base64(word.substr(6)); key && key->size() >= 24) keys_.emplace_back(*key);
    });
}

std::string Secrets::sign(std::string_view id, std::string_view timestamp, std::string_view content) const {
    std::string all;
    for (const auto& key : keys_) {
        if (!all.empty()) all += ' ';
        all += "v1," + to_base64(key.sign({id, ".", timestamp, ".", content}));
    }
    return all;
}

bool Secrets::matches(std::string_view header, std::string_view id, std::string_view timestamp,
                      std::string_view content) const {
    bool found = false;
    for (const auto& key : keys_) {
        const auto expected = to_base64(key.sign({id, ".", timestamp, ".", content}));
        each_word(header, [&](std::string_view word) {
            if (word.starts_with("v1,") && equal_secret(word.substr(3), expected)) found = true;
        });
    }
    return found;
}

}  // namespace parley::api
