#include "connectors/registry.hpp"

#include "connectors/api/api.hpp"
#include "connectors/instagram/instagram.hpp"
#include "connectors/messenger/messenger.hpp"
#include "connectors/telegram/telegram.hpp"
#include "connectors/web/web.hpp"
#include "connectors/whatsapp/whatsapp.hpp"

#include <array>

namespace parley {

std::span<const ConnectorKind> connector_kinds() {
    static const std::array kinds{api_kind(),      instagram_kind(), messenger_kind(),
                                  telegram_kind(), web_kind(),       whatsapp_kind()};
    return kinds;
}

const ConnectorKind* find_kind(std::string_view kind) {
    for (const auto& known : connector_kinds()) {
        if (known.kind == kind) return &known;
    }
    return nullptr;
}

Result<Json> complete_settings(const ConnectorKind& kind, Json settings) {
    Error error(Errc::invalid, "settings of a " + std::string(kind.kind) + " channel are wrong");
    const auto setting_named = [&](std::string_view name) {
        for (const auto& setting : kind.settings) {
            if (setting.name == name) return true;
        }
        return name == "api_base";
    };
    for (const auto& [name, value] : settings.items()) {
        if (!setting_named(name)) error.add_field(name, "is not a setting of a " + std::string(kind.kind) + " channel");
        if (!value.is_string()) error.add_field(name, "must be text");
    }
    for (const auto& setting : kind.settings) {
        if (setting.required && text_or(settings, setting.name).empty()) {
            error.add_field(std::string(setting.name), "is missing: " + std::string(setting.help));
        }
    }
    if (!error.fields().empty()) return error;
    return kind.complete(std::move(settings));
}

Json without_secrets(const ConnectorKind& kind, const Json& settings) {
    Json shown = settings;
    for (const auto& setting : kind.settings) {
        if (setting.secret) shown.erase(std::string(setting.name));
    }
    return shown;
}

}  // namespace parley
