#pragma once

#include "server/app/core.hpp"
#include "server/app/demo/plan.hpp"

#include <boost/asio/awaitable.hpp>

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace parley::sample {
struct Business;
}

namespace parley {

inline constexpr const char* kSampleZone = "Europe/Warsaw";

struct SampleLogin {
    std::string email, name, password, role;
};

/// A bicycle shop with eight who answer, in two teams, rules and four channels. Channels are ordinary ones; only their
/// customers, and the platform behind the Telegram bot, are made up.
struct SampleCompany {
    std::vector<SampleLogin> logins;
    std::array<std::int64_t, sample::kChannelUses> channels{};
    std::string site_key;  ///< of the website chat on /demo/site
};

/// Nobody has an account yet. Throws Failure when the folder holds some other company.
bool needs_sample_company(db::Connection& db);
/// People, teams, rules and channels, in an empty folder.
boost::asio::awaitable<void> found_company(Core& core);
/// What found_company has made, now or at an earlier start; its channels loaded.
boost::asio::awaitable<SampleCompany> find_company(Core& core);
/// Who answers there and how quickly.
boost::asio::awaitable<sample::Business> find_business(Core& core, const SampleCompany& company);
/// Points the channels at this server, under the address it answers on now.
boost::asio::awaitable<void> point_channels(Core& core, const SampleCompany& company);

/// /demo/site: the company's own site, which carries the widget of its website chat. `key` is filled in later.
void add_sample_site(Router& router, std::shared_ptr<const std::string> key);

/// The world behind the channels: takes what is answered, and says it was delivered.
void add_sample_platforms(Router& router, Clock& clock);

/// Customers in three languages who write now and then, through the same ingest as real ones. Until cancelled.
boost::asio::awaitable<void> live_customers(Core& core, SampleCompany company);

}  // namespace parley
