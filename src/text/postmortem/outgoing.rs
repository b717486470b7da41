//! What goes out of a postmortem: what it says now or, once it was frozen, what it said then, with what was said since.

use super::document::{Extent, Wanted};
use crate::domain::postmortem::{Freeze, Outline, Postmortem};
use crate::domain::time::Instant;
use crate::domain::zone::Zone;
use crate::log::frozen::Frozen;
use crate::log::{Log, Reading};
use crate::text::amendments::amendments;
use crate::text::export::Sheet;

/// A postmortem as it is to go out.
pub struct Outgoing {
    frozen: Option<Frozen>,
    says: Postmortem,
    amendments: Vec<String>,
    last_said: Instant,
}

impl Outgoing {
    /// That of an incident that is read from `log`. Times of amendments are in `zone`.
    pub fn of(log: &Log, reading: &Reading, says: &Postmortem, zone: &dyn Zone) -> Self {
        let mut this = Self { frozen: None, says: says.clone(), amendments: Vec::new(), last_said: last_said(log) };
        let (Some(freeze), Some(scope)) = (says.frozen(), reading.scopes.first()) else { return this };
        this.amendments = told(log, reading, freeze, zone);
        let frozen = Frozen::of(log, *scope, freeze);
        this.amendments.extend(frozen.remarks());
        let then = Postmortem::of(frozen.reading.bodies.iter());
        // How far the review is, and who signed off, is not what was frozen.
        this.says = Postmortem {
            sections: then.sections,
            answers: then.answers,
            findings: then.findings,
            follow_ups: then.follow_ups,
            ..this.says
        };
        this.frozen = Some(frozen);
        this
    }

    /// What is to be told to whoever takes it, each as a sentence: what of the frozen revisions is not here, and what could not
    /// be read and is left out.
    pub fn remarks(&self, live: &Postmortem) -> Vec<String> {
        let mut remarks = self.frozen.as_ref().map(Frozen::remarks).unwrap_or_default();
        remarks.extend(live.unread_in_words());
        remarks
    }

    /// What its sheet is to be of; `live` is what is known now.
    pub fn reading<'b>(&'b self, live: &'b Reading) -> &'b Reading {
        self.frozen.as_ref().map_or(live, |frozen| &frozen.reading)
    }

    /// What it says.
    pub fn says(&self) -> &Postmortem {
        &self.says
    }

    /// It in the order of a template, with so much of the timeline; `sheet` is of [`Outgoing::reading`]. What is missing is as of
    /// when the last thing was said, so that the same revisions make the same bytes.
    pub fn wanted<'b>(&'b self, sheet: Sheet<'b>, outline: &'b Outline, extent: Extent) -> Wanted<'b> {
        Wanted { sheet, says: &self.says, outline, extent, amendments: &self.amendments, now: self.last_said }
    }
}

fn told(log: &Log, reading: &Reading, freeze: &Freeze, zone: &dyn Zone) -> Vec<String> {
    amendments(log, reading, freeze).iter().map(|amendment| amendment.in_words(&zone)).collect()
}

/// When the last thing was said that is in a log: what is written down as of then is the same for the same revisions.
pub fn last_said(log: &Log) -> Instant {
    log.iter().map(|revision| revision.header().hlc.instant()).max().unwrap_or(Instant::EPOCH)
}
