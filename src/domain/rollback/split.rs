//! From tokens to statements. Directives for the client are items of their own, and what is never closed is said.

use super::dialect::{Dialect, Server};
use super::guard::{self, Limit};
use super::token::{Lexer, Token, TokenKind};

/// What an item of a script is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// A statement for the server.
    Statement,
    /// A line for the client.
    Directive,
    /// The rows of a `COPY … FROM STDIN`.
    Rows,
}

/// What is wrong with the brackets and quotes of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// A quote, a comment or a body that is never closed.
    Unterminated,
    /// A bracket without its partner.
    Unbalanced,
}

impl Flaw {
    /// In words.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Unterminated => "A quote, a comment or a body begins here and is never closed.",
            Self::Unbalanced => "A bracket is missing its partner.",
        }
    }
}

/// An item of a script and where it stands, its delimiter left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// Where it begins, in bytes.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Its first token in [`Split::tokens`].
    first: u32,
    /// The one after its last.
    last: u32,
    /// What of it cannot be read.
    pub flaw: Option<Flaw>,
    /// The limit it meets.
    pub limit: Option<Limit>,
}

/// A script in pieces.
#[derive(Debug, Clone, Default)]
pub struct Split {
    tokens: Vec<Token>,
    pieces: Vec<Piece>,
    /// Where what was left unread begins.
    pub unread_from: Option<u32>,
}

impl Split {
    /// Its pieces, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The tokens of a piece that a server heeds.
    pub fn tokens(&self, piece: &Piece) -> &[Token] {
        self.tokens.get(piece.first as usize..piece.last as usize).unwrap_or_default()
    }
}

/// What has been read of the statement that is being read.
#[derive(Default)]
struct Open {
    first: usize,
    brackets: u32,
    deepest: u32,
    operators: u32,
    flaw: Option<Flaw>,
    /// How many `BEGIN`s and `CASE`s of a body are open.
    bodies: u32,
    kind: Body,
    was_operand: bool,
    after_end: bool,
    after_begin: bool,
}

/// What may hold semicolons of its own.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Body {
    /// Nothing.
    #[default]
    None,
    /// It begins with CREATE; what it makes is still to come.
    Created,
    /// A routine.
    Routine,
    /// A rule of PostgreSQL, in brackets.
    Rule,
}

/// The statements of a script.
pub fn split(script: &str, server: Server, ansi_quotes: bool) -> Split {
    let mut split = Split { tokens: Vec::with_capacity(script.len() / 8), ..Split::default() };
    let mut open = Open::default();
    for token in Lexer::new(script, server).with_ansi_quotes(ansi_quotes) {
        if token.kind.is_trivia() {
            continue;
        }
        if split.pieces.len() >= guard::STATEMENTS {
            split.unread_from = Some(token.start);
            return split;
        }
        match token.kind {
            TokenKind::Delimiter if open.holds_semicolons() && token.text(script) == ";" => {
                split.tokens.push(Token { kind: TokenKind::Semicolon, ..token });
                open.after_end = false;
            }
            TokenKind::Delimiter => close(&mut split, &mut open),
            TokenKind::Directive | TokenKind::Rows => {
                close(&mut split, &mut open);
                let kind = if token.kind == TokenKind::Rows { PieceKind::Rows } else { PieceKind::Directive };
                split.tokens.push(token);
                push(&mut split, kind, open.first, None, None);
                open = Open { first: split.tokens.len(), ..Open::default() };
            }
            _ => {
                open.read(token, script, split.tokens.len(), server.dialect);
                split.tokens.push(token);
            }
        }
    }
    if open.bodies > 0 {
        open.flaw.get_or_insert(Flaw::Unterminated);
    }
    close(&mut split, &mut open);
    split
}

fn close(split: &mut Split, open: &mut Open) {
    if split.tokens.len() > open.first {
        if open.brackets > 0 {
            open.flaw.get_or_insert(Flaw::Unbalanced);
        }
        push(split, PieceKind::Statement, open.first, open.flaw, guard::limit_of(open.deepest, open.operators));
    }
    *open = Open { first: split.tokens.len(), ..Open::default() };
}

fn push(split: &mut Split, kind: PieceKind, first: usize, flaw: Option<Flaw>, limit: Option<Limit>) {
    if let (Some(begin), Some(end)) = (split.tokens.get(first), split.tokens.last()) {
        let (start, end) = (begin.start, end.end);
        split.pieces.push(Piece {
            kind,
            start,
            end,
            first: first as u32,
            last: split.tokens.len() as u32,
            flaw,
            limit,
        });
    }
}

impl Open {
    fn holds_semicolons(&self) -> bool {
        self.bodies > 0 || (self.kind == Body::Rule && self.brackets > 0)
    }

