#include "server/flow/leads.hpp"

#include "server/domain/status.hpp"
#include "server/store/conversation_rows.hpp"
#include "server/store/messages.hpp"
#include "server/store/views.hpp"

namespace parley {
namespace {

Json stage_ref(std::int64_t id, std::string_view name, std::int64_t group) {
    return {{"id", id}, {"name", name}, {"group", name_of(static_cast<StageGroup>(group))}};
}

}  // namespace

void move_lead(Transaction& transaction, const Lead& lead, std::int64_t stage_id, std::int64_t by) {
    std::int64_t group = 0;
    Json to;
    {
        auto row = transaction.db().query(db::q::stage_get, stage_id);
        if (!row.next()) throw Failure(Error::field("stage_id", "there is no such stage"));
        group = row.integer(3);
        to = stage_ref(stage_id, row.view(2), group);
    }
    if (stage_id == lead.stage_id) return;
    transaction.db().execute(db::q::lead_set_stage, lead.id, stage_id, group, transaction.now());
    transaction.rows().lead_changed(lead.id);
    transaction.db().execute(db::q::lead_history_insert, lead.id, transaction.now(), stage_id, by);
    insert_activity(transaction, lead.conversation_id,
                    {{"activity", "stage_moved"},
                     {"lead_id", lead.id},
                     {"from", stage_ref(lead.stage_id, lead.stage_name, lead.stage_group)},
                     {"to", std::move(to)},
                     {"by", view_user_brief(transaction.db(), by)}});
}

void announce_lead(Transaction& transaction, const Lead& lead) {
    transaction.emit("lead.updated", lead.conversation_id, "{\"lead_id\":" + std::to_string(lead.id) + "}");
}

}  // namespace parley
