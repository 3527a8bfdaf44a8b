#pragma once

namespace parley {

enum class LeadAction { create, none, create_repeat };

/// A new enquiry makes a lead; a contact with an active lead does not get a second one; after won or lost a new enquiry
/// makes a repeat lead where the pipeline allows it.
constexpr LeadAction decide_lead(bool has_active_lead, bool has_closed_lead, bool repeat_allowed) noexcept {
    if (has_active_lead) return LeadAction::none;
    if (!has_closed_lead) return LeadAction::create;
    return repeat_allowed ? LeadAction::create_repeat : LeadAction::none;
}

}  // namespace parley
