//! The review of a script: every statement with its three answers, the file with its worst, and what was not looked into.

use std::borrow::Cow;
use std::ops::Range;

use super::change_type::ChangeType;
use super::context::{self, Habits};
use super::dialect::{Dialect, Server};
use super::fact::{DefaultClass, Fact, Flow, Kind, Name, Options, Reading, Refusal, Setting};
use super::finding::Finding;
use super::grammar;
use super::guard::{self, Limit};
use super::question::Question;
use super::recognise;
use super::rule::{Blocks, Hazard, Lasts};
use super::rules::rule_of;
use super::split::{self, Flaw, Piece, PieceKind};
use super::state::{Part, Renamed, Standing, State};
use super::token::{Token, TokenKind};
use super::verdict::{Holds, Reversal, Verdict};

/// What somebody answered to a question, and what they looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Which question.
    pub question: Question,
    /// About which table or column, as a finding names its subject; none for all that are asked it.
    pub subject: Option<String>,
    /// Yes or no.
    pub is_yes: bool,
    /// What was looked at. An answer without evidence changes nothing.
    pub evidence: String,
}

/// Everything beside the script that an answer hangs on.
#[derive(Debug, Clone)]
pub struct About {
    /// The server it will run on.
    pub server: Server,
    /// Whether the runner wraps the whole file in one transaction.
    pub in_transaction: bool,
    /// What is assumed of the previous release.
    pub habits: Habits,
    /// Whether MySQL reads double quotes as quotes of names.
    pub ansi_quotes: bool,
    /// What was answered.
    pub answers: Vec<Answer>,
}

impl About {
    /// A script for the usual version of a dialect, run statement by statement, with nothing answered.
    pub fn new(dialect: Dialect) -> Self {
        Self {
            server: Server::usual(dialect),
            in_transaction: false,
            habits: Habits::default(),
            ansi_quotes: false,
            answers: Vec::new(),
        }
    }
}

/// One statement and what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Where it stands, in bytes, its delimiter left out.
    pub range: Range<usize>,
    /// The line it begins on, from 1.
    pub line: usize,
    /// Whether the previous release keeps working.
    pub verdict: Verdict,
    /// Whether its writes hold.
    pub old_writes: Holds,
    /// Whether its reads hold.
    pub old_reads: Holds,
    /// Why it can take the site down.
    pub hazard: Option<Hazard>,
    /// The strongest lock's name; empty where nobody notices one.
    pub lock: &'static str,
    /// Who waits for it, and how long, as sentences; empty where nobody notices.
    pub waits: String,
    /// What comes back.
    pub reversal: Reversal,
    /// What it does, each once.
    pub change_types: Vec<ChangeType>,
    /// Why, in the words of the worst of its findings.
    pub why: &'static str,
    /// What settles it, when it depends.
    pub question: Option<Question>,
    /// The answer that the verdict comes from, and what was looked at for it.
    pub by_answer: Option<(bool, String)>,
    /// Whether a rollback takes it back.
    pub is_undone: bool,
    /// Whether something of it was not looked into.
    pub is_unseen: bool,
    /// One answer for each thing that it does.
    pub findings: Vec<Finding>,
}

impl Statement {
    /// Whether it can take the site down.
    pub fn is_lock_hazard(&self) -> bool {
        self.hazard.is_some()
    }

    /// Why it can take the site down, as a sentence.
    pub fn hazard_words(&self) -> Option<&'static str> {
        let hazard = self.hazard?;
        let words = self.findings.iter().find(|found| found.hazard == Some(hazard)).and_then(Finding::hazard_words);
        Some(words.unwrap_or(hazard.words()))
    }

    /// Why, with the answer that it comes from where there is one.
    pub fn told(&self) -> Cow<'static, str> {
        let Some((is_yes, evidence)) = &self.by_answer else { return Cow::Borrowed(self.why) };
        let answer = if *is_yes { "yes" } else { "no" };
        match self.verdict {
            Verdict::Safe => Cow::Owned(format!("Safe by your answer: {answer} ({evidence}).")),
            Verdict::Unsafe => Cow::Owned(format!("Unsafe by your answer: {answer} ({evidence}). {}", self.why)),
            Verdict::Depends | Verdict::Error => Cow::Borrowed(self.why),
        }
    }

    /// Which of its answers are not known, since something of it was not looked into or cannot run.
    pub fn unknown(&self) -> Vec<Axis> {
        if !self.is_unseen && self.verdict != Verdict::Error {
            return Vec::new();
        }
        let lock = (!self.is_lock_hazard()).then_some(Axis::Lock);
        let reversal = (self.reversal != Reversal::Impossible).then_some(Axis::Reversal);
        lock.into_iter().chain(reversal).collect()
    }

    /// Who else flags it, each once.
    pub fn tools(&self) -> Vec<&'static str> {
        let mut tools: Vec<&'static str> = Vec::new();
        for change in &self.change_types {
            for tool in rule_of(*change).tools {
                if !tools.contains(tool) {
                    tools.push(tool);
                }
            }
        }
        tools
    }
}

