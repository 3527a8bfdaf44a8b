#include "connectors/form_answers.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

Json answer(std::string name, std::string value) {
    return {{"name", std::move(name)}, {"value", std::move(value)}};
}

TEST(FormAnswers, AreNameAndValueAndNothingOfTheFormItself) {
    EXPECT_EQ(form_answers(R"({"flow_token":"t","size":42,"colour":"red","extras":["bell"],"note":null})"),
              Json::array({answer("colour", "red"), answer("extras", R"(["bell"])"), answer("size", "42")}));
}

TEST(FormAnswers, OfAnotherTextIsOneWithoutAName) {
    EXPECT_EQ(form_answers("12:30, table 4"), Json::array({answer("", "12:30, table 4")}));
    EXPECT_EQ(form_answers("[1,2]"), Json::array({answer("", "[1,2]")}));
    EXPECT_EQ(form_answers("  "), Json::array());
}

TEST(FormAnswers, AreNoMoreThanAPersonReads) {
    Json form = Json::object();
    for (int i = 0; i < 200; ++i) form["field " + std::to_string(i)] = std::string(5000, 'x');
    const auto answers = form_answers(form.dump());
    EXPECT_EQ(answers.size(), 50u);
    EXPECT_EQ(answers[0]["value"].get<std::string>().size(), 1000u);
}

}  // namespace
}  // namespace parley
