#include "connectors/telegram/bot_api.hpp"
#include "connectors/telegram/telegram.hpp"

namespace parley::telegram {
namespace {

constexpr int kTriesWithin = 3;
constexpr std::chrono::milliseconds kLongestWaitWithin = std::chrono::seconds(20);

/// Sent again as a whole, the contact would see the first parts twice: so that is left to a human.
SendOutcome partly(SendOutcome outcome, std::size_t arrived, std::size_t all) {
    if (outcome.kind != SendOutcome::Kind::failed) outcome.kind = SendOutcome::Kind::unconfirmed;
    if (!outcome.unreachable) outcome.code = "partly_sent";  // why a thread is closed is kept under its code
    outcome.message =
        "only " + std::to_string(arrived) + " of " + std::to_string(all) + " parts surely arrived: " + outcome.message;
    return outcome;
}

bool may_pass(const SendOutcome& outcome) {
    return (outcome.kind == SendOutcome::Kind::retry || outcome.kind == SendOutcome::Kind::rate_limited) &&
           outcome.wait <= kLongestWaitWithin;
}

std::vector<FormPart> form_of(const Piece& piece, std::string bytes) {
    std::vector<FormPart> parts;
    for (const auto& [name, value] : piece.params.items()) {
        parts.push_back({name, "", "", value.is_string() ? value.get<std::string>() : dump(value)});
    }
    const auto& type = piece.file->content_type;
    parts.push_back({piece.field, piece.file->name.empty() ? "file" : piece.file->name,
                     type.empty() ? "application/octet-stream" : type, std::move(bytes)});
    return parts;
}

}  // namespace

boost::asio::awaitable<SendOutcome> Sender::call(Piece piece, std::string bytes, std::string thread) {
    HttpOutcome outcome;
    if (piece.file) {
        outcome = co_await api_.upload(piece.method, form_of(piece, std::move(bytes)));
    } else {
        outcome = co_await api_.call(piece.method, piece.params);
    }
    if (const auto* trouble = std::get_if<HttpTrouble>(&outcome)) co_return outcome_of_trouble(*trouble, false);
    co_return interpret(std::get<HttpAnswer>(outcome), thread);
}

boost::asio::awaitable<SendOutcome> Sender::deliver(Piece piece, std::string thread) {
    std::string bytes;
    if (piece.file) {
        Result<std::string> read = co_await house_.read_file(piece.file->id);
        if (!read) {
            auto outcome =
                SendOutcome::failed_with("file_missing", "the file cannot be read: " + read.error().detail());
            if (read.error().code() == Errc::unavailable) outcome.kind = SendOutcome::Kind::retry;
            co_return outcome;
        }
        bytes = std::move(*read);
    }
    SendOutcome outcome = co_await call(piece, bytes, thread);
    const bool as_file = outcome.code == "photo_refused" || outcome.code == "voice_refused";
    if (piece.file && as_file && piece.method != "sendDocument") {
        piece.method = "sendDocument";
        piece.field = "document";
        outcome = co_await call(piece, std::move(bytes), thread);
    } else if (outcome.code == "no_text" && piece.method == "editMessageText") {
        piece.method = "editMessageCaption";
        piece.params["caption"] = piece.params["text"];
        piece.params.erase("text");
        outcome = co_await call(piece, std::string(), thread);
    }
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
    SendOutcome sent;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        SendOutcome outcome = co_await deliver(pieces[i], outgoing.thread);
        for (int tries = 1; i > 0 && tries < kTriesWithin && may_pass(outcome); ++tries) {
            co_await house_.clock->sleep(std::max(outcome.wait, std::chrono::milliseconds(1000)));
            outcome = co_await deliver(pieces[i], outgoing.thread);
        }
        if (outcome.kind != SendOutcome::Kind::sent) {
            if (i > 0) outcome = partly(std::move(outcome), i, pieces.size());
            co_return outcome;
        }
        if (i == 0)
            sent = std::move(outcome);
        else
            sent.more_external_ids.push_back(std::move(outcome.external_id));
    }
    co_return sent;
}

}  // namespace parley::telegram
