#include "server/base/error.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(Error, AFieldErrorNamesTheFieldAndIsInvalid) {
    Error error = Error::field("name", "must not be empty");
    error.add_field("phone", "must begin with +");
    EXPECT_EQ(error.code(), Errc::invalid);
    EXPECT_EQ(error.detail(), "must not be empty");
    ASSERT_EQ(error.fields().size(), 2U);
    EXPECT_EQ(error.fields()[0].field, "name");
    EXPECT_EQ(error.fields()[1].field, "phone");
}

TEST(Error, AResultThatWasNotLookedAtThrowsTheErrorItself) {
    const Result<int> result = Error(Errc::conflict, "taken", "somebody else was first");
    try {
        (void)result.value();
        FAIL() << "nothing was thrown";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.error().code(), Errc::conflict);
        EXPECT_EQ(failure.error().reason(), "taken");
        EXPECT_STREQ(failure.what(), "somebody else was first");
    }
}

TEST(Error, EveryCodeHasANameOfItsOwn) {
    EXPECT_EQ(name_of(Errc::invalid), "invalid");
    EXPECT_EQ(name_of(Errc::rate_limited), "rate_limited");
    EXPECT_EQ(name_of(Errc::internal), "internal");
    EXPECT_EQ(Error(Errc::rate_limited, "later").retry_after(7).retry_after_seconds(), 7);
}

}  // namespace
}  // namespace parley
