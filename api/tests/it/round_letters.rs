//! Whoever was told of a round by mail is told by mail when it goes, ends in another one, or has another day: what they
//! read last is true. Nobody is written to about their own act.

use crate::{
    support::round_of,
    town::{Town, day},
};
use cabas_kernel::id::RoundId;
use cabas_model::rounds::{AssignRound, MergeRound, PatchRound};
use cabas_testkit::{Letter, Member};

const SAMIR: &str = "samir@exemple.fr";
const NADIA: &str = "nadia@exemple.fr";
const MAUD: &str = "maud@exemple.fr";

/// A published round with one delivery.
async fn published(town: &Town, household: &str, to: &Member) -> RoundId {
    town.round(to, &[town.delivery(household).await]).await
}

fn opens(letter: &Letter, round: RoundId) -> bool {
    letter.text.contains(&format!("/my-rounds/{round}"))
}

fn withdraws(letter: &Letter) -> bool {
    letter.text.contains("ne vous attend plus") && !letter.text.contains("/my-rounds/")
}

fn to_another_day() -> PatchRound {
    PatchRound { date: Some(day(25)), ..PatchRound::default() }
}

#[tokio::test]
async fn whoever_was_told_of_a_round_that_is_deleted_is_told_that_it_awaits_them_no_more() {
    let town = Town::new().await;
    let round = published(&town, "Awa", &town.samir).await;
    assert!(opens(&town.app.mail(SAMIR, 1).await, round));
    town.client().delete_round(town.org.id, round, "*").await.unwrap();
    let letter = town.app.mail(SAMIR, 2).await;
    assert!(withdraws(&letter) && letter.text.contains("Nord"), "{}", letter.text);
}

#[tokio::test]
async fn of_a_draft_that_goes_or_moves_nobody_is_written_to() {
    let town = Town::new().await;
    let ask = round_of("Sud", day(24), &[town.delivery("Lin").await]);
    let draft = town.client().create_round(town.org.id, &ask).await.unwrap().body.id;
    let to = AssignRound { member_id: Some(town.samir.id) };
    town.client().assign_round(town.org.id, draft, "*", &to).await.unwrap();
    town.client().patch_round(town.org.id, draft, "*", &to_another_day()).await.unwrap();
    town.client().delete_round(town.org.id, draft, "*").await.unwrap();
    // Mails leave in their order: what comes first is all there was.
    let round = published(&town, "Awa", &town.samir).await;
    assert!(opens(&town.app.mail(SAMIR, 1).await, round));
}

#[tokio::test]
async fn whoever_was_told_of_a_round_gets_its_new_day_and_no_mail_for_a_new_name() {
    let town = Town::new().await;
    let round = published(&town, "Awa", &town.samir).await;
    assert!(town.app.mail(SAMIR, 1).await.text.contains("mardi"));
    let renamed = PatchRound { name: Some("Quais".into()), ..PatchRound::default() };
    town.client().patch_round(town.org.id, round, "*", &renamed).await.unwrap();
    town.client().patch_round(town.org.id, round, "*", &to_another_day()).await.unwrap();
    let letter = town.app.mail(SAMIR, 2).await;
    assert!(opens(&letter, round), "{}", letter.text);
    assert!(letter.text.contains("Quais") && letter.text.contains("mercredi"), "{}", letter.text);
    // The same day again is no other day.
    town.client().patch_round(town.org.id, round, "*", &to_another_day()).await.unwrap();
    town.client().delete_round(town.org.id, round, "*").await.unwrap();
    assert!(withdraws(&town.app.mail(SAMIR, 3).await));
}

#[tokio::test]
async fn a_round_that_ends_in_another_one_is_withdrawn_from_its_volunteer_unless_they_carry_the_whole() {
    let town = Town::new().await;
    let stays = published(&town, "Awa", &town.samir).await;
    let hers = published(&town, "Karim", &town.nadia).await;
    let his = published(&town, "Lin", &town.samir).await;
    let merge = async |other_id| town.client().merge_round(town.org.id, stays, &MergeRound { other_id }).await.unwrap();
    merge(hers).await;
    assert!(withdraws(&town.app.mail(NADIA, 2).await));
    merge(his).await;
    let letter = town.app.mail(SAMIR, 3).await;
    assert!(opens(&letter, stays) && letter.text.contains("3 arrêts"), "{}", letter.text);
}

#[tokio::test]
async fn whoever_changes_their_own_round_is_not_written_to() {
    let town = Town::new().await;
    let hers = published(&town, "Awa", &town.maud).await;
    assert!(opens(&town.app.mail(MAUD, 1).await, hers));
    town.client().patch_round(town.org.id, hers, "*", &to_another_day()).await.unwrap();
    town.client().delete_round(town.org.id, hers, "*").await.unwrap();
    let stays = published(&town, "Karim", &town.samir).await;
    let other = published(&town, "Lin", &town.maud).await;
    assert!(opens(&town.app.mail(MAUD, 2).await, other), "nothing came in between");
    town.client().merge_round(town.org.id, stays, &MergeRound { other_id: other }).await.unwrap();
    let last = published(&town, "Zoé", &town.maud).await;
    assert!(opens(&town.app.mail(MAUD, 3).await, last));
}
