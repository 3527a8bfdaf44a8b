#pragma once

#include "connectors/connector.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// The chat on a site of ours: visitors speak to server/api/widget, which lays their messages down for this room.
ConnectorKind web_kind();

namespace web {

/// The allowed sites of the setting `site`, as sources of Content-Security-Policy: "https://shop.example",
/// "*.shop.example", "localhost:3000", "'self'" for the word self. The error names what is no site.
Result<std::vector<std::string>> read_sites(std::string_view setting);

/// What the form before the first word asks, from the setting `ask`: "name,contact*" (a star: must be filled).
struct Asked {
    std::string name;
    bool required = false;
};
Result<std::vector<Asked>> read_asked(std::string_view setting);

/// A text of the settings in the visitor's language: `consent_pl` where there is one, else `consent`.
std::string text_in(const Json& settings, std::string_view name, std::string_view language);

/// A message as server/api/widget lays it down, which is also its raw update:
/// `{"visitor","language","first","message":{client_id,text,page,profile},"attachments":[{id,kind}],"user"?,"joins"?}`.
/// `first`: the visitor has written nothing before. `user`: the site's own id of him, proven by the site; `joins`: no
/// contact is known of the visitor yet, but of the user: it is his.
Update read_message(const Json& laid_down, Millis received_at);

/// The platform's id of a visitor's message: client ids are his own.
std::string message_id(std::string_view visitor, std::string_view client_id);

}  // namespace web
}  // namespace parley
