#include "connectors/web/web.hpp"
#include "server/api/body.hpp"
#include "server/api/widget/fields.hpp"
#include "server/api/widget/house.hpp"
#include "server/api/widget/view.hpp"
#include "server/base/secret.hpp"
#include "server/base/text.hpp"
#include "server/flow/ingest.hpp"
#include "server/store/attachments.hpp"
#include "server/store/people.hpp"
#include "server/store/visitors.hpp"

#include <algorithm>

namespace parley::widget {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostText = 16'000, kMostFiles = 10, kMostFacts = 20, kMostMessages = 200;

struct Consent {
    std::string version, text;
};

/// A visitor's message, checked.
struct Written {
    Json message;  ///< {client_id, text, page, profile}, as it goes to the raw update
    std::string client_id, language;
    std::vector<std::int64_t> files;
    std::optional<Consent> consent;
    Json identity;  ///< {id, hmac} as the site's page told it; null when it did not
};

Json read_profile(Fields& fields) {
    const Json* given = fields.object("profile");
    if (!given) return nullptr;
    Fields profile(*given, "profile.");
    Json read = Json::object();
    if (given->size() > kMostFacts) fields.wrong("profile", "holds more than 20 facts");
    for (const auto& [name, value] : given->items()) {
        if (read.size() >= kMostFacts) break;
        if (count_code_points(name) > 64) profile.wrong(name.substr(0, 64), "is a name longer than 64 characters");
        if (auto text = profile.text(name, 200); !text.empty()) read[name] = std::move(text);
    }
    fields.join(profile);
    return read;
}

std::optional<Consent> read_consent(Fields& fields) {
    const Json* given = fields.object("consent");
    if (!given) return std::nullopt;
    Fields part(*given, "consent.");
    part.only({"version", "text"});
    Consent consent;
    consent.text = part.text("text", 2000);
    consent.version = id_of(*given, "version").value_or("");
    if (consent.text.empty()) part.wrong("text", "is missing: what the visitor agreed to, as it was shown");
    if (consent.version.empty() || consent.version.size() > 64)
        part.wrong("version", "must be a number or 1 to 64 characters");
    fields.join(part);
    return consent;
}

/// What the page says wrongly of somebody's identity is no reason to refuse his message.
Json read_identity(const Json& body) {
    const Json* given = find(body, "identity");
    if (!given || !given->is_object()) return nullptr;
    const auto id = text_or(*given, "id"), hmac = text_or(*given, "hmac");
    if (id.size() > 200 || id != clean(id) || hmac.size() > 128) return nullptr;
    return {{"id", id}, {"hmac", hmac}};
}

/// The site's own id of somebody who is signed in there, proven by its server: HMAC-SHA256 of the id, in hex, under the
/// channel's identity secret. Empty when it is missing or wrong: then the visitor is only who his proofs say.
std::string proven_user(const ChannelConfig& config, const Json& identity) {
    const auto secret = text_or(config.settings, "identity_secret");
    if (secret.empty() || !identity.is_object()) return {};
    const auto id = text_or(identity, "id");
    const auto told = to_lower_ascii(text_or(identity, "hmac"));
    if (id.empty() || !equal_secret(told, to_hex(HmacKey(secret).sign({id})))) return {};
    return id;
}

/// What goes to the raw update: whoever reads it again finds the same person.
void lay_down_user(Transaction& transaction, const IngestChannel& channel, const std::string& visitor,
                   const std::string& user, Json& laid_down) {
    if (user.empty()) return;
    laid_down["user"] = user;
    // Somebody who wrote here before keeps his contact; only who is new here becomes the one the site knows.
    if (!contact_of_identity(transaction, channel.realm, visitor) &&
        contact_of_identity(transaction, channel.realm, "user:" + user))
        laid_down["joins"] = true;
}

Written read_written(const Request& request) {
    const auto body =
        read_body(request, {"client_id", "text", "attachments", "page", "profile", "consent", "language", "identity"});
    Fields fields(body);
    Written written;
    written.client_id = fields.text("client_id", 128);
    if (written.client_id.empty()) fields.wrong("client_id", "is missing: 1 to 128 characters that name this message");
    const auto text = clean(fields.text("text", kMostText));
    written.files = fields.ids("attachments", kMostFiles);
    if (trim(text).empty() && written.files.empty()) fields.wrong("text", "write something or attach a file");
    written.language = fields.text("language", 35);
    written.message = {{"client_id", written.client_id}, {"text", text}};
    if (auto page = read_page(fields); !page.is_null()) written.message["page"] = std::move(page);
    if (auto profile = read_profile(fields); !profile.is_null()) written.message["profile"] = std::move(profile);
    written.consent = read_consent(fields);
    written.identity = read_identity(body);
    fields.check();
    return written;
}

/// The visit's first page is told with every message: it is kept once.
void drop_known_touches(db::Connection& db, MessageReceived& in, std::int64_t contact_id) {
    const auto known = touches_of(db, contact_id);
    std::erase_if(in.touches, [&](const Touch& touch) {
        return std::any_of(known.begin(), known.end(), [&](const Touch& other) {
            return other.landing_page == touch.landing_page && other.referrer == touch.referrer;
        });
    });
}

Json kinds_of(db::Connection& db, const std::vector<std::int64_t>& files) {
    Json out = Json::array();
    for (const auto id : files) {
        const auto file = attachment_by_id(db, id);
        out.push_back({{"id", id}, {"kind", static_cast<std::int64_t>(file ? file->kind : MessageKind::file)}});
    }
    return out;
}

struct Kept {
    std::int64_t conversation_id = 0, message_id = 0;
    bool fresh = false;
    std::string view;
};

/// Steps 2 and 3 of the walk for a visitor's message: his row, the message with all that hangs on it, his consent.
Kept keep(Transaction& transaction, const Visitor& visitor, const Written& written, const Proofs& proofs,
          Millis received_at) {
    auto& db = transaction.db();
    const auto& channel = *visitor.channel;
    const Proof who{channel.config.id, visitor.id};
    if (visitor_is_stranger(db, visitor.id))
        make_visitor(transaction, visitor.id, channel.config.id, visitor.token,
                     proofs.first_ticket(who, visitor.token));
    const auto known = conversation_of_visitor(db, visitor.id);
    if (!known && !written.consent && !text_or(channel.config.settings, "consent").empty())
        throw Failure(Error::field("consent", "this site asks for consent before the first message"));

    Json laid_down{{"visitor", visitor.id},
                   {"language", written.language},
                   {"first", !known},
                   {"message", written.message},
                   {"attachments", kinds_of(db, written.files)}};
    const auto user = proven_user(channel.config, written.identity);
    lay_down_user(transaction, channel.ingest, visitor.id, user, laid_down);
    const auto raw = dump(laid_down);
    auto update = web::read_message(stored_json(raw), received_at);
    if (known) {
        if (auto* in = std::get_if<MessageReceived>(&update.body)) drop_known_touches(db, *in, known->contact_id);
    }
    const auto outcome = ingest(transaction, channel.ingest, raw, received_at, {std::move(update)}).front();
    if (outcome.status == UpdateOutcome::Status::rejected)
        throw Failure(Error::field(outcome.code == "unknown_upload" ? "attachments" : "text", outcome.detail));

    // In a conversation that is under way nobody looks for the contact: who signs in then is known from now on.
    if (known && !user.empty()) {
        const auto named = contact_of_identity(transaction, channel.ingest.realm, visitor.id);
        add_identity(transaction, named.value_or(known->contact_id), channel.ingest.realm, "user:" + user, {});
    }

    Kept kept;
    kept.conversation_id = outcome.conversation_id.value_or(0);
    kept.message_id = outcome.message_id.value_or(0);
    kept.fresh = outcome.status == UpdateOutcome::Status::accepted;
    if (!known) bind_visitor(transaction, visitor.id, kept.conversation_id);
    const Json* page = find(written.message, "page");
    if (kept.fresh && written.consent)
        db.execute(db::q::consent_insert, transaction.next_id(), outcome.contact_id.value_or(0), transaction.now(),
                   channel.config.id, written.consent->version, written.consent->text, written.language,
                   page ? text_or(*page, "url") : std::string(), kept.conversation_id);
    const auto c = conversation_by_id(db, kept.conversation_id);
    const auto message = message_at(db, {kept.conversation_id, kept.message_id});
    if (!c || !message) throw Failure(Error(Errc::internal, "the message is not there"));
    kept.view = dump(view_message(db, *message, c->unread == 0, {proofs, transaction.now()}));
    return kept;
}

asio::awaitable<Response> post(House& house, Request& request) {
    house.api.store.expect_write();
    const auto visitor = co_await house.visitor_of(request);
    house.messages.take(visitor.id, house.api.clock.elapsed());
    const auto written = read_written(request);
    const auto* proofs = co_await house.proofs();
    const auto received_at = house.api.clock.now();
    auto kept = co_await house.api.store.write(
        [&](Transaction& transaction) { return keep(transaction, visitor, written, *proofs, received_at); });
    house.feed.bind(visitor.id, kept.conversation_id, kept.message_id, house.api.store.last_seq());
    co_return Response::json(kept.fresh ? 201 : 200, std::move(kept.view));
}

asio::awaitable<Response> list(House& house, Request& request) {
    const auto visitor = co_await house.visitor_of(request);
    house.looks.take(visitor.id, house.api.clock.elapsed());
    Stretch stretch{kMostMessages};
    stretch.after = number_parameter(request, "after").value_or(stretch.after);
    stretch.before = number_parameter(request, "before").value_or(stretch.before);
    const auto* proofs = co_await house.proofs();
    const auto now = house.api.clock.now();
    auto body = co_await house.api.store.read([&](db::Connection& db) {
        const auto c = conversation_of_visitor(db, visitor.id);
        auto page = c ? view_messages(db, *c, stretch, {*proofs, now}) : MessagePage{Json::array(), nullptr};
        return dump({{"items", std::move(page.items)}, {"earlier", std::move(page.earlier)}});
    });
    auto response = Response::json(200, std::move(body));
    co_return response;
}

}  // namespace

void add_message_routes(Router& router, std::shared_ptr<House> house) {
    router.add({Method::post, "/widget/api/messages", [house](Request& request) { return post(*house, request); }});
    router.add({Method::get, "/widget/api/messages", [house](Request& request) { return list(*house, request); }});
}

}  // namespace parley::widget