/// One of the three answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Axis {
    /// Whether one can roll back.
    Rollback,
    /// What waits.
    Lock,
    /// What comes back.
    Reversal,
}

impl Axis {
    /// The member that it stands in, in output: a promise.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rollback => "verdict",
            Self::Lock => "lock_hazard",
            Self::Reversal => "reversal",
        }
    }
}

/// Something that was not looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreviewed {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// The line it begins on, from 1.
    pub line: usize,
    /// Why.
    pub reason: &'static str,
}

/// What would make the script gentler, whatever its answers are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The first line it is about, from 1.
    pub line: usize,
    /// All of them.
    pub lines: Vec<usize>,
    /// What to do.
    pub words: String,
}

/// The answers for a script.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Review {
    /// Its statements, in order; client directives are among them.
    pub statements: Vec<Statement>,
    /// The worst of their verdicts.
    pub verdict: Verdict,
    /// Whether one of them can take the site down.
    pub lock_hazard: bool,
    /// The worst of their reversals.
    pub reversal: Reversal,
    /// All they do, each once.
    pub change_types: Vec<ChangeType>,
    /// What was not looked into.
    pub unreviewed: Vec<Unreviewed>,
    /// What would make it gentler.
    pub advice: Vec<Advice>,
    /// Whether something behind the last statement was not looked into.
    pub is_cut_off: bool,
}

impl Review {
    /// Which of its answers are not known: a hazard, or a loss, may stand in what was not looked into. Of a script that does
    /// nothing, none is.
    pub fn unknown(&self) -> Vec<Axis> {
        if self.statements.is_empty() && !self.is_cut_off {
            return vec![Axis::Rollback, Axis::Lock, Axis::Reversal];
        }
        let is_unknown =
            |axis: Axis| self.is_cut_off || self.statements.iter().any(|one| one.unknown().contains(&axis));
        let lock = (!self.lock_hazard && is_unknown(Axis::Lock)).then_some(Axis::Lock);
        let reversal = (self.reversal != Reversal::Impossible && is_unknown(Axis::Reversal)).then_some(Axis::Reversal);
        lock.into_iter().chain(reversal).collect()
    }
}

/// Reads a script and answers for it. Any text at all has an answer.
pub fn review(script: &str, about: &About) -> Review {
    if script.len() > guard::SCRIPT_BYTES {
        return too_long(script);
    }
    let split = split::split(script, about.server, about.ansi_quotes);
    let mut reviewer = Reviewer {
        script,
        about,
        state: State::new(about.server.dialect, about.in_transaction),
        review: Review { statements: Vec::with_capacity(split.pieces().len()), ..Review::default() },
        line: 1,
        counted: 0,
        reading: Reading::default(),
    };
    for piece in split.pieces() {
        reviewer.piece(piece, split.tokens(piece));
    }
    if let Some(from) = split.unread_from {
        reviewer.unread(from as usize..script.len(), Limit::Statements.reason());
        reviewer.review.is_cut_off = true;
        reviewer.state.commit();
    }
    reviewer.finish()
}

/// A script that is not even split.
fn too_long(script: &str) -> Review {
    let row = rule_of(ChangeType::UnknownStatement);
    Review {
        verdict: row.verdict,
        reversal: row.reversal,
        change_types: vec![ChangeType::UnknownStatement],
        unreviewed: vec![Unreviewed { range: 0..script.len(), line: 1, reason: Limit::Bytes.reason() }],
        is_cut_off: true,
        ..Review::default()
    }
}

struct Reviewer<'a, 'b> {
    script: &'a str,
    about: &'b About,
    state: State,
    review: Review,
    line: usize,
    counted: usize,
    reading: Reading<'a>,
}

/// How many letters of a text that is not analysed name it.
const NAMED: usize = 40;

