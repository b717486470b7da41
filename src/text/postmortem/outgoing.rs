//! What goes out of a postmortem: what it says now or, once it was frozen, what it said then, with what was said since.

use super::document::{Extent, Wanted};
use crate::domain::postmortem::{Freeze, Outline, Postmortem};
use crate::domain::time::Instant;
use crate::domain::zone::Zone;
use crate::log::frozen::Frozen;
use crate::log::{Log, Reading};
use crate::text::amendments::{Amended, amendments};
use crate::text::export::Sheet;

/// A postmortem as it is to go out.
pub struct Outgoing {
    frozen: Option<Frozen>,
    says: Postmortem,
    /// What it says now where it was frozen, and the incident as it is now.
    live: Option<(Postmortem, Reading)>,
    amendments: Vec<Amended>,
    last_said: Instant,
}

impl Outgoing {
    /// That of an incident that is read from `log`. Times of amendments are in `zone`.
    pub fn of(log: &Log, reading: &Reading, says: &Postmortem, zone: &dyn Zone) -> Self {
        let last_said = last_said(log);
        let mut this = Self { frozen: None, says: says.clone(), live: None, amendments: Vec::new(), last_said };
        let (Some(freeze), Some(scope)) = (says.frozen(), reading.scopes.first()) else { return this };
        this.amendments = told(log, reading, freeze, zone);
        let frozen = Frozen::of(log, *scope, freeze);
        this.amendments.extend(frozen.remarks().into_iter().map(|says| Amended { says, text: String::new() }));
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
        this.live = Some((says.clone(), reading.clone()));
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
        let live = self.live.as_ref().map_or((&self.says, sheet.reading), |(says, reading)| (says, reading));
        Wanted { sheet, says: &self.says, outline, extent, amendments: &self.amendments, live, now: self.last_said }
    }
}

fn told(log: &Log, reading: &Reading, freeze: &Freeze, zone: &dyn Zone) -> Vec<Amended> {
    amendments(log, reading, freeze).iter().map(|amendment| amendment.in_full(&zone)).collect()
}

