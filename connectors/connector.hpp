#pragma once

#include "connectors/update.hpp"
#include "server/base/clock.hpp"
#include "server/base/error.hpp"
#include "server/domain/reply_window.hpp"
#include "server/net/http.hpp"
#include "server/net/http_client.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// A channel's row: one connected account.
struct ChannelConfig {
    std::int64_t id = 0;
    std::string kind, name;
    std::string key;       ///< unguessable, in the hook path
    Json settings;         ///< what `--set` gave, completed by `complete_settings`
    std::string hook_url;  ///< public address of the hook; empty when the server has no public URL
};

/// A webhook as it came in. Bytes, not meaning.
struct HookCall {
    const Request& request;
    std::string_view rest;  ///< path behind the channel's key: "events", "attachments", ...
    Millis received_at = 0;
};

/// What is to be stored of a delivery, in order.
struct Parsed {
    std::vector<Update> updates;
    /// The senders' ids of the items, for answers that name them.
    std::vector<std::string> item_ids;
    /// Request-level idempotency (the API channel): a repeat of the key with the same body gets the first answer.
    std::optional<std::string> idempotency_key;
};

/// Of a message that goes in parts: what surely arrived before one of them failed. Sent again, only the others go.
struct PartsArrived {
    std::size_t parts = 0, of = 0;    ///< calls, of how many; no parts: nothing arrived, or it is not known what
    std::size_t messages = 0;         ///< of the platform that they made
    std::vector<std::string> ids;     ///< theirs, in order
    std::vector<std::int64_t> files;  ///< of ours that are among them
};

/// An outbound message or another act towards the platform, as delivery hands it over.
struct Outgoing {
    enum class Act { send, edit, remove, react, hide, typing, read, closed } act = Act::send;
    std::int64_t channel_id = 0, conversation_id = 0, message_id = 0;
    std::int64_t outbox_id = 0;  ///< stable for all attempts: the idempotency key where one exists
    int attempt = 0;
    std::int64_t sequence = 0;  ///< rises by one per conversation and accepted act (API channel)
    std::string thread, peer;   ///< the conversation's key, the contact's external id
    std::int64_t contact_id = 0;
    std::string contact_name;
    AuthorType author = AuthorType::operator_;
    std::int64_t author_id = 0;
    std::string author_name;
    Millis created_at = 0;
    MessageKind kind = MessageKind::text;
    std::string text;
    Json content;
    std::string reaction;  ///< ours on this message from now on; empty: none
    std::optional<std::string>
        external_id;  ///< of the message itself: edit, remove, react, read up to; typing: of their last
    std::vector<std::string> more_external_ids;  ///< of what it became beside that, when it became several
    std::optional<std::int64_t> reply_to_id;
    std::optional<std::string> reply_to_external_id;
    struct File {
        std::int64_t id = 0;
        MessageKind kind = MessageKind::file;
        std::string name, content_type, sha256;
        std::int64_t size = 0;
        std::string url;  ///< signed and expiring, for platforms that fetch
        Millis expires_at = 0;
    };
    std::vector<File> files;
    PartsArrived arrived;  ///< by attempts before
};

/// What came of a send. The worker acts on it; Appendix D of RELIABILITY_SECURITY is the table behind it.
struct SendOutcome {
    enum class Kind {
        sent,          ///< `external_id` is the platform's
        retry,         ///< later (after `wait`, or by backoff when 0)
        rate_limited,  ///< wait, in the same place; whose limit it is, where that is told: the two members below
        failed,        ///< for good; code and message are shown to the operator
        unconfirmed,   ///< may have arrived: never sent again by itself
        channel_down,  ///< token revoked: pause the channel, keep everything queued
    } kind = Kind::failed;
    std::string external_id;
    std::vector<std::string> more_external_ids;  ///< when one message became several on the platform
    std::optional<MessageStatus> status;         ///< `delivered` when the platform says so at once
    std::chrono::milliseconds wait{0};
    bool whole_channel = false, this_thread = false;
    bool unreachable = false;          ///< the thread cannot be written to until the contact acts
    std::optional<ThreadMoved> moved;  ///< told on the way: it goes on there, and so does what is to be sent again
    Json attributes;                   ///< of the contact, as Person has them: what a refusal tells of him
    std::string code, message;
    PartsArrived arrived;  ///< when it did not arrive whole; attempts before are counted in

    static SendOutcome sent_as(std::string external_id);
    static SendOutcome failed_with(std::string code, std::string message);
};

/// No answer came: retry when surely not taken, or when the platform drops repeats; else unconfirmed.
SendOutcome outcome_of_trouble(const HttpTrouble& trouble, bool keyed);

