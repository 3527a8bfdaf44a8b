#include "connectors/telegram/telegram.hpp"

#include "tests/fuzz/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parley;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    constexpr Millis kNow = 1'800'000'000'000;
    fuzz::check(telegram::parse_update(bytes, kNow, "7000000001"));
    if (const auto split = telegram::split_updates(bytes)) {
        for (const auto& one : *split) fuzz::check(telegram::parse_update(one.bytes, kNow));
    }
    return 0;
}
