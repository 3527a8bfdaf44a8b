// Mutations that leave JSON what it is: bytes changed at random seldom get past the first bracket. The fuzzer's own
// changes of bytes come in between, for what is no JSON at all.
#include "server/base/json.hpp"

#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t room);

namespace parley::fuzz {
namespace {

using Random = std::minstd_rand;

std::size_t below(Random& random, std::size_t end) {
    return end == 0 ? 0 : random() % end;
}

/// All values inside, itself first.
std::vector<Json*> values_in(Json& root) {
    std::vector<Json*> found{&root};
    for (std::size_t at = 0; at < found.size(); ++at) {
        if (!found[at]->is_structured()) continue;
        for (auto& inner : *found[at]) found.push_back(&inner);
    }
    return found;
}

Json odd_value(Random& random) {
    static const std::vector<Json> kOdd = {nullptr,
                                           true,
                                           false,
                                           0,
                                           -1,
                                           1,
                                           2147483648LL,
                                           9007199254740993LL,
                                           INT64_MAX,
                                           INT64_MIN,
                                           UINT64_MAX,
                                           0.5,
                                           -1e308,
                                           "",
                                           "0",
                                           "-1",
                                           "9223372036854775808",
                                           "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7",
                                           "\xE2\x80\xAE\xD9\x85",
                                           std::string("\0", 1),
                                           "a\nb",
                                           std::string(5000, 'x'),
                                           "1e999",
                                           "2026-11-27T00:00:00Z",
                                           "https://example.com/?a=b",
                                           Json::array(),
                                           Json::object(),
                                           Json::array({Json::object()}),
                                           Json::array({nullptr, 1, "x"})};
    return kOdd[below(random, kOdd.size())];
}

void change(Json& root, Json& other, Random& random) {
    auto values = values_in(root);
    auto& one = *values[below(random, values.size())];
    switch (below(random, 8)) {
        case 0:
            one = odd_value(random);
            break;
        case 1: {  // a value from elsewhere
            auto theirs = values_in(other);
            one = Json(*theirs[below(random, theirs.size())]);
            break;
        }
        case 2: {  // under another of the names that are in use
            if (!one.is_object() || one.empty()) break;
            auto theirs = values_in(other);
            const auto& donor = *theirs[below(random, theirs.size())];
            if (!donor.is_object() || donor.empty()) break;
            auto from = donor.begin();
            std::advance(from, static_cast<std::ptrdiff_t>(below(random, donor.size())));
            one[from.key()] = Json(from.value());
            break;
        }
        case 3: {
            if (!one.is_structured() || one.empty()) break;
            if (one.is_array()) {
                one.erase(below(random, one.size()));
            } else {
                auto gone = one.begin();
                std::advance(gone, static_cast<std::ptrdiff_t>(below(random, one.size())));
                one.erase(gone);
            }
            break;
        }
        case 4:
            if (one.is_array() && !one.empty() && one.size() < 200) one.push_back(Json(one[below(random, one.size())]));
            break;
        case 5:
            if (one.is_number_integer())
                one = static_cast<std::int64_t>(one.get<std::uint64_t>() + below(random, 9) - 4);
            break;
        case 6: {  // the other way to write it
            if (one.is_number_integer())
                one = one.dump();
            else if (one.is_string())
                one = Json::array({Json(one)});
            break;
        }
        case 7: {  // other bytes in a text
            if (!one.is_string()) break;
            auto text = one.get<std::string>();
            const auto before = text.size();
            text.resize(before + 16);
            text.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(text.data()), before, text.size()));
            one = text;
            break;
        }
    }
}

std::size_t put(const Json& json, std::uint8_t* data, std::size_t room) {
    // Bytes that are not UTF-8 go out as they are: a sender may well do that.
    std::string text;
    try {
        text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    } catch (const Json::exception&) {
        return 0;
    }
    if (text.size() > room) return 0;
    std::memcpy(data, text.data(), text.size());
    return text.size();
}

}  // namespace
}  // namespace parley::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t room, unsigned seed) {
    using namespace parley;
    using namespace parley::fuzz;
    Random random(seed + 1);
    if (below(random, 8) == 0) return LLVMFuzzerMutate(data, size, room);
    auto root = Json::parse(data, data + size, nullptr, false);
    if (root.is_discarded()) return LLVMFuzzerMutate(data, size, room);
    Json other = root;
    for (auto times = 1 + below(random, 4); times > 0; --times) change(root, other, random);
    const auto length = put(root, data, room);
    return length > 0 ? length : LLVMFuzzerMutate(data, size, room);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size,
                                                 const std::uint8_t* other, std::size_t other_size, std::uint8_t* out,
                                                 std::size_t room, unsigned seed) {
    using namespace parley;
    using namespace parley::fuzz;
    Random random(seed + 1);
    auto root = Json::parse(one, one + one_size, nullptr, false);
    auto donor = Json::parse(other, other + other_size, nullptr, false);
    if (root.is_discarded() || donor.is_discarded()) return 0;
    for (auto times = 1 + below(random, 4); times > 0; --times) change(root, donor, random);
    return put(root, out, room);
}
