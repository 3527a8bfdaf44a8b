#pragma once

namespace parley::db {

/// Sets SQLite's own page cache up with one number changed; before the process opens its first database.
///
/// When SQLite splits a page it may sort the new ones, and for a moment numbers one of them as the page of the lock
/// byte (262,145), which never exists. Its cache keeps that as the largest number it has seen, so that the commit,
/// which forgets pages beyond the file's end, looks through the whole cache for them: measured, 10 % of the writer's
/// time at 7,000 pages, and growing with them. Here that page goes by number 0, which no page has.
void set_up_page_cache();

}  // namespace parley::db
