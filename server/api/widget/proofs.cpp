#include "server/api/widget/proofs.hpp"

#include <charconv>

namespace parley::widget {
namespace {

constexpr std::size_t kId = 32, kNonce = 32, kMark = 32;
constexpr Millis kHalfDay = 12LL * 3600 * 1000;

std::string_view prefix_of(ProofKind kind) {
    return kind == ProofKind::token ? "pv_" : "pt_";
}

bool is_hex(std::string_view text, std::size_t size) {
    return text.size() == size && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string_view cut_to(std::string_view& rest, char mark) {
    const auto end = rest.find(mark);
    const auto part = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return part;
}

}  // namespace

/// pv_<channel>.<visitor>.<nonce>.<mark>
std::string Proofs::signed_text(ProofKind kind, const Proof& who, std::string_view nonce) const {
    auto text =
        std::string(prefix_of(kind)) + std::to_string(who.channel_id) + "." + who.visitor_id + "." + std::string(nonce);
    const auto mark = to_hex(key_.sign({"proof ", text})).substr(0, kMark);
    return text + "." + mark;
}

std::string Proofs::make(ProofKind kind, const Proof& who) const {
    return signed_text(kind, who, random_hex(kNonce));
}

std::optional<Proof> Proofs::read(ProofKind kind, std::string_view text) const {
    if (text.size() > 200 || !text.starts_with(prefix_of(kind))) return std::nullopt;
    auto rest = text.substr(3);
    const auto channel = number(cut_to(rest, '.'));
    const auto visitor = cut_to(rest, '.');
    const auto nonce = cut_to(rest, '.');
    if (!channel || !is_hex(visitor, kId) || !is_hex(nonce, kNonce)) return std::nullopt;
    Proof who{*channel, std::string(visitor)};
    if (!equal_secret(text, signed_text(kind, who, nonce))) return std::nullopt;
    return who;
}

std::string Proofs::first_ticket(const Proof& who, std::string_view token) const {
    return signed_text(ProofKind::ticket, who, to_hex(key_.sign({"first ticket ", token})).substr(0, kNonce));
}

std::string Proofs::seal_key(std::string_view visitor_id) const {
    return to_base64url(key_.sign({"seal ", visitor_id}));
}

std::string Proofs::file_mark(std::string_view attachment_id, std::string_view until) const {
    return to_hex(key_.sign({"file ", attachment_id, ".", until})).substr(0, kMark);
}

std::string Proofs::access(std::int64_t attachment_id, Millis now) const {
    // The same address for half a day, so that browsers keep what they fetched.
    const auto until = std::to_string((now / kHalfDay + 2) * kHalfDay);
    return until + "-" + file_mark(std::to_string(attachment_id), until);
}

bool Proofs::may_read(std::string_view attachment_id, std::string_view access, Millis now) const {
    const auto until_text = cut_to(access, '-');
    const auto until = number(until_text);
    return until && *until > now && equal_secret(access, file_mark(attachment_id, until_text));
}

}  // namespace parley::widget
