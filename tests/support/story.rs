//! The golden incident: on 2026-11-18 writes to `orders` time out in eu-west, because the backfill of a migration holds
//! locks. Dana leads, Sam runs operations, Priya knows the database, Ito tells the customers.
//!
//! Dana's laptop has two pages, hers and the one Priya uses. Sam's laptop runs 37 minutes ahead, which nobody knows
//! until 14:38; Ito dictates to Sam. The clock times here are the true ones.

use serde_json::json;
use stillpoint::domain::id::RecordId;
use stillpoint::log::Log;

use crate::page::{Page, action, alert, change, device, note, observation, phase, role, severity};

/// Both laptops, and what is spoken of again later.
pub struct Story {
    dana: Page,
    priya: Page,
    sam: Page,
    known: Known,
}

/// Records that a later scene comes back to.
#[derive(Default)]
struct Known {
    incident: Option<RecordId>,
    p99: Option<RecordId>,
    impact: Option<RecordId>,
    alert: Option<RecordId>,
    migration: Option<RecordId>,
    deploy: Option<RecordId>,
    stop: Option<RecordId>,
    cancel: Option<RecordId>,
    status_page: Option<RecordId>,
    offer: Option<RecordId>,
    graph: Option<RecordId>,
    customer: Option<RecordId>,
    mitigated: Option<RecordId>,
    node_pool: Option<RecordId>,
}

/// What each laptop has in the end. They have not met since 15:25.
pub struct Laptops {
    pub dana: Log,
    pub sam: Log,
}

/// Tells it from the beginning.
pub fn tell() -> Laptops {
    let mut story = Story {
        dana: Page::new("dana", "dana's laptop", 0),
        priya: Page::new("priya", "dana's laptop", 0),
        sam: Page::new("sam", "sam's laptop", 37),
        known: Known::default(),
    };
    story.opening();
    story.both_laptops_on_their_own();
    story.a_secret_is_pasted();
    story.looking_for_the_cause();
    story.stopping_the_backfill();
    story.handing_over();
    story.it_comes_back();
    story.a_wrong_clock();
    story.editing_at_once();
    story.watching();
    story.afterwards();
    let laptop = story.dana.log().iter().chain(story.priya.log().iter()).cloned();
    Laptops { dana: Log::of(laptop), sam: story.sam.log().clone() }
}

/// The record of an earlier scene.
fn the(record: Option<RecordId>) -> RecordId {
    record.expect("an earlier scene told of it")
}

impl Story {
    /// The laptops exchange files.
    fn meet(&mut self, at: &str) {
        self.dana.read(at, &self.priya);
        self.sam.read(at, &self.dana);
        self.dana.read(at, &self.sam);
        self.priya.read(at, &self.dana);
    }

    /// The two pages of one laptop see each other's entries at once.
    fn sync(&mut self, at: &str) {
        self.dana.read(at, &self.priya);
        self.priya.read(at, &self.dana);
    }

    fn opening(&mut self) {
        let dana = &mut self.dana;
        dana.introduce_itself("14:04:00");
        let name = json!({"number": 42, "device": device("dana's laptop"), "title": "Checkout slow in eu-west"});
        self.known.incident = Some(dana.record("14:04:01", "incident", name));
        dana.introduce("14:04:02", "dana", "Dana Okafor");
        dana.introduce("14:04:03", "sam", "Sam Lindqvist");
        dana.say("14:04:20", observation("Checkout p99 at 4 s in eu-west, the other regions are normal."));
        self.sam.read("14:04:50", &self.dana);
    }

