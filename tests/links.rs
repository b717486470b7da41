//! The chain of an incident read in pieces says what the incident's reading says.
#![cfg(not(target_arch = "wasm32"))]

use std::cell::Cell;
use std::rc::Rc;

use pollster::block_on;
use serde_json::json;
use stillpoint::domain::entry::{Says, Statement};
use stillpoint::domain::id::{DeviceId, RecordId};
use stillpoint::domain::postmortem::Postmortem;
use stillpoint::domain::postmortem::chain::{Chain, Standing};
use stillpoint::domain::record::kind;
use stillpoint::domain::time::Instant;
use stillpoint::log::canonical::Object;
use stillpoint::store::{Keeper, Linked, Links, Me, Memory, NewIncident, Room};

const NOW: Instant = Instant::from_millis(1_795_010_400_000);

fn me() -> Me {
    Me { handle: "dana".to_owned(), name: "Dana".to_owned() }
}

fn room() -> Room<Memory> {
    room_in(None)
}

fn room_in(zone: Option<&str>) -> Room<Memory> {
    let next = Cell::new(1_u128);
    let ids = Box::new(move || next.replace(next.get() + 1));
    let keeper = Rc::new(Keeper::new(Memory::default(), DeviceId::from_bits(77), ids));
    let named = NewIncident { number: 42, title: "Checkout", zone, ..NewIncident::default() };
    let record = keeper.new_record();
    Room::declare(keeper, named, record, &me(), NOW)
}

fn note(room: &Room<Memory>, text: &str) -> RecordId {
    let record = room.keeper().new_record();
    let said = Statement::new(Says::Note, "dana", text, NOW, room.keeper().writer_id());
    room.say(record, &said, &me(), NOW).expect("no gate is in the way");
    record
}

fn object(json: serde_json::Value) -> Object {
    json.as_object().cloned().expect("an object")
}

fn put(room: &Room<Memory>, kind: &str, json: serde_json::Value) -> RecordId {
    let record = room.keeper().new_record();
    room.put(kind, record, &object(json), &me(), NOW).expect("no gate is in the way");
    record
}

fn linked(room: &Room<Memory>, rows: u32) -> Linked {
    let mut links = Links::new(room.scope());
    while !block_on(links.read_some(room.keeper(), rows)).expect("the twin has no fault") {}
    links.finish()
}

#[test]
fn it_says_what_the_reading_says_however_small_the_pieces() {
    let room = room();
    let [live, corrected, trashed, purged, unnamed] =
        ["timeouts", "retries", "a wrong lead", "a password", "lunch"].map(|text| note(&room, text));
    let saw = |entry: RecordId| json!({"entry": entry, "saw": room.reading().records[&entry].heads[0].to_string()});
    let evidence: Vec<serde_json::Value> = [live, corrected, trashed, purged].map(saw).into();
    let finding = put(&room, kind::FINDING, json!({"text": "Retries had no limit", "evidence": evidence}));
    let gone = put(&room, kind::FINDING, json!({"text": "Given up"}));
    put(&room, kind::FOLLOW_UP, json!({"text": "Limit them", "findings": [finding]}));
    room.revise(corrected, &object(json!({"text": "retries, a hundred a second"})), &me(), NOW).expect("it may");
    room.revise(finding, &object(json!({"class": "operational"})), &me(), NOW).expect("it may");
    room.delete(trashed, &me(), NOW);
    room.delete(gone, &me(), NOW);
    room.purge(purged, "a secret", &me(), NOW);

    let wanted = Postmortem::of(room.reading().bodies.iter());
    assert_eq!((wanted.findings.len(), wanted.follow_ups.len()), (1, 1));
    let before = linked(&room, 100);
    assert_eq!(before.says, wanted, "also what is not saved yet");
    block_on(room.keeper().drain());
    for rows in [1, 3, 100] {
        let linked = linked(&room, rows);
        assert_eq!(linked.says, wanted, "{rows} rows at a time");
        let (finding, reading) = (&wanted.findings[0].says, room.reading());
        let standings = |all: Vec<stillpoint::domain::postmortem::chain::Evidence>| {
            all.into_iter().map(|evidence| evidence.standing).collect::<Vec<_>>()
        };
        let ours = standings(Chain::of(&linked.says, &linked).evidence(finding));
        assert_eq!(ours, [Standing::Live, Standing::Corrected, Standing::Trashed, Standing::Gone]);
        assert_eq!(ours, standings(Chain::of(&wanted, &*reading).evidence(finding)));
        assert_eq!(linked.entries[&corrected].text.as_deref(), Some("retries, a hundred a second"));
        assert_eq!(linked.entries[&corrected].at, reading.entries[&corrected].precise());
        assert_eq!(linked.entries[&purged].text, None);
        assert!(!linked.entries.contains_key(&unnamed), "nobody names it");
    }
}

#[test]
fn it_says_in_which_zone_the_incident_is_told() {
    assert_eq!(linked(&room(), 1).zone, None);
    assert_eq!(linked(&room_in(Some("Europe/Berlin")), 1).zone.as_deref(), Some("Europe/Berlin"));
}
