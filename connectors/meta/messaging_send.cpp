#include "connectors/in_parts.hpp"
#include "connectors/meta/send.hpp"

namespace parley::meta {
namespace {

std::optional<std::string> made_id(const Json& answer) {
    if (auto id = id_of(answer, "message_id")) return id;
    // A public answer is named by its own id; a sign of typing only says to whom it went.
    if (auto id = id_of(answer, "id")) return std::string(kComment) + *id;
    return id_of(answer, "recipient_id") || flag_of(answer, "success") ? std::optional<std::string>("") : std::nullopt;
}

SendOutcome file_missing(const Error& error) {
    auto failed = SendOutcome::failed_with("file_missing", "the file cannot be read: " + error.detail());
    if (error.code() == Errc::unavailable) failed.kind = SendOutcome::Kind::retry;
    return failed;
}

}  // namespace

boost::asio::awaitable<SendOutcome> MessagingSender::call(std::string path, Json body, int attempt) {
    HttpOutcome outcome;
    if (body.is_null())
        outcome = co_await graph_.remove(std::move(path));
    else
        outcome = co_await graph_.post(std::move(path), std::move(body));
    if (const auto* trouble = std::get_if<HttpTrouble>(&outcome)) co_return outcome_of_trouble(*trouble, false);
    co_return interpret(std::get<HttpAnswer>(outcome), attempt, rules_.service, made_id);
}

/// The id it is kept under for 90 days comes as the outcome's external id.
boost::asio::awaitable<SendOutcome> MessagingSender::hand_over(const Outgoing::File& file, int attempt) {
    Result<std::string> bytes = co_await house_.read_file(file.id);
    if (!bytes) co_return file_missing(bytes.error());
    Json message{{"attachment", {{"type", type_of(file, false)}, {"payload", {{"is_reusable", true}}}}}};
    std::vector<FormPart> parts;
    parts.push_back({"message", "", "", dump(message)});
    parts.push_back({"filedata", file.name.empty() ? "file" : file.name,
                     file.content_type.empty() ? "application/octet-stream" : file.content_type, std::move(*bytes)});
    HttpOutcome outcome = co_await graph_.upload("/me/message_attachments", std::move(parts));
    if (const auto* trouble = std::get_if<HttpTrouble>(&outcome)) co_return outcome_of_trouble(*trouble, true);
    auto put = interpret(std::get<HttpAnswer>(outcome), attempt, rules_.service,
                         [](const Json& answer) { return id_of(answer, "attachment_id"); });
    if (put.kind == SendOutcome::Kind::unconfirmed) {
        put.kind = SendOutcome::Kind::retry;
        put.code = "upload_failed";
        put.message = "the file could not be handed over to Meta";
    }
    co_return put;
}

boost::asio::awaitable<std::optional<SendOutcome>> MessagingSender::put_files(SendPiece& piece, int attempt) {
    Json attachments = Json::array();
    for (const auto* file : piece.files) {
        Json payload = Json::object();
        if (rules_.inbox.instagram) {
            // It fetches files itself, and of few kinds.
            if (type_of(*file, true) == "file" && !file->content_type.starts_with("application/pdf"))
                co_return SendOutcome::failed_with("media_refused",
                                                   "Instagram takes jpeg, png and gif pictures, mp4, webm and mov "
                                                   "video, m4a, aac and wav sound, and PDF; "
                                                   "put the file elsewhere and send a link to it");
            if (file->url.empty())
                co_return SendOutcome::failed_with(
                    "no_public_url", "Instagram fetches files from the server, which has no public address");
            payload["url"] = file->url;
        } else {
            SendOutcome put = co_await hand_over(*file, attempt);
            if (put.kind != SendOutcome::Kind::sent) co_return put;
            payload["attachment_id"] = put.external_id;
        }
        attachments.push_back({{"type", type_of(*file, rules_.inbox.instagram)}, {"payload", std::move(payload)}});
    }
    auto& message = piece.body["message"];
    if (attachments.size() > 1)
        message["attachments"] = std::move(attachments);
    else
        message["attachment"] = std::move(attachments.front());
    co_return std::nullopt;
}

boost::asio::awaitable<SendOutcome> MessagingSender::deliver(SendPiece piece, int attempt) {
    if (!piece.files.empty()) {
        std::optional<SendOutcome> trouble = co_await put_files(piece, attempt);
        if (trouble) co_return std::move(*trouble);
    }
    SendOutcome outcome = co_await call(piece.path, piece.body, attempt);
    // Refused, so surely not sent; past the ordinary time a person may still answer.
    if (outcome.code == "window_closed" && rules_.human_agent && piece.body.contains("message")) {
        piece.body["messaging_type"] = "MESSAGE_TAG";
        piece.body["tag"] = "HUMAN_AGENT";
        outcome = co_await call(piece.path, std::move(piece.body), attempt);
    }
    co_return outcome;
}

boost::asio::awaitable<SendOutcome> MessagingSender::send(Outgoing outgoing) {
    using Act = Outgoing::Act;
    auto pieces = pieces_of(outgoing, rules_);
    if (pieces.empty()) {
        if (outgoing.act == Act::send) co_return SendOutcome::failed_with("empty", "there is nothing to send");
        if (outgoing.act == Act::edit || outgoing.act == Act::remove || outgoing.act == Act::hide)
            co_return SendOutcome::failed_with("too_late", "Meta lets no message be changed or removed");
        if (outgoing.act == Act::react)
            co_return SendOutcome::failed_with("message_unknown", "this message cannot be reacted to");
        co_return SendOutcome::sent_as("");
    }
    if (flag_of(outgoing.content, "private") && pieces.size() > 1)
        co_return SendOutcome::failed_with("too_long", "a private answer to a comment is one message: make it shorter");
    std::vector<Part> parts;
    for (const auto& piece : pieces) {
        std::vector<std::int64_t> files;
        for (const auto* file : piece.files) files.push_back(file->id);
        parts.push_back({[this, &piece](int attempt) { return deliver(piece, attempt); }, 1, std::move(files)});
    }
    SendOutcome sent = co_await send_in_parts(std::move(parts), *house_.clock, outgoing.attempt, outgoing.arrived);
    if (outgoing.act != Act::send) sent.external_id.clear();
    // Under the post anybody may go on.
    if (is_public(outgoing.thread)) sent.unreachable = false;
    // What is not there any more is removed, by this call the first time or by somebody else.
    if (outgoing.act == Act::remove && sent.code == "not_there") sent = SendOutcome::sent_as("");
    // That we looked is told when it can be; nothing else follows from it.
    if (outgoing.act == Act::read && sent.kind == SendOutcome::Kind::failed) sent = SendOutcome::sent_as("");
    co_return sent;
}

}  // namespace parley::meta
