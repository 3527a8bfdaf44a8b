#pragma once

#include "server/app/core.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <vector>

namespace parley {

struct SampleLogin {
    std::string email, name, password, role;
};

/// A bicycle shop with two teams, rules and channels. Channels are ordinary ones; only their customers are made up.
struct SampleCompany {
    std::vector<SampleLogin> logins;
    std::vector<std::int64_t> channels;
    std::string site_key;  ///< of the website chat on /demo/site
};
boost::asio::awaitable<SampleCompany> found_company(Core& core);

/// /demo/site: the company's own site, which carries the widget of its website chat. `key` is filled in later.
void add_sample_site(Router& router, std::shared_ptr<const std::string> key);

/// Where the sample customers receive what is answered: takes every callback and says it was delivered.
void add_sample_app(Router& router);

/// Customers in three languages who write now and then, through the same ingest as real ones. Until cancelled.
boost::asio::awaitable<void> live_customers(Core& core, SampleCompany company);

}  // namespace parley
