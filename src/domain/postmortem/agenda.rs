//! The agenda of a review meeting, made of what the postmortem says now: what happened comes first, then what is contested,
//! asked or unanswered, and every part has its minutes.

use super::record::{FollowUp, Held, Postmortem};
use crate::domain::fold::{Contest, Incident, Topic};
use crate::domain::role::LEAD;

/// One part of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// How long it may take.
    pub minutes: u32,
    /// What it is about.
    pub title: String,
    /// What to ask: how and what, for why asks for a defence.
    pub ask: &'static str,
    /// What is to be spoken about.
    pub points: Vec<String>,
}

/// An agenda for a meeting of so many minutes. `open` are questions and gaps that are known elsewhere, one sentence each.
pub fn agenda(says: &Postmortem, incident: &Incident, minutes: u32, open: &[String]) -> Vec<Item> {
    let parts = parts(says, incident, open);
    let whole: u32 = parts.iter().map(|(weight, ..)| weight).sum();
    let mut before = 0;
    let item = |(weight, title, ask, points): Part| {
        let begin = share(minutes, before, whole);
        before += weight;
        Item { minutes: share(minutes, before, whole) - begin, title: title.to_owned(), ask, points }
    };
    parts.into_iter().map(item).collect()
}

/// Where in the meeting the part of that weight ends: rounded there, so that the minutes add up.
fn share(minutes: u32, before: u32, whole: u32) -> u32 {
    let (minutes, before, whole) = (u64::from(minutes), u64::from(before), u64::from(whole.max(1)));
    u32::try_from((minutes * before + whole / 2) / whole).unwrap_or(u32::MAX)
}

/// A part before it has its minutes: its weight, title, question, points.
type Part = (u32, &'static str, &'static str, Vec<String>);

fn parts(says: &Postmortem, incident: &Incident, open: &[String]) -> Vec<Part> {
    let mut parts: Vec<Part> =
        vec![(2, "Opening", "What do we want to know when we leave this room?", opening(incident))];
    let story = vec![
        "Walk the timeline together. Each tells what they saw and knew at that moment.".to_owned(),
        "What made sense then is what we want to understand; what we know today is not.".to_owned(),
    ];
    parts.push((5, "What happened", "What did you see, what did you expect next, and how did you decide?", story));
    let mut add = |weight: u32, title, ask, points: Vec<String>| {
        if !points.is_empty() {
            // A long list takes longer, but not all the time there is.
            parts.push((weight + u32::try_from(points.len()).unwrap_or(u32::MAX).min(8), title, ask, points));
        }
    };
    let contested = incident.contested.iter().map(contested).collect();
    add(2, "What is told in two ways", "What did each of us see, and what did we take it for?", contested);
    let mut questions: Vec<String> = says
        .answers
        .iter()
        .filter(|held| held.says.text.trim().is_empty())
        .filter_map(|held| held.says.question.clone())
        .collect();
    questions.extend(open.iter().cloned());
    add(2, "Open questions", "What would we need to know, and who can find it out?", questions);
    add(3, "Findings that nothing answers yet", "What would have to be different for this to be harmless?", {
        let is_answered = |id| says.follow_ups.iter().any(|change| change.says.findings.contains(&id));
        says.findings.iter().filter(|held| !is_answered(held.id)).map(|held| one_line(&held.says.text)).collect()
    });
    let of_state = |is_meant: fn(&FollowUp) -> bool| -> Vec<&Held<FollowUp>> {
        says.follow_ups.iter().filter(|held| is_meant(&held.says)).collect()
    };
    let proposed = of_state(|change| change.state.as_deref().unwrap_or("proposed") == "proposed");
    let proposed = proposed.into_iter().map(|held| one_line(&held.says.text)).collect();
    add(3, "Changes to decide", "What does it cost, what does it make safer, and who takes it until when?", proposed);
    let unowned = of_state(|change| change.state.as_deref() == Some("committed") && change.owner.is_none());
    let unowned = unowned.into_iter().map(|held| one_line(&held.says.text)).collect();
    add(1, "Promises without a name", "Who takes it?", unowned);
    let kept = vec!["What worked, and what made it smaller than it might have been.".to_owned()];
    parts.push((2, "What to keep", "What helped, and how do we make sure it is there the next time?", kept));
    let last = vec![
        "Read the promises aloud: who, what, until when.".to_owned(),
        "Who signs off, who tells those who were not here.".to_owned(),
    ];
    parts.push((2, "Closing", "What surprised you today?", last));
    parts
}

fn opening(incident: &Incident) -> Vec<String> {
    let mut led: Vec<&str> = Vec::new();
    for held in incident.roles.history().iter().filter(|held| held.role == LEAD) {
        if !led.contains(&held.holder.as_str()) {
            led.push(&held.holder);
        }
    }
    let facilitator = match led.as_slice() {
        [] => "Who facilitates is somebody who was not in it.".to_owned(),
        led => format!("Who facilitates is not {}, who led the incident.", led.join(" or ")),
    };
    vec![
        facilitator,
        "Somebody else writes down what is said.".to_owned(),
        "We look at conditions. Everybody did what made sense with what they knew.".to_owned(),
    ]
}

