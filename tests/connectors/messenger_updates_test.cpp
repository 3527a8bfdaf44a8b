#include "tests/connectors/messaging_account.hpp"

namespace parley {
namespace {

template <class Body>
Body only_page(const std::string& name) {
    return only_of<Body>("messenger", name);
}
MessageReceived message(const std::string& name) {
    return only_page<MessageReceived>(name);
}

TEST(MessengerUpdates, TextReplyAndPress) {
    const auto m = message("message_text");
    EXPECT_EQ(m.thread, kPerson);
    EXPECT_EQ(m.person.external_id, kPerson);
    EXPECT_EQ(m.direction, Direction::inbound);
    EXPECT_EQ(m.sent_at, 1788000010000);
    EXPECT_EQ(m.text, "Dzień dobry! 👨‍👩‍👧 Czy wizyta w środę o 9:00 jest możliwa?");
    EXPECT_TRUE(m.external_id.starts_with("m_0VOvGZQn"));
    EXPECT_EQ(message("message_text_rtl").text, "مرحبا، هل لديكم توصيل؟ (Kraków)");
    const auto reply = message("message_reply_to");
    ASSERT_TRUE(reply.reply_to);
    EXPECT_TRUE(reply.reply_to->starts_with("m_mm5bK5hX"));
    const auto press = message("message_quick_reply");
    EXPECT_EQ(press.kind, MessageKind::interaction);
    EXPECT_EQ(text_or(press.content, "payload"), "csat:1042:5");
    const auto phone = message("message_quick_reply_phone");
    EXPECT_EQ(phone.kind, MessageKind::text);
    EXPECT_EQ(phone.person.phone, "+447700900123");
    const auto button = message("postback_button");
    EXPECT_EQ(button.kind, MessageKind::interaction);
    EXPECT_EQ(button.text, "Umów wizytę");
    EXPECT_FALSE(button.starts_only);
}

TEST(MessengerUpdates, Files) {
    const auto image = message("message_image");
    ASSERT_EQ(image.media.size(), 1U);
    EXPECT_EQ(image.kind, MessageKind::image);
    EXPECT_EQ(text_or(image.media[0].source, "url"), "https://cdn.example.net/messenger/img1.jpg?oh=demo&oe=6B000000");
    const auto two = message("message_images_two_with_text");
    EXPECT_EQ(two.media.size(), 2U);
    EXPECT_EQ(two.text, "Oba zdjęcia");
    EXPECT_EQ(message("message_audio").kind, MessageKind::voice);
    EXPECT_EQ(message("message_video").kind, MessageKind::video);
    const auto file = message("message_file");
    ASSERT_EQ(file.media.size(), 1U);
    EXPECT_EQ(file.media[0].name, "Umowa łódź.pdf");
    const auto sticker = message("message_sticker_transition");
    EXPECT_EQ(sticker.kind, MessageKind::sticker);
    EXPECT_EQ(sticker.media.size(), 1U) << "one sticker that came twice";
    EXPECT_EQ(text_or(sticker.content, "emoji"), "👍");
    EXPECT_EQ(message("message_sticker_legacy").media.size(), 1U);
    const auto reel = message("message_reel_share");
    EXPECT_EQ(reel.kind, MessageKind::video);
    EXPECT_EQ(reel.text, "Nasz salon");
}

TEST(MessengerUpdates, SharedThings) {
    const auto link = message("message_fallback_link");
    EXPECT_EQ(link.kind, MessageKind::text);
    EXPECT_EQ(link.text, "https://shop.example.com/p/42\nButy trekkingowe");
    EXPECT_EQ(message("message_fallback_null_payload").text, "Wydarzenie\nhttps://events.example.com/9");
    const auto place = message("message_location_legacy");
    EXPECT_EQ(place.kind, MessageKind::location);
    EXPECT_DOUBLE_EQ(*number_of(place.content, "latitude"), 52.229676);
    EXPECT_DOUBLE_EQ(*number_of(place.content, "longitude"), 21.012229);
    const auto product = message("message_product_template");
    EXPECT_EQ(product.text, "Buty trekkingowe · 199 zł");
    EXPECT_EQ(text_or(product.content, "product"), "SKU-42");
    EXPECT_EQ(message("message_unsupported").kind, MessageKind::unsupported);
    const auto odd = message("message_unknown_attachment");
    EXPECT_EQ(odd.kind, MessageKind::unsupported);
    EXPECT_EQ(text_or(odd.content, "what"), "hologram");
}

TEST(MessengerUpdates, WhatIsDoneToMessages) {
    const auto removed = only_page<MessageDeleted>("message_deleted");
    EXPECT_EQ(removed.external_id, message("message_text").external_id);
    const auto edit = only_page<MessageEdited>("message_edit");
    EXPECT_EQ(edit.external_id, message("message_text").external_id);
    EXPECT_EQ(edit.text, "Dzień dobry! Czy wizyta w czwartek o 9:00 jest możliwa?");
    const auto reaction = only_page<ReactionSeen>("reaction");
    EXPECT_EQ(reaction.emoji, std::vector<std::string>{"❤️"});
    EXPECT_EQ(reaction.person.external_id, kPerson);
    EXPECT_TRUE(only_page<ReactionSeen>("reaction_removed").emoji.empty());
}

TEST(MessengerUpdates, ReceiptsGoUpToAMoment) {
    const auto delivered = only_page<Receipt>("delivery");
    EXPECT_EQ(delivered.status, MessageStatus::delivered);
    EXPECT_TRUE(delivered.up_to);
    EXPECT_EQ(delivered.thread, kPerson);
    EXPECT_EQ(delivered.before, 1788000220500 + 2000);
    const auto bare = only_page<Receipt>("delivery_without_mids");
    EXPECT_EQ(bare.before, 1788000240500 + 2000) << "a watermark as text, and no time of its own";
    EXPECT_EQ(only_page<Receipt>("read").status, MessageStatus::read);
}

TEST(MessengerUpdates, EchoesAreOfTheCustomerTheyWentTo) {
    const auto inbox = message("echo_from_page_inbox");
    EXPECT_EQ(inbox.direction, Direction::outbound);
    EXPECT_EQ(inbox.author, AuthorType::operator_);
    EXPECT_EQ(inbox.thread, kPerson);
    EXPECT_EQ(inbox.person.external_id, kPerson);
    EXPECT_FALSE(inbox.ours);
    EXPECT_TRUE(message("echo_without_app_id").ours) << "may be one that is on its way";
    EXPECT_TRUE(message("echo_from_our_app").ours) << "metadata of another making";
    auto ours = Json::parse(meta_fixture("messenger", "echo_from_our_app"));
    auto& told = ours["entry"][0]["messaging"][0]["message"];
    told["metadata"] = "parley:77:0:1";
    auto updates = told_by("messenger", ours.dump());
    ASSERT_EQ(updates.size(), 1U);
    const auto* receipt = std::get_if<Receipt>(&updates[0].body);
    ASSERT_NE(receipt, nullptr);
    EXPECT_EQ(receipt->message_id, 77);
    EXPECT_EQ(receipt->new_external_id, text_or(told, "mid"));
    told["app_id"] = 263902037430900;
    updates = told_by("messenger", ours.dump());
    EXPECT_TRUE(std::holds_alternative<MessageReceived>(updates.at(0).body)) << "copied words of ours are not ours";
}

TEST(MessengerUpdates, WhereSomebodyCameFrom) {
    const auto start = message("postback_get_started_ref");
    EXPECT_TRUE(start.starts_only);
    ASSERT_EQ(start.touches.size(), 1U);
    EXPECT_EQ(start.touches[0].ref, "qr_poster_A-17");
    EXPECT_EQ(start.touches[0].source, "facebook");
    const auto ad = message("postback_get_started_ad");
    ASSERT_EQ(ad.touches.size(), 1U);
    EXPECT_EQ(ad.touches[0].kind, "ad");
    EXPECT_EQ(ad.touches[0].ad_id, "120200000000000001");
    EXPECT_EQ(ad.touches[0].medium, "cpc");
    const auto first = message("message_ad_referral");
    ASSERT_EQ(first.touches.size(), 1U);
    EXPECT_EQ(first.touches[0].campaign, "Rabat 20%");
    EXPECT_EQ(first.text, "Więcej informacji");
    const auto back = only_page<ReferralSeen>("referral_existing_thread");
    EXPECT_EQ(back.thread, kPerson);
    EXPECT_EQ(back.touch.ref, "flyer-lodz");
    const auto guest = message("postback_user_ref");
    EXPECT_EQ(guest.thread, "user_ref:demo-user-ref-1");
    EXPECT_TRUE(guest.starts_only);
    EXPECT_EQ(guest.touches.at(0).referrer, "https://shop.example.com/kontakt");
    EXPECT_EQ(only_page<ReferralSeen>("optin_plugin_ref").touch.ref, "checkout_1042");
}

TEST(MessengerUpdates, CommentsUnderPosts) {
    const auto comment = message("feed_comment_add");
    EXPECT_EQ(comment.thread, "post:100200300400500_900:" + kPerson);
    EXPECT_EQ(comment.external_id, "comment:900_901");
    EXPECT_EQ(comment.person.name, "Anna Nowak");
    EXPECT_EQ(comment.sent_at, 1788001000000);
    EXPECT_FALSE(comment.reply_to) << "it stands under the post itself";
    EXPECT_EQ(text_or(comment.content["comment"], "url"), "https://www.facebook.com/100200300400500/posts/900");
    ASSERT_EQ(comment.touches.size(), 1U);
    EXPECT_EQ(comment.touches[0].medium, "social");
    const auto ours = message("feed_comment_reply_by_page");
    EXPECT_EQ(ours.direction, Direction::outbound);
    EXPECT_TRUE(ours.thread.empty());
    EXPECT_EQ(ours.reply_to, "comment:900_901");
    EXPECT_EQ(only_page<MessageEdited>("feed_comment_edited").external_id, "comment:900_901");
    EXPECT_EQ(only_page<MessageDeleted>("feed_comment_remove").external_id, "comment:900_901");
    auto change = Json::parse(meta_fixture("messenger", "feed_comment_remove"));
    for (const bool hidden : {true, false}) {
        change["entry"][0]["changes"][0]["value"]["verb"] = hidden ? "hide" : "unhide";
        const auto edit = std::get<MessageEdited>(told_by("messenger", change.dump()).at(0).body);
        EXPECT_EQ(edit.external_id, "comment:900_901");
        EXPECT_EQ(edit.hidden, hidden);
        EXPECT_FALSE(edit.text) << "its words are not told, and stay";
    }
    only_page<Ignored>("feed_reaction_add");
    // A film, and what only Facebook shows.
    auto wordless = Json::parse(meta_fixture("messenger", "feed_comment_add"));
    auto& value = wordless["entry"][0]["changes"][0]["value"];
    value.erase("message");
    const auto read = [&] { return std::get<MessageReceived>(told_by("messenger", wordless.dump()).at(0).body); };
    EXPECT_EQ(read().kind, MessageKind::unsupported);
    value["video"] = "https://video.example/901.mp4";
    EXPECT_EQ(read().kind, MessageKind::video);
    ASSERT_EQ(read().media.size(), 1U);
    // Somebody who does not allow to be named.
    auto hidden = Json::parse(meta_fixture("messenger", "feed_comment_add"));
    hidden["entry"][0]["changes"][0]["value"].erase("from");
    const auto updates = told_by("messenger", hidden.dump());
    const auto* m = std::get_if<MessageReceived>(&updates.at(0).body);
    ASSERT_NE(m, nullptr);
    EXPECT_EQ(m->person.external_id, "comment:900_901");
}

TEST(MessengerUpdates, WhoHasTheThread) {
    const auto updates = told_by("messenger", meta_fixture("messenger", "standby_message"));
    ASSERT_EQ(updates.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<MessageReceived>(updates[0].body));
    const auto* closed = std::get_if<ContactChanged>(&updates[1].body);
    ASSERT_NE(closed, nullptr);
    EXPECT_EQ(closed->reachable, false);
    EXPECT_EQ(closed->reason, "read_only");
    EXPECT_TRUE(updates[1].update_id) << "a repeat may come when the thread is ours again";
    EXPECT_EQ(only_page<ContactChanged>("pass_thread_control").reachable, true);
    EXPECT_EQ(only_page<ContactChanged>("take_thread_control").reachable, false);
    EXPECT_EQ(only_page<ChannelTrouble>("policy_enforcement_block").state, "degraded");
}

TEST(MessengerUpdates, TimesAreWrittenInManyWays) {
    auto body = Json::parse(meta_fixture("messenger", "message_text"));
    for (const auto& [written, meant] : {std::pair<Json, Millis>{1788000010000, 1788000010000},
                                         {1788000010, 1788000010000},
                                         {"1788000010", 1788000010000},
                                         {"2026-08-29T10:40:10.000Z", 1788000010000},
                                         {"2026 or so", kReceived},
                                         {-5, kReceived}}) {
        body["entry"][0]["messaging"][0]["timestamp"] = written;
        const auto updates = told_by("messenger", body.dump());
        const auto* m = std::get_if<MessageReceived>(&updates.at(0).body);
        ASSERT_NE(m, nullptr);
        EXPECT_EQ(m->sent_at, meant) << written;
    }
}

TEST(MessengerUpdates, EachOnItsOwnMerit) {
    const auto batch = told_by("messenger", meta_fixture("messenger", "batch_three_entries"));
    ASSERT_EQ(batch.size(), 3U);
    EXPECT_TRUE(std::holds_alternative<MessageReceived>(batch[0].body));
    EXPECT_TRUE(std::holds_alternative<MessageReceived>(batch[1].body));
    EXPECT_TRUE(std::holds_alternative<Ignored>(batch[2].body)) << "of another Page";
    const auto old = message("numeric_ids_seconds_timestamp");
    EXPECT_EQ(old.thread, kPerson);
    EXPECT_EQ(old.sent_at, 1788001050000);
    EXPECT_TRUE(only_page<NotUnderstood>("unknown_event").quarantine);
    for (const char* body : {"", "[]", "{}", "5", R"({"object":"page"})", R"({"object":"instagram","entry":[]})",
                             R"({"object":"page","entry":[{"id":"100200300400500","messaging":[{}]}]})"}) {
        const auto updates = told_by("messenger", body);
        ASSERT_EQ(updates.size(), 1U) << body;
        EXPECT_TRUE(std::holds_alternative<NotUnderstood>(updates[0].body)) << body;
    }
}

}  // namespace
}  // namespace parley
