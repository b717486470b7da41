//! Who leads: nobody, one, the next one, two at once.

use std::rc::Rc;
use std::time::Duration;

use stillpoint::domain::entry::{Phase, RoleMove, Says, Statement};
use stillpoint::domain::id::{DeviceId, RecordId, ScopeId, WriterId};
use stillpoint::domain::record::{IncidentRecord, kind};
use stillpoint::domain::time::Instant;
use stillpoint::log::canonical::object;
use stillpoint::log::{Draft, Log, Writer};
use stillpoint::text::revisions;

use crate::page::{Page, until};
use crate::stage::Stage;
use crate::{Fallible, ensure};

/// What the last revision whose line holds `part` says.
async fn body(page: &Page, part: &str) -> Fallible<serde_json::Value> {
    let stored = page.stored(part).await?;
    let last = stored.last().ok_or(format!("nothing stored holds {part}"))?;
    Ok(serde_json::from_str(last.body().text().unwrap_or_default())?)
}

/// Waits until those who listen are told so.
async fn is_told(page: &Page, words: &str) -> Fallible {
    until(&format!("“{words}” to be told"), async || Ok(page.told_of_roles().await?.contains(words).then_some(())))
        .await
}

/// From nobody leading to a lead who was offered it, has read where the incident stands, and has said yes.
pub async fn the_lead_is_claimed_offered_and_accepted_by_keys(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    page.declare("Checkout is slow").await?;
    page.roles_show("NO LEAD").await?;
    is_told(&page, "Nobody leads.").await?;
    page.say_and_wait("first customers report errors").await?;

    // One key, and the box is next.
    page.strike("Escape").await?;
    page.strike("l").await?;
    page.roles_show("Dana Meier since").await?;
    is_told(&page, "Dana Meier leads.").await?;
    ensure!(page.focus().await?.on == "box", "after taking the lead the focus is on {}", page.focus().await?.on);
    let take = body(&page, r#""move":"take""#).await?;
    ensure!(take["holder"] == "dana" && take["role"] == "lead", "stored is {take}");

    // Offered by keys alone, with a brief; it changes nothing yet.
    page.strike("Escape").await?;
    page.strike("r").await?;
    page.shows("Do not debug yourself").await?;
    until("the focus on the hand-over of the lead", async || {
        Ok((page.focus().await?.on == "button Lead: Hand over …").then_some(()))
    })
    .await?;
    page.enter().await?;
    page.type_keys("Sam Okafor").await?;
    page.shows("@sam, who is new here").await?;
    page.enter().await?;
    page.roles_show("Lead offered to sam").await?;
    page.roles_show("Dana Meier since").await?;
    let offer = body(&page, r#""move":"offer""#).await?;
    let brief = offer["text"].as_str().unwrap_or_default();
    for part in ["INC-1 Checkout is slow", "Phase: investigating", "Lead: dana", "first customers report errors"] {
        ensure!(brief.contains(part), "the brief does not say “{part}” but {brief}");
    }

    // Sam comes to this screen.
    page.press("sam accepts here").await?;
    is_told(&page, "sam leads.").await?;
    page.is_all_saved().await?;
    let (accept, offered) = (body(&page, r#""move":"accept""#).await?, page.stored(r#""move":"offer""#).await?);
    let named = |field: &str| accept[field][0].as_str().unwrap_or_default().to_owned();
    let offered = offered.first().map(|offer| offer.header().record.to_string()).unwrap_or_default();
    ensure!(named("answers") == offered, "the acceptance answers {} instead of {offered}", named("answers"));
    let taken = page.stored(r#""move":"take""#).await?.first().map(|take| take.header().record.to_string());
    ensure!(Some(named("replaces")) == taken, "the acceptance replaces {}", named("replaces"));
    ensure!(accept["by"] == "sam" && accept["holder"] == "sam", "it was accepted by {}", accept["by"]);

    // Somebody leads: the same key takes it away from nobody without a second one.
    page.strike("Escape").await?;
    page.strike("l").await?;
    until("the focus on taking over", async || {
        Ok((page.focus().await?.on == "button Lead: I take it over").then_some(()))
    })
    .await?;
    is_told(&page, "sam leads.").await?;
    page.enter().await?;
    is_told(&page, "Dana Meier leads.").await?;
    until("the focus in the box", async || Ok((page.focus().await?.on == "box").then_some(()))).await?;
    page.is_without_complaints().await
}

/// An offer reaches another device through the log; there it is answered with one key, or declined.
pub async fn an_offer_is_answered_on_another_device(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    page.declare("Checkout is slow").await?;
    page.roles_show("NO LEAD").await?;
    page.strike("Escape").await?;
    page.strike("l").await?;
    is_told(&page, "Dana Meier leads.").await?;
    for role in ["Hand over …", "Ask somebody …"] {
        page.strike("Escape").await?;
        page.strike("r").await?;
        page.press(role).await?;
        page.type_keys("sam").await?;
        page.shows("@sam").await?;
        page.enter().await?;
        until("the focus in the box", async || Ok((page.focus().await?.on == "box").then_some(()))).await?;
    }
    page.roles_show("Deputy offered to sam").await?;
    page.is_all_saved().await?;
    page.press("Download").await?;
    let file = stage.folder().join("offered.jsonl");
    std::fs::write(&file, page.take_download("INC-1.jsonl").await?)?;

    let other = stage.open_profile("another").await?;
    other.visit_as("Sam Okafor", "/").await?;
    other.choose_file(&file).await?;
    other.preview().await?;
    other.press("Unite with what is here").await?;
    other.is_open("Checkout is slow").await?;
    other.roles_show("Lead is offered to you by Dana Meier").await?;
    is_told(&other, "Lead is offered to you.").await?;
    other.focus_box().await?;
    other.strike("Escape").await?;
    other.strike("l").await?;
    is_told(&other, "Sam Okafor leads.").await?;
    other.roles_show("Deputy is offered to you").await?;
    other.press("Not now").await?;
    until("the offer to be gone", async || Ok((!other.roles().await?.contains("offered")).then_some(()))).await?;
    let no = body(&other, r#""move":"decline""#).await?;
    ensure!(no["answers"].is_array() && no["replaces"].is_null(), "declining says {no}");
    other.is_without_complaints().await?;
    page.is_without_complaints().await
}

/// On a phone too it is read who leads, also once there is a way to the postmortem beside it.
pub async fn who_leads_is_read_on_a_phone(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.resize(390, 844).await?;
    page.visit_as("Maximiliana Ito", "/").await?;
    page.declare("Checkout is slow").await?;
    page.roles_show("NO LEAD").await?;
    page.strike("Escape").await?;
    page.strike("l").await?;
    is_told(&page, "Maximiliana Ito leads.").await?;
    page.strike("Escape").await?;
    page.strike("p").await?;
    page.press("mitigated").await?;
    page.shows("Postmortem").await?;
    for width in [390, 360] {
        page.resize(width, 844).await?;
        let is_whole = r#"
            const lead = document.querySelector(".strip__role");
            return lead.scrollWidth <= lead.clientWidth && document.documentElement.scrollWidth <= innerWidth;
        "#;
        until("the name of who leads", async || Ok(page.ask::<bool>(is_whole, &[]).await?.then_some(()))).await?;
    }
    page.is_without_complaints().await
}

/// What somebody adds to a brief is kept like everything that is typed, and given up with it.
pub async fn what_is_added_to_a_brief_is_not_lost(stage: Rc<Stage>) -> Fallible {
    const ADDED: &str = "Ask priya first: she knows the lock.";
    let page = stage.open().await?;
    page.visit_as("Dana Meier", "/").await?;
    page.declare("Checkout is slow").await?;
    page.roles_show("NO LEAD").await?;
    page.is_all_saved().await?;
    let opens = async || {
        page.focus_box().await?;
        page.strike("Escape").await?;
        page.strike("r").await?;
        page.press("Ask somebody …").await?;
        page.shows("What they are told").await
    };
    opens().await?;
    page.fill(None, "What they are told", ADDED).await?;
    // A quarter of a second is what may be lost.
    tokio::time::sleep(Duration::from_millis(400)).await;
    ensure!(page.journalled().await? == 1, "{} texts are journalled", page.journalled().await?);
    page.reload().await?;
    page.is_in_room("Checkout is slow").await?;
    page.roles_show("NO LEAD").await?;
    opens().await?;
    page.shows("This was written earlier").await?;
    ensure!(page.field_texts().await?.iter().any(|text| text == ADDED), "it is gone: {:?}", page.field_texts().await?);
    page.press("Write it anew").await?;
    let texts = page.field_texts().await?;
    ensure!(texts.iter().any(|text| text.contains("INC-1 Checkout is slow")), "no new brief: {texts:?}");
    until("an empty journal", async || Ok((page.journalled().await? == 0).then_some(()))).await?;
    page.is_without_complaints().await
}

/// A file of two devices that each took the lead.
fn contested() -> Log {
    let (scope, start) = (ScopeId::from_bits(1 << 40), 1_795_010_400_000);
    let mut log = Log::default();
    let mut writers = [1, 2].map(|writer| Writer::new(WriterId::from_bits(writer)));
    let mut write = |writer: usize, record: u128, kind: &str, body, minute: i64| {
        let author = ["dana", "ito"][writer].to_owned();
        let record = RecordId::from_bits((1 << 40) + record);
        let draft = Draft { scope, record, kind: kind.to_owned(), parents: vec![], author, purges: vec![], body };
        log.add(writers[writer].write(draft, Instant::from_millis(start + minute * 60_000)));
    };
    let device = Some(DeviceId::from_bits(1));
    let named = IncidentRecord { number: 7, device, title: "Two leads".to_owned(), ..IncidentRecord::default() };
    write(0, 1, kind::INCIDENT, object(&named), 0);
    let said = |says, by: &str, minute: i64| {
        let (at, writer) = (Instant::from_millis(start + minute * 60_000), WriterId::from_bits(1));
        object(&Statement::new(says, by, "", at, writer))
    };
    let lead = |holder: &str| Says::Role { role: "lead".to_owned(), moved: RoleMove::Take, holder: holder.to_owned() };
    write(0, 2, kind::ENTRY, said(Says::Phase { phase: Phase::Investigating }, "dana", 0), 0);
    write(0, 3, kind::ENTRY, said(lead("dana"), "dana", 1), 1);
    write(1, 4, kind::ENTRY, said(lead("ito"), "ito", 2), 2);
    log
}

/// Two leads are shown as such until a person says which one holds.
pub async fn two_leads_are_shown_and_settled(stage: Rc<Stage>) -> Fallible {
    let page = stage.open().await?;
    page.visit_as("Sam Okafor", "/").await?;
    let file = stage.folder().join("contested.jsonl");
    std::fs::write(&file, revisions::print(&contested(), []))?;
    page.choose_file(&file).await?;
    page.preview().await?;
    page.press("Unite with what is here").await?;
    page.is_open("Two leads").await?;
    page.roles_show("Lead contested: dana and ito").await?;
    is_told(&page, "The lead is contested: dana and ito.").await?;

    // Not even the key for it takes a contested lead.
    page.focus_box().await?;
    page.strike("Escape").await?;
    page.strike("l").await?;
    until("the focus on the first of them", async || {
        Ok((page.focus().await?.on == "button dana holds it").then_some(()))
    })
    .await?;
    page.enter().await?;
    is_told(&page, "dana leads.").await?;
    ensure!(!page.roles().await?.contains("contested"), "it is still contested: {}", page.roles().await?);
    page.is_all_saved().await?;
    let settled = body(&page, r#""by":"sam""#).await?;
    let replaces = settled["replaces"].as_array().map(Vec::len);
    ensure!(settled["holder"] == "dana" && replaces == Some(2), "settling says {settled}");
    page.is_without_complaints().await
}
