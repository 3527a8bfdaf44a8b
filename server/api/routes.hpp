#pragma once

#include "server/api/context.hpp"

namespace parley {

// Each room adds its own routes; server/app/app.cpp calls them all, then puts policy.hpp in front.
void add_session_routes(Router& router, ApiContext& context);
void add_own_session_routes(Router& router, ApiContext& context);
void add_invitation_routes(Router& router, ApiContext& context);
void add_conversation_routes(Router& router, ApiContext& context);
void add_tag_routes(Router& router, ApiContext& context);
void add_template_routes(Router& router, ApiContext& context);
void add_view_routes(Router& router, ApiContext& context);
void add_preference_routes(Router& router, ApiContext& context);
void add_scheduled_routes(Router& router, ApiContext& context);
void add_draft_routes(Router& router, ApiContext& context);
void add_message_routes(Router& router, ApiContext& context);
void add_people_routes(Router& router, ApiContext& context);
void add_same_person_routes(Router& router, ApiContext& context);
void add_search_routes(Router& router, ApiContext& context);
void add_user_routes(Router& router, ApiContext& context);
void add_team_routes(Router& router, ApiContext& context);
void add_rule_routes(Router& router, ApiContext& context);
void add_token_routes(Router& router, ApiContext& context);
void add_guide_routes(Router& router, ApiContext& context);
void add_settings_routes(Router& router, ApiContext& context);
void add_channel_routes(Router& router, ApiContext& context);
void add_channel_template_routes(Router& router, ApiContext& context);
void add_report_routes(Router& router, ApiContext& context);
void add_event_routes(Router& router, ApiContext& context);
void add_hook_routes(Router& router, ApiContext& context);
void add_health_routes(Router& router, ApiContext& context);
void add_openapi_routes(Router& router);

}  // namespace parley
