#pragma once

#include "connectors/connector.hpp"
#include "server/api/context.hpp"

#include <memory>

namespace parley {

namespace widget {
struct House;
}

/// The website chat towards visitors: loader, frame, API and socket (docs/api-shapes.md, "Widget"). Ignores cookies
/// altogether. I/O thread only.
class Widget {
public:
    Widget(boost::asio::any_io_executor executor, ApiContext& context);
    ~Widget();

    void add_routes(Router& router);
    /// After each commit: what visitors with open pages are to see of it.
    void publish(const Committed& committed);
    /// An operator's typing, on the pages the visitor has open.
    void show(const Outgoing& act);
    void stop();

private:
    std::shared_ptr<widget::House> house_;
};

}  // namespace parley
