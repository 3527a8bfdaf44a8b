#include "connectors/api/api.hpp"

#include <array>
#include <charconv>

namespace parley::api {
namespace {

constexpr std::array<std::int64_t, 9> kRetrySeconds{5, 30, 120, 600, 1800, 3600, 7200, 14'400, 28'800};

SendOutcome retry(int attempt, std::string code, std::string message) {
    SendOutcome outcome;
    outcome.kind = SendOutcome::Kind::retry;
    const auto step =
        std::min<std::size_t>(static_cast<std::size_t>(std::max(attempt, 1)) - 1, kRetrySeconds.size() - 1);
    outcome.wait = std::chrono::seconds(kRetrySeconds[step]);
    outcome.code = std::move(code);
    outcome.message = std::move(message);
    return outcome;
}

std::optional<std::chrono::seconds> retry_after(const HttpAnswer& answer) {
    const auto text = answer.headers.get("Retry-After");
    long seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size() || seconds < 0)
        return std::nullopt;
    return std::chrono::seconds(std::min<long>(seconds, 3600));
}

Json maybe(const std::optional<std::string>& text) {
    return text ? Json(*text) : Json(nullptr);
}

}  // namespace

Json compose(const Outgoing& out, const std::string& channel_key) {
    Json message{
        {"id", message_ref(out.message_id)},
        {"conversation_id", "cnv_" + std::to_string(out.conversation_id)},
        {"contact",
         {{"id", out.peer}, {"parley_id", "con_" + std::to_string(out.contact_id)}, {"name", out.contact_name}}}};
    if (out.thread.starts_with("c:")) message["external_conversation_id"] = out.thread.substr(2);
    std::string type;
    Json data;
    switch (out.act) {
        case Outgoing::Act::send: {
            type = "message.created";
            const char* author = out.author == AuthorType::operator_ ? "agent"
                                 : out.author == AuthorType::bot     ? "bot"
                                                                     : "system";
            message["author"] = {{"type", author},
                                 {"id", "usr_" + std::to_string(out.author_id)},
                                 {"name", out.author_name},
                                 {"avatar_url", nullptr}};
            message["created_at"] = to_rfc3339(out.created_at);
            message["text"] = out.text;
            auto& files = message["attachments"] = Json::array();
            for (const auto& file : out.files) {
                files.push_back({{"id", "att_" + std::to_string(file.id)},
                                 {"name", file.name},
                                 {"kind", name_of(file.kind)},
                                 {"content_type", file.content_type},
                                 {"size", file.size},
                                 {"sha256", file.sha256},
                                 {"url", file.url},
                                 {"expires_at", to_rfc3339(file.expires_at)}});
            }
            message["reply_to"] = nullptr;
            if (out.reply_to_id)
                message["reply_to"] = {{"id", message_ref(*out.reply_to_id)},
                                       {"external_id", maybe(out.reply_to_external_id)}};
            message["buttons"] = Json::array();
            data = {{"message", std::move(message)}};
            break;
        }
        case Outgoing::Act::edit:
            type = "message.updated";
            message["external_id"] = maybe(out.external_id);
            message["text"] = out.text;
            message["edited_at"] = to_rfc3339(out.created_at);
            data = {{"message", std::move(message)}};
            break;
        case Outgoing::Act::remove:
            type = "message.deleted";
            data = {{"message",
                     {{"id", message_ref(out.message_id)},
                      {"conversation_id", message["conversation_id"]},  // whose order its sequence counts
                      {"external_id", maybe(out.external_id)},
                      {"deleted_at", to_rfc3339(out.created_at)}}}};
            break;
        case Outgoing::Act::react:  // the contract has neither, so none is ever queued
        case Outgoing::Act::hide:
            break;
        case Outgoing::Act::read:
            type = "conversation.read";
            message["up_to"] = {{"id", message_ref(out.message_id)}, {"external_id", maybe(out.external_id)}};
            message["at"] = to_rfc3339(out.created_at);
            message.erase("id");
            data = std::move(message);
            break;
        case Outgoing::Act::closed:
            type = "conversation.closed";
            message.erase("id");
            message["reason"] = out.text;
            data = std::move(message);
            break;
        case Outgoing::Act::typing:
            type = "typing";
            message.erase("id");
            message["state"] = "on";
            data = std::move(message);
            break;
    }
    return {{"id", "evt_" + std::to_string(out.outbox_id)},
            {"type", type},
            {"channel", channel_key},
            {"created_at", to_rfc3339(out.created_at)},
            {"sequence", out.sequence},
            {"data", std::move(data)}};
}

SendOutcome interpret(const HttpAnswer& answer, int attempt, Millis) {
    const int status = answer.status;
    const auto json = read_json(answer.body, {64 * 1024, 16});
    if (status >= 200 && status < 300) {
        SendOutcome outcome = SendOutcome::sent_as({});
        if (json) {
            if (const Json* message = find(*json, "message")) {
                outcome.external_id = text_or(*message, "external_id");
                if (text_or(*message, "status") == "delivered") outcome.status = MessageStatus::delivered;
            }
        }
        return outcome;
    }
    if (status == 410) {
        SendOutcome outcome;
        outcome.kind = SendOutcome::Kind::channel_down;
        outcome.code = "endpoint_gone";
        outcome.message = "the app says its address is gone (410): give the channel a new webhook_url";
        return outcome;
    }
    if (status == 408 || status == 409 || status == 425 || status == 429 || status >= 500) {
        auto outcome = retry(attempt, "http_" + std::to_string(status), "the app answered " + std::to_string(status));
        if (const auto told = retry_after(answer)) {
            outcome.kind = SendOutcome::Kind::rate_limited;
            outcome.wait = *told;
        }
        return outcome;
    }
    auto code = json ? text_or(*json, "code") : std::string();
    auto detail = json ? text_or(*json, "detail") : std::string();
    if (code.empty()) code = "http_" + std::to_string(status);
    if (detail.empty()) detail = "the app refused the message with " + std::to_string(status);
    return SendOutcome::failed_with(std::move(code), std::move(detail));
}

}  // namespace parley::api