fn contested(contest: &Contest) -> String {
    let what = match &contest.topic {
        Topic::Severity => "The severity".to_owned(),
        Topic::Phase => "The phase".to_owned(),
        Topic::Role(role) => format!("Who was {role}"),
    };
    let claims: Vec<&str> =
        contest.claims.iter().map(|(_, value)| if value.is_empty() { "nobody" } else { value }).collect();
    format!("{what}: {}.", claims.join(" or "))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::testing::entry;
    use crate::domain::entry::{RoleMove, Says, Statement};
    use crate::domain::fold;
    use crate::domain::id::{RecordId, WriterId};
    use crate::domain::postmortem::{Answer, Finding};
    use crate::domain::time::{Hlc, Instant};

    fn held<T>(id: u128, says: T) -> Held<T> {
        Held { id: RecordId::from_bits(id), created: Hlc::default(), says }
    }

    fn titles(items: &[Item]) -> Vec<&str> {
        items.iter().map(|item| item.title.as_str()).collect()
    }

    #[test]
    fn the_story_comes_before_what_is_open_and_what_there_is_not_is_left_out() {
        let nothing = agenda(&Postmortem::default(), &Incident::default(), 60, &[]);
        assert_eq!(titles(&nothing), ["Opening", "What happened", "What to keep", "Closing"]);
        let question = Answer { question: Some("What did the graph show?".into()), ..Default::default() };
        let answered =
            Answer { question: Some("How was it found?".into()), text: "A page.".into(), ..question.clone() };
        let finding = |text: &str| Finding { text: text.into(), ..Default::default() };
        let change = |text: &str, state: Option<&str>, findings: &[u128]| FollowUp {
            text: text.into(),
            state: state.map(str::to_owned),
            findings: findings.iter().map(|id| RecordId::from_bits(*id)).collect(),
            ..Default::default()
        };
        let says = Postmortem {
            answers: vec![held(1, question), held(2, answered)],
            findings: vec![held(3, finding("Retries\npile up")), held(4, finding("Nobody owns the queue"))],
            follow_ups: vec![
                held(5, change("Name an owner", None, &[4])),
                held(6, change("Cap retries", Some("committed"), &[])),
            ],
            ..Default::default()
        };
        let items = agenda(&says, &Incident::default(), 60, &["Name an entry that shows it.".to_owned()]);
        let expected = [
            ("Open questions", vec!["What did the graph show?", "Name an entry that shows it."]),
            ("Findings that nothing answers yet", vec!["Retries pile up"]),
            ("Changes to decide", vec!["Name an owner"]),
            ("Promises without a name", vec!["Cap retries"]),
        ];
        let found: Vec<(&str, Vec<&str>)> = items[2..6]
            .iter()
            .map(|item| (item.title.as_str(), item.points.iter().map(String::as_str).collect()))
            .collect();
        assert_eq!(found, expected);
        assert_eq!(titles(&items)[..2], ["Opening", "What happened"]);
    }

    #[test]
    fn the_minutes_add_up_to_the_meeting() {
        let open: Vec<String> = (0..30).map(|number| format!("Question {number}")).collect();
        for minutes in [0, 1, 15, 45, 60, 90, 480] {
            for open in [&open[..0], &open[..3], &open] {
                let items = agenda(&Postmortem::default(), &Incident::default(), minutes, open);
                assert_eq!(items.iter().map(|item| item.minutes).sum::<u32>(), minutes);
            }
        }
        let items = agenda(&Postmortem::default(), &Incident::default(), 60, &open);
        assert!(items.iter().all(|item| (4..=40).contains(&item.minutes)), "{items:?}");
    }

    #[test]
    fn who_led_does_not_facilitate() {
        let takes = |id: u128, holder: &str| {
            let says = Says::Role { role: LEAD.into(), moved: RoleMove::Take, holder: holder.into() };
            let at = Instant::from_millis(id as i64 * 60_000);
            entry(id, Some(at), Statement::new(says, holder, "", at, WriterId::from_bits(1)))
        };
        let incident = fold(&[takes(1, "dana"), takes(2, "sam"), takes(3, "dana")]);
        let opening = |incident: &Incident| agenda(&Postmortem::default(), incident, 60, &[])[0].points[0].clone();
        assert_eq!(opening(&incident), "Who facilitates is not dana or sam, who led the incident.");
        assert_eq!(opening(&Incident::default()), "Who facilitates is somebody who was not in it.");
    }

    #[test]
    fn what_two_people_said_at_once_is_named() {
        let claims = vec![(RecordId::from_bits(1), "sev1".to_owned()), (RecordId::from_bits(2), "sev2".to_owned())];
        let contested = vec![Contest { topic: Topic::Severity, claims }];
        let incident = Incident { contested, ..Incident::default() };
        let items = agenda(&Postmortem::default(), &incident, 60, &[]);
        assert_eq!(
            (items[2].title.as_str(), items[2].points[0].as_str()),
            ("What is told in two ways", "The severity: sev1 or sev2.")
        );
    }
}
