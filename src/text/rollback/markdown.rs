//! The review for a pull request: what is the matter, what has to be answered, the plan as a list of tasks, and who signs what.

use std::fmt::Write as _;

use super::checked::{Checked, JudgedPlan, Open};
use super::json::yes_or_no;
use super::paper::{self, Paper};
use super::sheet::{Sheet, Source, Unreadable};
use super::terminal::{read_for, way_back};
use crate::domain::change::{
    self, AskedQuestion, Item, JudgedPick, Outcome, Reviewed, StepDone, checklist, run_as_written, step_name,
};
use crate::domain::rollback::plan::{Phase, Step, What};
use crate::domain::rollback::{Axis, Reversal, Statement, Verdict};
use crate::text::export::markdown::Flavour;
use crate::text::export::marked;

/// A line that somebody signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOff {
    /// Who answers for it.
    pub owner: String,
    /// What is signed.
    pub words: String,
    /// Who signed it, when, and what they looked at; nobody at first.
    pub signed: Vec<Signed>,
    /// The same of what does not count: for other scripts, or without evidence.
    pub uncounted: Vec<Signed>,
}

/// That a line was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// By whom.
    pub by: String,
    /// When, as it is to be told.
    pub at: String,
    /// What they looked at.
    pub evidence: String,
}

/// Reviews of several files, one below the other, with the lines of the checklist that each asks for.
pub fn print(files: &[Result<Sheet<'_>, Unreadable>], flavour: Flavour) -> String {
    let mut out = String::new();
    for file in files {
        if !out.is_empty() {
            out.push('\n');
        }
        match file {
            Ok(sheet) => out.push_str(&print_one(sheet, &lines_of(&sheet.checked), flavour)),
            Err(unreadable) => {
                heading(&mut out, "##", &format!("Rollback review: {}", code(&unreadable.file)));
                out.push_str("Could not read it: ");
                marked::plain(&mut out, &unreadable.why, flavour);
                out.push_str(".\n");
            }
        }
    }
    out
}

/// The review of one script, with these lines to sign.
pub fn print_one(sheet: &Sheet<'_>, sign_offs: &[SignOff], flavour: Flavour) -> String {
    let nothing = Paper::default();
    let mut page = Page { out: String::new(), flavour, paper: &nothing, picks: &[] };
    heading(&mut page.out, "##", &format!("Rollback review: {}", code(sheet.file)));
    page.rest(sheet, sign_offs)
}

/// The review of a change with what people said about it.
pub fn print_with(sheet: &Sheet<'_>, paper: &Paper, picks: &[JudgedPick], flavour: Flavour) -> String {
    let mut page = Page { out: String::from("## Rollback review: "), flavour, paper, picks };
    page.line(&paper.title);
    page.out.push('\n');
    page.rest(sheet, &lines_with(&sheet.checked, paper, picks))
}

/// The lines of the checklist that a review asks for, nobody having signed one.
pub fn lines_of(checked: &Checked) -> Vec<SignOff> {
    lines_with(checked, &Paper::default(), &[])
}

/// The same with those who have signed them.
fn lines_with(checked: &Checked, paper: &Paper, picks: &[JudgedPick]) -> Vec<SignOff> {
    let signed = |signed: &change::Signed| Signed {
        by: signed.by.clone(),
        at: paper::at(signed.at),
        evidence: signed.evidence.iter().chain(&signed.note).cloned().collect::<Vec<_>>().join(" "),
    };
    let line = |item: &Item| SignOff {
        owner: item.owner.title().to_owned(),
        words: format!("{} ({})", item.words, item.before.title()),
        signed: paper.signed(item.name).map(signed).collect(),
        uncounted: paper.uncounted(item.name).map(signed).collect(),
    };
    checklist(&outcome_with(checked, picks)).map(line).collect()
}

/// What the checklist is to know of a review and of what changes beside the script.
pub(super) fn outcome_with(checked: &Checked, picks: &[JudgedPick]) -> Outcome {
    let of_script = outcome_of(checked);
    let review = Reviewed {
        verdict: of_script.verdict.clone(),
        lock_hazard: of_script.lock_hazard,
        reversal: of_script.reversal.clone(),
        change_types: of_script.change_types.clone(),
        ..Reviewed::default()
    };
    let whole = review.with_picks(picks.to_vec());
    let asked = whole.questions.len();
    Outcome {
        questions: of_script.questions + u32::try_from(asked).unwrap_or(u32::MAX),
        has_plan: of_script.has_plan || !whole.plan.is_empty(),
        verdict: whole.verdict,
        lock_hazard: whole.lock_hazard,
        reversal: whole.reversal,
        change_types: whole.change_types,
        ..of_script
    }
}

/// What the checklist is to know of a review.
fn outcome_of(checked: &Checked) -> Outcome {
    let review = &checked.review;
    let count = |questions: usize| u32::try_from(questions).unwrap_or(u32::MAX);
    let is_contract = |step: &Step| step.phase == Phase::Contract;
    Outcome {
        verdict: review.verdict.word().to_owned(),
        lock_hazard: review.lock_hazard,
        reversal: review.reversal.word().to_owned(),
        change_types: review.change_types.iter().map(|change| change.id().to_owned()).collect(),
        questions: count(checked.questions.len()),
        open: count(checked.questions.iter().filter(|open| open.answer.is_none()).count()),
        has_plan: !checked.plans.is_empty(),
        has_contract: Some(checked.plans.iter().any(|plan| plan.planned.plan.steps.iter().any(is_contract))),
        of: None,
    }
}

/// The words of a heading are markdown already.
pub(super) fn heading(out: &mut String, marks: &str, words: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    let _ = write!(out, "{marks} {words}\n\n");
}

/// Text as code, whatever back-ticks are in it.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", text.replace(['\n', '\r'], " "))
}

