//! What was learned from the golden incident: its postmortem, written the same evening, read by two, frozen, and amended once.

use serde_json::{Value, json};
use stillpoint::domain::id::{Hash, RecordId};
use stillpoint::domain::json::Json as _;
use stillpoint::domain::record::kind;
use stillpoint::log::{Log, frozen, read};

use crate::page::{Page, scope};

/// Tells it, from everything that is known of the incident.
pub fn tell(incident: &Log) -> Log {
    let mut page = Page::new("ito", "dana's laptop", 0);
    page.take(incident);
    page.introduce_itself("16:00:00");
    let evening = Evening { page, log: incident.clone() };
    evening.tell()
}

struct Evening {
    page: Page,
    log: Log,
}

impl Evening {
    /// The entry that begins so.
    fn entry(&self, begins: &str) -> RecordId {
        let reading = read(&self.log, scope());
        let found = reading.timeline().find(|entry| entry.said.text.starts_with(begins));
        found.unwrap_or_else(|| panic!("an entry begins with {begins:?}")).id
    }

    /// It as evidence, as it is now.
    fn cited(&self, begins: &str) -> Value {
        let reading = read(&self.log, scope());
        let entry = self.entry(begins);
        json!({"entry": entry, "saw": reading.records[&entry].heads[0]})
    }

    fn tell(mut self) -> Log {
        self.page.put(
            "16:00:30",
            kind::POSTMORTEM,
            "",
            json!({"owner": "priya", "status": "draft", "reviewers": ["dana", "ito"]}),
        );
        self.sections();
        self.answers();
        let findings = self.findings();
        self.changes(&findings);
        self.review();
        self.agreed();
        self.page.log().clone()
    }

    /// What the team has agreed on for every postmortem, which stands in a scope of its own.
    fn agreed(&mut self) {
        let text = "## What happened\n\nIn five sentences.\n\n## What we change\n";
        self.page.agree("18:40:00", kind::TEMPLATE, json!({"name": "On one page", "text": text}));
        let term = json!({"severity": "sev1", "review_days": 2, "business_days": true, "change_days": 20});
        self.page.agree("18:41:00", kind::TERM, term);
    }

    fn sections(&mut self) {
        let [p99, back] = ["POST /orders", "The scheduler started"].map(|begins| self.entry(begins));
        let of = |slot: &str, text: &str| json!({"slot": slot, "text": text});
        let summary = format!(
            "For 28 and again for 10 minutes **nobody in eu-west could order reliably**. The backfill of migration 0412 held \
             row locks for up to 40 seconds ([14:06](entry:{p99})).\n\nIt was stopped, came back by itself \
             ([14:39](entry:{back})), and was stopped for good."
        );
        for (at, slot, text) in [
            ("16:01:00", "summary", summary.as_str()),
            (
                "16:05:00",
                "external",
                "On 18 November orders in Europe failed for some of you, twice. We are sorry. A background job kept the \
                 database from answering; it is limited now. More on [our status page](https://status.example.org).",
            ),
            (
                "16:06:00",
                "impact",
                "| Time | Orders lost |\n| --- | --: |\n| 13:58 to 14:26 | 2,100 |\n| 14:36 to 14:46 | 900 |",
            ),
            (
                "16:10:00",
                "lead-up",
                "p99 was rising since the backfill began. Its dashboard belonged to nobody, so @nobody looked.",
            ),
            (
                "16:12:00",
                "response",
                "# What we saw\n\n- one pod in three, then all\n- reads stayed fine: see #412 and INC-17\n\n```sql\nselect * from pg_stat_activity; -- <b>\n```",
            ),
            ("16:15:00", "went-well", "1. The lead passed without a gap.\n2. ~~Nobody~~ everybody wrote things down."),
            ("16:16:00", "lucky", "It was not Friday, when traffic doubles."),
        ] {
            self.page.put(at, kind::SECTION, &format!(":{slot}"), of(slot, text));
        }
        let hint = "minimising:only";
        self.page.put("16:17:00", kind::DISMISSAL, &format!(":{hint}"), json!({"key": hint}));
    }

    fn answers(&mut self) {
        let answer =
            json!({"asked": "missing-information", "by": "sam", "text": "That the job restarts what is cancelled."});
        self.page.put("16:20:00", kind::ANSWER, ":missing-information", answer);
        let open = json!({"question": "How long had the replica lagged?", "asked_by": "dana", "by": "priya"});
        self.page.record("16:21:00", kind::ANSWER, open);
    }

