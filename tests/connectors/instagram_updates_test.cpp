#include "tests/connectors/messaging_account.hpp"

namespace parley {
namespace {

template <class Body>
Body only_account(const std::string& name) {
    return only_of<Body>("instagram", name);
}
MessageReceived message(const std::string& name) {
    return only_account<MessageReceived>(name);
}

TEST(InstagramUpdates, MessagesOfEachKind) {
    const auto m = message("message_text");
    EXPECT_EQ(m.thread, kFollower);
    EXPECT_EQ(m.text, "Cześć! 💅🏽 Czy są wolne terminy w piątek? 🙋‍♀️");
    EXPECT_EQ(message("message_text_rtl").text, "שלום, כמה עולה משלוח לחו״ל?");
    EXPECT_TRUE(message("message_reply_to_message").reply_to);
    EXPECT_EQ(message("message_image").kind, MessageKind::image);
    EXPECT_EQ(message("message_images_three").media.size(), 3U);
    EXPECT_EQ(message("message_video").kind, MessageKind::video);
    EXPECT_EQ(message("message_audio").kind, MessageKind::voice);
    EXPECT_EQ(message("message_file").kind, MessageKind::file);
    EXPECT_EQ(message("message_like_heart").text, "❤️");
    EXPECT_EQ(message("message_quick_reply").kind, MessageKind::interaction);
    for (const char* name : {"message_ephemeral", "message_unsupported_flag", "message_unsupported_type"})
        EXPECT_EQ(message(name).kind, MessageKind::unsupported) << name;
    only_account<Ignored>("message_is_self");
}

TEST(InstagramUpdates, StoriesAndPosts) {
    const auto reply = message("message_story_reply");
    EXPECT_EQ(reply.text, "Ale super! 😍 Ile kosztuje?");
    EXPECT_EQ(text_or(reply.content["shared"], "what"), "story_reply");
    EXPECT_EQ(text_or(reply.content["shared"], "id"), "18000000000000001");
    EXPECT_TRUE(text_or(reply.content["shared"], "url").starts_with("https://"));
    EXPECT_FALSE(reply.reply_to);
    EXPECT_EQ(message("message_story_reaction_emoji_only").text, "🔥");
    const auto mention = message("message_story_mention");
    EXPECT_EQ(text_or(mention.content["shared"], "what"), "story_mention");
    EXPECT_EQ(mention.media.size(), 1U) << "it is gone in a day: a copy is kept";
    EXPECT_EQ(message("message_share_ig_post").text, "Nowa kolekcja 🌸");
    EXPECT_EQ(message("message_share_ig_reel").kind, MessageKind::video);
    EXPECT_EQ(message("message_share_story").media.size(), 1U);
    EXPECT_EQ(message("message_share_legacy").media.size(), 1U);
}

TEST(InstagramUpdates, EchoesReactionsAndReceipts) {
    const auto phone = message("echo_from_instagram_app");
    EXPECT_EQ(phone.direction, Direction::outbound);
    EXPECT_EQ(phone.thread, kFollower);
    EXPECT_EQ(phone.person.external_id, kFollower);
    EXPECT_TRUE(message("echo_from_our_app").ours);
    EXPECT_EQ(message("echo_story_mention_by_business").direction, Direction::outbound);
    EXPECT_EQ(only_account<ReactionSeen>("reaction").emoji, std::vector<std::string>{"❤️"});
    EXPECT_EQ(only_account<ReactionSeen>("reaction_other_emoji").emoji, std::vector<std::string>{"🧑🏽‍🎄"});
    EXPECT_TRUE(only_account<ReactionSeen>("reaction_removed").emoji.empty());
    EXPECT_EQ(only_account<MessageDeleted>("message_unsend").external_id, message("message_text").external_id);
    EXPECT_EQ(only_account<MessageEdited>("message_edit").text, "Cześć! Czy są wolne terminy w sobotę?");
    for (const char* name : {"seen", "seen_changes_shape"}) {
        const auto seen = only_account<Receipt>(name);
        EXPECT_EQ(seen.status, MessageStatus::read) << name;
        EXPECT_TRUE(seen.up_to) << name;
        EXPECT_TRUE(seen.external_id) << name;
        EXPECT_EQ(seen.thread, kFollower) << name;
    }
}

TEST(InstagramUpdates, WhereSomebodyCameFrom) {
    const auto ad = message("message_ad_referral");
    ASSERT_EQ(ad.touches.size(), 1U);
    EXPECT_EQ(ad.touches[0].ad_id, "120200000000000001");
    EXPECT_EQ(ad.touches[0].campaign, "Rabat 20%");
    EXPECT_EQ(ad.touches[0].source, "instagram");
    const auto product = message("message_product_inquiry");
    EXPECT_EQ(text_or(product.content, "product"), "900000000000001");
    EXPECT_EQ(message("postback_ice_breaker").text, "Jaki jest cennik?");
    EXPECT_FALSE(message("postback_ice_breaker").starts_only) << "they ask, and wait for an answer";
    EXPECT_EQ(message("postback_ice_breaker_ref").touches.at(0).ref, "bio_link_A-17");
    EXPECT_EQ(only_account<ReferralSeen>("referral_igme_existing_thread").touch.ref, "bio_link_A-17");
}

TEST(InstagramUpdates, CommentsInEveryShape) {
    const auto comment = message("comment_changes_shape");
    EXPECT_EQ(comment.thread, "post:18100000000000001:" + kFollower);
    EXPECT_EQ(comment.external_id, "comment:18200000000000001");
    EXPECT_EQ(comment.person.username, "anna.nowak.demo");
    EXPECT_EQ(comment.sent_at, 1788000800000);
    EXPECT_EQ(message("comment_reply_changes_shape").reply_to, "comment:18200000000000001");
    EXPECT_EQ(message("comment_reply_changes_shape").thread, comment.thread);
    const auto ad = message("comment_on_ad");
    EXPECT_EQ(ad.thread, comment.thread) << "the advert shows that post";
    EXPECT_EQ(ad.touches.at(0).ad_id, "120200000000000001");
    EXPECT_EQ(message("comment_flat_shape").external_id, "comment:18200000000000004");
    EXPECT_EQ(message("array_wrapped_body").external_id, "comment:18200000000000008");
    const auto ours = message("comment_by_business_itself");
    EXPECT_EQ(ours.direction, Direction::outbound);
    EXPECT_EQ(ours.reply_to, "comment:18200000000000001");
    EXPECT_TRUE(ours.thread.empty());
    EXPECT_EQ(message("live_comment").text, "Pozdrowienia!");
}

TEST(InstagramUpdates, AMentionIsLookedUp) {
    const meta::Inbox inbox{kAccount, kApp, true};
    const auto told = only_account<LookUp>("mention_in_comment");
    EXPECT_EQ(told.external_id, "comment:18200000000000007");
    EXPECT_EQ(instagram::mention_fields(told),
              "mentioned_comment.comment_id(18200000000000007){text,timestamp,media,username}");
    const Json shown{{"mentioned_comment",
                      {{"text", "@demo_shop look"},
                       {"username", "anna.nowak.demo"},
                       {"timestamp", "2026-08-29T10:40:10+0000"},
                       {"media", {{"id", "18100000000000004"}}}}}};
    const auto found = std::get<MessageReceived>(instagram::mention_of(told, shown, inbox).body);
    EXPECT_EQ(found.text, "@demo_shop look");
    EXPECT_EQ(found.person.username, "anna.nowak.demo");
    EXPECT_EQ(found.sent_at, 1788000010000);
    EXPECT_EQ(found.external_id, told.external_id);
    EXPECT_EQ(found.thread, "post:18100000000000004:comment:18200000000000007") << "whose id is not told";
    EXPECT_EQ(text_or(found.content["shared"], "what"), "mention");

    const auto gone = std::get<MessageReceived>(instagram::mention_of(told, Json::object(), inbox).body);
    EXPECT_EQ(gone.kind, MessageKind::unsupported);
    EXPECT_EQ(gone.external_id, told.external_id);
    EXPECT_EQ(gone.sent_at, 1788000860000);

    LookUp picture{"mention:18100000000000009", {{"media", "18100000000000009"}, {"comment", ""}, {"at", kReceived}}};
    EXPECT_EQ(instagram::mention_fields(picture),
              "mentioned_media.media_id(18100000000000009){caption,timestamp,username,permalink}");
    const Json post{
        {"mentioned_media",
         {{"caption", "with @demo_shop"}, {"username", "anna"}, {"permalink", "https://www.instagram.com/p/x/"}}}};
    const auto under = std::get<MessageReceived>(instagram::mention_of(picture, post, inbox).body);
    EXPECT_EQ(under.text, "with @demo_shop");
    EXPECT_EQ(under.external_id, picture.external_id);
    EXPECT_EQ(text_or(under.content["comment"], "url"), "https://www.instagram.com/p/x/");
}

TEST(InstagramUpdates, WhoHasTheThreadIsToldByWhatWasDoneWhereNoAppIsKnown) {
    for (const auto& [done, ours] : {std::pair{"pass_thread_control", true}, {"take_thread_control", false}}) {
        Json event{{"sender", {{"id", kFollower}}}, {"recipient", {{"id", kAccount}}}, {"timestamp", kReceived}};
        event[done] = {{"previous_owner_app_id", "1"}, {"new_owner_app_id", "2"}};
        const Json body{{"object", "instagram"}, {"entry", {{{"id", kAccount}, {"messaging", {event}}}}}};
        const auto updates = instagram::parse_hook(dump(body), {kAccount, "", true}, kReceived);
        const auto* changed = updates.size() == 1 ? std::get_if<ContactChanged>(&updates[0].body) : nullptr;
        ASSERT_NE(changed, nullptr) << done;
        EXPECT_EQ(changed->reachable, ours) << done;
    }
}

TEST(InstagramUpdates, WhatIsNotForTheInbox) {
    only_account<Ignored>("test_event_from_dashboard");
    only_account<Ignored>("test_event_changes_shape");
    only_account<NotUnderstood>("unknown_event");
    EXPECT_EQ(told_by("instagram", meta_fixture("instagram", "standby_message")).size(), 2U);
}

}  // namespace
}  // namespace parley