/// What is being written, and whose markdown it is.
pub(super) struct Page<'a> {
    pub(super) out: String,
    pub(super) flavour: Flavour,
    /// What people said.
    pub(super) paper: &'a Paper,
    /// What changes beside the script.
    pub(super) picks: &'a [JudgedPick],
}

impl Page<'_> {
    /// Everything below its heading.
    fn rest(mut self, sheet: &Sheet<'_>, sign_offs: &[SignOff]) -> String {
        self.verdicts(sheet);
        self.statements(sheet);
        self.by_hand();
        self.questions(&sheet.checked);
        self.down(sheet);
        self.plans(sheet);
        self.damage();
        self.sign_offs(sign_offs);
        self.out
    }

    fn plain(&mut self, text: &str) {
        marked::plain(&mut self.out, text, self.flavour);
    }

    /// One line of text without markup.
    pub(super) fn line(&mut self, text: &str) {
        self.plain(text);
        self.out.push('\n');
    }

    /// A cell of a table, whose bars are not those of the table.
    pub(super) fn cell(&mut self, text: &str) {
        let mut cell = String::new();
        marked::plain(&mut cell, text, self.flavour);
        self.out.push_str(&cell.replace('|', "\\|"));
    }

    /// SQL in a cell: as code, unless a back-slash would take the meaning of a bar away.
    fn code_cell(&mut self, sql: &str) {
        if sql.contains('\\') && sql.contains('|') {
            self.cell(sql);
        } else {
            self.out.push_str(&code(sql).replace('|', "\\|"));
        }
    }

    fn verdicts(&mut self, sheet: &Sheet<'_>) {
        let review = &sheet.checked.review;
        self.out.push_str("| Rollback | Lock | Way back |\n| --- | --- | --- |\n");
        let whole = outcome_with(&sheet.checked, self.picks);
        let unknown = review.unknown();
        let lock = match whole.lock_hazard {
            true => "**hazard**",
            false if unknown.contains(&Axis::Lock) => "not known",
            false => "no hazard",
        };
        let reversals = [Reversal::Impossible, Reversal::Lossy];
        let reversal = reversals.into_iter().find(|one| one.word() == whole.reversal).unwrap_or(review.reversal);
        let is_known = reversal != review.reversal || !unknown.contains(&Axis::Reversal);
        let back = if is_known { way_back(reversal) } else { "not known" };
        let is_nothing = self.picks.is_empty() && unknown.contains(&Axis::Rollback);
        let verdict = if is_nothing { "nothing to review" } else { whole.verdict.as_str() };
        let _ = writeln!(self.out, "| **{verdict}** | {lock} | {back} |\n");
        let mut words = format!("Read for {}.", read_for(sheet.about));
        match &sheet.down_from {
            Some(Source::Given(_) | Source::Beside(..)) | None => {}
            Some(Source::Within(tool)) => {
                let _ = write!(words, " The down script is a part of the same file, as {} has it.", tool.name());
            }
        }
        words.push_str(" “Previous release” is the one that a rollback goes back to");
        if let Some(release) = &self.paper.previous_release {
            let _ = write!(words, ": {release}");
        }
        if let Some(hours) = self.paper.window_hours {
            let _ = write!(words, ", for {hours} hours");
        }
        words.push('.');
        self.line(&words);
    }

    fn statements(&mut self, sheet: &Sheet<'_>) {
        let review = &sheet.checked.review;
        let told = |statement: &&Statement| statement.verdict != Verdict::Safe || statement.is_lock_hazard();
        let all = review.statements.len();
        let few: Vec<&Statement> = review.statements.iter().filter(told).collect();
        if !few.is_empty() {
            self.out.push_str(
                "\n| Line | Statement | Rollback | Old writes | Old reads | Lock | Way back | Why |\n\
                 | ---: | --- | --- | --- | --- | --- | --- | --- |\n",
            );
        }
        for statement in &few {
            let _ = write!(self.out, "| {} | ", statement.line);
            self.code_cell(&sheet.statement(statement));
            let _ = write!(
                self.out,
                " | **{}** | {} | {} | ",
                statement.verdict.word(),
                statement.old_writes.word(),
                statement.old_reads.word()
            );
            if statement.is_lock_hazard() {
                self.out.push_str("**hazard** ");
            }
            self.cell(statement.lock);
            let _ = write!(self.out, " | {} | ", statement.reversal.word());
            self.cell(&statement.told());
            if statement.is_lock_hazard() {
                self.out.push(' ');
                self.cell(&statement.waits);
            }
            self.out.push_str(" |\n");
        }
        let rest = all - few.len();
        if rest > 0 {
            let words = if rest == 1 { "statement is" } else { "statements are" };
            let _ = writeln!(self.out, "\n{rest} further {words} safe and without a lock hazard.");
        }
        for unread in &review.unreviewed {
            self.out.push('\n');
            self.line(&format!("Line {} was not looked into. {}", unread.line, unread.reason));
        }
        for advice in &review.advice {
            self.out.push('\n');
            self.line(&format!("From line {} on: {}", advice.line, advice.words));
        }
    }

    /// What changes beside the script.
    fn by_hand(&mut self) {
        if self.picks.is_empty() {
            return;
        }
        heading(&mut self.out, "###", "What else changes");
        self.out.push_str(
            "| What | Name | Rollback | Old writes | Old reads | Way back | Why |\n\
             | --- | --- | --- | --- | --- | --- | --- |\n",
        );
        for pick in self.picks {
            let says = &pick.says;
            self.out.push_str("| ");
            self.cell(&pick.title);
            self.out.push_str(" | ");
            if !pick.name.is_empty() {
                self.code_cell(&pick.name);
            }
            let (verdict, writes, reads) = (&says.verdict, &says.old_writes, &says.old_reads);
            let _ = write!(self.out, " | **{verdict}** | {writes} | {reads} | {} | ", says.reversal);
            self.cell(&says.why);
            self.out.push_str(" |\n");
        }
        for pick in self.picks {
            let (Some(before), Some(after)) = (&pick.before, &pick.after) else { continue };
            self.out.push_str("\n- **");
            self.plain(&pick.title);
            self.out.push_str("**\n");
            self.told("Before the deploy", before);
            self.told("After a rollback", after);
        }
    }

    /// What went wrong between the deploy and the rollback.
    fn damage(&mut self) {
        let Some(damage) = &self.paper.damage else { return };
        heading(&mut self.out, "###", "Damage window");
        let mut stages = damage.stages.clone();
        stages.sort_by_key(|stage| stage.from);
        for stage in &stages {
            let _ = writeln!(self.out, "- From {}: {} % of the traffic", paper::at(stage.from), stage.percent);
        }
        match damage.ended {
            Some(ended) => {
                let _ = writeln!(self.out, "- Rolled back: {}", paper::at(ended));
                self.out.push_str("- Damage: ");
                self.line(&paper::damage_in_words(damage, ended));
            }
            None => self.out.push_str("- Not rolled back yet.\n"),
        }
        for (name, words) in [
            ("What cannot be called back", &damage.stays),
            ("How the harmed are found", &damage.found),
            ("How they are made whole", &damage.made_whole),
        ] {
            if !words.trim().is_empty() {
                let _ = write!(self.out, "- {name}: ");
                self.line(words.trim());
            }
        }
    }

    fn questions(&mut self, checked: &Checked) {
        let by_hand: Vec<&AskedQuestion> = self.picks.iter().flat_map(|pick| &pick.questions).collect();
        if checked.questions.is_empty() && by_hand.is_empty() {
            return;
        }
        heading(&mut self.out, "###", "Questions");
        for open in &checked.questions {
            self.question(open);
        }
        for asked in by_hand {
            self.question_by_hand(asked);
        }
    }

    fn question_by_hand(&mut self, asked: &AskedQuestion) {
        let said = self.paper.answer(&asked.id, &asked.subject).filter(|said| !said.evidence.trim().is_empty());
        let _ = write!(self.out, "- [{}] ", if said.is_some() { 'x' } else { ' ' });
        if !asked.subject.is_empty() {
            let _ = write!(self.out, "{}: ", code(&asked.subject));
        }
        self.plain(&asked.words);
        let _ = writeln!(self.out, " ({})", code(&asked.id));
        match said {
            Some(said) => {
                let _ = write!(self.out, "  - **{}**: ", yes_or_no(said.is_yes));
                self.plain(said.evidence.trim());
                self.signature("answered", &said.by, &paper::at(said.at));
                self.out.push('\n');
            }
            None => {
                self.out.push_str("  - What counts: ");
                self.line(&asked.evidence_wanted);
            }
        }
    }

    fn question(&mut self, open: &Open) {
        let asked = open.question.asked();
        let mark = if open.answer.is_some() { 'x' } else { ' ' };
        let _ = write!(self.out, "- [{mark}] ");
        if !open.subject.is_empty() {
            let _ = write!(self.out, "{}: ", code(&open.subject));
        }
        self.plain(asked.words);
        let _ = writeln!(self.out, " ({})", code(open.question.id()));
        if let Some((is_yes, evidence)) = &open.answer {
            let _ = write!(self.out, "  - **{}**: ", yes_or_no(*is_yes));
            self.plain(evidence);
            let said = self.paper.answer(open.question.id(), &open.subject);
            if let Some(said) = said {
                self.signature("answered", &said.by, &paper::at(said.at));
            }
            self.out.push('\n');
            return;
        }
        self.out.push_str("  - What counts: ");
        self.line(asked.evidence);
        if !open.query.is_empty() {
            self.out.push_str("  - Look:\n\n    ");
            marked::fenced(&mut self.out, &open.query, "sql", "    ");
            self.out.push_str("\n\n");
        }
    }

    fn down(&mut self, sheet: &Sheet<'_>) {
        let Some(down) = &sheet.checked.down else { return };
        heading(&mut self.out, "###", "Down script");
        let file = sheet.down_from.as_ref().map_or(sheet.file, |from| from.file(sheet.file));
        self.out.push_str("| Script | Inverts | Loses data | Can fail | While the new release runs |\n| --- | --- | --- | --- | --- |\n");
        let review = &down.review;
        self.out.push_str("| ");
        if file.is_empty() {
            self.out.push_str("as it stands beside it");
        } else {
            self.code_cell(file);
        }
        let lock = if review.lock_hazard { ", lock hazard" } else { "" };
        let _ = writeln!(
            self.out,
            " | {} | {} | {} | {}{lock} |\n",
            yes_or_no(down.inverts),
            yes_or_no(down.loses_data),
            yes_or_no(down.fails_possible),
            review.verdict.word()
        );
        self.line(&down.why);
    }

    fn plans(&mut self, sheet: &Sheet<'_>) {
        let checked = &sheet.checked;
        if checked.plans.is_empty() && self.picks.iter().all(|pick| pick.plan.is_empty()) {
            return;
        }
        heading(&mut self.out, "###", "Plan");
        self.out.push_str(
            "Each step can be rolled back by itself. R0 is the release before a plan, R1 and R2 are the ones it deploys; each plan \
             counts them for itself, and one release may do what several plans ask.\n",
        );
        if let Some(words) = run_as_written(&checked.as_written()) {
            self.line(&words);
        }
        for judged in &checked.plans {
            let line = checked.review.statements.get(judged.planned.statement).map_or(1, |statement| statement.line);
            self.plan(judged, line);
        }
        if checked.plans_left_out > 0 {
            let _ = writeln!(self.out, "\n{} further plans are left out here.", checked.plans_left_out);
        }
        for pick in self.picks.iter().filter(|pick| !pick.plan.is_empty()) {
            self.plan_by_hand(pick);
        }
    }

    /// The steps for a field: all of them are releases.
    fn plan_by_hand(&mut self, pick: &JudgedPick) {
        let name = if pick.name.is_empty() { String::new() } else { format!(" {}", code(&pick.name)) };
        heading(&mut self.out, "####", &format!("{}{name}", pick.title));
        for step in &pick.plan {
            let done = self.paper.step(&step.name());
            let _ = write!(self.out, "- [{}] **{}** · ", if done.is_some() { 'x' } else { ' ' }, step.phase);
            self.line(&step.what);
            if let Some(done) = done {
                self.told("Done", &format!("by {}, {}", done.by, paper::at(done.at)));
            }
            self.told("Before", &step.gate);
            self.told("Takes", step.takes.as_deref().unwrap_or_default());
            self.told("Way back", step.back.as_deref().unwrap_or_default());
        }
    }

    fn plan(&mut self, judged: &JudgedPlan, line: usize) {
        let planned = &judged.planned;
        let mut words = planned.plan.kind.title().to_owned();
        if !planned.subject.is_empty() {
            let _ = write!(words, ": {}", code(&planned.subject));
        }
        heading(&mut self.out, "####", &format!("{words} (line {line})"));
        if !planned.plan.note.is_empty() {
            self.line(&planned.plan.note);
            self.out.push('\n');
        }
        for (step, said) in planned.plan.steps.iter().zip(&judged.judged) {
            let name = step_name(planned.change.id(), &planned.subject, step.what.text());
            self.step(step, said.verdict, self.paper.step(&name));
        }
    }

    fn step(&mut self, step: &Step, verdict: Verdict, done: Option<&StepDone>) {
        let mark = if done.is_some() { 'x' } else { ' ' };
        let _ = write!(self.out, "- [{mark}] **{}**", step.phase.word());
        match &step.what {
            What::Sql(sql) => {
                let _ = write!(self.out, " ({})\n\n  ", verdict.word());
                marked::fenced(&mut self.out, sql, "sql", "  ");
                self.out.push_str("\n\n");
                self.told("Mind", &step.aside);
            }
            What::Deploy(words) => {
                self.out.push_str(" · deploy ");
                self.line(words);
            }
            What::Do(words) => match words.split_once(", then run: ") {
                // Statements that a person completes.
                Some((words, sql)) => {
                    self.out.push_str(" · ");
                    self.plain(words);
                    self.out.push_str(", then run:\n\n  ");
                    marked::fenced(&mut self.out, sql, "sql", "  ");
                    self.out.push_str("\n\n");
                }
                None => {
                    self.out.push_str(" · ");
                    self.line(words);
                }
            },
        }
        if let Some(done) = done {
            self.told("Done", &format!("by {}, {}", done.by, paper::at(done.at)));
        }
        for lock in step.locks() {
            let mark = if self.paper.signed(lock.id()).next().is_some() { 'x' } else { ' ' };
            let _ = write!(self.out, "  - [{mark}] ");
            self.line(lock.words());
        }
        self.told("Before", &step.gate.words);
        if !step.check.is_empty() {
            self.out.push_str("  - Check: ");
            self.out.push_str(&code(&step.check));
            self.out.push('\n');
        }
        self.told("Takes", &step.takes);
        self.told("Way back", &step.back);
        if step.raises_floor {
            self.told("Floor", &step.floor_in_words());
        }
    }

    fn told(&mut self, name: &str, words: &str) {
        if !words.is_empty() {
            let _ = write!(self.out, "  - {name}: ");
            self.line(words);
        }
    }

    fn signature(&mut self, verb: &str, by: &str, at: &str) {
        let _ = write!(self.out, " — {verb} by ");
        self.plain(by);
        self.out.push_str(", ");
        self.plain(at);
    }

    fn sign_offs(&mut self, lines: &[SignOff]) {
        if lines.is_empty() {
            return;
        }
        heading(&mut self.out, "###", "Sign-offs");
        for line in lines {
            let mark = if line.signed.is_empty() { ' ' } else { 'x' };
            let _ = write!(self.out, "- [{mark}] **");
            self.plain(&line.owner);
            self.out.push_str("**: ");
            self.plain(&line.words);
            let uncounted = ", for other scripts or without evidence: it does not count";
            let all = line.signed.iter().map(|signed| (signed, ""));
            for (signed, counts) in all.chain(line.uncounted.iter().map(|signed| (signed, uncounted))) {
                self.signature("signed", &signed.by, &signed.at);
                if !signed.evidence.trim().is_empty() {
                    self.out.push_str(": ");
                    self.plain(signed.evidence.trim());
                }
                self.out.push_str(counts);
            }
            self.out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::tests::sheet;
    use super::*;
    use crate::domain::rollback::{About, Answer, Dialect, Question};

    #[test]
    fn code_is_closed_by_more_back_ticks_than_it_has() {
        assert_eq!(code("a.sql"), "`a.sql`");
        assert_eq!(code("`a` ``b``"), "``` `a` ``b`` ```");
        assert_eq!(code("x\ny"), "`x y`");
    }

    #[test]
    fn what_somebody_wrote_stays_in_its_place() {
        let mut about = About::new(Dialect::Mysql);
        about.answers = vec![Answer {
            question: Question::StillUsed,
            subject: None,
            is_yes: true,
            evidence: "@ana said so in #12\n## <b>| x".to_owned(),
        }];
        let script = "ALTER TABLE `a|b` DROP COLUMN `c`;\nUPDATE t SET x = 'a\\|b' WHERE y > 1;";
        let printed = print(&[Ok(sheet("a|b`.sql", script, &about))], Flavour::GitHub);
        assert!(
            printed.contains("## Rollback review: ``a|b`.sql``\n") || printed.contains("`` a|b`.sql ``"),
            "{printed}"
        );
        assert!(printed.contains("`` ALTER TABLE `a\\|b` DROP COLUMN `c` ``"), "{printed}");
        // Each row of the table has its eight cells.
        for row in printed.lines().filter(|line| line.starts_with("| 1 |") || line.starts_with("| 2 |")) {
            let bars = row.replace("\\\\", "").replace("\\|", "").matches('|').count();
            assert_eq!(bars, 9, "{row}");
        }
        assert!(!printed.contains("\n## <b>"), "{printed}");
    }

    #[test]
    fn a_signed_line_says_who_and_what_was_looked_at() {
        let about = About::new(Dialect::Postgresql);
        let sheet = sheet("a.sql", "SELECT 1;", &about);
        let signed = Signed { by: "ana".to_owned(), at: "2026-11-20".to_owned(), evidence: "log of Monday".to_owned() };
        let line =
            |signed| SignOff { owner: "DBA".to_owned(), words: "Read.".to_owned(), signed, uncounted: Vec::new() };
        let printed = print_one(&sheet, &[line(vec![signed]), line(vec![])], Flavour::GitHub);
        assert!(
            printed.contains("- [x] **DBA**: Read. — signed by ana, 2026-11-20: log of Monday\n- [ ] **DBA**: Read.\n")
        );
        assert!(!printed.contains("### Plan") && !printed.contains("### Questions"), "{printed}");
    }
}
