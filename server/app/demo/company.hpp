#pragma once

#include "server/app/core.hpp"

#include <boost/asio/awaitable.hpp>

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
};
boost::asio::awaitable<SampleCompany> found_company(Core& core);

/// Where the sample customers receive what is answered: takes every callback and says it was delivered.
void add_sample_app(Router& router);

/// Customers in three languages who write now and then, through the same ingest as real ones. Until cancelled.
boost::asio::awaitable<void> live_customers(Core& core, SampleCompany company);

}  // namespace parley
