//! Walks over the tokens of one statement. Never goes back further than it was told to, never past the end, never recurses.

use std::borrow::Cow;

use crate::domain::rollback::change_type::ChangeType;
use crate::domain::rollback::dialect::{Dialect, Server};
use crate::domain::rollback::fact::{Fact, Ident, Name, Options, Reading, Refusal};
use crate::domain::rollback::token::{Token, TokenKind};

use super::reserved::is_reserved;

/// What cannot be read ends the reading of a statement; why is kept in the [`Reading`].
pub(super) struct Stop;

/// A step of reading.
pub(super) type Step<T = ()> = Result<T, Stop>;

/// Where reading stands in a statement.
pub(super) struct Cursor<'a, 't> {
    pub(super) script: &'a str,
    tokens: &'t [Token],
    at: usize,
    pub(super) server: Server,
    pub(super) reading: &'t mut Reading<'a>,
}

/// Nothing stands there.
const NOTHING: Token = Token { kind: TokenKind::Delimiter, start: 0, end: 0 };

impl<'a, 't> Cursor<'a, 't> {
    pub(super) fn new(script: &'a str, tokens: &'t [Token], server: Server, reading: &'t mut Reading<'a>) -> Self {
        Self { script, tokens, at: 0, server, reading }
    }

    pub(super) fn is_mysql(&self) -> bool {
        self.server.dialect == Dialect::Mysql
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    pub(super) fn back_to(&mut self, position: usize) {
        self.at = position;
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn token(&self, offset: usize) -> Token {
        self.tokens.get(self.at + offset).copied().unwrap_or(NOTHING)
    }

    pub(super) fn token_at(&self, position: usize) -> Token {
        self.tokens.get(position).copied().unwrap_or(NOTHING)
    }

    pub(super) fn text_at(&self, position: usize) -> &'a str {
        self.token_at(position).text(self.script)
    }

    pub(super) fn kind(&self) -> TokenKind {
        self.token(0).kind
    }

    pub(super) fn text(&self, offset: usize) -> &'a str {
        self.token(offset).text(self.script)
    }