    /// From 14:05 to 14:11 neither sees what the other writes: two severities, two scribes.
    fn both_laptops_on_their_own(&mut self) {
        let sam = &mut self.sam;
        sam.introduce_itself("14:05:00");
        sam.introduce("14:05:01", "sam", "Sam Lindqvist");
        sam.introduce("14:05:02", "ito", "Ito Marsh");
        sam.say("14:05:10", note("I have the page, looking.").marks("acknowledged"));
        let log = "14:05:31 checkout-7f9 ERROR POST /orders 504 upstream timeout after 10000ms\n\
                   14:05:33 checkout-2c1 ERROR POST /orders 504 upstream timeout after 10000ms";
        let p99 = observation("POST /orders times out after 10 s.\nReads are fine.\nAbout one pod in three.");
        self.known.p99 = Some(sam.say("14:06:00", p99.evidence(json!({ "raw": log }))));
        sam.say("14:07:40", observation("The gateway queues 2,300 requests, growing by 40 a second."));
        sam.say("14:09:00", severity("sev1"));
        sam.say("14:09:30", role("scribe", "take", "sam"));
        sam.say("14:10:20", note("Nothing rolled back so far."));

        let dana = &mut self.dana;
        dana.say("14:07:05", note("Declaring an incident: customers cannot order.").marks("declared"));
        dana.say("14:07:10", phase("investigating", ""));
        dana.say("14:07:20", severity("sev3"));
        dana.say("14:07:30", role("lead", "take", "dana"));
        let page = alert("CheckoutWriteLatencyHigh", "firing").happened("2026-11-18T14:06Z").marks("detected");
        let page = page.with("source_key", json!("alertmanager:b7f3c1:firing:1"));
        self.known.alert = Some(dana.say("14:08:00", page.by("alertmanager")));
        let impact =
            impact("began", "Orders fail.").with("who", json!("customers in eu-west")).with("share", json!("some"));
        let impact = impact.with("certainty", json!("estimated from the error rate"));
        let since = json!({"at": "2026-11-18T13:58Z", "about": true, "written": "14:58 CET or so"});
        self.known.impact = Some(dana.say("14:08:30", impact.with("occurred", since)));
        dana.say("14:10:00", role("scribe", "take", "ito"));

        self.meet("14:11:00");
        self.dana.say("14:11:30", severity("sev2"));
        self.dana.edit("14:12:00", the(self.known.alert), json!({"occurred": {"at": "2026-11-18T14:03Z"}}));
        self.dana.edit("14:12:20", the(self.known.impact), json!({"share": "about 30 % of orders"}));
        let title = json!({"title": "Checkout writes time out in eu-west"});
        self.dana.edit("14:12:40", the(self.known.incident), title);
        self.sam.say("14:12:50", note("Status page: we are looking into failing orders in Europe.").by("ito"));
    }

    /// The pasted password is taken out, and what was meant is said again. A customer's name is taken out for good.
    fn a_secret_is_pasted(&mut self) {
        let pasted = observation("The backfill connects with postgres://backfill:hunter2@orders-eu/orders");
        let pasted = self.sam.say("14:13:00", pasted);
        self.known.customer = Some(self.sam.say("14:13:20", note("Maria Schmidt, order 4711, called twice.")));
        self.dana.say("14:13:40", observation("No deploy of orders-eu since Monday."));
        self.meet("14:14:00");
        self.dana.purge("14:14:30", pasted, "A password was pasted.");
        self.sam.read("14:14:40", &self.dana);
        let again = "The backfill connects as its own user.";
        self.sam.edit(
            "14:14:50",
            pasted,
            json!({"kind": "observation", "by": "sam", "text": again,
            "logged_at": "2026-11-18T14:50:00Z", "occurred": {"at": "2026-11-18T14:13Z"}}),
        );
    }