/// A text that is not analysed, in short. What is cut off counts all the same: another text has another name.
fn name_of_text(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let Some((end, _)) = line.char_indices().nth(NAMED) else { return line };
    let mark = line.bytes().fold(0x811c_9dc5_u32, |mark, byte| (mark ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{} … #{:04x}", line[..end].trim_end(), mark & 0xffff)
}

/// What CREATE TABLE takes on the tables that its foreign keys point to.
const PARENTS: &str = "SHARE ROW EXCLUSIVE";

const UNCLOSED: &str =
    "The transaction that begins here is never committed. What the script does then depends on its runner.";

impl<'a> Reviewer<'a, '_> {
    fn line_of(&mut self, at: usize) -> usize {
        let between = self.script.as_bytes().get(self.counted..at).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count();
        self.counted = self.counted.max(at);
        self.line
    }

    fn unread(&mut self, range: Range<usize>, reason: &'static str) {
        let line = self.line_of(range.start);
        if let Some(statement) = self.review.statements.last_mut().filter(|statement| statement.range.end > range.start)
        {
            statement.is_unseen = true;
        }
        self.review.unreviewed.push(Unreviewed { range, line, reason });
    }

    fn piece(&mut self, piece: &Piece, tokens: &[Token]) {
        let range = piece.start as usize..piece.end as usize;
        let line = self.line_of(range.start);
        self.review.statements.push(Statement {
            range: range.clone(),
            line,
            verdict: Verdict::Safe,
            old_writes: Holds::Yes,
            old_reads: Holds::Yes,
            hazard: None,
            lock: "",
            waits: String::new(),
            reversal: Reversal::Lossless,
            change_types: Vec::new(),
            why: "",
            question: None,
            by_answer: None,
            is_undone: false,
            is_unseen: false,
            findings: Vec::new(),
        });
        match piece.kind {
            PieceKind::Directive => self.directive(piece, tokens),
            PieceKind::Rows => self.plain(piece, ChangeType::ClientDirective),
            PieceKind::Statement => match (piece.limit, piece.flaw) {
                (Some(limit), _) => {
                    self.unread(range, limit.reason());
                    self.plain(piece, ChangeType::UnknownStatement);
                }
                (None, Some(flaw)) => self.flaw(piece, flaw),
                (None, None) => self.statement(tokens),
            },
        }
    }

    /// A finding that nothing but the table decides.
    fn plain(&mut self, piece: &Piece, change: ChangeType) {
        let fact = Fact { start: piece.start, end: piece.end, ..Fact::new(change) };
        self.reading.clear();
        let found = context::find(&fact, &self.reading, &mut self.state, self.about.server, self.about.habits);
        self.push(found);
    }

    fn flaw(&mut self, piece: &Piece, flaw: Flaw) {
        self.plain(piece, ChangeType::SyntaxError);
        if let Some(found) = self.last_finding() {
            found.why = flaw.reason();
        }
    }

    fn push(&mut self, mut found: Finding) {
        let is_opaque = matches!(found.change, ChangeType::OpaqueCode | ChangeType::UnknownStatement);
        if is_opaque && found.subject.is_empty() {
            // Each is asked for by itself, and an answer is about the text that was read.
            found.subject = name_of_text(self.script.get(found.start as usize..found.end as usize).unwrap_or_default());
        }
        if let Some(statement) = self.review.statements.last_mut() {
            statement.findings.push(found);
        }
    }

    fn last_finding(&mut self) -> Option<&mut Finding> {
        self.review.statements.last_mut()?.findings.last_mut()
    }

    fn finding_at(&mut self, statement: usize, finding: usize) -> Option<&mut Finding> {
        self.review.statements.get_mut(statement)?.findings.get_mut(finding)
    }

    fn directive(&mut self, piece: &Piece, tokens: &[Token]) {
        let text = tokens.first().map(|token| token.text(self.script)).unwrap_or_default();
        let mut words = text.split_whitespace();
        let word = words.next().unwrap_or_default();
        if word.eq_ignore_ascii_case("use") {
            self.state.heed(Setting::Schema(words.next().unwrap_or_default().trim_matches('`')));
            self.plain(piece, ChangeType::SessionSetting);
            return;
        }
        self.plain(piece, ChangeType::ClientDirective);
        let pulls_in = ["\\i", "\\ir", "\\include", "\\include_relative", "\\."].contains(&word)
            || word.eq_ignore_ascii_case("source");
        let runs = ["\\!", "\\gexec"].iter().any(|directive| word.starts_with(directive));
        let copies = word == "\\copy" && text.split_whitespace().any(|word| word.eq_ignore_ascii_case("from"));
        if pulls_in || runs {
            let reason = if pulls_in {
                "It pulls in another file, which is not in this script."
            } else {
                "It runs something that is not in this script."
            };
            self.unread(piece.start as usize..piece.end as usize, reason);
            self.plain(piece, ChangeType::OpaqueCode);
        } else if copies {
            self.plain(piece, ChangeType::InsertRows);
        }
    }

    fn statement(&mut self, tokens: &[Token]) {
        let mut reading = std::mem::take(&mut self.reading);
        recognise::read(self.script, tokens, self.about.server, &mut reading);
        grammar::hold(self.script, tokens, self.about.server, &mut reading);
        let place = self.review.statements.len() - 1;
        if let Some(reason) = reading.unseen {
            let range = self.review.statements.last().map(|statement| statement.range.clone()).unwrap_or_default();
            self.unread(range, reason);
        }
        self.notice_places(&mut reading, tokens);
        self.refuse_in_place(&mut reading, tokens);
        let locks_parents = self.locks_parents(&reading, tokens);
        for position in 0..reading.facts.len() {
            let Some(fact) = reading.facts.get(position) else { break };
            self.fact(fact, &reading, place);
            if locks_parents && fact.change == ChangeType::CreateTable {
                self.lock_parents();
            }
        }
        self.commit_implicitly(&reading);
        if reading.refusal.is_none() {
            if let Some(setting) = reading.setting {
                self.state.heed(setting);
                if setting == Setting::LockTimeout(true)
                    && let Some(found) = self.last_finding()
                {
                    found.why = BOUNDS;
                }
            }
            if let Some(flow) = &reading.flow {
                self.flow(flow, place);
            }
        }
        reading.clear();
        self.reading = reading;
    }

    /// MySQL learnt late to put a column between others without writing every row, and copies the table for a unique index over
    /// an expression.
    fn notice_places(&self, reading: &mut Reading, tokens: &[Token]) {
        if self.about.server.dialect != Dialect::Mysql {
            return;
        }
        for fact in reading.facts.iter_mut().filter(|fact| fact.change == ChangeType::CreateUniqueIndex) {
            // An expression has brackets within those of the key.
            let own = tokens.iter().filter(|token| token.start >= fact.start && token.end <= fact.end);
            let mut before = own.clone().map(|token| token.kind);
            let mut pairs = own.skip(1).map(|token| (before.next(), token.kind));
            let is_functional =
                pairs.any(|pair| matches!(pair, (Some(TokenKind::Open | TokenKind::Comma), TokenKind::Open)));
            fact.options = fact.options.with(Options::HEAVY, is_functional);
        }
        for fact in reading.facts.iter_mut().filter(|fact| fact.options.has(Options::ADDS_COLUMN)) {
            let own = tokens.iter().filter(|token| token.start >= fact.start && token.end <= fact.end);
            let is_place = |token: &&Token| {
                token.kind == TokenKind::Word
                    && ["FIRST", "AFTER"].iter().any(|word| token.text(self.script).eq_ignore_ascii_case(word))
            };
            fact.options = fact.options.with(Options::PLACED, own.clone().skip(2).any(|token| is_place(&token)));
        }
    }

    /// Whether a new table has a foreign key to one that was there: PostgreSQL lets its writes wait until the table is made.
    fn locks_parents(&mut self, reading: &Reading, tokens: &[Token]) -> bool {
        let makes = |fact: &&Fact| fact.change == ChangeType::CreateTable && !fact.options.has(Options::TEMPORARY);
        let Some(table) = reading.facts.iter().find(makes) else { return false };
        if self.about.server.dialect != Dialect::Postgresql {
            return false;
        }
        for (at, token) in tokens.iter().enumerate() {
            let is_word = token.kind == TokenKind::Word && token.text(self.script).eq_ignore_ascii_case("REFERENCES");
            let Some(first) = tokens.get(at + 1).filter(|_| is_word).and_then(|token| self.name(*token)) else {
                continue;
            };
            let is_dotted = tokens.get(at + 2).is_some_and(|token| token.text(self.script) == ".");
            let second = tokens.get(at + 3).filter(|_| is_dotted).and_then(|token| self.name(*token));
            let parent = match second {
                Some(name) => Name { schema: Some(first), name },
                None => Name { schema: None, name: first },
            };
            if parent != table.object && !self.state.standing(Kind::Relation, &parent).is_new() {
                return true;
            }
        }
        false
    }

    /// A name of PostgreSQL as the server stores it.
    fn name(&self, token: Token) -> Option<Cow<'a, str>> {
        let text = token.text(self.script);
        match token.kind {
            TokenKind::Word => Some(Cow::Owned(text.to_lowercase())),
            TokenKind::Quoted => Some(Cow::Owned(text.get(1..text.len().saturating_sub(1))?.replace("\"\"", "\""))),
            _ => None,
        }
    }

    /// The finding that was pushed last locks the tables that it points to.
    fn lock_parents(&mut self) {
        let Some(found) = self.last_finding().filter(|found| !found.is_on_new) else { return };
        (found.lock, found.blocks, found.lasts) = (PARENTS, Blocks::Writes, Lasts::Brief);
    }

    // --- What must fail ---

    /// A statement that can be read may still be certain to fail where it stands.
    fn refuse_in_place(&mut self, reading: &mut Reading<'a>, tokens: &[Token]) {
        if reading.refusal.is_some() {
            return;
        }
        let is_open = self.state.transaction.is_some();
        let mut why = None;
        for fact in &reading.facts {
            if fact.options.has(Options::NO_TRANSACTION) && is_open {
                why = Some("PostgreSQL refuses this inside a transaction.");
            } else if fact.options.has(Options::NEEDS_TRANSACTION) && !is_open {
                why = Some("PostgreSQL locks a table only inside a transaction, and none is open here.");
            } else if fact.default == DefaultClass::NotRepeatable
                && fact.options.has(Options::ADDS_COLUMN)
                && !self.state.standing(Kind::Relation, &fact.object).is_new()
            {
                why = Some("MySQL refuses this default with error 1674 while the binary log is on.");
            } else if self.about.server.dialect == Dialect::Mysql
                && let Some(reason) = context::refused_algorithm(fact, reading, &self.state, self.about.server)
                && !self.state.standing(Kind::Relation, &fact.object).is_new()
            {
                why = Some(reason);
            } else if self.is_gone(fact) {
                why = Some("The script itself dropped or renamed this before.");
            }
        }
        if why.is_none() && reading.holds_texts && self.uses_new_label(tokens, reading) {
            why = Some("A label that is added in a transaction cannot be used before that is committed.");
        }
        if let (Some(why), Some(first), Some(last)) = (why, tokens.first(), tokens.last()) {
            let (start, end) = (first.start, last.end);
            reading.refusal = Some(Refusal { start, end, why, at_run_time: true });
            reading.facts.push(Fact { start, end, ..Fact::new(ChangeType::RuntimeError) });
        }
    }

    fn is_gone(&mut self, fact: &Fact) -> bool {
        let makes = fact.options.has(Options::CREATES)
            && !matches!(fact.change, ChangeType::CreateTrigger | ChangeType::CreatePolicy);
        let is_lenient = fact.options.has(Options::IF_EXISTS) || fact.options.has(Options::TEMPORARY);
        if makes || is_lenient || fact.kind != Kind::Relation {
            return false;
        }
        let standing = self.state.standing(Kind::Relation, &fact.object);
        standing.is_gone() || standing == Standing::NeverThere
    }

    fn uses_new_label(&self, tokens: &[Token], reading: &Reading) -> bool {
        let Some(transaction) = &self.state.transaction else { return false };
        let adds =
            reading.facts.iter().any(|fact| matches!(fact.change, ChangeType::EnumAddValue | ChangeType::Comment));
        !adds
            && !transaction.labels.is_empty()
            && tokens
                .iter()
                .any(|token| token.kind == TokenKind::Text && transaction.labels.contains(token.text(self.script)))
    }

    // --- Facts ---

    fn fact(&mut self, fact: &Fact, reading: &Reading, place: usize) {
        let server = self.about.server;
        let mut found = context::find(fact, reading, &mut self.state, server, self.about.habits);
        if !found.is_also
            && server.dialect == Dialect::Postgresql
            && let Some(transaction) = &mut self.state.transaction
        {
            if transaction.holds_strong_lock && found.hazard.is_none() && context::works_long(fact, found.change) {
                found.hazard = Some(Hazard::HeldWhileWorking);
            }
            transaction.holds_strong_lock |= context::takes_strong_lock(&found, fact, server.dialect);
            if fact.change == ChangeType::EnumAddValue && !found.is_on_new {
                transaction.labels.insert(fact.part.clone().into_owned());
            }
        }
        if fact.options.has(Options::CREATES) {
            self.replaces(fact, &mut found);
        }
        if fact.options.has(Options::RENAMES) {
            self.swaps(fact, &mut found, place);
        }
        let is_refused = reading.refusal.is_some();
        let position = self.review.statements.get(place).map_or(0, |statement| statement.findings.len());
        self.push(found);
        if fact.change == ChangeType::DropTable && self.state.standing(fact.kind, &fact.object) == Standing::Temporary {
            let also = Fact {
                options: Options::ALSO,
                start: fact.start,
                end: fact.end,
                ..Fact::new(ChangeType::CreateTempTable)
            };
            let found = context::find(&also, reading, &mut self.state, server, self.about.habits);
            self.push(found);
        }
        if !is_refused {
            self.state.apply(fact, (place, position));
        }
    }

    /// What is created under a name that the script freed is a replacement, unless a view carries the old name on.
    fn replaces(&mut self, fact: &Fact, found: &mut Finding) {
        let key_thing = self.state.thing(fact.kind, &fact.object, Part::Whole, "").cloned();
        let Some(thing) = key_thing.filter(|thing| thing.standing.is_gone()) else { return };
        if fact.options.has(Options::TEMPORARY) {
            return;
        }
        match fact.change {
            ChangeType::CreateView | ChangeType::ReplaceView => {
                if let Some(renamed) = &thing.renamed
                    && self.reads_renamed(fact, renamed)
                {
                    if self.is_unseen(renamed) {
                        let why = "The old name stays as a view in the same transaction. It takes reads, writes and ON CONFLICT; it \
                                   takes no TRUNCATE and no DDL.";
                        if let Some(earlier) = self.finding_at(renamed.statement, renamed.finding) {
                            earlier.eases(Question::ViewCarriesOldName, why);
                        }
                        self.eases_columns(fact, renamed, why);
                    }
                    return;
                }
                self.push_also(found);
                found.becomes(ChangeType::ReplaceView, self.about.server.dialect);
            }
            ChangeType::CreateFunction => {
                self.push_also(found);
                found.becomes(ChangeType::ReplaceFunction, self.about.server.dialect);
            }
            ChangeType::CreateTable | ChangeType::CreateTableAs | ChangeType::CreatePartition => {
                self.push_also(found);
                found.becomes(ChangeType::RecreateTable, self.about.server.dialect);
                if thing.standing == Standing::RenamedAway {
                    found.reversal = Reversal::Lossy;
                }
            }
            _ => {}
        }
    }

    /// Its change is still listed, and another one is judged.
    fn push_also(&mut self, found: &Finding) {
        self.push(Finding { is_also: true, ..found.clone() });
    }

    /// Whether a view on the old name reads the table under its new one.
    fn reads_renamed(&mut self, fact: &Fact, renamed: &Renamed) -> bool {
        !fact.other.is_empty() && self.state.key_of(Kind::Relation, &fact.other) == renamed.to
    }

    /// Whether nobody ever sees that the name was gone.
    fn is_unseen(&self, renamed: &Renamed) -> bool {
        self.about.server.dialect == Dialect::Postgresql
            && renamed.transaction.is_some()
            && renamed.transaction == self.state.transaction_number()
    }

    /// Columns renamed behind the view, in the same transaction, are carried on by it as well.
    fn eases_columns(&mut self, fact: &Fact, renamed: &Renamed, why: &'static str) {
        let names = [context::words(&fact.other), context::words(&fact.object)];
        for statement in self.review.statements.iter_mut().skip(renamed.statement.saturating_sub(8)) {
            for found in &mut statement.findings {
                let is_of_table =
                    found.subject.rsplit_once('.').is_some_and(|(table, _)| names.iter().any(|name| name == table));
                if found.change == ChangeType::RenameColumn && is_of_table {
                    found.eases(Question::ViewCarriesOldName, why);
                }
            }
        }
    }

    /// A name that is renamed away and taken by another table in one step is a swap.
    fn swaps(&mut self, fact: &Fact, found: &mut Finding, place: usize) {
        if fact.kind != Kind::Relation || !matches!(fact.change, ChangeType::RenameTable | ChangeType::SetSchema) {
            return;
        }
        let Some(renamed) =
            self.state.thing(fact.kind, &fact.other, Part::Whole, "").and_then(|thing| thing.renamed.clone())
        else {
            return;
        };
        let in_one_step = match self.about.server.dialect {
            Dialect::Mysql => renamed.statement == place,
            Dialect::Postgresql => {
                renamed.transaction.is_some() && renamed.transaction == self.state.transaction_number()
            }
        };
        if !in_one_step {
            return;
        }
        let dialect = self.about.server.dialect;
        let swap = |found: &mut Finding| {
            let (hazard, lock, blocks) = (found.hazard, found.lock, found.blocks);
            found.becomes(ChangeType::SwapTable, dialect);
            (found.hazard, found.lock, found.blocks) = (hazard, lock, blocks);
        };
        let subject = context::words(&fact.other);
        if let Some(earlier) = self.finding_at(renamed.statement, renamed.finding) {
            let mut also = earlier.clone();
            swap(earlier);
            earlier.subject.clone_from(&subject);
            also.is_also = true;
            self.review.statements.get_mut(renamed.statement).into_iter().for_each(|s| s.findings.push(also.clone()));
        }
        swap(found);
        found.subject = subject;
    }

    // --- Transactions ---

    /// MySQL commits before and after whatever changes the schema.
    fn commit_implicitly(&mut self, reading: &Reading) {
        if self.about.server.dialect == Dialect::Postgresql || self.state.transaction.is_none() {
            return;
        }
        let stays_inside = |fact: &Fact| {
            fact.options.has(Options::TEMPORARY)
                || matches!(
                    fact.change,
                    ChangeType::InsertRows
                        | ChangeType::UpsertRows
                        | ChangeType::UpdateRows
                        | ChangeType::BackfillNewColumn
                        | ChangeType::DeleteRows
                        | ChangeType::DeleteAllRows
                        | ChangeType::CopyRows
                        | ChangeType::ReadOnly
                        | ChangeType::SessionSetting
                        | ChangeType::TransactionControl
                        | ChangeType::OpaqueCode
                        | ChangeType::SyntaxError
                )
        };
        if !reading.facts.iter().all(stays_inside) {
            self.state.commit();
        }
    }

    fn flow(&mut self, flow: &Flow, place: usize) {
        match flow {
            Flow::Begin => {
                if self.about.server.dialect == Dialect::Mysql {
                    self.state.commit();
                }
                self.state.begin(place);
            }
            Flow::Commit => self.state.commit(),
            Flow::Rollback => {
                if let Some(from) = self.state.roll_back() {
                    self.undo(from, place);
                }
            }
            Flow::Savepoint(name) => self.state.save(name, place),
            Flow::RollbackTo(name) => {
                if let Some(from) = self.state.roll_back_to(name) {
                    self.undo(from, place);
                }
            }
            Flow::Release(_) => {}
        }
    }

    /// Nothing of what these statements did happened.
    fn undo(&mut self, from: usize, until: usize) {
        for statement in self.review.statements.get_mut(from..until).unwrap_or_default() {
            statement.is_undone = true;
        }
    }

    // --- The end ---

    fn finish(mut self) -> Review {
        let unclosed = self.state.transaction.as_ref().filter(|transaction| !transaction.by_runner);
        if let Some(place) = unclosed.map(|transaction| transaction.begun_at)
            && !self.about.in_transaction
            && let Some(statement) = self.review.statements.get_mut(place)
        {
            let row = rule_of(ChangeType::UnclosedTransaction);
            statement.findings.push(Finding {
                change: ChangeType::UnclosedTransaction,
                start: u32::try_from(statement.range.start).unwrap_or_default(),
                end: u32::try_from(statement.range.end).unwrap_or_default(),
                subject: String::new(),
                verdict: row.verdict,
                old_writes: row.old_writes,
                old_reads: row.old_reads,
                hazard: None,
                lock: "",
                blocks: Blocks::Nothing,
                lasts: Lasts::Brief,
                reversal: row.reversal,
                why: UNCLOSED,
                question: row.question,
                answer: None,
                evidence: String::new(),
                is_on_new: false,
                is_also: false,
                stays: false,
            });
        }
        let mut seen = [false; 256];
        let mut review = std::mem::take(&mut self.review);
        for statement in &mut review.statements {
            statement.settle(&self.about.answers);
            statement.sum_up();
            review.verdict = review.verdict.max(statement.verdict);
            review.lock_hazard |= statement.hazard.is_some();
            review.reversal = review.reversal.max(statement.reversal);
            for change in &statement.change_types {
                if let Some(is_seen) = seen.get_mut(*change as usize)
                    && !*is_seen
                {
                    *is_seen = true;
                    review.change_types.push(*change);
                }
            }
        }
        if !review.unreviewed.is_empty() && review.verdict == Verdict::Safe {
            review.verdict = Verdict::Depends;
        }
        review.advice.extend(advice(&review.statements, self.about.server.dialect));
        review
    }
}