struct Capabilities {
    bool keyed = false;  ///< the platform drops a repeat of the same idempotency key
    bool edits = false, removes = false, replies = false, typing = false, receipts = false, reads = false;
    std::span<const std::string_view> reactions;           ///< the emoji we may put on a message; none: it cannot
    bool (*reacts_in)(std::string_view thread) = nullptr;  ///< given: in these threads only
    bool splits = false;  ///< what is too long for one message goes as several, of which only the first can be changed
    std::size_t album = 1;  ///< of files that stand together and are alike, so many go as one message
    bool formats = false;   ///< content.marks of a text are shown; for us they are read from signs an operator types
    bool avatars = false;   ///< fetch_avatar knows a person's picture by {"person":ID}
    bool buttons = false;   ///< content.buttons that answer with their words, or open an address
    bool (*buttons_in)(std::string_view thread) = nullptr;  ///< given: in these threads only
    std::size_t button_title = 60;                          ///< so many UTF-16 units of a title are shown
    bool links_alone = false;                               ///< a button that opens an address goes without others
    bool lists = false;  ///< more or wordier ones go as a list, which content.list_title opens
    /// Given: what the platform does not take of such buttons under this text, and what to do; nothing: it takes all.
    std::optional<Error> (*refuses_buttons)(const Json& buttons, std::string_view text) = nullptr;
    bool (*asks_in)(std::string_view thread) = nullptr;  ///< given: buttons in these threads may ask for a phone number
    bool (*asks_place_in)(std::string_view thread) = nullptr;  ///< the same for the place where somebody is
    bool places = false;  ///< a message can be a place on the map: kind location, content {latitude, longitude, ...}
    bool cards = false;   ///< a message can be somebody's card: kind contact, content {name, phone}
    bool marks_read = false;  ///< is told when an operator has seen what the contact wrote
    bool (*marks_read_in)(std::string_view thread) = nullptr;  ///< given: in these threads only
    /// Given: these threads are comments under a post, for everybody to read. Each answer is to one of theirs, and may
    /// go to its writer alone instead (content.private). Files go only so.
    bool (*comments_in)(std::string_view thread) = nullptr;
    /// There theirs can be hidden (`hide` and `content.hidden`) and removed, and so can public answers of ours.
    bool moderates = false;
    bool templates = false;         ///< has messages approved beforehand, which go at any time
    bool back_fills = false;        ///< tells afterwards what was said while nothing reached us
    bool typing_stops = false;      ///< `typing` with content {"on":false} takes it back
    std::size_t text_limit = 4096;  ///< in `text_unit`
    enum class Unit { code_points, utf16, bytes } text_unit = Unit::code_points;
    std::size_t caption_limit = 1024;
    /// Of an answer under a post for everybody to read, which goes as one: in code points.
    std::size_t public_limit = 0;
    /// So long after a comment it may be answered to its writer alone, once.
    std::chrono::hours private_within{0};
    /// The kinds of file in which it takes what somebody says into a microphone, the best first; none: any.
    std::span<const std::string_view> voices;
    std::int64_t file_limit = 25 << 20;
    std::int64_t voice_limit = 25 << 20;
    int parallel = 8;        ///< sends in flight over all conversations
    double per_second = 30;  ///< whole channel
    /// So many a second on average, of which `burst` may be saved up.
    struct ThreadPace {
        double per_second = 1, burst = 1;
    };
    ThreadPace (*thread_pace)(std::string_view thread) = nullptr;  ///< given: in each thread
    std::chrono::hours give_up{24};
};

/// What a check of the settings found, for the wizard, `channel test` and the health timer.
struct ChannelHealth {
    bool reachable = true;  ///< false: the platform could not be asked
    bool ok = false;
    bool resubscribed = false;        ///< deliveries had been stopped, and were agreed on anew
    std::string detail;               ///< "Connected to @name" or what is wrong and what to do
    std::optional<std::string> name;  ///< the account's own name
    /// What was looked at, in order, up to the first that is wrong: for kinds that are connected in several steps.
    struct Step {
        std::string name;  ///< token, secret, number, account, webhook
        bool ok = false;
        std::string detail;  ///< what was found, or what is wrong and what to do
    };
    std::vector<Step> steps;
};

/// A message that the platform approved beforehand and takes at any time, with places to be filled in.
struct PlatformTemplate {
    std::string external_id, name, language;  ///< name and language together are what a message is sent by
    std::string category, status, reason;     ///< in the platform's lower-case words; only `approved` may be sent
    std::string quality;                      ///< how people take it, in its word: green, yellow, red; empty: not told
    /// {header:{format,text,places}|null, body:{text,places}, footer:text|null, buttons:[{type,text,url,places}],
    /// sendable:bool}. A place is {name, example}; in the text it stands as {{name}}.
    Json parts;
};

/// A piece of what was said while nothing reached us.
struct BackFill {
    std::string delivery;               ///< as a webhook would have told it, the oldest first; empty: nothing
    Json next;                          ///< where to go on; null: that was all
    std::chrono::milliseconds wait{0};  ///< before going on
};

struct FetchedMedia {
    std::string bytes, content_type, name;
};

/// Somebody's picture. `version` is what the platform calls it; empty: he shows none. Without bytes it is the one that
/// we have. Some platforms tell names only here.
struct FetchedAvatar {
    std::string version, bytes;
    std::optional<std::string> name, username;
};

