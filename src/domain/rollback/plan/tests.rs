use super::samples::sample;
use super::*;
use crate::domain::rollback::dialect::{Dialect, Version};
use crate::domain::rollback::{About, Answer, Question, Statement, Verdict, review};

/// The servers whose plans differ.
const SERVERS: [Server; 6] = [
    Server { dialect: Dialect::Postgresql, version: Version::new(10, 0, 0) },
    Server { dialect: Dialect::Postgresql, version: Version::new(15, 0, 0) },
    Server { dialect: Dialect::Postgresql, version: Version::new(18, 0, 0) },
    Server { dialect: Dialect::Mysql, version: Version::new(5, 7, 0) },
    Server { dialect: Dialect::Mysql, version: Version::new(8, 4, 0) },
    Server { dialect: Dialect::Mysql, version: Version::new(9, 7, 0) },
];

/// The same change with other names, and with more or less known of it.
fn variants(subject: &Subject) -> Vec<Subject> {
    let odd = Subject {
        object: Some(Name::within("Quay Side", "order")),
        columns: vec!["Größe".to_owned(), "from".to_owned()],
        to: subject.to.as_ref().map(|_| Name::new("it's \"new\"")),
        index: Some(Name::within("Quay Side", "by `size`")),
        constraint: Some("Größe; DROP TABLE berth --".to_owned()),
        parent: Some(Name::within("Quay Side", "table")),
        parent_columns: vec!["user".to_owned(), "id".to_owned()],
        reference_options: Some("ON DELETE CASCADE".to_owned()),
        label: Some("it's".to_owned()),
        key: Some("Id".to_owned()),
        is_required: true,
        ..subject.clone()
    };
    let little = Subject {
        columns: subject.columns.clone(),
        object: subject.object.clone(),
        statement: subject.statement.clone(),
        ..Subject::default()
    };
    let keyed = Subject { key: Some("id".to_owned()), index_on: Some("(depth DESC)".to_owned()), ..subject.clone() };
    vec![subject.clone(), odd, little, keyed, Subject::default()]
}

/// The plan of every change on every server that has it.
fn plans() -> Vec<(ChangeType, Server, Plan)> {
    let mut plans = Vec::new();
    for change in ChangeType::ALL {
        for server in SERVERS {
            let Some(subject) = sample(*change, server.dialect) else { continue };
            // What this version does not know has nothing to be planned.
            let asked = review(&subject.statement, &About { server, ..About::new(server.dialect) });
            if asked.verdict == Verdict::Error {
                continue;
            }
            for subject in variants(&subject) {
                plans.extend(plan_of(*change, &subject, server).map(|plan| (*change, server, plan)));
            }
        }
    }
    plans
}

fn told(change: ChangeType, server: Server) -> String {
    let subject = sample(change, server.dialect).expect("this dialect has it");
    let plan = plan_of(change, &subject, server).expect("there is a plan");
    plan.steps.iter().map(|step| format!("{} {}\n", step.phase.word(), step.what.text())).collect()
}

#[test]
fn every_change_that_may_break_has_a_plan() {
    for change in ChangeType::ALL {
        let rule = rule_of(*change);
        if !matches!(rule.verdict, Verdict::Depends | Verdict::Unsafe) {
            continue;
        }
        for server in SERVERS {
            let Some(subject) = sample(*change, server.dialect) else { continue };
            let plan = plan_of(*change, &subject, server);
            assert!(plan.is_some_and(|plan| !plan.steps.is_empty()), "{} {server:?}", change.id());
        }
    }
}

#[test]
fn every_step_says_what_a_step_has_to_say() {
    for (change, server, plan) in plans() {
        for step in &plan.steps {
            let about = format!("{} {server:?}: {step:?}", change.id());
            assert!(!step.takes.is_empty() && !step.back.is_empty(), "{about}");
            for sentence in [&step.takes, &step.back, &step.gate.words, &plan.note] {
                assert!(sentence.is_empty() || sentence.ends_with(['.', '?', ';']), "{about}");
            }
            assert!(
                step.gate.answers.is_empty() || !step.gate.words.is_empty(),
                "an answer without its evidence: {about}"
            );
            assert!(!step.what.text().contains("  ") || step.what.text().contains('\n'), "{about}");
            if let Some(sql) = step.what.sql() {
                assert!(sql.ends_with(';') && !sql.contains('‹'), "{about}");
            }
        }
    }
}

#[test]
fn one_may_always_go_back_one_release() {
    for (change, server, plan) in plans() {
        let (mut released, mut floor) = (0_u8, 0_u8);
        for step in &plan.steps {
            let about = format!("{} {server:?}: {step:?}", change.id());
            if matches!(step.what, What::Deploy(_)) {
                released += 1;
                assert!(step.floor < released, "a release that cannot be rolled back: {about}");
            }
            assert!(step.floor >= floor, "a floor that sinks: {about}");
            assert!(step.floor <= released, "a floor that nobody deployed: {about}");
            assert_eq!(step.raises_floor, step.floor > floor, "{about}");
            floor = step.floor;
        }
    }
}

