//! The words of the field that a postmortem is written in, each with what it means: tables that a person can read and change.
//!
//! Records carry names, so that what a newer version adds, or a team says in its own words, survives here.

/// A word that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Its name in records and output.
    pub name: &'static str,
    /// What the page calls it.
    pub title: &'static str,
    /// What it means, in one sentence.
    pub means: &'static str,
}

const fn word(name: &'static str, title: &'static str, means: &'static str) -> Word {
    Word { name, title, means }
}

/// What the page calls the word of that name; the name itself where it is none of these.
pub fn title_of<'a>(words: &'static [Word], name: &'a str) -> &'a str {
    words.iter().find(|word| word.name == name).map_or(name, |word| word.title)
}

/// A class of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// The class.
    pub word: Word,
    /// What of it.
    pub details: &'static [Word],
}

/// Where fragility sits: five classes, and code (practice checklist S0-3 to S0-7, S2-7).
pub const CLASSES: [Class; 6] = [
    Class {
        word: word("code", "Code", "What the program does, in cases that nobody had thought of or tried."),
        details: &[
            word("logic", "Logic", "It computes something else than was meant."),
            word("concurrency", "Concurrency", "It depends on the order or number of things that happen at once."),
            word(
                "error-handling",
                "Error handling",
                "A failure is swallowed, retried or passed on in a way that makes it worse.",
            ),
            word("interface", "Interface", "Two parts understand what is between them differently."),
        ],
    },
    Class {
        word: word("operational", "Operational", "How the system is changed and run."),
        details: &[
            word("deployment", "Deployment", "How a version reaches production."),
            word("rollback", "Rollback", "How a version leaves it again."),
            word("migration", "Migration", "How stored data moves from one form to another."),
            word("configuration", "Configuration change", "How a setting is changed, reviewed and taken back."),
            word("monitoring", "Monitoring", "What is watched, and who is told."),
        ],
    },
    Class {
        word: word("data", "Data", "What the program is given to work on."),
        details: &[
            word("edge-case", "Edge case", "Valid and rare."),
            word("corrupt", "Corrupt record", "Stored in a form that it must not have."),
            word("volume", "Volume assumption", "More, larger or less evenly spread than was assumed."),
        ],
    },
    Class {
        word: word("infrastructure", "Infrastructure", "What the program runs on."),
        details: &[
            word("network", "Network conditions", "Slow, lossy, partitioned."),
            word("partial", "Partial availability", "Some of it is there and some is not."),
            word("contention", "Contention", "Neighbours want the same thing."),
            word("third-party", "Third party", "A service that somebody else runs."),
        ],
    },
    Class {
        word: word("human", "Human", "What people had to work with, under time pressure and load."),
        details: &[
            word("runbook", "Runbook", "Right in theory and wrong at night."),
            word("knowledge", "Knowledge", "What had to be known was known to one person."),
            word(
                "interface",
                "Tools and displays",
                "What people saw did not show what they needed, or invited the slip.",
            ),
            word("load", "Load", "Too much at once, too long, too noisy."),
        ],
    },
    Class {
        word: word("organisational", "Organisational", "How work is divided, rewarded and decided."),
        details: &[
            word("ownership", "Ownership", "Nobody, or more than one, answers for it."),
            word("priority", "Priority", "What would have helped was known and waited."),
            word("skills", "Skills", "Nobody had been given the time to learn it."),
            word("communication", "Communication", "What one group knew did not reach the other."),
        ],
    },
];

/// Patterns that come back in incident after incident (S3-45 to S3-49), and compound ones with names (S2-15, S2-22 to S2-24,
/// S3-13, S4-5).
pub const PATTERNS: &[Word] = &[
    word("hidden-coupling", "Hidden coupling", "Two things that seemed independent were not."),
    word("weak-defaults", "Weak defaults", "What happens when nobody chooses is not what anybody would choose."),
    word("unclear-ownership", "Unclear ownership", "When it broke, it was nobody's."),
    word("untested-recovery", "Untested recovery path", "The way back had never been walked."),
    word(
        "normalised-instability",
        "Instability treated as normal",
        "It had been like that for a while, so nobody looked.",
    ),
    word(
        "retry-timeout-queue",
        "Retry + timeout + queue",
        "Timeouts cause retries, retries fill a queue, the queue causes timeouts.",
    ),
    word("retry-storm", "Retry storm", "What asks again and again keeps what it asks from recovering."),
    word(
        "autoscale-lag",
        "Autoscaling too late",
        "Capacity arrives when the load has done its harm, or makes it worse.",
    ),
    word("cache-stampede", "Cache stampede", "A cache that is empty sends everybody to what it protects."),
    word("shared-database", "Workers against users", "Background work and people want the same database."),
    word(
        "green-build-red-production",
        "Green build, red production",
        "Every check passed, none of them was about this.",
    ),
    word("flaky-bypass", "Flaky tests, checks bypassed", "Nobody believed the check that was right."),
    word("informal-contract", "Informal contract, breaking change", "Somebody relied on what nobody had promised."),
    word("environment-difference", "Setting differs by environment", "The code was right and the place was another."),
    word("unclear-flag", "Flag in an unclear state", "Nobody could say whether it was on."),
    word("untouched-setting", "Setting untouched for years", "It was right when it was made."),
];