impl Finding {
    /// Another row of the table holds for it.
    fn becomes(&mut self, change: ChangeType, dialect: Dialect) {
        let row = rule_of(change);
        self.change = change;
        (self.old_writes, self.old_reads, self.verdict) = (row.old_writes, row.old_reads, row.verdict);
        self.reversal = row.reversal;
        self.why = row.why_in(dialect);
        self.question = row.question;
        self.is_on_new = false;
    }

    /// What would break depends on a question, as something else in the script carries it.
    fn eases(&mut self, question: Question, why: &'static str) {
        if self.verdict == Verdict::Unsafe {
            self.asks(question, why);
        }
    }
}

impl Statement {
    /// Heeds what was answered with evidence.
    fn settle(&mut self, answers: &[Answer]) {
        if answers.is_empty() {
            return;
        }
        for found in &mut self.findings {
            let question = match found.question {
                Some(question) => question,
                // What is taken away harms nobody once no release uses it.
                None if found.verdict == Verdict::Unsafe => Question::StillUsed,
                None => continue,
            };
            let fits = |answer: &&Answer| {
                answer.question == question
                    && !answer.evidence.trim().is_empty()
                    && answer.subject.as_ref().is_none_or(|subject| *subject == found.subject)
            };
            // What was said of this very subject goes before what was said of all.
            let answer = answers
                .iter()
                .rev()
                .filter(fits)
                .find(|answer| answer.subject.is_some())
                .or_else(|| answers.iter().rev().find(fits));
            if let Some(answer) = answer {
                found.answer = Some(answer.is_yes);
                answer.evidence.trim().clone_into(&mut found.evidence);
                let settled = question.answered(answer.is_yes).of(found.old_writes, found.old_reads);
                (found.old_writes, found.old_reads, found.verdict) = settled;
            }
        }
    }