#[test]
fn the_contract_step_waits_for_two_signatures() {
    let plan = plan_of(
        ChangeType::DropColumn,
        &sample(ChangeType::DropColumn, Dialect::Postgresql).expect("is one"),
        Server::usual(Dialect::Postgresql),
    );
    let plan = plan.expect("there is a plan");
    let last = plan.steps.last().expect("it has steps");
    assert_eq!(last.phase, Phase::Contract);
    assert!(!last.is_unlocked(&[]));
    assert!(!last.is_unlocked(&[Lock::NoOldInstance]));
    assert!(last.is_unlocked(&[Lock::WindowPassed, Lock::NoOldInstance]));
    assert!(plan.steps[0].is_unlocked(&[]), "the first step waits for nobody");
}

#[test]
fn what_takes_something_away_is_a_contract_step() {
    for (change, server, plan) in plans() {
        for step in &plan.steps {
            let takes_away = step.gate.answers.contains(&(Question::StillUsed, false));
            assert!(!takes_away || step.phase == Phase::Contract, "{} {server:?}: {step:?}", change.id());
            // Whoever calls it unused has let the release before go.
            assert!(!takes_away || step.floor > 0, "{} {server:?}: {step:?}", change.id());
        }
    }
}

#[test]
fn a_plan_follows_the_version() {
    let [old, usual, new] = [SERVERS[0], SERVERS[1], SERVERS[2]];
    assert!(told(ChangeType::SetNotNull, usual).contains("CHECK (depth IS NOT NULL) NOT VALID"));
    assert!(told(ChangeType::SetNotNull, new).contains("NOT NULL depth NOT VALID"));
    assert!(told(ChangeType::RenameColumn, old).contains("EXECUTE PROCEDURE"));
    assert!(told(ChangeType::RenameColumn, usual).contains("EXECUTE FUNCTION"));
    assert!(told(ChangeType::AddColumnGeneratedStored, new).contains("VIRTUAL"));
    assert!(told(ChangeType::AddColumnGeneratedStored, usual).contains("CREATE TRIGGER"));
    assert!(told(ChangeType::DropColumn, SERVERS[3]).contains("ALGORITHM=INPLACE, LOCK=NONE;"));
    assert!(told(ChangeType::DropColumn, SERVERS[4]).contains("ALGORITHM=INSTANT"));
    assert!(!told(ChangeType::SetNotNull, old).contains("SET NOT NULL"), "it would read every row while all wait");
    assert!(!told(ChangeType::AddCheck, SERVERS[3]).contains("NOT ENFORCED"), "MySQL 5.7 knows no such check");
    assert!(!told(ChangeType::DropIndex, SERVERS[3]).contains("INVISIBLE"), "nor such an index");
    assert!(told(ChangeType::DropIndex, SERVERS[4]).contains("INVISIBLE"));
}

#[test]
fn what_the_script_does_not_say_is_left_to_a_person() {
    let subject = Subject { data_type: None, ..sample(ChangeType::RenameColumn, Dialect::Postgresql).expect("is one") };
    let plan = plan_of(ChangeType::RenameColumn, &subject, Server::usual(Dialect::Postgresql)).expect("is one");
    assert!(
        matches!(&plan.steps[0].what, What::Do(words) if words.contains("ADD COLUMN draught ‹the type of the column›;"))
    );
    assert!(plan.steps[1].what.sql().is_some(), "the rest stands as it is");
    // Nothing known at all is still a plan.
    for change in ChangeType::ALL {
        for server in SERVERS {
            let Some(plan) = plan_of(*change, &Subject::default(), server) else { continue };
            assert!(!plan.steps.is_empty(), "{}", change.id());
        }
    }
}

#[test]
fn a_made_up_name_is_one_that_a_server_keeps() {
    let long = "ü".repeat(31);
    let subject = Subject {
        object: Some(Name::within("s", &long)),
        columns: vec![long.clone()],
        data_type: Some("int".to_owned()),
        ..Subject::default()
    };
    for change in
        [ChangeType::SetNotNull, ChangeType::RenameColumn, ChangeType::DropTable, ChangeType::ChangeColumnType]
    {
        let plan = plan_of(change, &subject, Server::usual(Dialect::Postgresql)).expect("is one");
        let names =
            plan.steps.iter().filter_map(|step| step.what.sql()).flat_map(|sql| sql.split('"').skip(1).step_by(2));
        let mut made_up = 0;
        for name in names {
            assert!(name.len() <= 63, "{name}");
            made_up += usize::from(name != long);
        }
        assert!(made_up > 0, "nothing was made up for {}", change.id());
    }
}

