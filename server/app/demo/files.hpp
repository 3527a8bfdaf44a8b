#pragma once

#include "connectors/update.hpp"
#include "server/app/demo/dice.hpp"

#include <string>
#include <vector>

namespace parley::sample {

/// What the sample people attach, drawn and spoken by the program itself. Made once, then handed out.
class Files {
public:
    explicit Files(Dice& dice);

    const Media& picture(Dice& dice) const { return pictures_[dice.below(pictures_.size())]; }
    const Media& voice(Dice& dice) const { return voices_[dice.below(voices_.size())]; }
    const Media& receipt() const { return receipt_; }
    const Media& prices() const { return prices_; }

private:
    std::vector<Media> pictures_, voices_;
    Media receipt_, prices_;
};

}  // namespace parley::sample