/// Where a connector that fetches (long polling, IMAP, XMPP) puts what it got: resumes once durable.
class Intake {
public:
    virtual ~Intake() = default;
    virtual boost::asio::awaitable<std::vector<UpdateOutcome>> take(std::string raw, std::vector<Update> updates) = 0;
};

/// What the house lends to a connector.
struct ConnectorHouse {
    Http* http = nullptr;
    Clock* clock = nullptr;
    /// Bytes of an attachment of ours.
    std::function<boost::asio::awaitable<Result<std::string>>(std::int64_t)> read_file;
    std::function<std::string(std::size_t)> random_hex;
    /// Members that take the place of a channel's settings: a token that was renewed. Not asked whether they are right.
    std::function<boost::asio::awaitable<void>(std::int64_t channel_id, Json)> keep_settings;
    /// Shows an act (typing) on the pages a website visitor has open now.
    std::function<void(const Outgoing&)> show_visitor;
};

/// One platform account. verify, parse and answer are pure: bytes in, values out; the rest talks through house.http.
/// Built anew when the channel's settings change.
class Connector {
public:
    virtual ~Connector() = default;
    virtual Capabilities capabilities() const = 0;
    /// The space in which the platform's person ids are unique: "telegram" (all bots), "api:7" (this channel only).
    virtual std::string realm() const = 0;

    // ---- taking in
    /// Did the platform really send this? Looks at raw bytes, before any parsing; constant time.
    virtual Result<void> verify(const HookCall& delivery) const = 0;
    /// The platform's dialect in, our words out. An error refuses the whole request; single bad items are
    /// NotUnderstood.
    virtual Result<Parsed> parse(const HookCall& delivery) const = 0;
    /// The HTTP answer once the updates are durable; platforms read bodies (VK "ok", Twilio, Viber).
    virtual Response answer(const HookCall& delivery, const Parsed& parsed,
                            const std::vector<UpdateOutcome>& outcomes) const;
    /// An answer that needs nothing stored: handshakes (Meta GET), probes (Avito `{}`). Asked before verify.
    virtual std::optional<Response> handshake(const HookCall& delivery) const;
    /// How a refusal of verify or parse looks on the wire; problem+json unless the platform wants otherwise.
    virtual Response refuse(const HookCall& delivery, const Error& error) const;
    /// One delivery may hold what belongs to several channels of this kind (numbers and pages of one app): each that
    /// finds it genuine takes its own out of it, whichever of them it was sent to.
    virtual bool shares_deliveries() const { return false; }
    virtual std::size_t body_limit() const { return 4 << 20; }
    /// A loop of its own until cancelled; the default returns at once.
    virtual boost::asio::awaitable<void> run(Intake& intake);

    // ---- sending
    virtual boost::asio::awaitable<SendOutcome> send(Outgoing outgoing) = 0;
    virtual boost::asio::awaitable<Result<FetchedMedia>> fetch_media(Json source);
    /// All templates as they are now.
    virtual boost::asio::awaitable<Result<std::vector<PlatformTemplate>>> templates();
    /// `known`: the version that we have.
    virtual boost::asio::awaitable<Result<FetchedAvatar>> fetch_avatar(Json source, std::string known);

    /// What was told by ids alone. What the platform does not show comes as a message that says so; an error is for
    /// asking again, and `last`: nobody will.
    virtual boost::asio::awaitable<Result<std::vector<Update>>> look_up(LookUp told, bool last);
    /// What the platform kept of the time since, piece by piece; `from`: null, then what the piece before called
    /// `next`.
    virtual boost::asio::awaitable<Result<BackFill>> back_fill(Millis since, Json from);

    // ---- the account itself
    /// Are the settings right, is the webhook registered, does it receive?
    virtual boost::asio::awaitable<ChannelHealth> check() = 0;
    /// Registers the hook (or removes it, for polling). The route is live before this is called.
    virtual boost::asio::awaitable<Result<void>> subscribe();
};

/// One kind of channel: how its settings look, how a connector is made.
struct ConnectorKind {
    std::string_view kind;
    struct Setting {
        std::string_view name;
        bool required = false, secret = false;
        std::string_view help;
    };
    std::vector<Setting> settings;  ///< `api_base` is understood by all
    /// Makes what is absent (secrets, keys) and refuses wrong values by name.
    std::function<Result<Json>(Json settings)> complete;
    std::function<std::unique_ptr<Connector>(ChannelConfig, ConnectorHouse)> make;
    /// Given: it takes answers for a while only, where something opens a window (Update's `opens_window`).
    ReplyWindow (*reply_window)(const Json& settings) = nullptr;
    std::string_view account = "token";  ///< the setting that names the account, which is connected once
    std::string_view key_prefix = "";    ///< of the channel key: "ch_"
    std::string_view hook_path = "/hooks/";
};

}  // namespace parley
