//! The plans for fields of messages, events and interfaces. All of their steps are releases.

use super::super::ChangeType;
use super::super::dialect::{Dialect, Server};
use super::super::effect::{Carrier, FieldChange};
use super::super::question::Question;
use super::draft::Draft;
use super::step::{Phase, Step};
use super::subject::Subject;

/// The steps to a change of this field. Readers move first, writers then, and the old goes last.
pub(in super::super) fn steps(change: FieldChange, carrier: Carrier, field: &str) -> Vec<Step> {
    // A draft wants a server; releases ask nothing of it.
    let subject = Subject::default();
    let mut draft = Draft::new(ChangeType::ReadOnly, &subject, Server::usual(Dialect::Postgresql));
    let d = &mut draft;
    let (writer, reader) = match carrier {
        Carrier::Message => ("producer", "consumer"),
        Carrier::Event => ("writer", "reader and every rebuild from the log"),
        Carrier::Request => ("caller", "server"),
        Carrier::Response => ("server", "caller"),
    };
    let bake = match carrier {
        Carrier::Message => "The queue holds nothing of the old form any more, dead letters and retries included.",
        Carrier::Event => {
            "No snapshot and no consumer begins before the change; the old events keep their old form for good."
        }
        Carrier::Request => "The access log of the last weeks shows no caller with the old form.",
        Carrier::Response => "Every caller is known and has confirmed; the access log shows no old version of them.",
    };
    match change {
        FieldChange::AddOptional => {
            d.deploy(&format!(
                "every {reader} bears the field {field}, and does something sensible where it is missing."
            ));
            d.deploy(&format!("the {writer} sends {field}."));
        }
        FieldChange::AddRequired => {
            d.deploy(&format!(
                "the {writer} always sends {field}; every {reader} takes it for one that may be missing."
            ));
            d.release(
                Phase::Contract,
                &format!("every {reader} demands {field}, and has a value at hand for what was sent before."),
            )
            .gate(bake)
            .floor(1);
        }
        FieldChange::Remove => {
            d.deploy(&format!("every {reader} gets along without {field}."));
            d.release(Phase::Contract, &format!("the {writer} sends {field} no more.")).gate(bake).floor(1);
        }
        FieldChange::Rename | FieldChange::Retype => {
            let new = if change == FieldChange::Rename { "the new name" } else { "a new field with the new type" };
            d.deploy(&format!("the {writer} sends {field} and {new}, with the same meaning."));
            d.deploy(&format!("every {reader} looks for {new} first and for {field} where it is missing."));
            d.release(Phase::Contract, &format!("the {writer} sends {new} alone.")).gate(bake).floor(2);
        }
        FieldChange::AddValue => {
            d.deploy(&format!(
                "every {reader} bears a value of {field} that it does not know, and does something sensible."
            ));
            d.deploy(&format!("the {writer} sends the new value, behind a flag."))
                .gate("A test of R1 with the new value passes; no instance of the release before R1 is left.")
                .answers(Question::ReadsUnknownLabel, true)
                .floor(1);
        }
    }
    draft.done(super::PlanKind::Field).steps
}
