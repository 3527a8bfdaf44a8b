#include "connectors/form_answers.hpp"

#include "server/base/text.hpp"

namespace parley {
namespace {

constexpr std::size_t kMostAnswers = 50, kMostText = 1000;

std::string short_text(std::string_view text) {
    return std::string(cut_code_points(clean(text), kMostText));
}

}  // namespace

Json form_answers(std::string_view text) {
    Json answers = Json::array();
    if (trim(text).empty()) return answers;
    const auto form = read_json(text);
    if (!form || !form->is_object()) {
        answers.push_back({{"name", ""}, {"value", short_text(text)}});
        return answers;
    }
    for (const auto& [name, value] : form->items()) {
        if (name == "flow_token" || value.is_null()) continue;
        if (answers.size() >= kMostAnswers) break;
        answers.push_back({{"name", short_text(name)},
                           {"value", short_text(value.is_string() ? value.get<std::string>() : dump(value))}});
    }
    return answers;
}

}  // namespace parley
