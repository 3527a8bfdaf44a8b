#pragma once

#include "server/store/conversations.hpp"
#include "server/store/messages.hpp"
#include "server/store/people.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace parley {

/// Rows as the steps of one group left them, still in memory: whoever tells of its commit need not read them again.
/// Filled by the functions that write these rows; a row changed in any other way is forgotten.
class AtHand {
public:
    void keep(Message message) { messages_.insert_or_assign(message.id, std::move(message)); }
    void keep(const Conversation& conversation) { conversations_.insert_or_assign(conversation.id, conversation); }
    void forget(MessageAddress address) { messages_.erase(address.message_id); }
    /// A lead just made, with all touches of its contact.
    struct NewLead {
        Lead lead;
        std::vector<Touch> touches;
    };
    void keep(Lead lead, std::vector<Touch> touches) {
        const auto id = lead.id;
        leads_.insert_or_assign(id, NewLead{std::move(lead), std::move(touches)});
    }
    void forget_lead(std::int64_t id) { leads_.erase(id); }
    void forget_leads_of(std::int64_t contact_id) {
        std::erase_if(leads_, [contact_id](const auto& known) { return known.second.lead.contact_id == contact_id; });
    }
    /// The last assignment of a conversation.
    struct Assigned {
        Millis at = 0;
        std::string reason;
    };
    void keep(std::int64_t conversation_id, Assigned last) {
        assigned_.insert_or_assign(conversation_id, std::move(last));
    }

    /// A contact just made, who has no picture yet.
    void keep_new_contact(std::int64_t id, std::string name) { new_contacts_.insert_or_assign(id, std::move(name)); }

    const Message* message(std::int64_t id) const { return find(messages_, id); }
    const Conversation* conversation(std::int64_t id) const { return find(conversations_, id); }
    const NewLead* lead(std::int64_t id) const { return find(leads_, id); }
    const Assigned* assigned(std::int64_t conversation_id) const { return find(assigned_, conversation_id); }
    /// Names by id.
    const std::unordered_map<std::int64_t, std::string>& new_contacts() const { return new_contacts_; }

private:
    template <class Row>
    static const Row* find(const std::unordered_map<std::int64_t, Row>& rows, std::int64_t id) {
        const auto found = rows.find(id);
        return found == rows.end() ? nullptr : &found->second;
    }

    std::unordered_map<std::int64_t, Message> messages_;
    std::unordered_map<std::int64_t, Conversation> conversations_;
    std::unordered_map<std::int64_t, NewLead> leads_;
    std::unordered_map<std::int64_t, Assigned> assigned_;
    std::unordered_map<std::int64_t, std::string> new_contacts_;
};

}  // namespace parley
