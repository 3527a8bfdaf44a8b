#include "connectors/in_parts.hpp"
#include "connectors/telegram/bot_api.hpp"
#include "connectors/telegram/telegram.hpp"

namespace parley::telegram {
namespace {

/// How many messages of the chat it becomes.
std::size_t messages_in(const Piece& piece) {
    return std::max<std::size_t>(piece.uploads.size(), 1);
}

}  // namespace

/// The bytes are read for each attempt anew: an album is too much to be kept twice.
boost::asio::awaitable<Result<std::vector<FormPart>>> Sender::form_of(Piece piece) {
    std::vector<FormPart> parts;
    for (const auto& [name, value] : piece.params.items()) {
        parts.push_back({name, "", "", value.is_string() ? value.get<std::string>() : dump(value)});
    }
    for (const auto& upload : piece.uploads) {
        Result<std::string> bytes = co_await house_.read_file(upload.file->id);
        if (!bytes) co_return bytes.error();
        const auto& type = upload.file->content_type;
        parts.push_back({upload.field, upload.file->name.empty() ? "file" : upload.file->name,
                         type.empty() ? "application/octet-stream" : type, std::move(*bytes)});
    }
    co_return parts;
}

boost::asio::awaitable<SendOutcome> Sender::call(Piece piece, std::string thread) {
    HttpOutcome outcome;
    if (piece.uploads.empty()) {
        outcome = co_await api_.call(piece.method, piece.params);
    } else {
        Result<std::vector<FormPart>> form = co_await form_of(piece);
        if (!form) {
            auto failed = SendOutcome::failed_with("file_missing", "the file cannot be read: " + form.error().detail());
            if (form.error().code() == Errc::unavailable) failed.kind = SendOutcome::Kind::retry;
            co_return failed;
        }
        outcome = co_await api_.upload(piece.method, std::move(*form));
    }
    if (const auto* trouble = std::get_if<HttpTrouble>(&outcome)) co_return outcome_of_trouble(*trouble, false);
    co_return interpret(std::get<HttpAnswer>(outcome), thread);
}

boost::asio::awaitable<SendOutcome> Sender::deliver(Piece piece, std::string thread) {
    SendOutcome outcome = co_await call(piece, thread);
    if (outcome.code == "photo_refused" || outcome.code == "voice_refused") {
        if (turn_into_documents(piece)) outcome = co_await call(piece, thread);
    } else if (outcome.code == "no_text" && piece.method == "editMessageText") {
        piece.method = "editMessageCaption";
        piece.params["caption"] = piece.params["text"];
        piece.params.erase("text");
        if (piece.params.contains("entities")) {
            piece.params["caption_entities"] = piece.params["entities"];
            piece.params.erase("entities");
        }
        outcome = co_await call(piece, thread);
    }
    // The words matter more than how they look.
    if (outcome.code == "format_refused" && drop_entities(piece)) outcome = co_await call(piece, thread);
    co_return outcome;
}

boost::asio::awaitable<SendOutcome> Sender::send(Outgoing outgoing) {
    using Act = Outgoing::Act;
    const auto pieces = pieces_of(outgoing);
    if (pieces.empty()) {
        if (outgoing.act == Act::send) co_return SendOutcome::failed_with("empty", "there is nothing to send");
        if (outgoing.act == Act::read || outgoing.act == Act::closed) co_return SendOutcome::sent_as("");
        co_return SendOutcome::failed_with("message_unknown", "Telegram never told the number of this message");
    }
    std::vector<Part> parts;
    for (const auto& piece : pieces) {
        std::vector<std::int64_t> files;
        for (const auto& upload : piece.uploads) files.push_back(upload.file->id);
        parts.push_back({[this, &piece, &outgoing](int) { return deliver(piece, outgoing.thread); }, messages_in(piece),
                         std::move(files)});
    }
    SendOutcome sent = co_await send_in_parts(std::move(parts), *house_.clock, outgoing.attempt, outgoing.arrived);
    // Its owner may keep that right to himself; nothing else follows from it.
    if (outgoing.act == Act::read && sent.kind == SendOutcome::Kind::failed) sent = SendOutcome::sent_as("");
    co_return sent;
}

}  // namespace parley::telegram