    pub(super) fn step(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len());
    }

    /// Where the token here begins.
    pub(super) fn start(&self) -> u32 {
        match self.tokens.get(self.at) {
            Some(token) => token.start,
            None => self.end(),
        }
    }

    /// Where the token before this one ends.
    pub(super) fn end(&self) -> u32 {
        self.at.checked_sub(1).and_then(|before| self.tokens.get(before)).map_or(0, |token| token.end)
    }

    /// Ends the statement at a position for a while; gives what [`widen`](Self::widen) needs.
    pub(super) fn narrow(&mut self, until: usize) -> &'t [Token] {
        let all = self.tokens;
        self.tokens = all.get(..until).unwrap_or(all);
        all
    }

    /// The whole statement again.
    pub(super) fn widen(&mut self, all: &'t [Token]) {
        self.tokens = all;
    }

    /// Whether a query in brackets stands at a position.
    pub(super) fn find_open_query(&self, position: usize) -> bool {
        let mut at = position;
        while self.text_at(at) == "(" {
            at += 1;
        }
        at > position
            && ["SELECT", "WITH", "VALUES", "TABLE"].iter().any(|word| self.text_at(at).eq_ignore_ascii_case(word))
    }

    // --- Words ---

    /// Whether this word stands `offset` tokens on.
    pub(super) fn is_word(&self, offset: usize, word: &str) -> bool {
        let token = self.token(offset);
        token.kind == TokenKind::Word
            && (token.end - token.start) as usize == word.len()
            && token.text(self.script).eq_ignore_ascii_case(word)
    }

    pub(super) fn is(&self, word: &str) -> bool {
        self.is_word(0, word)
    }

    /// Whether one of these words stands here.
    pub(super) fn is_any(&self, words: &[&str]) -> bool {
        self.kind() == TokenKind::Word && words.iter().any(|word| self.text(0).eq_ignore_ascii_case(word))
    }

    /// Whether these words stand here one after the other.
    pub(super) fn are(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(offset, word)| self.is_word(offset, word))
    }

    pub(super) fn eat(&mut self, word: &str) -> bool {
        let is_there = self.is(word);
        if is_there {
            self.step();
        }
        is_there
    }

    pub(super) fn eat_any(&mut self, words: &[&str]) -> bool {
        let is_there = self.is_any(words);
        if is_there {
            self.step();
        }
        is_there
    }

    pub(super) fn eat_all(&mut self, words: &[&str]) -> bool {
        let are_there = self.are(words);
        if are_there {
            self.at += words.len();
        }
        are_there
    }

    pub(super) fn expect(&mut self, word: &str, why: &'static str) -> Step {
        if self.eat(word) { Ok(()) } else { self.refuse(why) }
    }

    /// Whether this sign stands here.
    pub(super) fn is_sign(&self, sign: &str) -> bool {
        !matches!(self.kind(), TokenKind::Word | TokenKind::Quoted | TokenKind::Text) && self.text(0) == sign
    }

    pub(super) fn eat_sign(&mut self, sign: &str) -> bool {
        let is_there = self.is_sign(sign);
        if is_there {
            self.step();
        }
        is_there
    }

    pub(super) fn is_open(&self) -> bool {
        self.is_sign("(")
    }

    pub(super) fn is_comma(&self) -> bool {
        self.kind() == TokenKind::Comma
    }

    pub(super) fn eat_comma(&mut self) -> bool {
        let is_there = self.is_comma();
        if is_there {
            self.step();
        }
        is_there
    }

    // --- Refusals ---

    /// Not valid in the dialect.
    pub(super) fn refuse<T>(&mut self, why: &'static str) -> Step<T> {
        let (start, end) = match self.tokens.get(self.at) {
            Some(token) => (token.start, token.end),
            None => (self.end(), self.end()),
        };
        self.reading.refusal.get_or_insert(Refusal { start, end, why, at_run_time: false });
        Err(Stop)
    }

    /// Nothing more may follow.
    pub(super) fn expect_end(&mut self) -> Step {
        if self.is_at_end() {
            Ok(())
        } else {
            self.refuse("Something is left over here that does not belong to the statement.")
        }
    }

    // --- Names ---

    /// Whether a name may stand here.
    pub(super) fn is_name(&self) -> bool {
        matches!(self.kind(), TokenKind::Word | TokenKind::Quoted)
    }

    /// A name, folded as the dialect does. A reserved word is none.
    pub(super) fn ident(&mut self) -> Step<Ident<'a>> {
        if self.kind() == TokenKind::Word && is_reserved(self.text(0), self.server) {
            return self.refuse(match self.server.dialect {
                Dialect::Postgresql => "PostgreSQL reserves this word. As a name it needs double quotes.",
                Dialect::Mysql => "MySQL reserves this word. As a name it needs back-ticks.",
            });
        }
        self.label()
    }

    /// A name where reserved words are names as well: after a dot, and in lists that may hold expressions.
    pub(super) fn label(&mut self) -> Step<Ident<'a>> {
        let token = self.token(0);
        let text = token.text(self.script);
        let ident = match token.kind {
            TokenKind::Word if self.is_mysql() => Cow::Borrowed(text),
            TokenKind::Word if text.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                Cow::Owned(text.to_ascii_lowercase())
            }
            TokenKind::Word => Cow::Borrowed(text),
            TokenKind::Quoted => unquoted(text),
            TokenKind::Text if self.is_mysql() && text.starts_with('"') => {
                return self.refuse("Double quotes hold a text in MySQL, not a name, unless ANSI_QUOTES is set.");
            }
            TokenKind::Foreign => {
                return self.refuse(
                    "PostgreSQL quotes names with double quotes, not with back-ticks: is it written for MySQL?",
                );
            }
            _ => return self.refuse("A name is missing here."),
        };
        self.step();
        Ok(ident)
    }

    /// A name with or without its schema.
    pub(super) fn name(&mut self) -> Step<Name<'a>> {
        let mut name = Name { schema: None, name: self.ident()? };
        while self.kind() == TokenKind::Dot {
            self.step();
            let next = self.label()?;
            name = Name { schema: Some(name.name), name: next };
        }
        Ok(name)
    }

    /// A name, with or without `.*` after it.
    pub(super) fn name_of_all(&mut self) -> Step<Name<'a>> {
        let mut name = Name { schema: None, name: self.ident()? };
        while self.kind() == TokenKind::Dot {
            self.step();
            if self.eat_sign("*") {
                break;
            }
            let next = self.label()?;
            name = Name { schema: Some(name.name), name: next };
        }
        Ok(name)
    }

    /// `IF EXISTS`
    pub(super) fn if_exists(&mut self) -> Options {
        Options::NONE.with(Options::IF_EXISTS, self.eat_all(&["IF", "EXISTS"]))
    }

    /// `IF NOT EXISTS`
    pub(super) fn if_not_exists(&mut self) -> Options {
        Options::NONE.with(Options::IF_NOT_EXISTS, self.eat_all(&["IF", "NOT", "EXISTS"]))
    }

    /// `CASCADE` or `RESTRICT`
    pub(super) fn cascade(&mut self) -> Options {
        let cascades = self.eat("CASCADE");
        self.eat("RESTRICT");
        Options::NONE.with(Options::CASCADE, cascades)
    }

    // --- Brackets ---

    /// Where the bracket that opens here is closed: the position after it.
    pub(super) fn close_of(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for (offset, token) in self.tokens.get(open..).unwrap_or_default().iter().enumerate() {
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return open + offset + 1;
                    }
                }
                _ => {}
            }
        }
        self.tokens.len()
    }

    /// Passes over a bracket and all in it.
    pub(super) fn skip_brackets(&mut self) {
        if self.kind() == TokenKind::Open {
            self.at = self.close_of(self.at);
        }
    }

    /// Passes over one token, or over a whole bracket.
    pub(super) fn skip_one(&mut self) {
        if self.kind() == TokenKind::Open {
            self.skip_brackets();
        } else {
            self.step();
        }
    }

    /// Passes over all up to the comma that ends this part of the list.
    pub(super) fn skip_to_comma(&mut self) {
        while !self.is_at_end() && !self.is_comma() && self.kind() != TokenKind::Close {
            self.skip_one();
        }
    }

    /// Passes over all that is left.
    pub(super) fn skip_all(&mut self) {
        self.at = self.tokens.len();
    }

    /// Where this word stands next outside of brackets, from a position on.
    pub(super) fn find(&self, from: usize, words: &[&str]) -> Option<usize> {
        self.find_before(from, self.tokens.len(), words)
    }

    /// Where one of these words stands next outside of brackets, before a position.
    pub(super) fn find_before(&self, from: usize, until: usize, words: &[&str]) -> Option<usize> {
        let mut depth = 0_usize;
        for position in from..until.min(self.tokens.len()) {
            let token = self.token_at(position);
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth = depth.saturating_sub(1),
                TokenKind::Word if depth == 0 => {
                    let text = token.text(self.script);
                    if words.iter().any(|word| text.eq_ignore_ascii_case(word)) {
                        return Some(position);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Whether this word stands anywhere from a position to another, in brackets or not.
    pub(super) fn holds(&self, from: usize, until: usize, word: &str) -> bool {
        self.tokens
            .get(from..until.min(self.tokens.len()))
            .unwrap_or_default()
            .iter()
            .any(|token| token.kind == TokenKind::Word && token.text(self.script).eq_ignore_ascii_case(word))
    }

    /// The names in the bracket that opens here; what is no plain name is passed over.
    pub(super) fn names_in_brackets(&mut self) -> Vec<Ident<'a>> {
        let mut names = Vec::new();
        if !self.is_open() {
            return names;
        }
        let close = self.close_of(self.at);
        self.step();
        while self.at + 1 < close {
            if self.is_name()
                && matches!(self.text(1), "," | ")" | "(")
                    | self.is_word(1, "ASC")
                    | self.is_word(1, "DESC")
                    | self.is_word(1, "COLLATE")
                    | (self.token(1).kind == TokenKind::Word)
            {
                match self.label() {
                    Ok(name) => names.push(name),
                    Err(Stop) => break,
                }
            }
            self.skip_to_comma();
            self.eat_comma();
            if self.kind() == TokenKind::Close {
                break;
            }
        }
        self.at = close;
        names
    }

    // --- Facts ---

    /// Adds a fact that begins at a position and ends where reading stands.
    pub(super) fn add(&mut self, start: u32, mut fact: Fact<'a>) {
        fact.start = start;
        fact.end = self.end().max(start);
        self.reading.facts.push(fact);
    }

    /// Adds a fact about nothing that is tracked.
    pub(super) fn add_plain(&mut self, start: u32, change: ChangeType) {
        self.skip_all();
        self.add(start, Fact::new(change));
    }

    /// It runs, and nobody sees what.
    pub(super) fn unseen(&mut self, start: u32, change: ChangeType, why: &'static str) {
        self.reading.unseen.get_or_insert(why);
        self.add_plain(start, change);
    }
}

/// A quoted name without its quotes.
fn unquoted(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix(['U', 'u']).and_then(|rest| rest.strip_prefix('&')).unwrap_or(text);
    let Some(sign) = text.chars().next() else { return Cow::Borrowed(text) };
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    let twice: String = [sign, sign].iter().collect();
    if inner.contains(&twice) {
        Cow::Owned(inner.replace(&twice, sign.encode_utf8(&mut [0; 4])))
    } else {
        Cow::Borrowed(inner)
    }
}

/// A literal text without its quotes; what is escaped in it stays so.
pub(super) fn literal(text: &str) -> &str {
    let from = text.find(['\'', '"']).unwrap_or(0);
    text.get(from..).and_then(|rest| rest.get(1..rest.len().saturating_sub(1))).unwrap_or_default()
}