/// What the engine says of a step, with the questions of its gate answered or not.
fn judged(step: &Step, server: Server, is_answered: bool) -> Vec<(Verdict, String)> {
    let Some(sql) = step.what.sql() else { return Vec::new() };
    let answered = |(question, is_yes): &(Question, bool)| Answer {
        question: *question,
        subject: None,
        is_yes: *is_yes,
        evidence: "https://example.org/1".to_owned(),
    };
    let answers = if is_answered { step.gate.answers.iter().map(answered).collect() } else { Vec::new() };
    let review = review(sql, &About { server, answers, ..About::new(server.dialect) });
    let told = |statement: &Statement| {
        let text = &sql[statement.range.clone()];
        (statement.verdict, format!("{text} asks {:?}: {}", statement.question, statement.why))
    };
    let mut verdicts: Vec<(Verdict, String)> = review.statements.iter().map(told).collect();
    verdicts.extend(review.unreviewed.iter().map(|unread| (Verdict::Depends, unread.reason.to_owned())));
    verdicts
}

/// What is wrong with a step: it is not safe although its gate is answered, or it takes something away too early.
pub(super) fn faults(change: ChangeType, step: &Step, server: Server) -> Vec<String> {
    let about = format!("{} {} {}", change.id(), server.dialect.name(), server.version);
    let mut faults = Vec::new();
    for (verdict, told) in judged(step, server, true) {
        if verdict != Verdict::Safe {
            faults.push(format!("{about}: {} {told}", verdict.word()));
        }
    }
    for (verdict, told) in judged(step, server, false) {
        if verdict == Verdict::Unsafe && step.phase != Phase::Contract {
            faults.push(format!("{about}: takes something away before the contract phase: {told}"));
        }
    }
    faults
}

#[test]
fn every_step_is_safe_or_hangs_on_its_own_gate_alone() {
    let mut found = Vec::new();
    let mut count = 0;
    for (change, server, plan) in plans() {
        for step in &plan.steps {
            count += usize::from(step.what.sql().is_some());
            found.extend(faults(change, step, server));
        }
    }
    assert!(found.is_empty(), "{} of {count}:\n{}", found.len(), found.join("\n"));
    assert!(count > 1000, "only {count} steps were judged");
}

#[test]
fn a_gate_asks_nothing_that_its_step_does_not() {
    for (change, server, plan) in plans() {
        for step in &plan.steps {
            let Some(sql) = step.what.sql() else { continue };
            let bare = review(sql, &About { server, ..About::new(server.dialect) });
            let asks = |question: Question| {
                bare.statements.iter().flat_map(|statement| &statement.findings).any(|found| match found.question {
                    Some(asked) => asked == question,
                    None => question == Question::StillUsed && found.verdict == Verdict::Unsafe,
                })
            };
            if step.gate.answers.is_empty() {
                continue;
            }
            let is_asked = step.gate.answers.iter().any(|(question, _)| asks(*question));
            assert!(is_asked, "{} {server:?}: {sql} asks none of {:?}", change.id(), step.gate.answers);
        }
    }
}

/// What a step says of its locks, or of what has to be filled in, that is not so.
pub(super) fn broken_words(step: &Step, server: Server) -> Vec<String> {
    let mut faults = Vec::new();
    for text in [step.what.text(), &step.check] {
        // A literal of JSON has braces too.
        let holes = text.split('{').skip(1).filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
        faults.extend(holes.map(|hole| format!("a hole {{{hole}: {text}")));
    }
    let Some(sql) = step.what.sql() else { return faults };
    let found = review(sql, &About { server, ..About::new(server.dialect) });
    let takes = step.takes.to_lowercase();
    let is_hazard = found.lock_hazard && !step.gate.spares_scan;
    let says_copy = takes.contains("writes wait") || takes.contains("writes to those wait");
    let blocks =
        found.statements.iter().flat_map(|one| &one.findings).filter(|one| !one.is_on_new).map(|one| one.blocks);
    let strongest = blocks.max().unwrap_or_default();
    if takes.contains("reads and writes go on") && is_hazard {
        faults.push(format!("nobody is to wait, and yet {strongest:?} wait: {sql}"));
    }
    if is_hazard && !says_copy {
        let why = found.statements.iter().find_map(|one| one.hazard);
        faults.push(format!("others wait without a word ({why:?}): {sql} takes {takes}"));
    }
    faults
}

#[test]
fn a_step_keeps_its_word() {
    let mut faults = Vec::new();
    for (change, server, plan) in plans() {
        for step in &plan.steps {
            let about = |fault| format!("{} {} {}: {fault}", change.id(), server.dialect.name(), server.version);
            faults.extend(broken_words(step, server).into_iter().map(about));
        }
    }
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_statement_is_its_own_plan_only_behind_a_gate_or_where_it_is_safe() {
    for (change, server, plan) in plans() {
        let Some(subject) = sample(change, server.dialect) else { continue };
        let Some(run) = subject.run() else { continue };
        for step in plan.steps.iter().filter(|step| step.what.sql().is_some_and(|sql| sql.contains(&run))) {
            let bare = review(&run, &About { server, ..About::new(server.dialect) });
            let is_fine = bare.verdict == Verdict::Safe || !step.gate.words.is_empty();
            assert!(is_fine, "{} {server:?}: {step:?}", change.id());
        }
    }
}
