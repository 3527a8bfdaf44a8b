#include "connectors/in_parts.hpp"
#include "connectors/whatsapp/graph.hpp"

namespace parley::whatsapp {
namespace {

/// Where the id of a piece's file belongs.
Json& file_holder(Piece& piece) {
    const auto type = text_or(piece.body, "type");
    if (type != "template") return piece.body[type];
    Json& parameter = piece.body["template"]["components"][0]["parameters"][0];
    return parameter[text_or(parameter, "type")];
}

/// A document may be of any kind, but the platform takes no pictures, films and sounds of kinds that it does not show:
/// these are called nothing but bytes.
std::string upload_type(const Piece& piece) {
    const std::string& type = piece.file->content_type;
    const bool shown = text_or(piece.body, "type") != "document";
    if (shown || type.starts_with("application/") || type.starts_with("text/")) return type;
    return "application/octet-stream";
}

}  // namespace

boost::asio::awaitable<std::optional<SendOutcome>> Sender::put_file(Piece& piece, int attempt) {
    Result<std::string> bytes = co_await house_.read_file(piece.file->id);
    if (!bytes) {
        auto failed = SendOutcome::failed_with("file_missing", "the file cannot be read: " + bytes.error().detail());
        if (bytes.error().code() == Errc::unavailable) failed.kind = SendOutcome::Kind::retry;
        co_return failed;
    }
    const auto type = upload_type(piece);
    std::vector<FormPart> parts;
    parts.push_back({"messaging_product", "", "", "whatsapp"});
    parts.push_back({"type", "", "", type});
    parts.push_back({"file", piece.file->name.empty() ? "file" : piece.file->name, type, std::move(*bytes)});
    HttpOutcome outcome = co_await graph_.upload("/" + number_id_ + "/media", std::move(parts));
    if (const auto* trouble = std::get_if<HttpTrouble>(&outcome)) co_return outcome_of_trouble(*trouble, true);
    const auto& answer = std::get<HttpAnswer>(outcome);
    const auto body = read_json(answer.body, {1 << 20, 32});
    const auto id = answer.status / 100 == 2 && body ? id_of(*body, "id") : std::nullopt;
    if (id) {
        file_holder(piece)["id"] = *id;
        co_return std::nullopt;
    }
    auto refused_file = interpret(answer, attempt);
    if (refused_file.kind == SendOutcome::Kind::unconfirmed || refused_file.kind == SendOutcome::Kind::sent) {
        refused_file.kind = SendOutcome::Kind::retry;
        refused_file.code = "upload_failed";
        refused_file.message = "the file could not be handed over to WhatsApp";
    }
    // Of what is wrong with a file it tells no more than "invalid parameter".
    if (refused_file.code == "refused") refused_file.code = "media_refused";
    co_return refused_file;
}

boost::asio::awaitable<SendOutcome> Sender::call(Piece piece, int attempt) {
    if (piece.file) {
        std::optional<SendOutcome> trouble = co_await put_file(piece, attempt);
        if (trouble) co_return std::move(*trouble);
    }
    HttpOutcome outcome = co_await graph_.post("/" + number_id_ + "/messages", std::move(piece.body));
    if (const auto* trouble = std::get_if<HttpTrouble>(&outcome)) co_return outcome_of_trouble(*trouble, false);
    co_return interpret(std::get<HttpAnswer>(outcome), attempt);
}

boost::asio::awaitable<SendOutcome> Sender::deliver(Piece piece, int attempt) {
    SendOutcome outcome = co_await call(piece, attempt);
    if (outcome.code == "media_refused" && turn_into_document(piece))
        outcome = co_await call(std::move(piece), attempt);
    co_return outcome;
}

boost::asio::awaitable<SendOutcome> Sender::send(Outgoing outgoing) {
    using Act = Outgoing::Act;
    const auto pieces = pieces_of(outgoing);
    if (pieces.empty()) {
        if (outgoing.act == Act::send) co_return SendOutcome::failed_with("empty", "there is nothing to send");
        if (outgoing.act == Act::edit || outgoing.act == Act::remove)
            co_return SendOutcome::failed_with("too_late",
                                               "WhatsApp lets no message of a business be changed or removed");
        if (outgoing.act == Act::react)
            co_return SendOutcome::failed_with("message_unknown", "WhatsApp never told the id of this message");
        co_return SendOutcome::sent_as("");
    }
    std::vector<Part> parts;
    for (const auto& piece : pieces) {
        std::vector<std::int64_t> files;
        if (piece.file) files.push_back(piece.file->id);
        parts.push_back({[this, &piece](int attempt) { return deliver(piece, attempt); }, 1, std::move(files)});
    }
    SendOutcome sent = co_await send_in_parts(std::move(parts), *house_.clock, outgoing.attempt, outgoing.arrived);
    // A reaction has an id of its own, which names no message.
    if (outgoing.act != Act::send) sent.external_id.clear();
    co_return sent;
}

}  // namespace parley::whatsapp
