#include "server/base/log.hpp"
#include "server/base/secret.hpp"

#include <gtest/gtest.h>

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    parley::init_crypto();
    parley::init_log(false, parley::LogLevel::error);
    return RUN_ALL_TESTS();
}
