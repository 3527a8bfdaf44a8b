#pragma once

#include "server/flow/assign.hpp"
#include "server/store/store.hpp"

#include <any>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace parley {

/// Where a new lead begins.
struct FirstStage {
    std::int64_t id = 0, pipeline_id = 0, group = 0;
    std::string name;
};

/// What the first step that needs it has read for those after it: see Transaction::memo.
struct StepMemo {
    std::shared_ptr<RoutingTables> routing;
    std::optional<FirstStage> first_stage;
    std::optional<bool> parked;  ///< any change waits for its message
};

/// Null where nothing may be kept.
inline StepMemo* step_memo(Transaction& transaction) {
    auto* memo = transaction.memo();
    if (!memo) return nullptr;
    if (!memo->has_value()) memo->emplace<StepMemo>();
    return std::any_cast<StepMemo>(memo);
}

}  // namespace parley
