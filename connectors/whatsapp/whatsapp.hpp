#pragma once

#include "connectors/connector.hpp"
#include "connectors/meta/read.hpp"
#include "server/domain/typed_marks.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// WhatsApp Cloud API: one phone number of a business account, driven over the Graph API.
ConnectorKind whatsapp_kind();

namespace whatsapp {

using meta::read_reference;
using meta::Reference;
using meta::time_of;
using meta::write_reference;

/// Which of a platform app's numbers a channel is. One delivery may hold those of several.
struct Account {
    std::string number_id, business_id;
};

bool is_number(std::string_view id);
/// The phone number behind a wa_id, which keeps how numbers of some countries were once written: for people, and to
/// know somebody by on other channels. Messages go to the wa_id.
std::string phone_of(std::string_view wa_id);
/// A thread with one person: a group takes no buttons.
bool is_person(std::string_view thread);
/// With one whose number was never told.
bool hides_number(std::string_view thread);

/// The body of one webhook call. Never an error: what cannot be read is a NotUnderstood that is kept.
std::vector<Update> parse_hook(std::string_view body, const Account& account, Millis received_at);

/// How one person or group of a chat is called in a delivery.
struct Names {
    std::string phone;   ///< digits
    std::string user;    ///< the id inside the business's portfolio; changes with the number
    std::string parent;  ///< the same over linked portfolios
    std::string group;
    bool empty() const { return phone.empty() && user.empty() && parent.empty() && group.empty(); }
    /// The conversation's key: what we write to.
    std::string thread() const;
    std::vector<std::string> other_threads() const;
};
/// `from`, `from_user_id` ...: the names under a prefix. A user id was seen where the number belongs.
Names names_at(const Json& holder, std::string_view prefix);
/// With what the delivery's `contacts` tell of him, and the names he has only there.
Person person_of(const Json& value, Names& names);

/// Kind, text, content and media of a message or of the message inside an edit.
void read_content(const Json& message, MessageReceived& into);
/// What an advert or a link in it told.
void read_touches(const Json& message, MessageReceived& into);

/// *bold*, _italic_, ~struck~, `code`, ```block``` and "> quote", as WhatsApp shows them.
MarkedText read_signs(std::string_view text);
/// A part of a text with its marks written as those signs. Offsets are UTF-16 units of the whole.
std::string write_signs(std::string_view part, const Json& content, std::size_t from);

/// One call to /messages. A file is uploaded first, and its id put in as `id` of the object named by `type`.
struct Piece {
    Json body;
    const Outgoing::File* file = nullptr;
};
/// The calls that an outgoing act becomes, in order; files point into `outgoing`. Empty: nothing to call.
std::vector<Piece> pieces_of(const Outgoing& outgoing);
/// Sent as what it is for WhatsApp: image, video, audio, sticker or document.
std::string_view way_of(const Outgoing::File& file);
/// The same file as a plain one. false: that is what it is.
bool turn_into_document(Piece& piece);

/// A refusal in our words. `attempt` counts from 1.
SendOutcome refused(const Json& error, int http_status, int attempt);
/// What the platform's answer to a message means.
SendOutcome interpret(const HttpAnswer& answer, int attempt);
/// The words for a failure that is told by a receipt: code, message.
std::pair<std::string, std::string> failure_words(const Json& error);
/// Attributes of the contact that such an error tells; null: none.
Json told_of_contact(const Json& error);

}  // namespace whatsapp
}  // namespace parley
