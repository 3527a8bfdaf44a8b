#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

/// The floors from the ground up; a file may include its own floor and those before it.
const std::vector<std::string> kFloors{"server/base", "server/domain", "server/net", "db",        "server/store",
                                       "connectors",  "server/flow",   "server/api", "server/app"};

int floor_of(const std::string& path) {
    for (std::size_t i = 0; i < kFloors.size(); ++i) {
        if (path.starts_with(kFloors[i] + "/")) return static_cast<int>(i);
    }
    return -1;
}

TEST(Floors, NoFileIncludesUpwards) {
    std::vector<std::string> wrong;
    int read = 0;
    for (const char* top : {"server", "connectors", "db"}) {
        for (const auto& entry : fs::recursive_directory_iterator(fs::path(PARLEY_SOURCE) / top)) {
            const auto extension = entry.path().extension();
            if (extension != ".cpp" && extension != ".hpp") continue;
            const auto path = fs::relative(entry.path(), PARLEY_SOURCE).generic_string();
            const int own = floor_of(path);
            if (own < 0) continue;
            ++read;
            std::ifstream in(entry.path());
            for (std::string line; std::getline(in, line);) {
                if (!line.starts_with("#include \"")) continue;
                const auto included = line.substr(10, line.find('"', 10) - 10);
                if (floor_of(included) > own) wrong.push_back(path + " includes " + included);
            }
        }
    }
    EXPECT_GT(read, 50);
    EXPECT_EQ(wrong, std::vector<std::string>{});
}

}  // namespace
