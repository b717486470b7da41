use super::samples::sample;
use super::*;
use crate::domain::rollback::dialect::{Dialect, Version};
use crate::domain::rollback::{Question, Verdict};

/// The servers whose plans differ.
const SERVERS: [Server; 6] = [
    Server { dialect: Dialect::Postgresql, version: Version::new(10, 0, 0) },
    Server { dialect: Dialect::Postgresql, version: Version::new(15, 0, 0) },
    Server { dialect: Dialect::Postgresql, version: Version::new(18, 0, 0) },
    Server { dialect: Dialect::Mysql, version: Version::new(5, 7, 0) },
    Server { dialect: Dialect::Mysql, version: Version::new(8, 4, 0) },
    Server { dialect: Dialect::Mysql, version: Version::new(9, 7, 0) },
];

/// The plan of every change on every server that has it.
fn plans() -> Vec<(ChangeType, Server, Plan)> {
    let mut plans = Vec::new();
    for change in ChangeType::ALL {
        for server in SERVERS {
            let Some(subject) = sample(*change, server.dialect) else { continue };
            plans.extend(plan_of(*change, &subject, server).map(|plan| (*change, server, plan)));
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
            assert!(!step.what.text().contains("  ") || step.what.sql().is_some(), "{about}");
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