    fn read(&mut self, token: Token, script: &str, index: usize, dialect: Dialect) {
        let is_operand = match token.kind {
            TokenKind::Open => {
                self.brackets += 1;
                self.deepest = self.deepest.max(self.brackets);
                false
            }
            TokenKind::Close => {
                if self.brackets == 0 {
                    self.flaw.get_or_insert(Flaw::Unbalanced);
                }
                self.brackets = self.brackets.saturating_sub(1);
                true
            }
            TokenKind::Operator => {
                self.operators += u32::from(self.was_operand);
                false
            }
            TokenKind::Unterminated => {
                self.flaw.get_or_insert(Flaw::Unterminated);
                true
            }
            TokenKind::Word => self.read_word(token.text(script), index, dialect),
            TokenKind::Comma | TokenKind::Dot | TokenKind::Semicolon => false,
            _ => true,
        };
        if token.kind != TokenKind::Word {
            self.after_end = false;
            self.after_begin = false;
        }
        self.was_operand = is_operand;
    }

    /// Whether the word may stand before an operator of two sides.
    fn read_word(&mut self, word: &str, index: usize, dialect: Dialect) -> bool {
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
        if is("and") || is("or") {
            self.operators += 1;
            return false;
        }
        let position = index.saturating_sub(self.first);
        match self.kind {
            Body::None if position == 0 && is("create") => self.kind = Body::Created,
            Body::Created if position < 16 && self.brackets == 0 => {
                if is("procedure") || is("function") || is("trigger") || is("event") {
                    self.kind = Body::Routine;
                } else if is("rule") && dialect == Dialect::Postgresql {
                    self.kind = Body::Rule;
                } else if is("table") || is("view") || is("index") {
                    self.kind = Body::None;
                }
            }
            Body::Routine => self.read_body(word, dialect),
            _ => {}
        }
        true
    }

    /// Counts what opens and closes in the body of a routine.
    fn read_body(&mut self, word: &str, dialect: Dialect) {
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
        let (after_end, after_begin) = (self.after_end, self.after_begin);
        (self.after_end, self.after_begin) = (false, false);
        if after_end && is("case") {
            // `END CASE` closes what `END` closed already.
            return;
        }
        if after_end && (is("if") || is("loop") || is("while") || is("repeat")) {
            // `END IF` closes what was never counted.
            self.bodies += 1;
            return;
        }
        match dialect {
            Dialect::Mysql if is("begin") => self.bodies += 1,
            Dialect::Postgresql if is("begin") => self.after_begin = true,
            Dialect::Postgresql if after_begin && is("atomic") => self.bodies += 1,
            _ if self.bodies > 0 && is("case") => self.bodies += 1,
            _ if self.bodies > 0 && is("end") => {
                self.bodies -= 1;
                self.after_end = true;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(script: &str, dialect: Dialect) -> Vec<&str> {
        let split = split(script, Server::usual(dialect), false);
        split.pieces().iter().map(|piece| &script[piece.start as usize..piece.end as usize]).collect()
    }

    #[test]
    fn semicolons_end_statements_only_where_they_do() {
        let found = pieces("a; ; 'b;' -- c;\n; $$;$$ \\g\nd", Dialect::Postgresql);
        assert_eq!(found, ["a", "'b;'", "$$;$$", "\\g", "d"]);
        let rule = "CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DELETE FROM b)";
        assert_eq!(pieces(&format!("{rule}; x"), Dialect::Postgresql), [rule, "x"]);
        let atomic = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 2; END";
        assert_eq!(pieces(&format!("{atomic}; x"), Dialect::Postgresql), [atomic, "x"]);
    }

    #[test]
    fn bodies_of_mysql_hold_semicolons_with_and_without_a_delimiter() {
        let body = "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN IF 1 THEN SET @a = 1; END IF; \
                    CASE 1 WHEN 1 THEN SET @b = 2; END CASE; END";
        assert_eq!(pieces(&format!("{body}; x;"), Dialect::Mysql), [body, "x"]);
        let found = pieces("DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; END$$\nDELIMITER ;\nx;", Dialect::Mysql);
        assert_eq!(found.len(), 4);
        assert_eq!(found[1], "CREATE PROCEDURE p() BEGIN SELECT 1; END");
    }

    #[test]
    fn what_is_never_closed_is_said() {
        for script in ["SELECT 'a", "SELECT (1", "SELECT 1)", "/* a"] {
            let split = split(script, Server::usual(Dialect::Postgresql), false);
            assert!(split.pieces()[0].flaw.is_some(), "{script}");
        }
    }

    #[test]
    fn limits_are_met_and_said() {
        let deep = format!("SELECT {}1{}", "(".repeat(300), ")".repeat(300));
        let long = format!("SELECT {}", vec!["a = 1"; 1500].join(" OR "));
        let server = Server::usual(Dialect::Postgresql);
        assert_eq!(split(&deep, server, false).pieces()[0].limit, Some(Limit::Nesting));
        assert_eq!(split(&long, server, false).pieces()[0].limit, Some(Limit::Operators));
        let many = split(&"a;".repeat(6000), server, false);
        assert_eq!((many.pieces().len(), many.unread_from), (5000, Some(10_000)));
    }
}