    /// The worst of its findings. What is undone or refused leaves nothing behind.
    fn sum_up(&mut self) {
        let is_error = self.findings.iter().any(|found| found.verdict == Verdict::Error);
        let mut worst: Option<&Finding> = None;
        let mut strongest = Blocks::Nothing;
        for found in &self.findings {
            if !self.change_types.contains(&found.change) {
                self.change_types.push(found.change);
            }
            if found.is_also {
                continue;
            }
            if !is_error {
                let is_first_hazard = self.hazard.is_none() && found.hazard.is_some();
                self.hazard = self.hazard.or(found.hazard);
                if is_first_hazard
                    || (found.hazard == self.hazard && (self.waits.is_empty() || found.blocks > strongest))
                {
                    self.waits = found.waits();
                }
                if self.lock.is_empty() || found.blocks > strongest {
                    self.lock = found.lock;
                    strongest = found.blocks;
                }
            }
            if self.is_undone && !found.stays && found.verdict != Verdict::Error {
                continue;
            }
            if worst.is_none_or(|worst| found.verdict > worst.verdict) {
                worst = Some(found);
            }
            self.old_writes = self.old_writes.max(found.old_writes);
            self.old_reads = self.old_reads.max(found.old_reads);
            if !is_error {
                self.reversal = self.reversal.max(found.reversal);
            }
        }
        match worst {
            Some(worst) => {
                self.verdict = worst.verdict;
                self.why = worst.why;
                self.question = if worst.verdict == Verdict::Depends { worst.question } else { None };
                let answered =
                    self.findings.iter().filter(|found| found.answer.is_some() && found.verdict == worst.verdict);
                let answered = match worst.verdict {
                    Verdict::Safe => answered.clone().next(),
                    _ => Some(worst).filter(|worst| worst.answer.is_some()),
                };
                self.by_answer = answered.and_then(|found| Some((found.answer?, found.evidence.clone())));
            }
            None => self.why = "The transaction is rolled back: nothing of it happens.",
        }
    }
}

