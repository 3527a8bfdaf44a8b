#include "connectors/connector.hpp"

namespace parley {

SendOutcome SendOutcome::sent_as(std::string external_id) {
    SendOutcome outcome;
    outcome.kind = Kind::sent;
    outcome.external_id = std::move(external_id);
    return outcome;
}

SendOutcome SendOutcome::failed_with(std::string code, std::string message) {
    SendOutcome outcome;
    outcome.kind = Kind::failed;
    outcome.code = std::move(code);
    outcome.message = std::move(message);
    return outcome;
}

SendOutcome outcome_of_trouble(const HttpTrouble& trouble, bool keyed) {
    SendOutcome outcome;
    outcome.code = trouble.refused_target ? "target_refused" : "no_answer";
    outcome.message = trouble.what;
    if (trouble.refused_target) return outcome;
    outcome.kind = trouble.maybe_taken && !keyed ? SendOutcome::Kind::unconfirmed : SendOutcome::Kind::retry;
    return outcome;
}

Response Connector::answer(const HookCall&, const Parsed&, const std::vector<UpdateOutcome>&) const {
    return Response::empty(200);
}

std::optional<Response> Connector::handshake(const HookCall&) const {
    return std::nullopt;
}

Response Connector::refuse(const HookCall& delivery, const Error& error) const {
    return problem(error, delivery.request.id);
}

boost::asio::awaitable<void> Connector::run(Intake&) {
    co_return;
}

boost::asio::awaitable<Result<FetchedMedia>> Connector::fetch_media(Json) {
    co_return Error(Errc::not_found, "this channel has no files to fetch");
}

boost::asio::awaitable<Result<std::vector<PlatformTemplate>>> Connector::templates() {
    co_return std::vector<PlatformTemplate>();
}

boost::asio::awaitable<Result<std::vector<Update>>> Connector::look_up(LookUp, bool) {
    co_return std::vector<Update>();
}

boost::asio::awaitable<Result<BackFill>> Connector::back_fill(Millis, Json) {
    co_return BackFill();
}

boost::asio::awaitable<Result<FetchedAvatar>> Connector::fetch_avatar(Json, std::string) {
    co_return Error(Errc::not_found, "this channel has no pictures of people");
}

boost::asio::awaitable<Result<void>> Connector::subscribe() {
    co_return Result<void>();
}

}  // namespace parley
