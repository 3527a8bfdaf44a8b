#include "connectors/instagram/instagram.hpp"

#include "tests/fuzz/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parley;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    fuzz::check(instagram::parse_hook(bytes, {"17841400000000001", "1000000000000001", true}, 1'800'000'000'000));
    return 0;
}
