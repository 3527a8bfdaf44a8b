#include "server/flow/assign.hpp"

#include "server/flow/step_memo.hpp"
#include "server/store/at_hand.hpp"
#include "server/store/changes.hpp"
#include "server/store/conversation_rows.hpp"
#include "server/store/messages.hpp"
#include "server/store/settings.hpp"

#include <memory>

namespace parley {
namespace {

std::vector<std::string> texts_of(std::string_view json) {
    std::vector<std::string> out;
    const auto list = stored_json(json);
    if (!list.is_array()) return out;
    for (const auto& item : list) {
        if (item.is_string()) out.push_back(item.get<std::string>());
    }
    return out;
}

std::string name_of_user(db::Connection& db, std::int64_t id) {
    auto row = db.query(db::q::user_get, id);
    return row.next() ? row.text(2) : std::string();
}

/// `{id, name}` of the one with this id; null when there is none.
template <class All>
Json named(const All& all, std::optional<std::int64_t> id) {
    for (const auto& one : all) {
        if (one.id == id) return {{"id", one.id}, {"name", one.name}};
    }
    return nullptr;
}

/// What led to the decision, for the line of the thread.
Json line_of(std::string_view activity, const Decision& decision, const RoutingTables& tables) {
    Json line{{"activity", activity}, {"reason", decision.reason}};
    if (auto rule = named(tables.rules, decision.rule_id); !rule.is_null()) line["rule"] = std::move(rule);
    if (auto team = named(tables.teams, decision.team_id); !team.is_null()) line["team"] = std::move(team);
    return line;
}

int reoffer_seconds(const RoutingTables& tables, std::optional<std::int64_t> team_id) {
    for (const auto& team : tables.teams) {
        if (team.id == team_id) return team.reoffer_seconds;
    }
    return 0;
}

/// The tables that an earlier step of this group has read already; add_load keeps them true.
std::shared_ptr<RoutingTables> routing_of(Transaction& transaction) {
    auto* memo = step_memo(transaction);
    if (memo && memo->routing) return memo->routing;
    auto tables = std::make_shared<RoutingTables>(load_routing(transaction.db()));
    if (memo) memo->routing = tables;
    return tables;
}

void log_assignment(Transaction& transaction, const Conversation& c, const Decision& decision, const JsonText& log,
                    std::optional<std::int64_t> by) {
    transaction.db().execute(db::q::assignment_insert, transaction.next_id(), c.id, transaction.now(), decision.user_id,
                             decision.team_id, decision.rule_id, decision.reason, by, log.text);
    transaction.at_hand().keep(c.id, AtHand::Assigned{transaction.now(), decision.reason});
}

/// Moves the assignee with everything that hangs on it: load, wait, lead's owner, queue.
void hand_over(Transaction& transaction, Conversation& c, std::optional<std::int64_t> user_id) {
    if (c.status != ConversationStatus::closed) {
        add_load(transaction, c.assignee_id, -1);
        add_load(transaction, user_id, +1);
    }
    c.assignee_id = user_id;
    transaction.db().execute(db::q::queue_remove, c.id);
    c.queued = false;
    if (!user_id) return;
    if (c.wait_id) transaction.db().execute(db::q::wait_set_assigned, *c.wait_id, transaction.now());
    if (!c.lead_id) return;
    const auto lead = lead_by_id(transaction.db(), *c.lead_id);
    if (!lead || lead->owner_id) return;
    transaction.db().execute(db::q::lead_set_owner, *c.lead_id, user_id);
    record_owner(transaction, *c.lead_id, std::nullopt, user_id, {});
    transaction.emit("lead.updated", c.id, "{\"lead_id\":" + std::to_string(*c.lead_id) + "}");
}

void apply(Transaction& transaction, Conversation& c, const Decision& decision, const RoutingTables& tables) {
    log_assignment(transaction, c, decision, decision_log(decision), std::nullopt);
    c.priority = std::max(c.priority, decision.priority);
    if (decision.team_id) c.team_id = decision.team_id;
    if (!decision.user_id) {
        const Millis since = c.clock.open ? c.clock.open->opened_at : transaction.now();
        transaction.db().execute(db::q::queue_put, c.id, since, c.priority);
        c.queued = true;
        insert_activity(transaction, c.id, line_of("queued", decision, tables));
        return;
    }
    hand_over(transaction, c, decision.user_id);
    auto line = line_of("assigned", decision, tables);
    line["user"] = {{"id", *decision.user_id}, {"name", name_of_user(transaction.db(), *decision.user_id)}};
    insert_activity(transaction, c.id, std::move(line));
    const int seconds = reoffer_seconds(tables, c.team_id);
    if (seconds > 0 && c.wait_id) {
        transaction.db().execute(db::q::job_insert, transaction.next_id(), "reoffer", c.id,
                                 transaction.now() + seconds * 1000, transaction.now());
        transaction.signal("jobs");
    }
}

}  // namespace

RoutingTables load_routing(db::Connection& db) {
    RoutingTables tables;
    for (auto row = db.query(db::q::rules_all); row.next();) {
        RoutingRule rule;
        rule.id = row.integer(0);
        rule.position = static_cast<int>(row.integer(1));
        rule.name = row.text(2);
        rule.enabled = row.integer(3) != 0;
        if (auto conditions = read_conditions(stored_json(row.view(4))))
            rule.conditions = std::move(*conditions);
        else
            rule.enabled = false;  // written by a newer version: never guess
        const auto action = stored_json(row.view(5));
        rule.team_id = integer_of(action, "team_id");
        rule.user_id = integer_of(action, "user_id");
        rule.priority = static_cast<int>(integer_of(action, "priority").value_or(0));
        if (const Json* skills = find(action, "skills")) rule.skills = texts_of(skills->dump());
        tables.rules.push_back(std::move(rule));
    }
    for (auto row = db.query(db::q::teams_all); row.next();) {
        Team team;
        team.id = row.integer(0);
        team.name = row.text(1);
        team.strategy = strategy_from(row.view(2)).value_or(Strategy::least_loaded);
        team.reoffer_seconds = static_cast<int>(row.integer(3));
        tables.teams.push_back(std::move(team));
    }
    for (auto& team : tables.teams) {
        for (auto row = db.query(db::q::team_members, team.id); row.next();) {
            Candidate c;
            c.user_id = row.integer(0);
            c.name = row.text(1);
            c.online = row.integer(2) != 0 && row.integer(3) == 0;
            c.active = row.integer(4) != 0;
            c.load = static_cast<int>(row.integer(5));
            c.capacity = static_cast<int>(row.integer(6));
            c.skills = texts_of(row.view(7));
            c.last_assigned_at = row.integer(8);
            c.weight = static_cast<int>(row.integer(9));
            team.members.push_back(std::move(c));
        }
    }
    tables.calendar = business_calendar(db);
    return tables;
}

bool in_hours(const RoutingTables& tables, Millis at) {
    return !tables.calendar || is_open(*tables.calendar, at);
}

Decision decide(const RoutingTables& tables, Enquiry enquiry, Millis at,
                const std::vector<std::int64_t>& already_offered) {
    enquiry.in_hours = in_hours(tables, at);
    return route(enquiry, tables.rules, tables.teams, already_offered);
}

void add_load(Transaction& transaction, std::optional<std::int64_t> user_id, int delta) {
    if (!user_id) return;
    transaction.db().execute(db::q::user_add_load, *user_id, delta, transaction.now());
    auto* memo = step_memo(transaction);
    if (!memo || !memo->routing) return;
    for (auto& team : memo->routing->teams) {
        for (auto& member : team.members) {
            if (member.user_id != *user_id) continue;
            member.load += delta;
            if (delta > 0) member.last_assigned_at = transaction.now();
        }
    }
}

void assign_by_rules(Transaction& transaction, Conversation& c, const Enquiry& enquiry,
                     const std::vector<std::int64_t>& already_offered) {
    const auto tables = routing_of(transaction);
    apply(transaction, c, decide(*tables, enquiry, transaction.now(), already_offered), *tables);
}

void assign_to(Transaction& transaction, Conversation& c, std::optional<std::int64_t> user_id, std::string_view reason,
               std::optional<std::int64_t> by_user_id) {
    if (c.assignee_id == user_id) return;
    Decision decision;
    decision.user_id = user_id;
    decision.team_id = c.team_id;
    decision.reason = reason;
    log_assignment(transaction, c, decision, JsonText{"{}"}, by_user_id);
    hand_over(transaction, c, user_id);
    Json line{{"activity", user_id ? "assigned" : "unassigned"}, {"reason", reason}};
    if (user_id) line["user"] = {{"id", *user_id}, {"name", name_of_user(transaction.db(), *user_id)}};
    if (by_user_id) line["by"] = {{"id", *by_user_id}, {"name", name_of_user(transaction.db(), *by_user_id)}};
    insert_activity(transaction, c.id, std::move(line));
}

Enquiry enquiry_of(const Conversation& c, std::string_view channel_kind, const Contact& contact,
                   const std::vector<Touch>& touches, std::string_view text) {
    Enquiry enquiry;
    enquiry.channel_id = c.channel_id;
    enquiry.channel_kind = channel_kind;
    enquiry.language = contact.language.value_or("");
    for (const auto& [name, value] : contact.attributes.items()) {
        if (value.is_string()) enquiry.contact_fields[name] = value.get<std::string>();
    }
    const auto attribution = attribute(touches);
    if (attribution.first) {
        enquiry.source = attribution.first->source;
        enquiry.campaign = attribution.first->campaign;
        enquiry.landing_page = attribution.first->landing_page;
    }
    enquiry.text = text;
    enquiry.previous_owner = c.assignee_id;
    enquiry.returning = c.clock.answered_before;
    return enquiry;
}

Enquiry enquiry_of(db::Connection& db, const Conversation& c) {
    std::string kind, text;
    if (auto row = db.query(db::q::channel_get, c.channel_id); row.next()) kind = row.text(1);
    if (auto row = db.query(db::q::messages_after, c.id, std::int64_t{0}, 1); row.next()) text = row.text(13);
    const auto contact = contact_by_id(db, c.contact_id);
    return enquiry_of(c, kind, contact ? *contact : Contact{}, touches_of(db, c.contact_id), text);
}

void drain_queue(Transaction& transaction) {
    std::vector<QueueEntry> queue;
    for (auto row = transaction.db().query(db::q::queue_all); row.next();) {
        queue.push_back({row.integer(0), row.integer(1), static_cast<int>(row.integer(2))});
    }
    if (queue.empty()) return;
    // Read again only after somebody got one: a long queue that nobody can take must not cost every closing dear.
    auto tables = load_routing(transaction.db());
    for (const auto& entry : drain_order(std::move(queue))) {
        auto conversation = conversation_by_id(transaction.db(), entry.conversation_id);
        if (!conversation || conversation->assignee_id || conversation->status == ConversationStatus::closed) {
            transaction.db().execute(db::q::queue_remove, entry.conversation_id);
            transaction.rows().changed(entry.conversation_id);
            continue;
        }
        auto decision = decide(tables, enquiry_of(transaction.db(), *conversation), entry.waiting_since);
        if (!decision.user_id) continue;
        decision.strategy = decision.reason;
        decision.reason = "queue_drained";
        apply(transaction, *conversation, decision, tables);
        save_conversation(transaction, *conversation);
        announce_conversation(transaction, conversation->id);
        tables = load_routing(transaction.db());
    }
}

void reoffer(Transaction& transaction, std::int64_t conversation_id) {
    auto conversation = conversation_by_id(transaction.db(), conversation_id);
    if (!conversation || !conversation->wait_id || !conversation->clock.open ||
        conversation->status == ConversationStatus::closed)
        return;
    std::vector<std::int64_t> offered;
    for (auto row = transaction.db().query(db::q::assignment_offered_since, conversation_id,
                                           conversation->clock.open->opened_at);
         row.next();) {
        offered.push_back(row.integer(0));
    }
    if (conversation->assignee_id) offered.push_back(*conversation->assignee_id);
    auto enquiry = enquiry_of(transaction.db(), *conversation);
    enquiry.previous_owner.reset();
    const auto tables = load_routing(transaction.db());
    auto decision = decide(tables, enquiry, conversation->clock.open->opened_at, offered);
    if (!decision.user_id) return;  // nobody else is able: it stays where it is
    decision.strategy = decision.reason;
    decision.reason = "reoffered";
    apply(transaction, *conversation, decision, tables);
    save_conversation(transaction, *conversation);
    announce_conversation(transaction, conversation->id);
}

}  // namespace parley
