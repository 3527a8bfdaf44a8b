#include "connectors/whatsapp/whatsapp.hpp"

#include "tests/fuzz/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parley;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto updates = whatsapp::parse_hook(bytes, {"300000000000001", "200000000000001"}, 1'800'000'000'000);
    fuzz::check(updates);
    for (const auto& update : updates) {
        // What was read with marks can be written with signs again, whatever they enclose.
        if (const auto* message = std::get_if<MessageReceived>(&update.body))
            (void)whatsapp::write_signs(message->text, message->content, 0);
    }
    return 0;
}