/// What a change does to the system (S3-51 to S3-56, S4-21).
pub const CHANGES: &[Word] = &[
    word("process", "Safer process", "The way work is done makes the slip impossible, or harmless."),
    word("fallback", "Better fallback", "When it fails it fails smaller."),
    word("boundary", "Cleaner boundary", "A timeout, a limit, a contract: failure stays where it is."),
    word("alert", "Sharper alert", "Somebody is told earlier, or only when it matters."),
    word("rule", "Simpler operational rule", "Less to know at night."),
    word("removal", "Feature removed", "Its risk is larger than its value."),
    word("test", "Test or check", "It is caught before it is released."),
    word("tool", "Better tool or display", "People see what they need."),
    word("observability", "Observability", "What was invisible can be seen."),
    word("recovery", "Faster recovery", "The way back is shorter, and rehearsed."),
    word("knowledge", "Knowledge shared", "A runbook, a rehearsal, a second person."),
    word("repair", "Repair of the trigger", "The bug that started it is mended, and nothing else is changed."),
];

/// How much a change depends on people's remembering (hierarchy of actions of the US National Center for Patient Safety).
pub const STRENGTHS: &[Word] = &[
    word(
        "strong",
        "Strong",
        "Changes the system itself: removes the hazard, makes the wrong act impossible, automates.",
    ),
    word("intermediate", "Intermediate", "Makes the right act easier: checks, redundancy, better displays, less load."),
    word("weak", "Weak", "Asks people to remember: training, a warning, a policy, a double check."),
];

/// Beside every finding and every change (S3-58).
pub const EFFECTS: &[Word] = &[
    word(PREVENTS_CAUSE, "Prevents the cause", "It would not happen."),
    word(LIMITS_DAMAGE, "Limits the damage", "It would happen and hurt less, or shorter."),
];

/// The name of the effect that it would not happen.
pub const PREVENTS_CAUSE: &str = "prevents_cause";
/// The name of the effect that it would hurt less.
pub const LIMITS_DAMAGE: &str = "limits_damage";

/// How far a follow-up is.
pub const STATES: &[Word] = &[
    word("proposed", "Proposed", "An idea. Nobody has promised it."),
    word("committed", "Committed", "Somebody has promised it."),
    word("done", "Done", "The change is made, and it is known how that is known."),
    word("declined", "Not doing", "Somebody decided against it, and said why."),
];

/// How far a document is.
pub const STATUSES: &[Word] = &[
    word("draft", "Draft", "Being written."),
    word("in_review", "In review", "Being read by those who are asked to."),
    word("reviewed", "Reviewed", "Those who were asked have signed off."),
    word("closed", "Closed", "Something has changed, or it is said why nothing has."),
];

/// Layers of tests (S1-2 to S1-8).
pub const LAYERS: &[Word] = &[
    word("unit", "Unit", "One piece by itself."),
    word("integration", "Integration", "Pieces together, in one place."),
    word("contract", "Contract", "Two sides of an interface against one promise."),
    word("end-to-end", "End to end", "The whole, as a person uses it."),
    word("load", "Load", "The whole under as much as production sees."),
    word("chaos", "Chaos", "The whole while something is being broken."),
    word("soak", "Soak", "The whole for days."),
    word("canary", "Canary", "A little of production."),
];

/// A type of failure, and which tests can see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure {
    /// The type.
    pub word: Word,
    /// For some layers, by name: `yes`, `no` or `rarely`, and why where that helps.
    pub layers: &'static [(&'static str, &'static str)],
    /// What it takes to catch it.
    pub takes: &'static str,
}

/// What which tests can see (S1-2 to S1-7).
pub const FAILURES: &[Failure] = &[
    Failure {
        word: word("race", "Race under load", "It depends on what happens at once, and how often."),
        layers: &[("unit", "no"), ("integration", "rarely"), ("load", "yes"), ("chaos", "yes")],
        takes: "Load tests at production's concurrency, and chaos experiments.",
    },
    Failure {
        word: word("cascade", "Cascade", "One failure makes the next."),
        layers: &[("unit", "no"), ("integration", "no"), ("chaos", "yes")],
        takes: "Chaos experiments and game days.",
    },
    Failure {
        word: word("configuration-drift", "Configuration drift", "What runs is not what was declared."),
        layers: &[("unit", "no"), ("integration", "no"), ("canary", "yes")],
        takes: "A canary and a staged rollout; a check of declared against actual.",
    },
    Failure {
        word: word("version-mismatch", "Dependency version mismatch", "Two versions that were never together before."),
        layers: &[("unit", "rarely"), ("integration", "yes"), ("contract", "yes")],
        takes: "Environments that match production, and contract tests.",
    },
    Failure {
        word: word("slow-leak", "Slow leak", "Something grows until it is full."),
        layers: &[("unit", "no"), ("integration", "no"), ("soak", "yes")],
        takes: "Soak tests, and watching in production what should stay level.",
    },
    Failure {
        word: word("performance", "Performance regression", "The same as before, and slower."),
        layers: &[("unit", "no"), ("integration", "rarely"), ("load", "yes"), ("canary", "yes")],
        takes: "Benchmarks that fail, and a canary's metrics beside the baseline's.",
    },
];