/// A lock that others queue behind wants a limit for waiting.
fn advice(statements: &[Statement], dialect: Dialect) -> Option<Advice> {
    let mut is_bounded = false;
    let mut lines: Vec<usize> = Vec::new();
    for statement in statements {
        for found in &statement.findings {
            is_bounded |= found.change == ChangeType::SessionSetting && found.why == BOUNDS;
            let waits = match dialect {
                Dialect::Postgresql => found.blocks >= Blocks::Writes,
                Dialect::Mysql => !found.lock.is_empty() && found.lock != "row locks",
            };
            if waits && !found.is_on_new && !is_bounded && !statement.is_undone && lines.last() != Some(&statement.line)
            {
                lines.push(statement.line);
            }
        }
    }
    let (line, setting, most) = match dialect {
        Dialect::Postgresql => (*lines.first()?, "lock_timeout", ""),
        Dialect::Mysql => (*lines.first()?, "lock_wait_timeout", ", for up to a year by default"),
    };
    let also = match lines.get(1..).unwrap_or_default() {
        [] => String::new(),
        others => format!(" Lines {} need it too.", in_ranges(others))
            .replace("Lines", if others.len() == 1 { "Line" } else { "Lines" }),
    };
    let also = if lines.len() == 2 { also.replace("need it", "needs it") } else { also };
    let words = format!(
        "Set {setting} before this and retry: while it waits for its lock, others queue behind it{most}.{also}"
    );
    Some(Advice { line, lines, words })
}

/// How many ranges of lines are told.
const RANGES: usize = 12;

/// Lines in words, those that follow each other as a range.
fn in_ranges(lines: &[usize]) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for line in lines {
        match ranges.last_mut() {
            Some((_, to)) if *to + 1 == *line => *to = *line,
            _ => ranges.push((*line, *line)),
        }
    }
    let told =
        ranges.iter().take(RANGES).map(|(from, to)| if from == to { from.to_string() } else { format!("{from}–{to}") });
    let mut words = told.collect::<Vec<_>>().join(", ");
    if ranges.len() > RANGES {
        words.push_str(" and others");
    }
    words
}

const BOUNDS: &str = "It bounds how long the script waits for a lock.";
