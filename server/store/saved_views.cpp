#include "server/store/saved_views.hpp"

#include "server/base/text.hpp"
#include "server/store/views.hpp"

#include <map>

namespace parley {
namespace {

SavedView read_view(const db::Rows& row) {
    SavedView view;
    view.id = row.integer(0);
    view.name = row.text(1);
    view.owner_id = row.integer(2);
    view.shared = row.integer(3) != 0;
    view.team_id = row.maybe_integer(4);
    view.query = stored_json(row.text(5));
    return view;
}

std::vector<SavedView> all_saved(db::Connection& db) {
    std::vector<SavedView> all;
    for (auto row = db.query(db::q::views_all); row.next();) all.push_back(read_view(row));
    return all;
}

}  // namespace

std::string key_of(const SavedView& view) {
    return view.id == 0 ? "team-" + std::to_string(view.team_id.value_or(0)) : "view-" + std::to_string(view.id);
}

std::string scope_of(const SavedView& view) {
    if (!view.shared) return "mine";
    return view.team_id ? "team" : "all";
}

std::optional<SavedView> saved_view(db::Connection& db, std::int64_t id) {
    auto row = db.query(db::q::view_get, id);
    if (!row.next()) return std::nullopt;
    return read_view(row);
}

std::set<std::int64_t> teams_of(db::Connection& db, std::int64_t user_id) {
    std::set<std::int64_t> teams;
    for (auto row = db.query(db::q::team_memberships, user_id); row.next();) teams.insert(row.integer(0));
    return teams;
}

bool may_see(const SavedView& view, const Viewer& viewer, const std::set<std::int64_t>& teams) {
    if (!view.shared) return view.owner_id == viewer.user_id;
    return !view.team_id || viewer.manages || teams.contains(*view.team_id);
}

std::vector<SavedView> views_of(db::Connection& db, const Viewer& viewer) {
    const auto teams = teams_of(db, viewer.user_id);
    std::vector<SavedView> views;
    for (auto row = db.query(db::q::teams_all); row.next();) {
        SavedView team;
        team.name = row.text(1);
        team.shared = true;
        team.team_id = row.integer(0);
        team.query = {{"view", "all"}, {"team", std::to_string(*team.team_id)}};
        if (may_see(team, viewer, teams)) views.push_back(std::move(team));
    }
    for (auto& view : all_saved(db)) {
        if (may_see(view, viewer, teams)) views.push_back(std::move(view));
    }
    std::map<std::string, std::int64_t> places;
    for (auto row = db.query(db::q::view_places, viewer.user_id); row.next();) places[row.text(0)] = row.integer(1);
    // What has no place keeps its order among its like.
    std::map<std::pair<std::int64_t, std::size_t>, SavedView> sorted;
    for (std::size_t i = 0; i < views.size(); ++i) {
        const auto found = places.find(key_of(views[i]));
        sorted.emplace(std::pair(found == places.end() ? INT64_MAX : found->second, i), std::move(views[i]));
    }
    views.clear();
    for (auto& [place, view] : sorted) views.push_back(std::move(view));
    return views;
}

Json view_saved(db::Connection& db, const SavedView& view, const Viewer& viewer) {
    Json team;
    if (view.team_id) {
        auto row = db.query(db::q::team_by_id, *view.team_id);
        if (row.next()) team = {{"id", row.integer(0)}, {"name", row.text(1)}};
    }
    return {{"key", key_of(view)},     {"id", view.id == 0 ? Json() : Json(view.id)},
            {"name", view.name},       {"scope", scope_of(view)},
            {"team", std::move(team)}, {"owner", view.id == 0 ? Json() : view_user_brief(db, view.owner_id)},
            {"query", view.query},     {"editable", view.id != 0 && (!view.shared || viewer.manages)}};
}

void rename_tag_in_views(Transaction& transaction, const std::string& before, const std::string& name) {
    const auto folded = fold(before);
    bool changed = false;
    for (auto& view : all_saved(transaction.db())) {
        const auto tag = text_of(view.query, "tag");
        if (!tag || fold(*tag) != folded) continue;
        view.query["tag"] = name;
        transaction.db().execute(db::q::view_update, view.id, view.name, view.shared, view.team_id, dump(view.query));
        changed = true;
    }
    if (changed) transaction.emit("views.updated", std::nullopt, "{}");
}

}  // namespace parley
