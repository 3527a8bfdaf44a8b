#include "connectors/messenger/messenger.hpp"

#include "tests/fuzz/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parley;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    fuzz::check(messenger::parse_hook(bytes, {"100200300400500", "1000000000000001", false}, 1'800'000'000'000));
    return 0;
}
