#include "db/engine.hpp"
#include "server/base/text.hpp"
#include "server/store/merges.hpp"
#include "server/store/people.hpp"
#include "server/store/search.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace parley {
namespace {

constexpr std::string_view kEventMark = "search_event", kContactMark = "search_contact";

std::int64_t mark(db::Connection& db, std::string_view name) {
    auto row = db.query(db::q::setting_get, name);
    if (!row.next()) return 0;
    std::int64_t value = 0;
    const auto text = row.view(0);
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}
void set_mark(Transaction& transaction, std::string_view name, std::int64_t value) {
    transaction.db().execute(db::q::setting_put, name, std::to_string(value));
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
    return out;
}

class Batch {
public:
    explicit Batch(Transaction& transaction) : db_(transaction.db()) {}

    void put_message(MessageAddress address) {
        const auto message = message_at(db_, address);
        if (!message || message->deleted_at || message->kind == MessageKind::activity) return;
        // A row also for what has no words: they may come with an edit.
        if (db_.execute(db::q::message_text_row_put, address.message_id, address.conversation_id) == 0) return;
        const auto words = search_words(message->text);
        if (words.empty()) return;
        db_.execute(db::q::message_text_put, address.message_id, joined(words));
        for (const auto& word : words) {
            if (seen_.insert(word).second) db_.execute(db::q::search_term_put, word, address.message_id);
        }
    }
    /// `indexed` is the text that the index still has.
    void change_message(MessageAddress address, std::string_view indexed) {
        db_.execute(db::q::message_text_stale_delete, address.message_id);
        if (db_.execute(db::q::message_text_row_delete, address.message_id) == 0) return;
        const auto words = search_words(indexed);
        if (!words.empty()) db_.execute(db::q::message_text_take_out, address.message_id, joined(words));
        put_message(address);
        for (const auto& word : words) {
            if (!stands(word)) forget(word);
        }
    }
    void put_contact(std::int64_t id) {
        std::string before;
        if (auto row = db_.query(db::q::contact_text_row_get, id); row.next()) before = row.text(0);
        const auto body = contact_body(id);
        if (body == before) return;
        if (!before.empty()) db_.execute(db::q::contact_text_take_out, id, before);
        db_.execute(db::q::contact_text_row_put, id, body);
        db_.execute(db::q::contact_text_put, id, body);
    }

private:
    /// In some message still.
    bool stands(const std::string& word) {
        const auto match = db::match_word(db_.engine(), word);
        auto row = db_.query(db::q::message_text_find, match, 0, INT64_MAX, 1);
        return row.next();
    }
    /// What was taken back is not offered as an end of a begun word either: it may have been a name or a number.
    void forget(const std::string& word) {
        db_.execute(db::q::search_term_delete, word);
        seen_.erase(word);
    }
    /// One that was merged is found as what it is part of, and that by whatever either is called.
    std::string contact_body(std::int64_t id) {
        if (merge_of(db_, id)) return {};
        std::string body;
        for (const auto member : family_of(db_, id)) {
            const auto contact = contact_by_id(db_, member);
            if (!contact) return {};
            if (member != id) body += '\n';
            body += fold(contact->name);
            if (contact->phone) {
                body += '\n';
                std::copy_if(contact->phone->begin(), contact->phone->end(), std::back_inserter(body),
                             [](char c) { return c >= '0' && c <= '9'; });
            }
            if (contact->email) body += '\n' + fold(*contact->email);
        }
        for (auto row = db_.query(db::q::identities_of_contact, id); row.next();) {
            if (!row.null(2)) body += "\n@" + fold(row.view(2));
        }
        return body;
    }

    db::Connection& db_;
    std::set<std::string> seen_;
};

/// Each of these takes what there is, at most `most`, and says how much that was.
std::size_t changed_messages(db::Connection& db, Batch& batch, std::size_t most) {
    struct Stale {
        MessageAddress address;
        std::string text;
    };
    std::vector<Stale> stale;
    for (auto row = db.query(db::q::message_text_stale_some, most); row.next();)
        stale.push_back({{row.integer(1), row.integer(0)}, row.text(2)});
    for (const auto& one : stale) batch.change_message(one.address, one.text);
    return stale.size();
}

std::size_t new_messages(Transaction& transaction, Batch& batch, std::size_t most) {
    auto& db = transaction.db();
    const auto after = mark(db, kEventMark);
    std::vector<MessageAddress> fresh;
    std::int64_t last = after;
    std::size_t read = 0;
    for (auto row = db.query(db::q::events_after, after, most); row.next(); ++read) {
        last = row.integer(0);
        if (row.view(1) != "message.created") continue;
        const auto refs = stored_json(row.view(4));
        fresh.push_back({row.maybe_integer(2).value_or(0), integer_of(refs, "message_id").value_or(0)});
    }
    for (const auto& address : fresh) batch.put_message(address);
    if (last != after) set_mark(transaction, kEventMark, last);
    return read;
}

std::size_t changed_contacts(db::Connection& db, Batch& batch, std::size_t most) {
    std::vector<std::int64_t> ids;
    for (auto row = db.query(db::q::contact_text_stale_some, most); row.next();) ids.push_back(row.integer(0));
    for (const auto id : ids) {
        db.execute(db::q::contact_text_stale_delete, id);
        batch.put_contact(id);
    }
    return ids.size();
}

std::size_t new_contacts(Transaction& transaction, Batch& batch, std::size_t most) {
    auto& db = transaction.db();
    // Ids grow in the order of commits: there is one writer.
    const auto after = mark(db, kContactMark);
    std::vector<std::int64_t> ids;
    for (auto row = db.query(db::q::contacts_after, after, most); row.next();) ids.push_back(row.integer(0));
    for (const auto id : ids) batch.put_contact(id);
    if (!ids.empty()) set_mark(transaction, kContactMark, ids.back());
    return ids.size();
}

}  // namespace

std::string indexed_words(std::string_view text) {
    return joined(search_words(text));
}

bool index_some(Transaction& transaction, std::size_t most) {
    Batch batch(transaction);
    auto& db = transaction.db();
    const auto done = std::max({changed_messages(db, batch, most), new_messages(transaction, batch, most),
                                changed_contacts(db, batch, most), new_contacts(transaction, batch, most)});
    return done >= most;
}

}  // namespace parley
