#include "connectors/api/api.hpp"

#include "tests/fuzz/check.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parley;
    const auto parsed = api::parse_events({reinterpret_cast<const char*>(data), size});
    if (!parsed) return 0;
    fuzz::check(parsed->updates);
    std::vector<UpdateOutcome> outcomes(parsed->updates.size());
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        if (const auto* wrong = std::get_if<NotUnderstood>(&parsed->updates[i].body)) {
            outcomes[i].status = UpdateOutcome::Status::rejected;
            outcomes[i].code = wrong->code;
            outcomes[i].detail = wrong->detail;
            outcomes[i].pointer = wrong->pointer;
        }
    }
    if (!read_json(api::write_results(parsed->item_ids, outcomes))) std::abort();
    return 0;
}
