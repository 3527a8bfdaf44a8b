#pragma once

#include "server/store/store.hpp"

#include <boost/asio/awaitable.hpp>

namespace parley::sample {

/// What the company's people have added to their conversations over the month: tags by what was asked, the texts they
/// use again, and the lists they look at.
boost::asio::awaitable<void> add_words_at_hand(Store& store);

}  // namespace parley::sample