    fn findings(&mut self) -> [RecordId; 4] {
        let locks = self.cited("412 sessions wait");
        let statement = self.cited("The backfill updates 50,000");
        let scheduler = self.cited("The scheduler started");
        let graph = self.cited("The gateway queues");
        [
            json!({
                "text": "A backfill may hold as many row locks as it likes, for as long as it likes.",
                "class": "operational", "detail": "migration", "patterns": ["shared-database", "weak-defaults"],
                "evidence": [locks, statement], "effect": "prevents_cause", "failure": "race",
                "tests": [{"layer": "unit", "answer": "no"}, {"layer": "load", "answer": "yes"}],
                "would_take": "A load test of the backfill beside writes, with **production's** row counts.",
                "assumptions": [{"what": "rows per region", "modelled": "100,000", "seen": "7.4 million"}]
            }),
            json!({
                "text": "The scheduler takes *cancelled* for *failed*, and tries again.",
                "class": "code", "detail": "error-handling", "patterns": ["hidden-coupling"],
                "evidence": [scheduler], "effect": "limits_damage"
            }),
            json!({
                "text": "Retries of orders filled the gateway's queue, and kept the database busy.",
                "class": "infrastructure", "patterns": ["retry-timeout-queue"], "emergent": true, "evidence": [graph]
            }),
            json!({"text": "Nobody answers for the dashboard of the backfill.", "class": "organisational", "detail": "ownership"}),
        ]
        .map(|finding| self.page.record("16:30:00", kind::FINDING, finding))
    }

    fn changes(&mut self, [locks, scheduler, retries, dashboard]: &[RecordId; 4]) {
        for change in [
            json!({
                "text": "Batches of 500 rows with a pause, and `lock_timeout = '1s'` for the backfill's user.",
                "findings": [locks], "change": "process", "strength": "strong", "effect": "prevents_cause", "owner": "priya",
                "due": "2026-11-25", "state": "done", "link": "https://github.com/acme/shop/issues/4711",
                "checked_at": "2026-11-18T17:30:00Z",
                "proof": {
                    "looked_at": "The backfill ran beside *2,000 orders a minute* with p99 at 310 ms.", "by": "dana",
                    "at": "2026-11-18T17:20:00Z", "link": "https://grafana.example.org/d/orders?from=1", "shown_by": "DRILL-3"
                }
            }),
            json!({
                "text": "The scheduler treats cancelled as done.", "findings": [scheduler, retries], "change": "rule",
                "strength": "intermediate", "owner": "dana", "due": "2026-12-02", "state": "committed"
            }),
            json!({"text": "A budget for retries at the gateway.", "findings": [retries], "change": "boundary", "state": "committed"}),
            json!({"text": "Give the dashboard an owner.", "findings": [dashboard], "change": "knowledge", "strength": "weak"}),
            json!({
                "text": "Move to another database.", "findings": [locks], "state": "declined",
                "declined": {"by": "dana", "why": "It would bring *other* locks, in a year.", "at": "2026-11-18T16:50:00Z"}
            }),
        ] {
            self.page.record("16:45:00", kind::FOLLOW_UP, change);
        }
    }

    fn review(&mut self) {
        let of: Hash = frozen::present(&read(self.page.log(), scope()));
        let meeting = json!({"at": "2026-11-18T17:00:00Z", "minutes": 45, "place": "https://meet.example.org/review"});
        let said = json!({"owner": "priya", "status": "in_review", "reviewers": ["dana", "ito"], "meeting": meeting});
        self.page.put("16:55:00", kind::POSTMORTEM, "", said.clone());
        for (at, by, text) in [("17:40:00", "dana", "The chain holds."), ("17:45:00", "ito", "")] {
            let at_instant = format!("2026-11-18T{at}Z");
            let checks = ["detail", "conditions", "blameless", "changed"];
            let sign_off = json!({"by": by, "at": at_instant, "checks": checks, "text": text, "of": of});
            self.page.record(at, kind::SIGN_OFF, sign_off);
        }
        let mut reviewed = said.clone();
        reviewed["status"] = json!("reviewed");
        self.page.put("17:47:00", kind::POSTMORTEM, "", reviewed);
        let (scopes, set_hash) = frozen::seen(self.page.log(), &[scope()]);
        let scopes: Vec<Value> = scopes.iter().map(|frozen| frozen.write()).collect();
        let freeze = json!({"by": "priya", "at": "2026-11-18T17:50:00Z", "scopes": scopes, "set_hash": set_hash});
        self.page.record("17:50:00", kind::FREEZE, freeze);
        let mut closed = said;
        closed["status"] = json!("closed");
        self.page.put("17:55:00", kind::POSTMORTEM, "", closed);
        let section = json!({"slot": "lucky", "text": "It was not Friday, when traffic doubles. And Priya was awake."});
        self.page.put("18:30:00", kind::SECTION, ":lucky", section);
    }
}
