#include "server/flow/secrets.hpp"

#include "connectors/registry.hpp"
#include "server/base/log.hpp"
#include "server/base/secret.hpp"
#include "server/base/text.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace parley {
namespace {

constexpr const char* kSealed = "sealed";
constexpr std::string_view kCannotOpen = "its secrets cannot be opened";

std::string place_of(std::int64_t channel_id, std::string_view name) {
    return "channel|" + std::to_string(channel_id) + "|settings." + std::string(name);
}

std::optional<std::string> from_hex(std::string_view text) {
    const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]), low = digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::optional<std::string> read_key(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in.good()) {
        if (std::filesystem::exists(file))
            throw Failure(
                Error(Errc::internal, "the key in " + file + " cannot be read: let its owner run the server"));
        return std::nullopt;
    }
    std::ostringstream text;
    text << in.rdbuf();
    auto key = from_hex(trim(text.str()));
    if (!key || key->size() != Sealer::kKeyBytes)
        throw Failure(Error(Errc::internal, "what is in " + file + " is no key: put the right file back"));
    return key;
}

[[noreturn]] void cannot_write(const std::string& file) {
    throw Failure(Error(Errc::unavailable, "the key file " + file + " cannot be written: " + std::strerror(errno)));
}

/// Durable before anything is sealed with it.
void write_key(const std::string& file, std::string_view key) {
    const auto text = to_hex(key) + "\n";
    const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR);
    if (out < 0) cannot_write(file);
    const bool written =
        ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(out) == 0;
    ::close(out);
    if (!written) cannot_write(file);
    const auto folder = std::filesystem::path(file).parent_path();
    if (const int at = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); at >= 0) {
        ::fsync(at);
        ::close(at);
    }
}

bool is_sealed(const Json& member) {
    return member.is_object() && member.contains(kSealed);
}

struct Stored {
    std::int64_t id = 0;
    std::string name, state, detail;
    Json settings;
    bool enabled = true;
    const ConnectorKind* kind = nullptr;
};

}  // namespace

Secrets::Secrets(std::string file) : file_(std::move(file)) {
    if (auto key = read_key(file_)) sealer_ = std::make_shared<const Sealer>(std::move(*key));
}

std::shared_ptr<const Sealer> Secrets::sealer() const {
    const std::lock_guard lock(mutex_);
    return sealer_;
}

bool Secrets::has_key() const {
    return sealer() != nullptr;
}

Json Secrets::seal(const ConnectorKind& kind, std::int64_t channel_id, Json settings) {
    std::shared_ptr<const Sealer> with = sealer();
    for (const auto& setting : kind.settings) {
        const auto member = settings.find(setting.name);
        if (!setting.secret || member == settings.end() || !member->is_string()) continue;
        if (!with) {
            const std::lock_guard lock(mutex_);
            if (!sealer_) {
                auto key = random_bytes(Sealer::kKeyBytes);
                write_key(file_, key);
                sealer_ = std::make_shared<const Sealer>(std::move(key));
            }
            with = sealer_;
        }
        const auto plain = member->get<std::string>();
        *member = Json{{kSealed, with->seal(plain, place_of(channel_id, setting.name))}};
    }
    return settings;
}

Json Secrets::open(const ConnectorKind& kind, std::int64_t channel_id, Json settings,
                   std::vector<std::string>& lost) const {
    const auto with = sealer();
    for (const auto& setting : kind.settings) {
        const auto member = settings.find(setting.name);
        if (!setting.secret || member == settings.end() || !is_sealed(*member)) continue;
        auto plain = with ? with->open(text_or(*member, kSealed), place_of(channel_id, setting.name)) : std::nullopt;
        if (plain) {
            *member = std::move(*plain);
            continue;
        }
        settings.erase(member);
        lost.emplace_back(setting.name);
    }
    return settings;
}

boost::asio::awaitable<void> seal_channels(Store& store, Secrets& secrets) {
    co_await store.write([&](Transaction& transaction) {
        std::vector<Stored> all;
        for (auto row = transaction.db().query(db::q::channels_all); row.next();) {
            Stored one{row.integer(0),           row.text(2),         row.text(6),           row.text(7),
                       stored_json(row.view(4)), row.integer(5) != 0, find_kind(row.view(1))};
            if (one.kind && one.settings.is_object()) all.push_back(std::move(one));
        }
        std::size_t opened = 0, closed = 0;
        for (auto& one : all) {
            std::vector<std::string> lost;
            const auto plain = secrets.open(*one.kind, one.id, one.settings, lost);
            for (const auto& setting : one.kind->settings) {
                const auto member = one.settings.find(setting.name);
                if (setting.secret && member != one.settings.end() && is_sealed(*member))
                    ++(plain.contains(setting.name) ? opened : closed);
            }
            if (!lost.empty()) {
                const auto detail = std::string(kCannotOpen) + ": put the key file " + secrets.file() +
                                    " back and start again, or give the channel its secrets anew";
                transaction.db().execute(db::q::channel_set_state, one.id, "paused", "key_missing", detail);
                log_warning("channel {}: {}", one.id, detail);
                continue;
            }
            // The key is back.
            if (one.state == "paused" && one.detail.starts_with(kCannotOpen))
                transaction.db().execute(db::q::channel_set_state, one.id, "unchecked", "", "");
            auto sealed = secrets.seal(*one.kind, one.id, one.settings);
            if (sealed != one.settings)
                transaction.db().execute(db::q::channel_update, one.id, one.name, one.enabled, dump(sealed));
        }
        if (secrets.has_key() && opened == 0 && closed > 0)
            throw Failure(Error(Errc::internal, "the key in " + secrets.file() +
                                                    " is not the one that the channels' secrets were sealed with: put "
                                                    "the right file back"));
    });
}

}  // namespace parley
