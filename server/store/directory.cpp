#include "server/store/directory.hpp"

namespace parley {

const Directory::Ahead* Directory::ahead(std::int64_t conversation_id) const {
    const auto found = ahead_.find(conversation_id);
    return found == ahead_.end() ? nullptr : &found->second;
}

}  // namespace parley