    fn looking_for_the_cause(&mut self) {
        let dana = &mut self.dana;
        let rows = [
            "set the topic: checkout",
            "orders-eu: lock waits climbing",
            "screenshot of pg_stat_activity",
            "that is my backfill",
            "+1",
        ];
        let times = [None, Some("2026-11-18T14:05Z"), None, Some("2026-11-18T14:09Z"), None];
        for ((text, time), index) in rows.iter().zip(times).zip(0..) {
            let row = note(text).by(if index == 3 { "priya" } else { "sam" }).row("chat-export", index);
            dana.say(
                "14:15:00",
                match time {
                    Some(time) => row.happened(time),
                    None => row.untimed(),
                },
            );
        }
        dana.say("14:15:10", note("Somebody said that search was slow as well; nobody knows when.").untimed());
        let migration = change("migration", "Migration 0412: backfill of orders.region_id started.");
        let migration =
            migration.with("verdict", json!("suspect")).happened("2026-11-18T13:52:10Z").marks("drift_began");
        self.known.migration = Some(dana.say("14:16:00", migration));
        let deploy = change("deploy", "checkout 2026.46.3 went out.").with("verdict", json!("suspect"));
        self.known.deploy = Some(dana.say("14:16:30", deploy.happened("2026-11-18T13:40:30Z")));
        self.meet("14:16:50");
        let options = ["Stop the backfill", "Fail over to the replica", "Shed load at the gateway"];
        let objections = ["Priya: a failover loses the rows that are not replicated yet"];
        self.known.stop = Some(self.dana.decide("14:17:00", "We stop the backfill.", &options, &objections));
        self.dana.say("14:18:00", action("priya", 10, "Find out whether the backfill can be stopped halfway."));
        self.known.node_pool = Some(self.dana.say("14:18:30", action("sam", 10, "Drain node pool b?")));
        self.known.status_page = Some(self.sam.say("14:19:00", action("ito", 15, "Update the status page.")));
    }

