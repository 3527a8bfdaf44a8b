#include "server/app/demo/month.hpp"

#include "server/flow/assign.hpp"
#include "server/flow/leads.hpp"
#include "server/flow/outbound.hpp"
#include "server/flow/settle.hpp"
#include "server/store/attachments.hpp"

#include <algorithm>

namespace parley::sample {
namespace {

constexpr Millis kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr const char* kRaw = "{\"sample\":true}";

struct Mark {
    std::string_view name;
    enum { picture, voice, receipt, prices } what;
};
constexpr Mark kMarks[] = {{" [picture]", Mark::picture},
                           {" [voice]", Mark::voice},
                           {" [receipt]", Mark::receipt},
                           {" [prices]", Mark::prices}};

/// The file a line asks for; the line loses its mark.
const Media* take_file(std::string& text, const Files& files, Dice& dice) {
    for (const auto& mark : kMarks) {
        const auto at = text.find(mark.name);
        if (at == std::string::npos) continue;
        text.erase(at, mark.name.size());
        if (mark.what == Mark::picture) return &files.picture(dice);
        if (mark.what == Mark::voice) return &files.voice(dice);
        return mark.what == Mark::receipt ? &files.receipt() : &files.prices();
    }
    return nullptr;
}

/// What the platform would have told of an act that lies in the outbox. There is no other: each is settled at once.
void deliver(Transaction& transaction, const Conversation& c, std::string external_id) {
    std::optional<OutboxHead> head;
    for (auto row = transaction.db().query(db::q::outbox_heads, c.channel_id, 1); row.next();) {
        head.emplace();
        head->id = row.integer(0);
        head->conversation_id = row.integer(1);
        head->message_id = row.integer(2);
        head->channel_id = row.integer(3);
        head->act = row.text(4);
        head->created_at = row.integer(7);
    }
    if (!head) return;
    auto outcome = SendOutcome::sent_as(std::move(external_id));
    if (head->message_id != 0) outcome.status = MessageStatus::delivered;
    settle(transaction, *head, outcome, {}, 0.5);
}

}  // namespace

std::string_view Month::line(std::size_t who) const {
    const auto& lines = visits_[who].talk->lines;
    const auto at = standing_[who].line;
    return at < lines.size() ? lines[at] : std::string_view();
}

MessageReceived Month::message(std::size_t who, Millis at) {
    const auto& visit = visits_[who];
    auto& standing = standing_[who];
    MessageReceived m;
    m.thread = visit.channel == ChannelUse::telegram ? ":" + visit.key : "p:" + visit.key;
    m.external_id = m.thread + ":" + std::to_string(++standing.said);
    m.person.external_id = visit.key;
    m.person.language = std::string(kLanguageCodes[static_cast<std::size_t>(visit.language)]);
    m.sent_at = at;
    if (standing.said == 1) {
        m.person.name = visit.name;
        if (!visit.phone.empty()) m.person.phone = visit.phone;
        if (!visit.email.empty()) m.person.email = visit.email;
        m.touches = visit.touches;
    }
    m.text = fill_in(line(who).substr(1), visit);
    if (standing.line == 0) m.text = std::string(dice_.one_of(phrases(visit.language).greetings)) + m.text;
    if (const auto* file = take_file(m.text, files_, dice_)) {
        m.kind = file->kind;
        m.media.push_back(*file);
    }
    return m;
}

void Month::says(Transaction& transaction, std::size_t who, Millis at) {
    auto& standing = standing_[who];
    const auto& channel = business_.channels[static_cast<std::size_t>(visits_[who].channel)];
    const auto outcomes = ingest(transaction, channel, kRaw, at, {{message(who, at), std::nullopt}});
    standing.conversation = outcomes.front().conversation_id.value_or(0);
    ++standing.line;
    go_on_after(transaction, who, at);
}

/// The next line is the customer's, the shop's, or nobody's.
void Month::go_on_after(Transaction& transaction, std::size_t who, Millis at) {
    const auto next = line(who);
    if (next.empty()) return finish(transaction, who, at);
    if (next.front() == '<') {
        // Some never come back to a question.
        if (dice_.chance(0.06)) return plan(at + kDay, What::closes, who);
        return plan(at + static_cast<Millis>(dice_.about(2.2 * kMinute, 1.1)), What::says, who);
    }
    if (visits_[who].ignored) {
        if (now_ - at > 3 * kDay || dice_.chance(0.5)) plan(next_opening(at + kDay), What::closes, who);
        return;
    }
    plan_answer(transaction, who, at);
}

void Month::plan_answer(Transaction& transaction, std::size_t who, Millis at) {
    const auto c = conversation_by_id(transaction.db(), standing_[who].conversation);
    const auto* worker = c ? worker_of(c->assignee_id) : nullptr;
    const double seconds = (worker ? worker->seconds : 150) * (visits_[who].pressing ? 12 : 1);
    const Millis start = next_opening(at);
    // Whoever comes in the morning finds a heap.
    const Millis heap = start > at ? dice_.between(0, 25) * kMinute : 0;
    plan(start + heap + static_cast<Millis>(dice_.about(seconds, 0.75) * kSecond) + 8 * kSecond, What::answers, who);
}

void Month::answers(Transaction& transaction, std::size_t who, Millis at) {
    const auto& visit = visits_[who];
    auto& standing = standing_[who];
    const auto c = conversation_by_id(transaction.db(), standing.conversation);
    if (!c) return;
    const auto* worker = worker_of(c->assignee_id);
    if (worker && !worker->at_work(at) && dice_.chance(0.25)) {
        // Left for his owner's next day, more often a colleague helps out.
        const auto back = worker->next_at_work(at);
        if (back && *back - at < 20 * kHour) return plan(*back + dice_.between(2, 40) * kMinute, What::answers, who);
    }
    if (!worker || !worker->at_work(at))
        worker = somebody_at_work(kLanguageCodes[static_cast<std::size_t>(visit.language)], at);
    if (!worker) return plan(next_opening(at + kMinute) + dice_.between(1, 30) * kMinute, What::answers, who);
    auto text = fill_in(line(who).substr(1), visit);
    const auto* file = take_file(text, files_, dice_);
    send(transaction, c->id, *worker, std::move(text), file, who, at);
    ++standing.line;
    if (++standing.answers == 1) plan_lead(who, at);
    go_on_after(transaction, who, at);
}

void Month::send(Transaction& transaction, std::int64_t conversation, const Worker& worker, std::string text,
                 const Media* file, std::size_t who, Millis at) {
    auto c = require_conversation(transaction.db(), conversation);
    transaction.date(at - std::min<Millis>(3 * kSecond, at));
    mark_seen(transaction, c, INT64_MAX);
    transaction.date(at);
    if (standing_[who].answers == 1 && dice_.chance(0.05)) {
        Reply note;
        note.text = dice_.one_of(phrases(visits_[who].language).notes);
        note.note = true;
        post_reply(transaction, conversation, worker.user_id, note);
    }
    Reply reply;
    reply.text = std::move(text);
    if (file) {
        Attachment upload;
        upload.id = transaction.next_id();
        upload.kind = file->kind;
        upload.name = file->name;
        upload.content_type = file->content_type;
        upload.size = file->size;
        upload.owner = "user:" + std::to_string(worker.user_id);
        insert_attachment(transaction, upload);
        store_attachment_bytes(transaction, upload, file->inline_bytes);
        reply.attachments.push_back(upload.id);
    }
    const auto posted = post_reply(transaction, conversation, worker.user_id, reply);
    transaction.date(at + dice_.between(200, 1800));
    deliver(transaction, c, "out-" + std::to_string(posted.message_id));
    transaction.date(at);
    if (visits_[who].channel != ChannelUse::telegram && dice_.chance(0.85))
        plan(at + static_cast<Millis>(dice_.about(1.2 * kMinute, 1.0)), What::reads, who, posted.message_id);
}

void Month::reads(Transaction& transaction, std::size_t who, std::int64_t message_id, Millis at) {
    Receipt receipt;
    receipt.thread = "p:" + visits_[who].key;
    receipt.message_id = message_id;
    receipt.status = MessageStatus::read;
    receipt.at = at;
    ingest(transaction, business_.channels[static_cast<std::size_t>(visits_[who].channel)], kRaw, at,
           {{std::move(receipt), std::nullopt}});
}

/// Everything is said. A last thank-you is answered, or marked as needing none.
void Month::finish(Transaction& transaction, std::size_t who, Millis at) {
    const auto c = conversation_by_id(transaction.db(), standing_[who].conversation);
    if (!c) return;
    plan(next_opening(at + static_cast<Millis>(dice_.about(20.0 * kMinute, 1.2))), What::closes, who);
}

void Month::closes(Transaction& transaction, std::size_t who, Millis at) {
    auto& standing = standing_[who];
    const auto& visit = visits_[who];
    auto c = conversation_by_id(transaction.db(), standing.conversation);
    if (!c || c->status == ConversationStatus::closed) return;
    const auto* worker = worker_of(c->assignee_id);
    if (!worker || !worker->at_work(at))
        worker = somebody_at_work(kLanguageCodes[static_cast<std::size_t>(visit.language)], at);
    if (!worker) return plan(next_opening(at + kMinute) + dice_.between(1, 20) * kMinute, What::closes, who);
    const bool talked_out = line(who).empty();
    if (c->wait_id && talked_out) {
        if (dice_.chance(0.35)) {
            send(transaction, c->id, *worker, std::string(dice_.one_of(phrases(visit.language).goodbyes)), nullptr, who,
                 at);
            c = conversation_by_id(transaction.db(), c->id);
        } else {
            end_wait_without_reply(transaction, *c, worker->user_id);
        }
    }
    // The newest stay on the desk a little longer, and some are put off.
    if (now_ - at < 2 * kDay && !visit.ignored) {
        if (dice_.chance(0.10)) {
            return snooze_conversation(transaction, *c, now_ + dice_.between(4, 60) * kHour, worker->user_id);
        }
        if (dice_.chance(0.2)) return;
    }
    close_conversation(transaction, *c, worker->user_id);
    deliver(transaction, *c, {});
    if (talked_out && dice_.chance(0.2))
        plan(at + dice_.between(1, 12) * kDay + dice_.between(-3, 3) * kHour, What::comes_back, who);
}

void Month::comes_back(Transaction& transaction, std::size_t who, Millis at) {
    plan_return(dice_, visits_[who]);
    standing_[who].line = 0;
    standing_[who].answers = 0;
    says(transaction, who, at);
}

void Month::presence(Transaction& transaction, std::size_t worker, bool on) {
    transaction.db().execute(db::q::user_set_presence, business_.workers[worker].user_id, on, false);
    routing_.reset();
    if (on) drain_queue(transaction);
}

/// How far a lead gets: stages are New, Contacted, Qualified, Proposal, Contract, Won, Lost, Not a lead.
void Month::plan_lead(std::size_t who, Millis at) {
    const auto purpose = visits_[who].talk->purpose;
    const bool sells = purpose == Purpose::purchase || purpose == Purpose::wholesale;
    if (!sells) {
        if (dice_.chance(0.93)) plan(at + dice_.between(1, 30) * kMinute, What::moves_lead, who, 7);
        return;
    }
    Millis when = at + dice_.between(5, 90) * kSecond;
    const double slow = purpose == Purpose::wholesale ? 3 : 1;
    for (std::int64_t step = 1; step <= 5; ++step) {
        if (dice_.chance(step == 1 ? 0.08 : 0.22)) {
            if (dice_.chance(0.6)) plan(next_opening(when + 2 * kDay), What::moves_lead, who, 6);
            return;
        }
        plan(when, What::moves_lead, who, step);
        when = next_opening(when + static_cast<Millis>(dice_.about(slow * static_cast<double>(9 * kHour), 0.9)));
    }
}

void Month::moves_lead(Transaction& transaction, std::size_t who, std::int64_t step, Millis at) {
    const auto c = conversation_by_id(transaction.db(), standing_[who].conversation);
    if (!c || !c->lead_id || static_cast<std::size_t>(step) >= stages_.size()) return;
    auto lead = lead_by_id(transaction.db(), *c->lead_id);
    if (!lead || static_cast<StageGroup>(lead->stage_group) != StageGroup::active) return;
    const auto* worker = worker_of(lead->owner_id);
    if (!worker) worker = somebody_at_work("en", at);
    if (!worker) return;
    const auto& visit = visits_[who];
    if (step >= 3 && step != 7 && !lead->amount_minor) {
        const bool many = visit.talk->purpose == Purpose::wholesale;
        transaction.db().execute(db::q::lead_set_facts, lead->id,
                                 visit.name + ", " + (many ? "20 x " : "") + visit.model,
                                 std::int64_t{visit.amount} * 100, "EUR");
    }
    move_lead(transaction, *lead, stages_[static_cast<std::size_t>(step)], worker->user_id);
    transaction.emit("lead.updated", c->id, "{\"lead_id\":" + std::to_string(lead->id) + "}");
}

const Worker* Month::worker_of(std::optional<std::int64_t> user) const {
    for (const auto& worker : business_.workers) {
        if (user == worker.user_id) return &worker;
    }
    return nullptr;
}

const Worker* Month::somebody_at_work(std::string_view language, Millis at) {
    const Worker* found = nullptr;
    std::size_t seen = 0;
    for (const auto& worker : business_.workers) {
        const bool speaks =
            std::find(worker.languages.begin(), worker.languages.end(), language) != worker.languages.end();
        if (speaks && worker.at_work(at) && dice_.below(++seen) == 0) found = &worker;
    }
    return found;
}

Millis Month::next_opening(Millis at) const {
    std::optional<Millis> first;
    for (const auto& worker : business_.workers) {
        const auto next = worker.next_at_work(at);
        if (next && (!first || *next < *first)) first = next;
    }
    return first.value_or(at + kDay);
}

}  // namespace parley::sample
