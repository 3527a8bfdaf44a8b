#include "connectors/meta/messaging.hpp"
#include "connectors/meta/read.hpp"

namespace parley::meta {
namespace {

constexpr JsonLimits kHookLimits{4 << 20, 64};

class DeliveryReader {
public:
    DeliveryReader(const Inbox& inbox, Millis received_at, ReadChange read_change)
        : inbox_(inbox), received_at_(received_at), read_change_(read_change) {}

    void read(const Json& body) {
        const auto object = text_or(body, "object");
        if (object != (inbox_.instagram ? "instagram" : "page")) return refuse("a delivery about " + object, "/object");
        const auto entries = objects_in(body, "entry");
        for (std::size_t i = 0; i < entries.size(); ++i) read_entry(*entries[i], "/entry/" + std::to_string(i));
    }
    void refuse(std::string why, std::string pointer, std::string code = "unknown_kind") {
        updates_.push_back({NotUnderstood{std::move(code), std::move(why), std::move(pointer), true}, std::nullopt});
    }
    std::vector<Update> take() { return std::move(updates_); }
    bool found_nothing() const { return updates_.empty(); }

private:
    void read_entry(const Json& entry, const std::string& pointer) {
        const auto account = id_of(entry, "id").value_or("");
        if (!account.empty() && account != inbox_.id) {
            updates_.push_back({Ignored{"of another account: " + account}, std::nullopt});
            return;
        }
        const auto before = updates_.size();
        for (const char* list : {"messaging", "standby"}) {
            const auto events = objects_in(entry, list);
            for (std::size_t k = 0; k < events.size(); ++k)
                read_event(*events[k], inbox_, std::string_view(list) == "standby", received_at_,
                           pointer + "/" + list + "/" + std::to_string(k), updates_);
        }
        const auto at = time_of(entry, "time", received_at_);
        const auto changes = objects_in(entry, "changes");
        for (std::size_t k = 0; k < changes.size(); ++k)
            change_of(*changes[k], pointer + "/changes/" + std::to_string(k), at);
        // Instagram's own log-in was seen to put a change flat into the entry.
        if (find(entry, "field") && find(entry, "value")) change_of(entry, pointer, at);
        if (updates_.size() == before) refuse("an entry without events", pointer);
    }

    void change_of(const Json& change, const std::string& pointer, Millis at) {
        const Json* value = object_at(change, "value");
        if (!value) return refuse("value is required", pointer + "/value", "missing_field");
        // A messaging event in another wrapping.
        if (object_at(*value, "sender"))
            return read_event(*value, inbox_, false, received_at_, pointer + "/value", updates_);
        read_change_(change, inbox_, pointer, at, updates_);
    }

    const Inbox& inbox_;
    Millis received_at_;
    ReadChange read_change_;
    std::vector<Update> updates_;
};

}  // namespace

std::vector<Update> parse_hook(std::string_view body, const Inbox& inbox, Millis received_at, ReadChange read_change) {
    DeliveryReader reader(inbox, received_at, read_change);
    const auto told = read_json(body, kHookLimits);
    // Genuine by its signature: refusing would only bring it again.
    if (!told) {
        reader.refuse(told.error().detail(), "", "invalid_json");
    } else if (told->is_array()) {
        // Instagram's own log-in wraps the whole in a list.
        for (const auto& one : *told) reader.read(one);
    } else {
        reader.read(*told);
    }
    if (reader.found_nothing()) reader.refuse("a delivery without entries", "");
    return reader.take();
}

}  // namespace parley::meta