    fn stopping_the_backfill(&mut self) {
        self.meet("14:19:50");
        let priya = &mut self.priya;
        priya.introduce_itself("14:20:00");
        priya.introduce("14:20:01", "priya", "Priya Raman");
        let file = json!({"file": {"hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "name": "pg_locks.txt", "media": "text/plain", "bytes": 48_213}});
        let blocked = observation("412 sessions wait for row locks on `orders`, all behind one UPDATE.").evidence(file);
        priya.say("14:20:30", blocked);
        priya.say("14:21:00", role("expert", "take", "priya"));
        priya.say("14:21:20", role("expert", "take", "sam"));
        let identified = "The backfill updates 50,000 rows per transaction and holds their locks for 40 s.";
        priya.say("14:22:00", phase("identified", identified));
        let statement = "UPDATE orders SET region_id = r.id FROM regions r \
                         WHERE orders.region = r.code AND orders.id BETWEEN 1850001 AND 1900000";
        priya.say(
            "14:22:20",
            observation("The statement that blocks all others:").evidence(json!({ "raw": statement })),
        );
        priya.edit("14:22:30", the(self.known.migration), json!({"verdict": "culprit"}));
        let cancel = change("fix", "Cancelled the backfill's query.").answers(the(self.known.stop));
        self.known.cancel = Some(priya.say("14:24:00", cancel));
        priya.say("14:24:40", observation("Lock waits drop to 0."));
        self.sync("14:25:00");
        self.dana.edit("14:25:10", the(self.known.deploy), json!({"verdict": "cleared"}));
        self.dana.say("14:26:00", phase("mitigated", "Orders go through again."));
        self.dana.say("14:26:30", impact("ended", "").answers(the(self.known.impact)));
        let graph = json!({"link": "https://graphs.example/d/checkout?from=1795010280000"});
        self.known.graph = Some(self.sam.say("14:27:00", observation("Errors back to 0.1 %.").evidence(graph)));
        self.meet("14:27:30");
        self.dana.say("14:28:00", severity("sev3"));
        let done = json!({"done": {"at": "2026-11-18T15:05:30Z", "by": "ito"}});
        self.sam.edit("14:28:30", the(self.known.status_page), done);
        let done =
            json!({"done": {"at": "2026-11-18T15:05:35Z", "by": "sam"}, "text": "Drain node pool b? Not needed."});
        self.sam.edit("14:28:35", the(self.known.node_pool), done);
        self.sam.say("14:28:40", note("Status page: orders work again, we are watching.").by("ito"));
    }

    fn handing_over(&mut self) {
        self.known.offer = Some(
            self.dana.say("14:30:00", role("lead", "offer", "sam").with("text", json!("I have to leave at 15:00."))),
        );
        self.meet("14:30:30");
        self.sam.say("14:31:00", role("lead", "accept", "sam").answers(the(self.known.offer)));
        self.sam.say("14:31:20", note("I lead from here. Next update at 14:45."));
        self.sam.say("14:33:00", observation("Retried orders drain: 1,800 left of 6,100."));
        self.meet("14:32:00");
    }

    fn it_comes_back(&mut self) {
        let again = alert("CheckoutWriteLatencyHigh", "firing").happened("2026-11-18T14:35:12Z").by("alertmanager");
        self.sam.say("14:35:40", again.with("source_key", json!("alertmanager:b7f3c1:firing:2")));
        self.sam.say("14:35:50", observation("Every pod times out now, not one in three."));
        self.sam.say("14:36:00", impact("began", "Orders fail again.").with("share", json!("nearly all")));
        self.sam.say("14:36:20", phase("investigating", "It is back, and worse."));
        self.sam.say("14:36:40", severity("sev1"));
        self.sam.say("14:36:50", note("Status page: orders fail again, we work on it.").by("ito"));
        self.meet("14:37:00");
        let scheduler =
            "The scheduler started the backfill again:\nits job is retried on failure,\nand a cancelled query is one.";
        self.priya.say("14:39:00", observation(scheduler));
        self.sync("14:39:10");
    }

    /// Dana compares the clocks, gets it wrong by a minute, and corrects the correction.
    fn a_wrong_clock(&mut self) {
        let correction =
            json!({"writers": [self.sam.writer()], "add_millis": -36 * 60_000, "why": "Compared by phone."});
        let correction = self.dana.record("14:38:00", "clock_correction", correction);
        self.dana.edit("14:38:30", correction, json!({"add_millis": -37 * 60_000, "why": "Compared with time.is."}));
        self.meet("14:39:20");
        let options = ["Disable the scheduler's job and kill the backend", "Drop the new column"];
        let objections = ["Ito: customers were told it was over", "Dana: dropping the column takes the same locks"];
        let decision = self.sam.decide("14:40:00", "Disable the job, then kill the backend.", &options, &objections);
        self.meet("14:40:20");
        self.priya.say("14:41:00", change("config", "Job backfill-0412 disabled.").answers(decision));
        self.priya.say("14:42:00", phase("identified", "The scheduler retries the backfill."));
        self.priya.say("14:43:00", observation("Disabling the job does not end its running transaction."));
        self.priya.say("14:44:00", change("fix", "Backend 81227 terminated.").answers(decision));
        self.meet("14:44:30");
        self.known.mitigated = Some(self.sam.say("14:45:00", phase("mitigated", "")));
        self.sam.say("14:46:00", impact("ended", "Error rate below 0.1 %."));
        self.sam.say("14:46:20", note("Status page: orders work, we make sure that it stays so.").by("ito"));
        self.sam.say("14:47:00", phase("watching", ""));
        self.meet("14:47:30");
    }

    /// While they are apart both laptops revise the same entries.
    fn editing_at_once(&mut self) {
        let (p99, graph, cancel, stop) =
            (the(self.known.p99), the(self.known.graph), the(self.known.cancel), the(self.known.stop));
        // The same line: a conflict.
        self.dana.edit("14:48:00", graph, json!({"text": "Errors back to 0.1 % at 14:27."}));
        self.sam.edit("14:48:10", graph, json!({"text": "Errors back to 0.1 %, p99 at 300 ms."}));
        // Different lines and different members: none.
        let ours = "POST /orders times out after 10 s (504).\nReads are fine.\nAbout one pod in three.";
        let theirs = "POST /orders times out after 10 s.\nReads are fine.\nAbout one pod in three, all on node pool b.";
        self.dana.edit("14:48:20", p99, json!({"text": ours, "star": true}));
        self.sam.edit("14:48:30", p99, json!({"text": theirs, "marks": ["detected"]}));
        // Deleted here, edited there: the edit counts.
        self.dana.delete("14:48:40", cancel);
        self.sam.edit(
            "14:48:50",
            cancel,
            json!({"text": "Cancelled the backfill's query with pg_cancel_backend(81002)."}),
        );
        // Lists keep what both added.
        let before = "Priya: a failover loses the rows that are not replicated yet";
        self.dana.edit("14:49:00", stop, json!({"objections": [before, "Sam: shedding load hides it"]}));
        self.sam.edit("14:49:10", stop, json!({"objections": [before, "Ito: no"], "star": true}));
        let slip = self.dana.say("14:49:20", note("Lunch?"));
        self.dana.delete("14:49:30", slip);
        let doubted = self.dana.say("14:49:40", note("The replica lagged by 90 s at 14:24."));
        self.dana.delete("14:49:50", doubted);
        self.meet("14:50:00");
        self.sam.restore("14:50:20", doubted);
        self.meet("14:50:30");
    }

    fn watching(&mut self) {
        for (at, text) in [
            ("14:52:00", "p99 at 310 ms, no lock waits."),
            ("14:57:00", "p99 at 290 ms."),
            ("15:02:00", "p99 at 300 ms, 3 lock waits, gone after 2 s: autovacuum."),
            ("15:07:00", "p99 at 295 ms."),
            ("15:12:00", "p99 at 300 ms, queue of retried orders is empty."),
        ] {
            self.sam.say(at, observation(text));
        }
        self.priya.say("14:55:00", observation("The backfill wrote 1.9 of 7.4 million rows; no row is half written."));
        let dana_read = self.dana.say("14:56:00", note("I read along from the train."));
        self.meet("15:13:00");
        self.dana.edit("15:13:30", dana_read, json!({"text": "I read along from the train until 15:30."}));
        let over = alert("CheckoutWriteLatencyHigh", "resolved").happened("2026-11-18T14:48:12Z").by("alertmanager");
        self.sam.say("15:14:00", over.with("source_key", json!("alertmanager:b7f3c1:resolved:2")));
        self.sam.edit(
            "15:14:30",
            the(self.known.mitigated),
            json!({"occurred": {"at": "2026-11-18T14:44:30Z"}, "text": "Read off the graph."}),
        );
        self.sam.say("15:15:00", severity("sev3"));
        self.sam.say("15:20:00", phase("resolved", "Nothing since 14:46."));
        self.sam.say("15:20:30", note("Status page: resolved.").by("ito"));
        self.sam.say("15:21:00", role("expert", "release", "sam"));
        self.meet("15:25:00");
    }

    /// Work that is left, words of newer versions, and the purge that Sam's laptop has not heard of.
    fn afterwards(&mut self) {
        self.priya.say("15:26:00", action("priya", 2880, "Backfill in batches of 500 with a pause, off the peak."));
        self.priya.say("15:27:00", action("dana", 4320, "Make the scheduler treat cancelled as done."));
        let review = note("Review with everybody.").happened("2026-11-19");
        self.priya.say("15:28:00", review);
        let forecast = note("Traffic doubles on Friday.").with("kind", json!("forecast")).with("odds", json!([3, 4]));
        self.priya.say("15:29:00", forecast);
        let odd =
            note("Asleep until the next backfill.").with("kind", json!("phase")).with("phase", json!("hibernating"));
        self.priya.say("15:29:30", odd);
        self.priya.record("15:30:00", "postmortem_draft", json!({"sections": {"summary": "Locks."}, "weight": 0.5}));
        self.priya.say_from_the_future("15:31:00", json!({"kind": "note", "says": ["in", "another", "way"]}));
        self.sync("15:31:30");
        self.dana.purge("15:32:00", the(self.known.customer), "It named a customer.");
        self.sam.say("15:33:00", note("Handed the watch to the night shift."));
        self.sam.say("15:34:00", action("sam", 1440, "Set the clock of this laptop by the network."));
    }
}

fn impact(moved: &str, text: &str) -> crate::page::Saying {
    crate::page::Saying::of("impact", text).with("impact", json!(moved))
}