/// When the last thing was said that is in a log: what is written down as of then is the same for the same revisions.
pub fn last_said(log: &Log) -> Instant {
    log.iter().map(|revision| revision.header().hlc.instant()).max().unwrap_or(Instant::EPOCH)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::id::{RecordId, ScopeId, WriterId};
    use crate::domain::postmortem::{SignOff, TEMPLATES};
    use crate::domain::record::kind;
    use crate::domain::zone::Utc;
    use crate::log::canonical::{Object, object};
    use crate::log::{Draft, Writer, frozen, read};
    use crate::text::export::markdown::Flavour;
    use crate::text::postmortem::{Document, html, markdown};

    const SCOPE: ScopeId = ScopeId::from_bits(7);

    struct Desk {
        writer: Writer,
        log: Log,
    }

    impl Desk {
        fn put(&mut self, record: u128, kind: &str, body: Object) {
            let (record, kind, author) = (RecordId::from_bits(record), kind.to_owned(), "dana".to_owned());
            let draft = Draft { scope: SCOPE, record, kind, parents: vec![], author, purges: vec![], body };
            let at = Instant::from_millis(self.log.iter().count() as i64 * 60_000);
            self.log.add(self.writer.write(draft, at));
        }

        fn section(&mut self, record: u128, slot: &str, text: &str) {
            let body = json!({"slot": slot, "text": text});
            self.put(record, kind::SECTION, body.as_object().cloned().expect("it is one"));
        }

        fn sign(&mut self, record: u128, checks: &[&str]) {
            let checks = checks.iter().map(|name| (*name).to_owned()).collect();
            let of = Some(frozen::present(&read(&self.log, SCOPE)));
            let signed = SignOff { by: "dana".into(), at: Instant::EPOCH, checks, text: String::new(), of };
            self.put(record, kind::SIGN_OFF, object(&signed));
        }

        fn freeze(&mut self, record: u128) {
            let (scopes, set_hash) = frozen::seen(&self.log, &[SCOPE]);
            self.put(record, kind::FREEZE, object(&Freeze { by: "dana".into(), at: Instant::EPOCH, scopes, set_hash }));
        }

        /// What goes out, as markdown and as HTML, with how much is missing.
        fn out(&self) -> (String, String, usize) {
            let reading = read(&self.log, SCOPE);
            let says = Postmortem::of(reading.bodies.iter());
            let outgoing = Outgoing::of(&self.log, &reading, &says, &Utc);
            let (reading, name) = (outgoing.reading(&reading), Some("INC-1"));
            let sheet = Sheet { reading, name, zone: &Utc, zone_name: "UTC" };
            let outline = Outline::of(&TEMPLATES[0]);
            let document = Document::of(&outgoing.wanted(sheet, &outline, Extent::Starred));
            let markdown = markdown::print(&document, &sheet, Flavour::GitHub);
            assert_eq!(crate::text::postmortem::read::read(&markdown).document, document);
            (markdown, html::print(&document, &sheet), document.missing.len())
        }
    }

    fn desk() -> Desk {
        Desk { writer: Writer::new(WriterId::from_bits(1)), log: Log::default() }
    }

    #[test]
    fn what_is_written_after_freezing_goes_out_whole_and_is_missed_no_more() {
        let mut desk = desk();
        desk.section(1, "impact", "Orders failed.");
        desk.freeze(2);
        let (before, _, lacks) = desk.out();
        assert!(before.contains("Write the summary"), "{before}");
        let long = vec!["word"; 40].join(" ");
        desk.section(3, "summary", &format!("After *freeze*\n\n- {long}\n\n# A heading for @sam"));
        let (markdown, html, left) = desk.out();
        assert_eq!(left, lacks - 1);
        assert!(!markdown.contains("Write the summary"), "{markdown}");
        let quoted = format!(
            "dana added the section “Summary”.\n  > After *freeze*\n  >\n  > - {}\n  >\n  > #### A heading for @&#8203;sam\n",
            long
        );
        assert!(markdown.contains(&quoted), "{markdown}");
        assert!(html.contains("<blockquote>\n<p>After <em>freeze</em></p>"), "{html}");
    }

    /// “Findings and changes” held changes, and whoever looked for a finding there found none.
    #[test]
    fn a_section_that_has_the_findings_in_its_heading_says_where_they_are() {
        let mut desk = desk();
        let body = |body: serde_json::Value| body.as_object().cloned().expect("it is one");
        desk.put(1, kind::FOLLOW_UP, body(json!({"text": "Cap it."})));
        assert!(!desk.out().0.contains("+ findings:"));
        desk.put(2, kind::FINDING, body(json!({"text": "Nothing caps it."})));
        let (markdown, html, _) = desk.out();
        let told = "## Findings and changes\n<!-- slot changes -->\n\n+ findings: under “What made it possible”\n";
        assert!(markdown.contains(told), "{markdown}");
        assert!(html.contains("<dt>findings</dt> <dd>under “What made it possible”</dd>"), "{html}");
    }

    #[test]
    fn a_sign_off_goes_out_with_what_it_is_worth_and_the_titles_of_what_it_did_not_find() {
        let mut desk = desk();
        desk.section(1, "summary", "Orders failed.");
        desk.sign(2, &["depth", "blameless", "evidence", "changed"]);
        let (markdown, ..) = desk.out();
        assert!(
            markdown.contains(
                "agreed, 4 of 16 found in order; not: Enough detail, Impact complete, Data kept, Conditions, Apart"
            ),
            "{markdown}"
        );
        desk.sign(3, &[]);
        let (markdown, html, _) = desk.out();
        for said in [
            "dana, 1970-01-01 00:00: read, not agreed, 0 of 16 found in order",
            "One was replaced by a later one: dana, 1970-01-01 00:00.",
        ] {
            assert!(markdown.contains(&format!("+ {said}")), "{markdown}");
            assert!(html.contains(&format!("<li>{said}</li>")), "{html}");
        }
    }
}
