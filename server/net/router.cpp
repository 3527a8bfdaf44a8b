#include "server/net/http.hpp"

#include <algorithm>
#include <memory>

namespace parley {
namespace {

/// Index into the routing table by method. The names of a pattern's values belong to its route, not to the node:
/// `/users/{id}` and `/users/{user}/teams` share one.
struct Entry {
    Method method;
    std::size_t route;
};

struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> value;
    std::vector<Entry> routes;
    std::vector<Entry> rest_routes;  ///< patterns that end in {name...} here
};

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    for (std::size_t at = 1; at <= path.size();) {
        const auto end = std::min(path.find('/', at), path.size());
        segments.push_back(path.substr(at, end - at));
        at = end + 1;
    }
    return segments;
}

const Entry* entry_of(const std::vector<Entry>& routes, Method method) {
    const auto place = std::ranges::find(routes, method, &Entry::method);
    return place == routes.end() ? nullptr : &*place;
}

struct Walk {
    Method method;
    std::string_view path;
    std::vector<std::string_view> segments;
    std::vector<std::string_view> values;
    const Entry* entry = nullptr;
    const std::vector<Entry>* others = nullptr;  ///< the first place of this path that has no such method

    /// Literal children beat the value child, and that beats a rest; a place without the method is no hit.
    bool go(const Node& node, std::size_t at) {
        if (at == segments.size()) {
            if (hit(node.routes)) return true;
        } else {
            const auto literal = node.literals.find(segments[at]);
            if (literal != node.literals.end() && go(*literal->second, at + 1)) return true;
            if (node.value && !segments[at].empty()) {
                values.push_back(segments[at]);
                if (go(*node.value, at + 1)) return true;
                values.pop_back();
            }
        }
        if (node.rest_routes.empty()) return false;
        const auto start =
            at < segments.size() ? static_cast<std::size_t>(segments[at].data() - path.data()) : path.size();
        if (!hit(node.rest_routes)) return false;
        values.push_back(path.substr(start));
        return true;
    }
    bool hit(const std::vector<Entry>& found) {
        entry = entry_of(found, method);
        if (!entry && method == Method::head) entry = entry_of(found, Method::get);
        if (!entry && !others && !found.empty()) others = &found;
        return entry != nullptr;
    }
};

std::string allowed(const std::vector<Entry>& routes) {
    std::string list;
    const auto add = [&](Method method) {
        if (!list.empty()) list += ", ";
        list += name_of(method);
    };
    for (const auto& entry : routes) {
        add(entry.method);
        if (entry.method == Method::get && !entry_of(routes, Method::head)) add(Method::head);
    }
    return list;
}

}  // namespace

struct Router::Tree {
    Node root;
    std::vector<Route> routes;
    std::vector<std::vector<std::string>> names;  ///< of the values, by route
    Handler fallback;
};

Router::Router() : tree_(std::make_unique<Tree>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Route route) {
    const Entry entry{route.method, tree_->routes.size()};
    auto& names = tree_->names.emplace_back();
    Node* node = &tree_->root;
    auto* list = &node->routes;
    for (const auto segment : segments_of(route.pattern)) {
        if (segment.starts_with('{') && segment.ends_with("...}")) {
            names.emplace_back(segment.substr(1, segment.size() - 5));
            list = &node->rest_routes;
            break;
        }
        if (segment.starts_with('{')) {
            names.emplace_back(segment.substr(1, segment.size() - 2));
            if (!node->value) node->value = std::make_unique<Node>();
            node = node->value.get();
        } else {
            auto& child = node->literals[std::string(segment)];
            if (!child) child = std::make_unique<Node>();
            node = child.get();
        }
        list = &node->routes;
    }
    if (entry_of(*list, entry.method)) {
        throw Failure(
            Error(Errc::internal, "two routes for " + std::string(name_of(route.method)) + " " + route.pattern));
    }
    list->push_back(entry);
    tree_->routes.push_back(std::move(route));
}

void Router::otherwise(Handler handler) {
    tree_->fallback = std::move(handler);
}
void Router::wrap(const std::function<Handler(const Route&)>& around) {
    for (auto& route : tree_->routes) route.handler = around(route);
}
const Handler& Router::fallback() const {
    return tree_->fallback;
}
const std::vector<Route>& Router::all() const {
    return tree_->routes;
}

Router::Found Router::find(Method method, std::string_view path) const {
    Found found;
    Walk walk{method, path, segments_of(path), {}};
    if (!walk.go(tree_->root, 0)) {
        if (walk.others) found.allow = allowed(*walk.others);
        return found;
    }
    found.route = &tree_->routes[walk.entry->route];
    const auto& names = tree_->names[walk.entry->route];
    for (std::size_t i = 0; i < names.size(); ++i) found.values.emplace(names[i], walk.values[i]);
    return found;
}

}  // namespace parley
