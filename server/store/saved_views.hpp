#pragma once

#include "server/base/json.hpp"
#include "server/store/store.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace parley {

/// A list under a name: one that somebody saved, or that of a team (id 0), which nobody has to make.
struct SavedView {
    std::int64_t id = 0;
    std::string name;
    std::int64_t owner_id = 0;
    bool shared = false;
    std::optional<std::int64_t> team_id;  ///< shared with it alone
    Json query;                           ///< `{"view","tag","channel","assignee","source","status","team"}`, texts
};

struct Viewer {
    std::int64_t user_id = 0;
    bool manages = false;
};

/// "team-5" or "view-7": what tells one from the other in a person's order.
std::string key_of(const SavedView& view);
/// mine, team or all.
std::string scope_of(const SavedView& view);

std::optional<SavedView> saved_view(db::Connection& db, std::int64_t id);
std::set<std::int64_t> teams_of(db::Connection& db, std::int64_t user_id);
/// One's own, those shared with all or with one of one's teams; who manages sees all that are shared.
bool may_see(const SavedView& view, const Viewer& viewer, const std::set<std::int64_t>& teams);
/// Those of one's teams (of all, for who manages) and the saved ones one may see, in one's own order; then the rest.
std::vector<SavedView> views_of(db::Connection& db, const Viewer& viewer);
Json view_saved(db::Connection& db, const SavedView& view, const Viewer& viewer);

/// A tag has another name now: views that ask for it go on doing so.
void rename_tag_in_views(Transaction& transaction, const std::string& before, const std::string& name);

}  // namespace parley
