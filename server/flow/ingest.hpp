#pragma once

#include "connectors/connector.hpp"
#include "server/store/conversations.hpp"
#include "server/store/messages.hpp"
#include "server/store/people.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// The channel as ingest needs it.
struct IngestChannel {
    std::int64_t id = 0;
    std::string kind, name, realm;
    bool avatars = false;  ///< its connector finds a person's picture by the platform's id
};

/// A request that its sender named and what it was answered, for when it comes again.
struct AnsweredRequest {
    std::string key;
    int status = 0;
    std::string answer;
};
void keep_raw_update(Transaction& transaction, std::int64_t id, const IngestChannel& channel, Millis received_at,
                     std::string_view raw, const AnsweredRequest* request = nullptr);
/// How a request with this key was answered within the last day. Throws Failure `idempotency_conflict` when it had
/// another body.
std::optional<AnsweredRequest> answered_before(Transaction& transaction, std::int64_t channel_id,
                                               const std::string& key, std::string_view body);

/// Step 2 of the walk, in the caller's transaction: the raw bytes are kept, then each update is stored on its own
/// merit, in order. A repeat changes nothing. What cannot be understood leaves the raw update in quarantine.
std::vector<UpdateOutcome> ingest(Transaction& transaction, const IngestChannel& channel, std::string_view raw,
                                  Millis received_at, const std::vector<Update>& updates);

/// The same for a raw update that is stored already (replay), or will be within this transaction.
std::vector<UpdateOutcome> ingest_again(Transaction& transaction, const IngestChannel& channel,
                                        std::int64_t raw_update_id, Millis received_at,
                                        const std::vector<Update>& updates);

/// What one update is stored with.
struct IngestContext {
    Transaction& transaction;
    const IngestChannel& channel;
    std::int64_t raw_update_id;
    Millis received_at;
    std::optional<Contact> made =
        std::nullopt;   ///< the contact, when this update made it: there is nothing older to look for
    bool late = false;  ///< it waited for the message that it answers, and others may have come in between
};

// One function a kind of update; the dispatch is in ingest.cpp.
UpdateOutcome ingest_message(IngestContext& context, const MessageReceived& message);
UpdateOutcome ingest_edit(IngestContext& context, const MessageEdited& edit);
UpdateOutcome ingest_deletion(IngestContext& context, const MessageDeleted& deletion);
UpdateOutcome ingest_reaction(IngestContext& context, const ReactionSeen& seen);
UpdateOutcome ingest_receipt(IngestContext& context, const Receipt& receipt);
UpdateOutcome ingest_referral(IngestContext& context, const ReferralSeen& referral);
UpdateOutcome ingest_contact(IngestContext& context, const ContactChanged& change);
UpdateOutcome ingest_chat(IngestContext& context, const ChatChanged& change);
UpdateOutcome ingest_move(IngestContext& context, const ThreadMoved& moved);
UpdateOutcome ingest_look_up(IngestContext& context, const LookUp& told);
UpdateOutcome ingest_account(IngestContext& context, const AccountChanged& change);
/// Understood, and nothing was to be done.
UpdateOutcome ignored(std::string why);

/// The platform takes answers for a while from then on. Not saved.
void open_window(const IngestContext& context, Conversation& conversation, Millis at);
/// The same by its key, saved and told; where there is no such conversation yet, nothing.
void open_window(IngestContext& context, const std::string& thread, Millis at);

/// How long a change waits for its message: the custom API channel's contract says ten minutes.
inline constexpr Millis kParkedFor = 10 * 60'000;
/// A message of the channel got its name on the platform: what waited for it (flow/parked.hpp) is done now. Called
/// wherever such a name is claimed, once the message is stored.
void apply_parked(Transaction& transaction, std::int64_t channel_id, std::string_view external_id);

/// Why nothing can be written in a served account now; nothing when it can, or is not known.
std::optional<std::string> account_refuses(IngestContext& context, const std::string& key);
/// A message by its name on the platform, also when its account had another key then.
std::optional<MessageAddress> message_of_platform(IngestContext& context, std::string_view external_id);
/// The message of ours that an echo is of, when it was on its way and nobody knew yet whether it arrived.
std::optional<MessageAddress> recognize_echo(IngestContext& context, const MessageReceived& echo,
                                             const Conversation& conversation);
/// The same, of a private answer to a comment: it is sent where the comment stands, and its echo is of the person's own
/// thread.
std::optional<MessageAddress> recognize_private_echo(IngestContext& context, const MessageReceived& echo);

/// Whose a platform's person is.
struct FoundContact {
    std::int64_t id = 0;
    /// The contact that had him before it was merged into this one.
    std::optional<std::int64_t> came_from = std::nullopt;
};
/// Has the contact's picture fetched some time soon. `source` is for the connector; what was asked for of late is not
/// asked for again.
void want_avatar(IngestContext& context, std::int64_t contact_id, const Json& source);
/// Finds or makes the contact behind a platform's person and takes over what is new about him.
FoundContact find_contact(IngestContext& context, const Person& person);
/// Takes over what somebody who wrote in a conversation that was read just now tells anew of himself.
void learn_news(IngestContext& context, const Conversation& conversation, const Person& person);
/// Keeps the touches and, when this is an enquiry (its words, empty for a mere start), gives the conversation its rep
/// and its lead where the rules want them.
void keep_source(IngestContext& context, Conversation& conversation, const std::vector<Touch>& touches,
                 std::optional<std::string_view> enquiry);

}  // namespace parley
